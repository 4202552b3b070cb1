/** Passes one request on to the lesson server and its answer back, streaming, within a deadline. */
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, request as send } from 'node:http'
import { GATEWAY } from '../../config.js'
import { type AnswerCookies, cookiesOf } from '../../cookies/answer-cookies.js'
import type { Actor } from '../../protocol/requests.js'
import { isEventStream, onRequestEnd } from '../../request-end.js'
import type { Running } from '../balancer.js'
import { type Framing, hasBody } from './framing.js'
import { requestHeaders, responseHeaders, withSetCookie } from './headers.js'
import { asPassedOn, type PageCache } from './page-cache.js'
import type { Passages } from './passages.js'
import { watchPage } from './watch-page.js'

export interface Passage {
  /** Where it goes. */
  readonly to: Running
  readonly id: string
  readonly actor: Actor
  /** How the request's body is framed, both coming in and going out. */
  readonly framing: Framing
  readonly language: string | null
  /** What it says of how the browser came. */
  readonly forwarded: OutgoingHttpHeaders
  readonly security: Readonly<Record<string, string>>
  /** By performance.now(): when the answer must be complete. */
  readonly deadline: number
  /** Set-Cookie lines that are put behind the shop's own. */
  readonly setCookie: readonly string[]
  /** What it keeps of answers, and of this one as it passes; null: there is no cache. */
  readonly cache: PageCache | null
  /** What the lesson servers allow headers to have: under another limit, other connections. */
  readonly headerLimit: number | null
  /** The lesson server refuses it, since its headers have this many bytes. */
  onTooLarge(bytes: number): void
  /** Told of all that is set, and of the headers as they leave. */
  onHeaders(cookies: AnswerCookies, sent: OutgoingHttpHeaders): void
  /** What stands on the page that passes; null: nobody wants to know. */
  readonly onPage: ((status: number, html: string) => void) | null
  /** The headers have gone out, with some of the body: the browser may act on them already. Not told of an answer without a body; null: nobody wants to know. */
  readonly onLeft: (() => void) | null
}

/** `too-large`: the lesson server refused it for its headers. `aborted`: the visitor went away. `cut-off`: the lesson server did. `late`: the deadline passed. `not-taken`: nobody listened, so nothing has happened yet. */
export type PassageEnd = 'answered' | 'too-large' | 'aborted' | 'cut-off' | 'late' | 'not-taken'

const TOO_LARGE = 431

export class Forwarder {
  #agent = newAgent()
  #headerLimit: number | null = null
  readonly #internalKey: string
  readonly #passages: Passages

  constructor(internalKey: string, passages: Passages) {
    this.#internalKey = internalKey
    this.#passages = passages
  }

  close(): void {
    this.#agent.destroy()
  }

  async forward(request: IncomingMessage, response: ServerResponse, passage: Passage): Promise<PassageEnd> {
    if (passage.headerLimit !== this.#headerLimit) this.#renew(passage.headerLimit)
    this.#passages.began(passage.to)
    try {
      const end = await this.#pass(request, response, passage)
      // A kept-alive connection may have been closed by the other end just as we took it; nothing was processed then.
      return end === 'stale-connection' ? await this.#passOnce(request, response, passage) : end
    } finally {
      this.#passages.ended(passage.to)
    }
  }

  /** A connection keeps the limit that it began with, so those that there are serve no other request. */
  #renew(headerLimit: number | null): void {
    const before = this.#agent
    this.#headerLimit = headerLimit
    this.#agent = newAgent()
    Object.assign(before, { maxFreeSockets: 0 })
    for (const sockets of Object.values(before.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
  }

  async #passOnce(request: IncomingMessage, response: ServerResponse, passage: Passage): Promise<PassageEnd> {
    const end = await this.#pass(request, response, passage)
    return end === 'stale-connection' ? 'cut-off' : end
  }

  #pass(request: IncomingMessage, response: ServerResponse, passage: Passage): Promise<PassageEnd | 'stale-connection'> {
    const { to, actor, id, framing, language, forwarded, security, setCookie } = passage
    return new Promise((resolve) => {
      let ended = false
      const bringsBody = hasBody(framing)
      const headers = requestHeaders(request.headers, framing, { key: this.#internalKey, actor, request: id, language, forwarded })
      const upstream = send({ host: '127.0.0.1', port: to.port, method: request.method, path: request.url, headers, agent: this.#agent })
      const finish = (end: PassageEnd | 'stale-connection') => {
        if (ended) return
        ended = true
        clearTimeout(timer)
        request.unpipe(upstream)
        // An answer may come before all of the body has gone out: nothing else may follow on that connection, and the rest is read into nowhere.
        if (end !== 'answered' || !upstream.writableFinished) upstream.destroy()
        request.resume()
        resolve(end)
      }
      let timer = setTimeout(() => finish('late'), Math.max(1, passage.deadline - performance.now()))
      onRequestEnd(request, response, (isAnswered) => finish(isAnswered ? 'answered' : 'aborted'))

      upstream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED' && !bringsBody) return finish('not-taken')
        const safe = !bringsBody && (request.method === 'GET' || request.method === 'HEAD')
        finish(upstream.reusedSocket && error.code === 'ECONNRESET' && safe && !response.headersSent ? 'stale-connection' : 'cut-off')
      })
      const passBack = (answer: IncomingMessage) => {
        // Node.js itself says so, with an empty page; the shop has no such status.
        if (answer.statusCode === TOO_LARGE && passage.headerLimit !== null) {
          passage.onTooLarge(bytesOf(request.url, upstream.getHeaders()))
          return finish('too-large')
        }
        passage.cache?.watch(asPassedOn(request, language), answer, { of: id, life: to })
        if (passage.onPage) watchPage(request, answer, passage.onPage)
        // A stream of events has been answered in time, and goes on.
        if (isEventStream(answer.headers['content-type'])) {
          clearTimeout(timer)
          timer = setTimeout(() => finish('late'), GATEWAY.streamMs)
        }
        const headers = withSetCookie(answer.headers, setCookie)
        const leaving = responseHeaders(headers, security)
        passage.onHeaders(cookiesOf(headers), leaving)
        response.writeHead(answer.statusCode ?? 502, leaving)
        answer.on('error', () => finish('cut-off'))
        answer.on('close', () => answer.complete || finish('cut-off'))
        answer.pipe(response)
        if (passage.onLeft) answer.once('data', passage.onLeft)
      }
      upstream.on('response', (answer) => {
        if (ended) return void answer.resume()
        try {
          passBack(answer)
        } catch (error) {
          // Whatever is wrong with this one answer, the supervisor and all other visitors go on.
          console.error(error)
          finish('cut-off')
        }
      })
      if (bringsBody) request.pipe(upstream)
      else upstream.end()
    })
  }
}

function newAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1024, maxFreeSockets: 64 })
}

/** As Node.js counts them: the target, and each header's name and value. */
function bytesOf(url = '/', headers: OutgoingHttpHeaders): number {
  const texts = Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((each) => name + each))
  return [url, 'connectionkeep-alive', ...texts].reduce((sum, text) => sum + text.length, 0)
}
