/** A virtual browser: a cookie jar of its own, and real requests through the gateway, redirects followed as browsers do. */
import { Agent, request } from 'undici'
import { GATEWAY, LIMITS } from '../../config.js'
import { type AnswerCookies, cookiesOf } from '../../cookies/answer-cookies.js'
import { OWN_PAGE } from '../../cookies/judge/same-site.js'
import type { BorrowedCookie, BrowserPage, BrowserState, ThirdPartyCookies } from '../../protocol/browsers.js'
import type { CookieAsking } from '../../protocol/cookie-verdict.js'
import type { CrossSiteAct } from '../../protocol/cross-site.js'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import { ProblemError } from '../../protocol/problem.js'
import { BrowserCookieJar, type CopiedCookie } from './cookie-jar.js'
import { askingFrom, crossSiteHeaders } from './cross-site-headers.js'
import { FateOfSetCookie } from './set-cookie-fate.js'

/** "a client SHOULD detect and intervene in cyclical redirections" (RFC 9110, section 15.4); browsers stop at 20. */
const MAX_HOPS = 20
const MAX_PAGE_BYTES = 512 * 1024

const CONNECTIONS: Agent.Options = {
  keepAliveTimeout: 1_000,
  connections: LIMITS.togetherRequests,
  headersTimeout: GATEWAY.answerWithinMs,
  bodyTimeout: GATEWAY.answerWithinMs,
}

export interface ShopAddress {
  /** Where to connect to. */
  readonly connectTo: string
  /** As a person would type it: `http://localhost:4100`. */
  readonly origin: string
  readonly internalKey: string
  /** PEM: who must have signed the certificate of an https address; null or left out: it is none. */
  readonly authority?: string | null
  /** What a client that lies writes into its requests; left out: it does not. */
  readonly claims?: Readonly<Record<string, string>>
  /** Origin of the page of another site. */
  readonly otherSite: string
}

/** What a page asks for, before any redirect. */
export interface PageRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly form: Readonly<Record<string, string>> | null
}

interface Hop extends PageRequest {
  readonly asking: CookieAsking
  /** That say where it comes from. */
  readonly headers: Readonly<Record<string, string>>
}

/** Another browser's cookie that lies here now, and what lay there before. */
interface Borrowed extends BorrowedCookie {
  readonly name: string
  readonly value: string
  readonly before: CopiedCookie | null
}

/** The shop as one visit of it began. */
interface Reached extends Required<Pick<ShopAddress, 'origin' | 'connectTo' | 'claims'>> {
  readonly agent: Agent
}

export class VirtualBrowser {
  readonly id: `browser:${string}`
  readonly name: string
  readonly hue: number
  readonly jar = new BrowserCookieJar()
  readonly fate: FateOfSetCookie
  page: BrowserPage | null = null
  lastRequestAt: number | null = null
  /** As Chromium does with a fresh profile. */
  thirdPartyCookies: ThirdPartyCookies = 'blocked'
  #borrowed: Borrowed | null = null
  readonly #shop: ShopAddress
  readonly #answered: (request: string) => void
  readonly #agent = new Agent(CONNECTIONS)
  /** For the address over TLS: it trusts the one authority that has signed its certificate. */
  #tls: { readonly authority: string; readonly agent: Agent } | null = null
  #booksTaken = 0

  /**
   * @param sessionNames of the session cookie, now
   * @param answered is told of each request that was answered, by the id that the gateway gave it, once the jar has taken what it is to keep
   */
  constructor(
    identity: { readonly id: `browser:${string}`; readonly name: string; readonly hue: number },
    shop: ShopAddress,
    sessionNames: () => readonly string[],
    answered: (request: string) => void,
  ) {
    this.id = identity.id
    this.name = identity.name
    this.hue = identity.hue
    this.#shop = shop
    this.#answered = answered
    this.fate = new FateOfSetCookie(sessionNames)
  }

  /** Position in the catalogue of the next book that nobody chose. */
  nextBook(): number {
    return this.#booksTaken++
  }

  visit(): Promise<{ status: number }> {
    return this.#open({ method: 'GET', path: '/', form: null, asking: OWN_PAGE, headers: {} })
  }

  submit(path: string, form: Readonly<Record<string, string>>): Promise<{ status: number }> {
    return this.#open({ method: 'POST', path, form, asking: OWN_PAGE, headers: {} })
  }

  /** A page of another site is in the tab, and sets this off. */
  fromAnotherSite(act: Exclude<CrossSiteAct, 'other'>, wanted: PageRequest): Promise<{ status: number }> {
    const asking = askingFrom(this.#shop.otherSite, act, wanted.method, this.thirdPartyCookies)
    return this.#open({ ...wanted, asking, headers: crossSiteHeaders(act, asking) })
  }

  /** The cookie of another browser that lies here, while it does. */
  get borrowed(): BorrowedCookie | null {
    if (this.#borrowed === null) return null
    const { from, at, name, value } = this.#borrowed
    return this.jar.list().some((cookie) => cookie.name === name && cookie.value === value) ? { from, at } : null
  }

  /** Lays a copy of another browser's cookie into this one's jar, in the place of its own. */
  borrow(from: BrowserState['id'], copied: CopiedCookie): void {
    const { name, value } = copied.cookie
    const before = this.borrowed === null ? this.jar.copy([name]) : (this.#borrowed?.before ?? null)
    this.jar.lay(name, copied)
    this.#borrowed = { from, at: Date.now(), name, value, before }
  }

  /** Takes it out again, and puts back what lay there before. @returns false: there is none */
  giveBack(): boolean {
    if (this.#borrowed === null || this.borrowed === null) return false
    this.jar.lay(this.#borrowed.name, this.#borrowed.before)
    this.#borrowed = null
    return true
  }

  forgetCookies(): void {
    this.jar.clear()
    this.fate.forget()
  }

  async close(): Promise<void> {
    await Promise.all([this.#agent.destroy(), this.#tls?.agent.destroy()])
  }

  /** Follows redirects to the page in the end. @returns the status of that page @throws ProblemError `server-away` */
  async #open(first: Hop): Promise<{ status: number }> {
    let hop = first
    // It is where it began, also when the shop has another address meanwhile.
    const { origin, connectTo, authority = null, claims = {} } = this.#shop
    const at = { origin, connectTo, claims, agent: this.#agentFor(authority) }
    for (let count = 0; count < MAX_HOPS; count++) {
      const { status, location, html, life } = await this.#send(hop, at)
      if (location === null || status < 300 || status >= 400) {
        // What a script or a frame of another page asks for is not what the tab shows.
        if (hop.asking.by === 'navigation') this.page = { ...readPage(hop.path, status, html), life }
        return { status }
      }
      const next = new URL(location, origin + hop.path)
      if (next.origin !== origin) break
      // 307 and 308 keep the method; for the rest browsers go on with GET (RFC 9110, section 15.4, notes on 301 and 302).
      const keeps = status === 307 || status === 308
      const method = keeps ? hop.method : 'GET'
      const headers = method === hop.method ? hop.headers : withoutOrigin(hop)
      hop = { method, path: next.pathname + next.search, form: keeps ? hop.form : null, asking: { ...hop.asking, method }, headers }
    }
    throw new ProblemError(
      'not-found',
      'The shop redirects in a circle or to another site, so the virtual browser gave up. Forget its cookies and try again.',
      { what: hop.path },
    )
  }

  #agentFor(authority: string | null): Agent {
    if (authority === null) return this.#agent
    if (this.#tls?.authority !== authority) {
      this.#tls?.agent.destroy().catch(() => {})
      this.#tls = { authority, agent: new Agent({ ...CONNECTIONS, connect: { ca: authority, servername: 'localhost' } }) }
    }
    return this.#tls.agent
  }

  async #send(hop: Hop, { origin, connectTo, claims, agent }: Reached) {
    const url = origin + hop.path
    const cookie = this.jar.header(url, hop.asking)
    this.lastRequestAt = Date.now()
    try {
      const answer = await request(connectTo + hop.path, {
        dispatcher: agent,
        method: hop.method,
        headers: {
          host: new URL(origin).host,
          accept: 'text/html',
          'user-agent': `Mozilla/5.0 (Sessionscope) VirtualBrowser`,
          ...hop.headers,
          ...(hop.form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          // A header's text is a byte a letter.
          ...(cookie === null ? {} : { cookie: Buffer.from(cookie).toString('latin1') }),
          ...claims,
          [INTERNAL_HEADERS.key]: this.#shop.internalKey,
          [INTERNAL_HEADERS.actor]: this.id,
        },
        body: hop.form === null ? null : new URLSearchParams(hop.form).toString(),
      })
      this.#receive(cookiesOf(answer.headers), url, hop.asking)
      const id = answer.headers[INTERNAL_HEADERS.request]
      if (typeof id === 'string') this.#answered(id)
      const { location } = answer.headers
      const html = (await answer.body.text()).slice(0, MAX_PAGE_BYTES)
      return { status: answer.statusCode, location: typeof location === 'string' ? location : null, html, life: lifeOf(answer.headers[INTERNAL_HEADERS.life]) }
    } catch {
      throw new ProblemError('server-away', 'The shop did not answer this browser. Its server may be starting; try again in a moment.', { state: 'away' })
    }
  }

  /** Keeps what a browser would keep, and notes what it did with the session cookie. */
  #receive(cookies: AnswerCookies, url: string, asking: CookieAsking): void {
    const at = Date.now()
    const sent = { ...cookies, url, at, asking, brought: 'none' } as const
    const value = this.fate.receive(sent, this.jar.receive(sent))
    if (value !== null) this.fate.decide(this.jar.list(at).some((cookie) => cookie.value === value))
  }
}

/** A navigation that goes on by GET says no Origin any more (Fetch, "append a request Origin header"); what a script asks for does. */
function withoutOrigin({ headers: { origin: _origin, ...others }, headers, asking }: Hop): Hop['headers'] {
  return asking.by === 'navigation' ? others : headers
}

/** Who answered, as the gateway says it. */
function lifeOf(header: string | string[] | undefined): BrowserPage['life'] {
  const [, instance = '', boot = ''] = /^([a-z]):(\d+)$/.exec(String(header)) ?? []
  return instance === '' ? null : { instance, boot: Number(boot) }
}

/** What stands on a page of the shop, as text. */
export function readPage(path: string, status: number, html: string): Omit<BrowserPage, 'life'> {
  const text = (pattern: RegExp) =>
    decodeEntities((pattern.exec(html)?.[1] ?? '').replace(/<[^>]*>/g, ''))
      .trim()
      .slice(0, 200)
  return {
    path,
    status,
    title: text(/<title>([^<]*)<\/title>/i),
    greeting: text(/<h1[^>]*>([\s\S]*?)<\/h1>/i),
    cartCount: Number(/data-cart-count="(\d{1,6})"/.exec(html)?.[1] ?? 0),
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", nbsp: ' ' }

function decodeEntities(text: string): string {
  return text.replace(/&(#?\w+);/g, (whole, name: string) => (Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole))
}
