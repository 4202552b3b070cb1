/** A virtual browser: a cookie jar of its own, and real requests through the gateway, redirects followed as browsers do. */
import { Agent, type Dispatcher, request } from 'undici'
import { GATEWAY, LIMITS } from '../../config.js'
import { type AnswerCookies, cookiesOf } from '../../cookies/answer-cookies.js'
import { hostOf } from '../../cookies/judge/cookie-domain.js'
import { OWN_PAGE, partitionOf } from '../../cookies/judge/same-site.js'
import type { BorrowedCookie, BrowserPage, BrowserState, BrowserStream, ThirdPartyCookies } from '../../protocol/browsers.js'
import type { CookieAsking } from '../../protocol/cookie-verdict.js'
import type { CrossSiteAct } from '../../protocol/cross-site.js'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import { ProblemError } from '../../protocol/problem.js'
import { isEventStream } from '../../request-end.js'
import { within } from '../../within.js'
import { BrowserCookieJar, type CopiedCookie } from './cookie-jar.js'
import { askingFrom, crossSiteHeaders } from './cross-site-headers.js'
import { FateOfSetCookie } from './set-cookie-fate.js'

/** "a client SHOULD detect and intervene in cyclical redirections" (RFC 9110, section 15.4); browsers stop at 20. */
const MAX_HOPS = 20
const MAX_PAGE_BYTES = 512 * 1024
/** Style sheets, icons and pictures of a page that are asked for. */
const MAX_FILES = 8
/** Of what is no page, and of a message of a stream. */
const MAX_TEXT = 200
/**
 * A browser follows a redirect as soon as it has the headers. Here the rest of the answer gets a moment, so that what is seen does not hang on a millisecond:
 * where a session takes longer than this to save, the next page comes first, as it does in every browser.
 */
const FOLLOW_AFTER_MS = 150

const CONNECTIONS: Agent.Options = {
  keepAliveTimeout: 1_000,
  // Beside a stream, which keeps its own.
  connections: LIMITS.togetherRequests + 1,
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
  /** By its fields, or as it is sent; null: none. */
  readonly form: Readonly<Record<string, string>> | string | null
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
  stream: BrowserStream | null = null
  lastRequestAt: number | null = null
  /** As Chromium does with a fresh profile. */
  thirdPartyCookies: ThirdPartyCookies = 'blocked'
  #borrowed: Borrowed | null = null
  readonly #shop: ShopAddress
  readonly #changed: (request: string | null) => void
  #listening: AbortController | null = null
  readonly #agent = new Agent(CONNECTIONS)
  /** For the address over TLS: it trusts the one authority that has signed its certificate. */
  #tls: { readonly authority: string; readonly agent: Agent } | null = null
  #booksTaken = 0

  /**
   * @param sessionNames of the session cookie, now
   * @param changed is told of each request that was answered, by the id that the gateway gave it, once the jar has taken what it is to keep;
   *   and, with null, of what a stream says
   */
  constructor(
    identity: { readonly id: `browser:${string}`; readonly name: string; readonly hue: number },
    shop: ShopAddress,
    sessionNames: () => readonly string[],
    changed: (request: string | null) => void,
  ) {
    this.id = identity.id
    this.name = identity.name
    this.hue = identity.hue
    this.#shop = shop
    this.#changed = changed
    this.fate = new FateOfSetCookie(sessionNames)
  }

  /** Position in the catalogue of the next book that nobody chose. */
  nextBook(): number {
    return this.#booksTaken++
  }

  visit(path = '/'): Promise<{ status: number }> {
    return this.#open({ method: 'GET', path, form: null, asking: OWN_PAGE, headers: {} })
  }

  submit(path: string, form: Readonly<Record<string, string>>): Promise<{ status: number }> {
    return this.#open({ method: 'POST', path, form, asking: OWN_PAGE, headers: {} })
  }

  /** One request, whatever it leads to. @returns the status of its answer @throws ProblemError `server-away` */
  async send(wanted: PageRequest): Promise<{ status: number }> {
    const { status, location, type, text, life } = await this.#send({ ...wanted, asking: { ...OWN_PAGE, method: wanted.method }, headers: {} }, this.#here())
    if (location === null && type.startsWith('text/html')) this.page = { ...readPage(wanted.path, status, text, type), life }
    return { status }
  }

  /** A page of another site is in the tab, and sets this off. */
  fromAnotherSite(act: Exclude<CrossSiteAct, 'other' | 'preflight'>, wanted: PageRequest): Promise<{ status: number }> {
    const asking = askingFrom(this.#shop.otherSite, act, wanted.method, this.thirdPartyCookies)
    return this.#open({ ...wanted, asking, headers: crossSiteHeaders(act, asking) })
  }

  /** The cookie of another browser that lies here, while it does. */
  get borrowed(): BorrowedCookie | null {
    if (this.#borrowed === null) return null
    const { from, at, name, value } = this.#borrowed
    return this.jar.list().some((cookie) => cookie.name === name && cookie.value === value) ? { from, at } : null
  }

  /** Lays a copy of another browser's cookie into this one's jar, in the place of its own: for the host that is open here, as who types it into developer tools. */
  borrow(from: BrowserState['id'], { cookie, attributes }: CopiedCookie): void {
    const { name, value, partition } = cookie
    const to = new URL(this.#shop.origin)
    const before = this.borrowed === null ? this.jar.copy([name]) : (this.#borrowed?.before ?? null)
    const here = { ...cookie, domain: hostOf(to), hostOnly: true, partition: partition && partitionOf(to, OWN_PAGE) }
    this.jar.lay(name, { cookie: here, attributes })
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
    this.#listening?.abort()
    await Promise.all([this.#agent.destroy(), this.#tls?.agent.destroy()])
  }

  /** Follows redirects to the page in the end. @returns the status of that page @throws ProblemError `server-away` */
  async #open(first: Hop): Promise<{ status: number }> {
    let hop = first
    // It is where it began, also when the shop has another address meanwhile.
    const at = this.#here()
    const { origin } = at
    for (let count = 0; count < MAX_HOPS; count++) {
      const { status, location, type, text, life } = await this.#send(hop, at)
      if (location === null) {
        if (isEventStream(type)) return { status }
        // What a script or a frame of another page asks for is not what the tab shows.
        if (hop.asking.by !== 'navigation') return { status }
        this.page = { ...readPage(hop.path, status, text, type), life }
        // With its cookies, as any request: a browser does not know what they are for.
        await Promise.allSettled(filesOf(text).map((path) => this.#send({ method: 'GET', path, form: null, asking: OWN_PAGE, headers: {} }, at)))
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

  #here(): Reached {
    const { origin, connectTo, authority = null, claims = {} } = this.#shop
    return { origin, connectTo, claims, agent: this.#agentFor(authority) }
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
      if (typeof id === 'string') this.#changed(id)
      const { location: to, 'content-type': contentType } = answer.headers
      const leadsOn = answer.statusCode >= 300 && answer.statusCode < 400
      const location = leadsOn && typeof to === 'string' ? to : null
      const type = String(contentType ?? '')
      const text = await this.#read(hop.path, answer, type, location !== null)
      return { status: answer.statusCode, location, type, text, life: lifeOf(answer.headers[INTERNAL_HEADERS.life]) }
    } catch {
      throw new ProblemError('server-away', 'The shop did not answer this browser. Its server may be starting; try again in a moment.', { state: 'away' })
    }
  }

  async #read(path: string, { body }: Dispatcher.ResponseData, type: string, leadsOn: boolean): Promise<string> {
    if (isEventStream(type)) {
      void this.#listen(path, body)
      return ''
    }
    if (!leadsOn) return (await body.text()).slice(0, MAX_PAGE_BYTES)
    await within(body.dump({ limit: MAX_PAGE_BYTES }), FOLLOW_AFTER_MS).catch(() => undefined)
    return ''
  }

  /** Hears what a stream says until it ends; another one that is opened takes its place. */
  async #listen(path: string, body: Dispatcher.ResponseData['body']): Promise<void> {
    this.#listening?.abort()
    const listening = new AbortController()
    this.#listening = listening
    listening.signal.addEventListener('abort', () => body.destroy())
    const tell = (stream: BrowserStream) => {
      if (this.#listening !== listening || listening.signal.aborted) return
      this.stream = stream
      this.#changed(null)
    }
    let said = ''
    tell({ path, said, isOpen: true })
    body.setEncoding('utf8')
    try {
      let rest = ''
      for await (const chunk of body) {
        const events = (rest + String(chunk)).split('\n\n')
        rest = (events.pop() ?? '').slice(-MAX_PAGE_BYTES)
        const message = events.findLast((event) => event.startsWith('data: '))
        if (message === undefined) continue
        said = message.slice('data: '.length, MAX_TEXT)
        tell({ path, said, isOpen: true })
      }
    } catch {
      // It was cut; that it is over is told below.
    }
    tell({ path, said, isOpen: false })
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
export function readPage(path: string, status: number, html: string, type = 'text/html'): Omit<BrowserPage, 'life'> {
  const [kind = ''] = type.split(';')
  if (kind !== '' && kind !== 'text/html') return { path, status, title: kind, greeting: html.slice(0, MAX_TEXT), cartCount: 0 }
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
    ...flashOf(text(/<p class="flash"[^>]*>([\s\S]*?)<\/p>/i)),
  }
}

function flashOf(flash: string): Pick<BrowserPage, 'flash'> {
  return flash === '' ? {} : { flash }
}

/** What a browser asks for to show a page: style sheets, icons and pictures of the same site. */
function filesOf(html: string): readonly string[] {
  const found = html.matchAll(/<(?:link\b[^>]*\brel="(?:icon|stylesheet)"[^>]*\bhref|img\b[^>]*\bsrc)="(\/[^"/\s][^"\s]*)"/gi)
  return [...new Set([...found].map(([, path]) => path ?? ''))].slice(0, MAX_FILES)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", nbsp: ' ' }

function decodeEntities(text: string): string {
  return text.replace(/&(#?\w+);/g, (whole, name: string) => (Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole))
}
