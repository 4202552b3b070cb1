/** Passes one request on to the lesson server and its answer back, streaming, within a deadline. */
import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import { type AnswerCookies, cookiesOf } from '../../cookies/answer-cookies.js'
import type { Actor } from '../../protocol/requests.js'
import { onRequestEnd } from '../../request-end.js'
import type { Running } from '../balancer.js'
import { type Framing, hasBody } from './framing.js'
import { requestHeaders, responseHeaders, withSetCookie } from './headers.js'
import type { Passages } from './passages.js'

export interface Passage {
  /** Where it goes. */
  readonly to: Running
  readonly id: string
  readonly actor: Actor
  /** How the request's body is framed, both coming in and going out. */
  readonly framing: Framing
  readonly language: string | null
  readonly security: Readonly<Record<string, string>>
  /** By performance.now(): when the answer must be complete. */
  readonly deadline: number
  /** Set-Cookie lines that are put behind the shop's own. */
  readonly setCookie: readonly string[]
  /** Told of all that is set. */
  onHeaders(cookies: AnswerCookies): void
  /** The headers have gone out, with some of the body: the browser may act on them already. Not told of an answer without a body; null: nobody wants to know. */
  readonly onLeft: (() => void) | null
}

/** `aborted`: the visitor went away. `cut-off`: the lesson server did. `late`: the deadline passed. `not-taken`: nobody listened, so nothing has happened yet. */
export type PassageEnd = 'answered' | 'aborted' | 'cut-off' | 'late' | 'not-taken'

export class Forwarder {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1024, maxFreeSockets: 64 })
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
    this.#passages.began(passage.to)
    try {
      const end = await this.#pass(request, response, passage)
      // A kept-alive connection may have been closed by the other end just as we took it; nothing was processed then.
      return end === 'stale-connection' ? await this.#passOnce(request, response, passage) : end
    } finally {
      this.#passages.ended(passage.to)
    }
  }

  async #passOnce(request: IncomingMessage, response: ServerResponse, passage: Passage): Promise<PassageEnd> {
    const end = await this.#pass(request, response, passage)
    return end === 'stale-connection' ? 'cut-off' : end
  }

  #pass(request: IncomingMessage, response: ServerResponse, passage: Passage): Promise<PassageEnd | 'stale-connection'> {
    const { to, actor, id, framing, language, security, setCookie } = passage
    return new Promise((resolve) => {
      let ended = false
      const bringsBody = hasBody(framing)
      const headers = requestHeaders(request.headers, framing, { key: this.#internalKey, actor, request: id, language })
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
      const timer = setTimeout(() => finish('late'), Math.max(1, passage.deadline - performance.now()))
      onRequestEnd(request, response, (isAnswered) => finish(isAnswered ? 'answered' : 'aborted'))

      upstream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED' && !bringsBody) return finish('not-taken')
        const safe = !bringsBody && (request.method === 'GET' || request.method === 'HEAD')
        finish(upstream.reusedSocket && error.code === 'ECONNRESET' && safe && !response.headersSent ? 'stale-connection' : 'cut-off')
      })
      upstream.on('response', (answer) => {
        if (ended) return void answer.resume()
        const headers = withSetCookie(answer.headers, setCookie)
        passage.onHeaders(cookiesOf(headers))
        response.writeHead(answer.statusCode ?? 502, responseHeaders(headers, security))
        answer.on('error', () => finish('cut-off'))
        answer.on('close', () => answer.complete || finish('cut-off'))
        answer.pipe(response)
        if (passage.onLeft) answer.once('data', passage.onLeft)
      })
      if (bringsBody) request.pipe(upstream)
      else upstream.end()
    })
  }
}
