/** The shop's stable address: lets in who belongs, marks who it is, and answers in words when the lesson server cannot. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { GATEWAY } from '../../config.js'
import type { Actor } from '../../protocol/requests.js'
import { hasRequestEnded } from '../../request-end.js'
import { actorOf, agentName } from './actor.js'
import type { AllowedHosts } from './allowed-hosts.js'
import { Forwarder, type PassageEnd } from './forwarder.js'
import { shopSecurityHeaders } from './headers.js'
import { type Notice, reasonOf, sendNotice, statusOf } from './notice-page.js'

/** What the gateway tells about a request that the lesson server will not report itself. */
export interface LostRequest {
  readonly id: string
  readonly actor: Actor
  readonly agent: string
  readonly boot: number
  readonly at: number
  readonly method: string
  readonly path: string
  readonly cookieHeader: string | undefined
  /** What the visitor was sent in its stead, where that was still possible. */
  readonly status: number | null
  readonly problem: string
}

export interface GatewaySurroundings {
  readonly internalKey: string
  /** The lesson server's port, waited for at most so long; null: it is still away. */
  whenRunning(ms: number): Promise<number | null>
  boot(): number
  language(): string
  /** The real browser's request and answer, for its jar. */
  sawRequest(request: IncomingMessage, actor: Actor): void
  sawResponse(actor: Actor, path: string, setCookie: readonly string[]): void
  /** Set-Cookie lines that make the real browser forget the shop's cookies. */
  forgetCookies(): readonly string[]
  /** Why a running lesson server does not answer in time, as far as can be told. */
  causeOfDelay(): Extract<Notice, 'late' | 'late-store' | 'late-memory'>
  onLost(request: LostRequest): void
}

const REFUSED_RETRY_MS = 30
export const FORGET_COOKIES_PATH = '/.sessionscope/forget-cookies'

export class Gateway {
  readonly server: Server
  readonly #around: GatewaySurroundings
  readonly #forwarder: Forwarder
  #hosts: AllowedHosts | null = null
  #security: Readonly<Record<string, string>> = {}
  #requests = 0
  readonly #cutOff = new Map<number, number>()

  constructor(around: GatewaySurroundings) {
    this.#around = around
    this.#forwarder = new Forwarder(around.internalKey)
    this.server = createServer({ maxHeaderSize: GATEWAY.maxHeaderBytes, requestTimeout: 30_000 }, (request, response) => this.#handle(request, response))
    this.server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
      const [status, notice]: [string, Notice] =
        error.code === 'HPE_HEADER_OVERFLOW' ? ['431 Request Header Fields Too Large', 'too-large'] : ['400 Bad Request', 'bad-request']
      const body = `${reasonOf(notice)}\n`
      socket.end(
        `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      )
    })
    // The shop has no sockets of this kind.
    this.server.on('upgrade', (_request, socket) => socket.destroy())
  }

  /** Until this is called, every request is refused. */
  open(hosts: AllowedHosts, dashboardOrigins: readonly string[]): void {
    this.#hosts = hosts
    this.#security = shopSecurityHeaders(dashboardOrigins)
  }

  /** Requests of that boot that were cut off, or are under way and will be. */
  requestsCutOff(boot: number): number {
    return (this.#cutOff.get(boot) ?? 0) + this.#forwarder.underWay(boot)
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.server.closeAllConnections()
    this.#forwarder.close()
    await closed
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? ''
    const path = url.split('?', 1)[0]
    if (this.#hosts?.allows(request.headers.host) !== true) sendNotice(request, response, 'wrong-host', this.#security)
    else if (!url.startsWith('/')) sendNotice(request, response, 'bad-request', this.#security)
    else if (path === '/favicon.ico') response.writeHead(204, { 'cache-control': 'max-age=86400' }).end()
    else if (path === FORGET_COOKIES_PATH) this.#forgetCookies(request, response)
    else this.#forward(request, response).catch(() => sendNotice(request, response, 'cut-off', this.#security))
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const actor = actorOf(request.headers, this.#around.internalKey)
    const id = `r${++this.#requests}`
    const at = Date.now()
    const deadline = performance.now() + GATEWAY.answerWithinMs
    if (actor === 'you') this.#around.sawRequest(request, actor)

    const { end, boot } = await this.#pass(request, response, { id, actor, deadline })
    if (end === 'answered' || end === 'aborted') return
    if (end === 'starting') return sendNotice(request, response, end, this.#security)
    const notice = end === 'late' ? this.#around.causeOfDelay() : end
    sendNotice(request, response, notice, this.#security)
    if (end === 'cut-off') this.#cutOff.set(boot, (this.#cutOff.get(boot) ?? 0) + 1)
    this.#around.onLost({
      id,
      actor,
      agent: agentName(request.headers['user-agent']),
      boot,
      at,
      method: request.method ?? 'GET',
      path: (request.url ?? '/').slice(0, 200),
      cookieHeader: request.headers.cookie,
      status: end === 'late' ? statusOf(notice) : null,
      problem: reasonOf(notice),
    })
  }

  /** Waits for a lesson server that listens, and passes the request on to it. */
  async #pass(
    request: IncomingMessage,
    response: ServerResponse,
    { id, actor, deadline }: { readonly id: string; readonly actor: Actor; readonly deadline: number },
  ): Promise<{ end: Exclude<PassageEnd, 'not-taken'> | 'starting'; boot: number }> {
    const heldUntil = performance.now() + GATEWAY.holdMs
    for (;;) {
      const port = await this.#around.whenRunning(Math.max(1, heldUntil - performance.now()))
      const boot = this.#around.boot()
      if (hasRequestEnded(request, response)) return { end: 'aborted', boot }
      if (port === null || performance.now() > heldUntil) return { end: 'starting', boot }
      const end = await this.#forwarder.forward(request, response, {
        port,
        boot,
        id,
        actor,
        language: actor === 'other' ? null : this.#around.language(),
        security: this.#security,
        deadline,
        onHeaders: (setCookie) => actor === 'you' && this.#around.sawResponse(actor, request.url ?? '/', setCookie),
      })
      if (end !== 'not-taken') return { end, boot }
      // It has just ended and we have not heard of it yet.
      await delay(REFUSED_RETRY_MS)
    }
  }

  /** HttpOnly cookies can be removed by their own server only. */
  #forgetCookies(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers['sec-fetch-site'] === 'cross-site') {
      sendNotice(request, response, 'wrong-host', this.#security)
      return
    }
    const lines = this.#around.forgetCookies()
    response.writeHead(303, { ...this.#security, location: '/', 'set-cookie': [...lines], 'cache-control': 'no-store' }).end()
  }
}
