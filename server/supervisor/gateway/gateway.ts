/** The shop's stable address: lets in who belongs, marks who it is, and answers in words when the lesson server cannot. */

import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { agentName } from '../../agent-name.js'
import { GATEWAY } from '../../config.js'
import { cookiesOf } from '../../cookies/answer-cookies.js'
import type { InstanceId } from '../../protocol/instances.js'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import type { Language } from '../../protocol/language.js'
import type { Actor } from '../../protocol/requests.js'
import { type Why, why } from '../../protocol/why.js'
import { hasRequestEnded } from '../../request-end.js'
import { badFraming, badRequest, cookiesTooLarge, headersTooLarge, type Notice, SHOP_DOOR, SHOP_NOTICES, wrongHost } from '../../words/notices.js'
import type { Balancer, Running } from '../balancer.js'
import type { Visit } from '../browsers/browsers.js'
import type { WhoOpens } from '../browsers/cross-site-answer.js'
import type { CarriedLine } from '../browsers/line-trials.js'
import { ASK_US, answerRefused } from '../doors/answer-refused.js'
import { reasonOf, sendNotice } from '../doors/notice.js'
import { isOverTls } from '../doors/over-tls.js'
import { actorOf } from './actor.js'
import type { AllowedHosts } from './allowed-hosts.js'
import { forwardedHeaders } from './forwarded.js'
import { Forwarder, type Passage, type PassageEnd } from './forwarder.js'
import { type Framing, framingOf } from './framing.js'
import { type Front, whoOpens } from './front.js'
import { namesLanguage, responseHeaders, withSetCookie } from './headers.js'
import { HttpsDoor } from './https-door.js'
import { isPreflight, openedHeaders } from './opened.js'
import { asPassedOn, type FoundPage } from './page-cache.js'
import type { Passages } from './passages.js'
import { ShopSecurity } from './shop-security.js'
import { isPageFor } from './watch-page.js'

/** What the gateway tells about a request that the lesson server will not report itself. */
export interface LostRequest {
  readonly id: string
  readonly actor: Actor
  readonly agent: string
  /** Of the lesson server that it was passed to; null: of none. */
  readonly instance: InstanceId | null
  readonly boot: number
  readonly at: number
  readonly method: string
  readonly path: string
  readonly cookieHeader: string | undefined
  /** What the visitor was sent in its stead, where that was still possible. */
  readonly status: number | null
  readonly problem: Why
}

/** What the gateway tells about a request that it has answered itself. */
export interface AnsweredRequest extends Omit<LostRequest, 'instance' | 'boot' | 'problem'> {
  readonly status: number
}

/** The same where it was its cache that did. */
export interface CachedRequest extends AnsweredRequest {
  readonly of: string
  readonly ageMs: number
  readonly setCookie: readonly string[]
}

export interface GatewaySurroundings {
  readonly internalKey: string
  readonly passages: Passages
  /** Says which lesson server is next, and holds a request while none runs. */
  readonly balancer: Balancer
  /** What else it does, with each request anew. */
  readonly front: Front
  language(): Language
  /** A real browser's request, and the id that it is given: which one it is, and what it shows of its jar. */
  welcome(request: IncomingMessage, id: string): Visit
  /** A Set-Cookie line of somebody's own that the answer to this request is to carry; null: none. */
  lineFor(actor: Actor, request: IncomingMessage): CarriedLine | null
  /** Did a page of another site set it off? It is told what leaves, and who has opened the shop to others; null: none did. */
  noteCrossSite(actor: Actor, request: IncomingMessage, id: string): ((sent: OutgoingHttpHeaders, opens: WhoOpens) => void) | null
  /** Set-Cookie lines that make the browser that asks forget the shop's cookies. `id`: that the request is given. */
  forgetCookies(request: IncomingMessage, id: string): readonly string[]
  /** Why a running lesson server does not answer in time, as far as can be told. @param instance null: none was asked */
  causeOfDelay(instance: InstanceId | null): 'late' | 'late-store' | 'late-memory'
  onLost(request: LostRequest): void
  /** The proxy's cache has answered, and no lesson server. */
  onCached(request: CachedRequest): void
  /** The proxy itself has answered what a browser asks before it sends a request of another site's. */
  onPreflight(request: AnsweredRequest): void
}

const REFUSED_RETRY_MS = 30
export const FORGET_COOKIES_PATH = '/.sessionscope/forget-cookies'

/** Who may reach the shop, and how. */
export interface GatewayDoor {
  readonly hosts: AllowedHosts
  readonly dashboard: AllowedHosts
  /** Where the page of the other site is; null: nowhere. */
  readonly otherSite: AllowedHosts | null
  /** The line for the terminal that lets a refused Host in; null where it is no name. */
  lineThatAllows(host: string | undefined): string | null
}

/** What is known of a request before anybody has answered it. */
type Asked = Omit<LostRequest, 'instance' | 'boot' | 'status' | 'problem'>

/** Who sent a request; the visit is a real browser's. */
interface Asking {
  readonly actor: Actor
  readonly visit: Visit | null
}

/** Who else is told of the answer. */
interface Told {
  readonly line: CarriedLine | null
  readonly crossSite: ReturnType<GatewaySurroundings['noteCrossSite']>
}

/** What an open gateway works with. */
interface Inside {
  readonly door: GatewayDoor
  readonly around: GatewaySurroundings
  readonly forwarder: Forwarder
}

export class Gateway {
  readonly server: Server
  /** Its second address, for whoever asks for HTTPS. */
  readonly https: HttpsDoor
  readonly #firstLanguage: Language
  #inside: Inside | null = null
  #security = new ShopSecurity(null)

  /** @param language of what is said until it is opened */
  constructor(language: Language) {
    this.#firstLanguage = language
    const options = { ...ASK_US, maxHeaderSize: GATEWAY.maxHeaderBytes, requestTimeout: GATEWAY.requestTimeoutMs }
    const listener: RequestListener = (request, response) => this.#handle(request, response)
    const prepare = (server: Server) =>
      answerRefused(server, {
        door: SHOP_DOOR,
        maxHeaderBytes: GATEWAY.maxHeaderBytes,
        language: () => this.#language,
        security: () => this.#security.always,
      })
    this.server = createServer(options, listener)
    prepare(this.server)
    this.https = new HttpsDoor({ listener, options, prepare, port: () => portOf(this.server) })
  }

  /** Until this is called, every request is refused. */
  open(door: GatewayDoor, around: GatewaySurroundings): void {
    this.#inside = { door, around, forwarder: new Forwarder(around.internalKey, around.passages) }
    this.#security = new ShopSecurity(door.dashboard)
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.server.closeAllConnections()
    this.#inside?.forwarder.close()
    await Promise.all([closed, this.https.close()])
  }

  get #language(): Language {
    return this.#inside?.around.language() ?? this.#firstLanguage
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? ''
    const path = url.split('?', 1)[0]
    const { host } = request.headers
    const framing = framingOf(request)
    const inside = this.#inside
    // Node understands what is behind an Upgrade as another protocol that nobody here speaks, so nothing more is read from there.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false
    if (request.headersDistinct.host?.length !== 1) this.#refuse(request, response, badRequest(SHOP_DOOR))
    else if (inside === null || !this.#hostsOf(request, inside).allows(host))
      this.#refuse(request, response, wrongHost(SHOP_DOOR, inside?.door.lineThatAllows(host) ?? null))
    else if (!url.startsWith('/')) this.#refuse(request, response, badRequest(SHOP_DOOR))
    else if (framing === null) this.#refuse(request, response, badFraming(SHOP_DOOR))
    else if (path === '/favicon.ico') response.writeHead(204, { 'cache-control': 'max-age=86400' }).end()
    else if (path === FORGET_COOKIES_PATH) this.#forgetCookies(request, response, inside)
    else this.#forward(request, response, framing, inside).catch(() => this.#refuse(request, response, SHOP_NOTICES['cut-off']))
  }

  #refuse(request: IncomingMessage, response: ServerResponse, notice: Notice, headers: Readonly<Record<string, string>> = {}): void {
    sendNotice(request, response, notice, { language: this.#language, security: this.#security.of(request), headers })
  }

  async #forward(request: IncomingMessage, response: ServerResponse, framing: Framing, inside: Inside): Promise<void> {
    const { around } = inside
    const id = around.passages.arrive()
    const { actor, visit } = whoAsks(request, id, around)
    const line = around.lineFor(actor, request)
    const crossSite = around.noteCrossSite(actor, request, id)
    // A browser follows a redirect as soon as it has the headers, and express-session keeps the last byte back until the session is saved.
    const onLeft =
      visit === null && line === null
        ? null
        : () => {
            visit?.ended()
            line?.arrived()
          }
    if (onLeft) response.once('close', onLeft)
    // To a virtual browser, which has proved itself with the internal key: what its jar takes from the answer is this request's doing.
    if (actor.startsWith('browser:')) response.setHeader(INTERNAL_HEADERS.request, id)
    const at = Date.now()
    const facts = {
      id,
      actor,
      agent: agentName(request.headers['user-agent']),
      at,
      method: request.method ?? 'GET',
      path: (request.url ?? '/').slice(0, 200),
      cookieHeader: request.headers.cookie,
    }
    const refuse = (notice: Notice) => {
      this.#refuse(request, response, notice)
      crossSite?.(this.#security.of(request), whoOpens(around.front, 'proxy'))
    }
    const { cache, cookieLimitBytes } = around.front
    const cookieBytes = request.headers.cookie?.length ?? 0
    if (cookieLimitBytes !== null && cookieBytes > cookieLimitBytes) {
      const notice = cookiesTooLarge(cookieBytes, cookieLimitBytes)
      refuse(notice)
      const problem = why('cookies-too-large', { bytes: cookieBytes, limit: cookieLimitBytes }, reasonOf(notice))
      around.onLost({ ...facts, instance: null, boot: 0, status: notice.status, problem })
      return
    }
    if (isPreflight(request, around.front.opened, inside.door.otherSite)) {
      const leaving = this.#headersFor(request, inside)
      crossSite?.(leaving, whoOpens(around.front, 'proxy'))
      response.writeHead(204, leaving).end()
      return around.onPreflight({ ...facts, status: 204 })
    }
    const language = actor === 'other' && namesLanguage(request.headers) ? null : around.language()
    const found = cache?.find(asPassedOn(request, language)) ?? null
    if (found !== null) return this.#answerFromCache(request, response, inside, { found, facts, visit, line, crossSite })
    const deadline = performance.now() + GATEWAY.answerWithinMs

    const { end, to, tooLarge } = await this.#pass(request, response, inside, { id, actor, language, visit, line, crossSite, framing, deadline, onLeft })
    if (end === 'answered' || end === 'aborted') return
    if (end === 'too-large') {
      const limit = around.front.serverLimitBytes ?? 0
      const notice = headersTooLarge(tooLarge, limit)
      refuse(notice)
      const problem = why('headers-too-large', { bytes: tooLarge, limit }, reasonOf(notice))
      if (to !== null) around.onLost({ ...facts, instance: to.id, boot: to.boot, status: notice.status, problem })
      return
    }
    const kind = end === 'late' ? around.causeOfDelay(to?.id ?? null) : end
    const notice = SHOP_NOTICES[kind]
    refuse(notice)
    if (to === null) return
    if (end === 'cut-off') around.passages.wasCutOff(to)
    around.onLost({
      ...facts,
      instance: to.id,
      boot: to.boot,
      status: end === 'late' ? notice.status : null,
      problem: why(`shop-${kind}`, {}, reasonOf(notice)),
    })
  }

  /** As it was answered before, Set-Cookie among it. */
  #answerFromCache(
    request: IncomingMessage,
    response: ServerResponse,
    inside: Inside,
    { found, facts, visit, line, crossSite }: { readonly found: FoundPage; readonly facts: Asked } & Pick<Asking, 'visit'> & Told,
  ): void {
    const { around } = inside
    const { page } = found
    const headers = withSetCookie(found.headers, line === null ? [] : [line.header])
    const { setCookie, ...cookies } = cookiesOf(headers)
    // The page is that life's, whoever gives it out.
    if (facts.actor.startsWith('browser:')) response.setHeader(INTERNAL_HEADERS.life, `${page.life.id}:${page.life.boot}`)
    line?.left()
    visit?.answered({ setCookie, ...cookies })
    if (isPageFor(request, page.status, headers)) visit?.page(page.status, page.body.toString('utf8'), { instance: page.life.id, boot: page.life.boot })
    const leaving = responseHeaders(headers, this.#headersFor(request, inside))
    crossSite?.(leaving, whoOpens(around.front, 'cache'))
    response.writeHead(page.status, leaving)
    response.end(page.body)
    around.onCached({ ...facts, status: page.status, of: page.of, ageMs: Math.max(0, facts.at - page.at), setCookie })
  }

  /** Waits for a lesson server that listens, and passes the request on to it. */
  async #pass(
    request: IncomingMessage,
    response: ServerResponse,
    inside: Inside,
    {
      id,
      actor,
      language,
      visit,
      line,
      crossSite,
      framing,
      deadline,
      onLeft,
    }: Asking & Told & Pick<Passage, 'id' | 'language' | 'framing' | 'deadline' | 'onLeft'>,
  ): Promise<{ end: Exclude<PassageEnd, 'not-taken'> | 'starting'; to: Running | null; tooLarge: number }> {
    let tooLarge = 0
    const { around, forwarder } = inside
    const heldUntil = performance.now() + GATEWAY.holdMs
    for (;;) {
      const to = await around.balancer.next(request, Math.max(1, heldUntil - performance.now()))
      if (hasRequestEnded(request, response)) return { end: 'aborted', to, tooLarge }
      if (to === null || performance.now() > heldUntil) return { end: 'starting', to: null, tooLarge }
      if (actor.startsWith('browser:')) response.setHeader(INTERNAL_HEADERS.life, `${to.id}:${to.boot}`)
      const end = await forwarder.forward(request, response, {
        to,
        id,
        actor,
        framing,
        language,
        forwarded: this.#forwarded(request, inside),
        security: this.#headersFor(request, inside),
        deadline,
        cache: around.front.cache,
        headerLimit: around.front.serverLimitBytes,
        onTooLarge: (bytes) => {
          tooLarge = bytes
        },
        setCookie: [line?.header, around.balancer.cookieFor(request, to)].filter((each) => each != null),
        onHeaders: (cookies, sent) => {
          crossSite?.(sent, whoOpens(around.front, 'shop'))
          line?.left()
          visit?.answered(cookies)
          around.balancer.answered(request, to, cookies.setCookie)
        },
        onPage: visit === null ? null : (status, html) => visit.page(status, html, { instance: to.id, boot: to.boot }),
        onLeft,
      })
      if (end !== 'not-taken') return { end, to, tooLarge }
      // It has just ended and we have not heard of it yet.
      await delay(REFUSED_RETRY_MS)
    }
  }

  /** Each address answers to its own names. */
  #hostsOf(request: IncomingMessage, { door }: Inside): AllowedHosts {
    return (isOverTls(request) ? this.https.hosts : null) ?? door.hosts
  }

  /** Of every answer, and what the proxy says to the other site's pages where somebody has set it so. */
  #headersFor(request: IncomingMessage, { around, door }: Inside): Readonly<Record<string, string>> {
    const security = this.#security.of(request)
    const { opened } = around.front
    return opened === null || door.otherSite === null ? security : openedHeaders(security, opened, door.otherSite, request)
  }

  /** Behind something that was put in front by hand (a tunnel, another proxy), that one is who knows how the browser came. */
  #forwarded(request: IncomingMessage, { door, around }: Inside): OutgoingHttpHeaders {
    const { says, passes } = around.front.forwarded
    return forwardedHeaders(request, { says, passes: passes || door.hosts.isAdded(request.headers.host) })
  }

  /**
   * HttpOnly cookies can be removed by their own server only. The dashboard's page asks for it, from its own origin; whatever else runs in the browser
   * (an image or a form of another port of this host, which is the same site) is refused: it sends another Origin, or none.
   */
  #forgetCookies(request: IncomingMessage, response: ServerResponse, { door, around }: Inside): void {
    const { origin } = request.headers
    const isDashboard = origin !== undefined && door.dashboard.allowsOrigin(origin)
    if (request.method !== 'POST' || !isDashboard) {
      const notice = SHOP_NOTICES[request.method === 'POST' ? 'forget-from-dashboard' : 'forget-by-post']
      this.#refuse(request, response, notice, notice.status === 405 ? { allow: 'POST' } : {})
      return
    }
    const lines = around.forgetCookies(request, around.passages.arrive())
    response.writeHead(204, {
      ...this.#security.of(request),
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      vary: 'origin',
      'set-cookie': [...lines],
      'cache-control': 'no-store',
    })
    response.end()
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function whoAsks(request: IncomingMessage, id: string, around: GatewaySurroundings): Asking {
  const actor = actorOf(request.headers, around.internalKey)
  if (actor !== 'real') return { actor, visit: null }
  const visit = around.welcome(request, id)
  return { actor: visit.actor, visit }
}
