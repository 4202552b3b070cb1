/** All browsers that the dashboard follows, real and virtual. Notes in the log what becomes of them, and of their sessions' documents. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { LIMITS } from '../../config.js'
import type { AnswerCookies } from '../../cookies/answer-cookies.js'
import { cookieParts } from '../../cookies/cookie-parts.js'
import { judgeCookieHeader, judgeCookieValue } from '../../cookies/session-cookie.js'
import type { BrowserPage, BrowserState, FormerBrowser, JarCookie } from '../../protocol/browsers.js'
import type { SessionReading } from '../../protocol/command-results.js'
import type { LineTrial } from '../../protocol/cookie-verdict.js'
import type { Cause, EventOf, ObservedBrowser } from '../../protocol/events.js'
import { sessionNames } from '../../protocol/instance-state.js'
import type { SigningSecret, StoreReading } from '../../protocol/ipc.js'
import { ok, ProblemError, type Result } from '../../protocol/problem.js'
import type { Actor } from '../../protocol/requests.js'
import type { EventLog } from '../log/event-log.js'
import { browserIdFor, freeHue } from './browser-names.js'
import type { KeptCookie } from './cookie-jar.js'
import { removalsOf } from './cookie-removal.js'
import type { WhoOpens } from './cross-site-answer.js'
import { CrossSiteRequests, crossSiteRequest, preflightAsks } from './cross-site-requests.js'
import { type CarriedLine, LineTrials } from './line-trials.js'
import type { RealBrowser } from './real-browser.js'
import { RealBrowsers } from './real-browsers.js'
import { type SessionNames, sightingOf } from './sighting.js'
import { readPage, type ShopAddress, VirtualBrowser } from './virtual-browser.js'
import { type VisitsWithoutCookies, visitWithoutCookies } from './visits-without-cookies.js'

export interface BrowsersSurroundings {
  readonly log: EventLog
  readonly secrets: { readonly list: readonly SigningSecret[] }
  readonly shop: ShopAddress
  /** Pages of the dashboard that are connected. */
  pages(): number
  readSession(id: string): Promise<Result<StoreReading>>
}

const MAX_KNOWN_NAMES = 8
/** More than are used while a store takes its time to answer. */
const MAX_USED = 1_000

/** When a store was asked for a document. */
interface Question {
  /** Of the last event before. */
  readonly seq: number
  readonly generation: number
}

/** One request of a real browser, from its arrival to the end of its answer. */
export interface Visit {
  readonly actor: RealBrowser['id']
  /** The headers of the answer leave. */
  answered(cookies: AnswerCookies): void
  /** What it is shown. */
  page(status: number, html: string, life: NonNullable<BrowserPage['life']>): void
  /** The answer's headers have gone out, or never will; told twice at times. */
  ended(): void
}

export class Browsers {
  readonly #around: BrowsersSurroundings
  readonly #virtual = new Map<string, VirtualBrowser>()
  readonly #real: RealBrowsers
  readonly #trials = new LineTrials()
  readonly #crossSite: CrossSiteRequests
  /** Of the session's cookie, those that it has now last. */
  #knownNames: readonly string[] = []
  #refreshing: Promise<void> | null = null
  /** `seq` of the last request that used a session, by its id, the latest last: its document is read after it. */
  readonly #used = new Map<string, number>()
  readonly #unsubscribe: () => void
  /** Counts the times that what was known of documents was forgotten. */
  #generation = 0

  constructor(around: BrowsersSurroundings) {
    this.#around = around
    this.#crossSite = new CrossSiteRequests(around.log)
    this.#unsubscribe = around.log.subscribe((event) => {
      if (event.kind !== 'request') return
      this.#noteUse(event)
      this.#crossSite.tell(event.request.id)
    })
    this.#real = new RealBrowsers({
      sessionNames: () => this.#names.now,
      pages: () => around.pages(),
      freeHue: () => freeHue(this.#huesTaken()),
      onGone: ({ id, hue, facts }) => {
        this.#trials.forget(id)
        this.#crossSite.forget(id)
        this.#noteGone({ id, name: '', hue, real: facts })
      },
    })
  }

  /** @throws ProblemError `limit-reached`, `bad-input` */
  create(name: string): VirtualBrowser {
    if (this.#virtual.size >= LIMITS.virtualBrowsers) {
      const limit = LIMITS.virtualBrowsers
      throw new ProblemError('limit-reached', `There are ${limit} virtual browsers already, which is the most. Remove one first.`, {
        what: 'virtual browsers',
        limit,
      })
    }
    const id = browserIdFor(name, [...this.#virtual.keys()])
    // One that comes back has the colour that its rows have.
    const former = this.#around.log.state.formerBrowsers.find((each) => each.id === id)
    const taken = this.#huesTaken()
    const hue = former && !taken.includes(former.hue) ? former.hue : freeHue(taken)
    const changed = (request: string | null) => this.publish(request === null ? undefined : { request })
    const browser = new VirtualBrowser({ id, name, hue }, this.#around.shop, () => this.#names.now, changed)
    this.#virtual.set(browser.id, browser)
    this.publish()
    return browser
  }

  /** @throws ProblemError `not-found` */
  find(id: string): VirtualBrowser {
    const browser = this.#virtual.get(id)
    if (browser) return browser
    throw new ProblemError('not-found', `There is no virtual browser "${id}". The state lists those that there are.`, { what: id })
  }

  async remove(id: string): Promise<void> {
    const browser = this.find(id)
    this.#virtual.delete(id)
    this.#trials.forget(id)
    this.#crossSite.forget(id)
    this.#noteGone({ id: browser.id, name: browser.name, hue: browser.hue, real: null })
    await browser.close()
  }

  /** A real browser has sent a request to the shop: whose is it, and what does it show of its jar? */
  welcome(request: IncomingMessage, id: string): Visit {
    const names = this.#names
    const sighting = sightingOf(request, names, this.#isInDashboard(request))
    const browser = this.#real.recognise(sighting)
    const cause = { request: id }
    this.publish(cause)
    const answer = {}
    return {
      actor: browser.id,
      answered: (cookies) => {
        const verdicts = names.now.map((name) => judgeCookieHeader(request.headers.cookie, name, this.#around.secrets.list).kind)
        const brought = verdicts.find((kind) => kind !== 'none') ?? 'none'
        const { url, asking, isFrame } = sighting
        browser.receive({ ...cookies, url, asking, at: Date.now(), brought, answer }, isFrame)
        this.publish(cause)
      },
      page: (status, html, life) => {
        browser.page = { ...readPage((request.url ?? '/').slice(0, LIMITS.pathCharacters), status, html), life }
        this.publish(cause)
      },
      ended: () => browser.arrived(answer),
    }
  }

  /** @throws ProblemError `not-found`; `bad-input` where a header cannot hold the line */
  tryLine(id: BrowserState['id'], line: string): void {
    if (!this.#real.all().some((each) => each.id === id)) this.find(id)
    this.#trials.begin(id, line)
    this.publish()
  }

  /** A line that has not been sent yet is sent no more. */
  giveUpLine(id: BrowserState['id']): void {
    this.#trials.giveUp(id)
  }

  /** The line that was last tried in this browser, and what its requests have shown since; null: none. */
  trialOf(id: BrowserState['id']): LineTrial | null {
    return this.#trials.of(id)
  }

  /** A browser asks for something: is there a line of somebody's own that the answer is to carry? */
  lineFor(actor: Actor, request: IncomingMessage): CarriedLine | null {
    const jar = this.#virtual.get(actor)?.jar ?? this.#real.all().find(({ id }) => id === actor)
    return jar === undefined ? null : this.#trials.asked(actor, request, sightingOf(request, this.#names), jar.stored())
  }

  /**
   * A browser asks for something: was it a page of another site that set it off? @param id of the request
   * @returns what is to be told when the headers of the answer leave; null: it was not
   */
  noteCrossSite(actor: Actor, request: IncomingMessage, id: string): ((sent: OutgoingHttpHeaders, opens: WhoOpens) => void) | null {
    if (request.headers['sec-fetch-site'] !== 'cross-site') return null
    const virtual = this.#virtual.get(actor)
    const jar = virtual?.jar ?? this.#real.all().find((each) => each.id === actor)
    if (jar === undefined) return null
    const origins = new Map(jar.list().map((cookie) => [`${cookie.name}=${cookie.value}`, this.#originOf(cookie)]))
    const originOf = ({ name, value }: { readonly name: string; readonly value: string }) => origins.get(`${name}=${value}`) ?? 'elsewhere'
    const noted = crossSiteRequest(request, sightingOf(request, this.#names), jar.stored(), originOf, virtual !== undefined)
    if (noted === null) return null
    this.#crossSite.began(id, actor, noted, preflightAsks(request))
    this.publish({ request: id })
    return (sent, opens) => {
      this.#crossSite.answered(id, sent, opens)
      this.publish({ request: id })
    }
  }

  /** Lays a copy of one browser's session cookie into a virtual one. @throws ProblemError `not-found`; `bad-input` where both are one */
  copyCookie(from: BrowserState['id'], to: string): void {
    const target = this.find(to)
    if (from === to) {
      throw new ProblemError('bad-input', 'A browser has its own cookie already. Copy it from another browser.', { reason: 'same browser' })
    }
    const source = this.#real.all().find((each) => each.id === from) ?? this.find(from).jar
    const copied = source.copy(this.#names.now)
    if (copied === null) {
      throw new ProblemError('not-found', 'That browser has no session cookie that could be copied. Log in with it, or put a book into its cart, first.', {
        what: this.#names.now.join(', '),
      })
    }
    target.borrow(from, copied)
    this.publish()
  }

  /** Set-Cookie lines that make the browser that asks forget what the shop set; other programs' cookies on this host are left alone. */
  forgetCookies(request: IncomingMessage, id: string): string[] {
    const sighting = sightingOf(request, this.#names, true)
    const browser = this.#real.recognise(sighting)
    const ours = browser.list().filter((cookie) => this.#originOf(cookie) !== 'elsewhere')
    const all = Object.values(this.#around.log.state.instances)
    const lines = [...new Set(ours.flatMap((cookie) => all.flatMap(({ options }) => removalsOf(cookie, options))))]
    browser.receive({ setCookie: lines, url: sighting.url, at: Date.now(), brought: 'none', answer: null }, true)
    this.publish({ request: id })
    return lines
  }

  /** Another store, a new life, or an emptied store: what was known holds no more. */
  forgetDocuments(): void {
    this.#generation += 1
    this.#refreshing = null
    this.#around.log.append({ kind: 'documents-forgotten' })
  }

  /** Reads a session's document. Of a session in focus it is an event, so that what is answered and what the state says can be ordered. */
  async readDocument(id: string): Promise<Result<SessionReading>> {
    const { log } = this.#around
    const question = this.#ask()
    const result = await this.#around.readSession(id)
    if (!result.ok) return result
    if (Object.hasOwn(log.state.focused, id)) this.#noteDocument(id, result.value, question)
    return ok({ seq: question.seq, ...result.value })
  }

  /** Reads the documents of all browsers again; documents expire without a request, and so do cookies. */
  refresh(): Promise<void> {
    if (this.#refreshing) return this.#refreshing
    const reading = this.#readAll().finally(() => {
      if (this.#refreshing === reading) this.#refreshing = null
    })
    this.#refreshing = reading
    return reading
  }

  /** Notes which browsers are there, and what has changed of them; one that is as it was is no news. */
  publish(cause?: Cause): void {
    const browsers = [
      ...this.#real.all().map((browser) => this.#describeReal(browser)),
      ...[...this.#virtual.values()].map((browser) => this.#describeVirtual(browser)),
    ]
    for (const browser of browsers) this.#around.log.append({ kind: 'browser-changed', browser }, cause ? { cause } : {})
  }

  /** Visits of nobody in particular: each comes without a cookie, and what it is sent is kept by nobody. */
  visitWithoutCookies(path: string, visits: number): Promise<VisitsWithoutCookies> {
    return visitWithoutCookies(this.#around.shop, path, visits)
  }

  async close(): Promise<void> {
    this.#unsubscribe()
    await Promise.all([...this.#virtual.values()].map((browser) => browser.close()))
  }

  async #readAll(): Promise<void> {
    const question = this.#ask()
    const ids = new Set(this.#around.log.state.browsers.flatMap(({ sessionId }) => sessionId ?? []))
    await Promise.all(
      [...ids].map(async (id) => {
        const result = await this.#around.readSession(id)
        if (result.ok) this.#noteDocument(id, result.value, question)
      }),
    )
    this.publish()
  }

  #noteUse({ request, seq }: EventOf<'request'>): void {
    for (const { sessionId } of request.operations) {
      this.#used.delete(sessionId)
      this.#used.set(sessionId, seq)
    }
    for (const [oldest] of this.#used) {
      if (this.#used.size <= MAX_USED) break
      this.#used.delete(oldest)
    }
  }

  #ask(): Question {
    return { seq: this.#around.log.seq, generation: this.#generation }
  }

  /**
   * An answer of the store that was left since says nothing about this one, nor does one of a store that a switch has led to and that is not told yet.
   * And where a request has used the session while the answer was on its way, or the document was read, the answer may be the older of the two.
   */
  #noteDocument(sessionId: string, { store, stored, instance }: StoreReading, asked: Question): void {
    const { log } = this.#around
    const known = Object.hasOwn(log.state.focused, sessionId) ? log.state.focused[sessionId] : undefined
    if (asked.generation !== this.#generation || store !== log.state.store.active) return
    if (known !== undefined && known.seq > asked.seq) return
    if ((this.#used.get(sessionId) ?? 0) > asked.seq) return
    log.append({ kind: 'document-read', sessionId, stored, isNew: false }, { instance: instance ?? null })
  }

  #describeReal(browser: RealBrowser): ObservedBrowser {
    const { id, hue, facts, lastRequestAt, namesakes, page } = browser
    return {
      id,
      name: '',
      hue,
      real: facts,
      lastRequestAt,
      namesakes,
      page,
      lastSetCookie: browser.fate(),
      trial: this.#trials.of(id),
      crossSite: this.#crossSite.lastOf(id),
      thirdPartyCookies: null,
      borrowed: null,
      ...this.#describeJar(browser.list()),
    }
  }

  #describeVirtual({ id, name, hue, page, stream, lastRequestAt, jar, fate, thirdPartyCookies, borrowed }: VirtualBrowser): ObservedBrowser {
    return {
      id,
      name,
      hue,
      real: null,
      lastRequestAt,
      namesakes: null,
      page,
      ...(stream && { stream }),
      lastSetCookie: fate.now(Date.now()),
      trial: this.#trials.of(id),
      crossSite: this.#crossSite.lastOf(id),
      thirdPartyCookies,
      borrowed,
      ...this.#describeJar(jar.list()),
    }
  }

  #describeJar(cookies: readonly KeptCookie[]): Pick<ObservedBrowser, 'jar' | 'sessionId'> {
    const jar = cookies.map((cookie) => this.#jarCookie(cookie))
    const cookie = jar.find(({ verdict }) => verdict !== null)
    const sessionId = cookie?.verdict?.kind === 'good' ? cookie.verdict.sessionId : (cookie?.parts?.sessionId ?? null)
    return { jar, sessionId }
  }

  #jarCookie(cookie: KeptCookie): JarCookie {
    const { name, value, attributes } = cookie
    const origin = this.#originOf(cookie)
    const isSession = origin === 'session'
    // All ports of a host share its cookies: what another program on this machine set may be a secret of its.
    if (origin === 'elsewhere') return { name, value: '***', origin, verdict: null, parts: null, attributes: null }
    const verdict = isSession ? judgeCookieValue(value, this.#around.secrets.list) : null
    return { name, value, origin, attributes, verdict, parts: isSession ? cookieParts(value) : null }
  }

  #originOf({ name, value, attributes }: KeptCookie): JarCookie['origin'] {
    const { now, earlier } = this.#names
    if (now.includes(name)) return 'session'
    if (name === this.#around.log.state.balancer.cookieName) return 'proxy'
    if (earlier.includes(name) && (attributes !== null || judgeCookieValue(value, this.#around.secrets.list).kind === 'good')) return 'former'
    return attributes === null ? 'elsewhere' : 'shop'
  }

  /** Does a page in the dashboard's frame ask for it? One in a frame of the other site's page is in a tab of its own. */
  #isInDashboard({ headers }: IncomingMessage): boolean {
    if (headers['sec-fetch-dest'] !== 'iframe') return false
    const { referer = '' } = headers
    return !URL.canParse(referer) || new URL(referer).port !== new URL(this.#around.shop.otherSite).port
  }

  /** What the session's cookie is called, and was called earlier in this launch. */
  get #names(): SessionNames {
    const now = sessionNames(this.#around.log.state)
    const isNews = now.some((name, index) => this.#knownNames.at(index - now.length) !== name)
    if (isNews) this.#knownNames = [...this.#knownNames.filter((each) => !now.includes(each)), ...now].slice(-MAX_KNOWN_NAMES)
    return { now, earlier: this.#knownNames.filter((name) => !now.includes(name)) }
  }

  #huesTaken(): number[] {
    return [...this.#virtual.values(), ...this.#real.all()].map(({ hue }) => hue)
  }

  #noteGone(browser: FormerBrowser): void {
    this.#around.log.append({ kind: 'browser-gone', browser })
  }
}
