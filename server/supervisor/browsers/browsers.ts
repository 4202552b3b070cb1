/** All browsers that the dashboard follows: the real one and the virtual ones. Owns the slices `browsers` and `focused`. */
import type { IncomingMessage } from 'node:http'
import { LIMITS } from '../../config.js'
import { cookieParts } from '../../cookies/cookie-parts.js'
import { judgeCookieValue } from '../../cookies/session-cookie.js'
import type { TapFrame } from '../../protocol/ipc.js'
import { ProblemError, type Result } from '../../protocol/problem.js'
import type { BrowserState, JarCookie, StoredSession } from '../../protocol/state.js'
import type { LiveState } from '../state/live-state.js'
import { browserIdFor, freeHue, YOUR_HUE } from './browser-names.js'
import { BrowserCookieJar, type KeptCookie } from './cookie-jar.js'
import { FocusedSessions } from './focused-sessions.js'
import { type ShopAddress, VirtualBrowser } from './virtual-browser.js'

export interface BrowsersSurroundings {
  readonly state: LiveState
  readonly secrets: readonly string[]
  readonly shop: ShopAddress
  readSession(id: string): Promise<Result<StoredSession | null>>
}

export class Browsers {
  readonly #around: BrowsersSurroundings
  readonly #virtual = new Map<string, VirtualBrowser>()
  readonly #yourJar = new BrowserCookieJar()
  readonly #focused = new FocusedSessions()
  #yourLastRequestAt: number | null = null
  #refreshing: Promise<void> | null = null
  /** Counts the times that what was known of documents was forgotten. */
  #generation = 0

  constructor(around: BrowsersSurroundings) {
    this.#around = around
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
    const all = [...this.#virtual.values()]
    const hue = freeHue(all.map((browser) => browser.hue))
    const browser = new VirtualBrowser({ id: browserIdFor(name, [...this.#virtual.keys()]), name, hue }, this.#around.shop)
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
    this.publish()
    await browser.close()
  }

  /** The real browser has sent a request to the shop. */
  sawRequest(request: IncomingMessage): void {
    this.#yourLastRequestAt = Date.now()
    // A SameSite cookie is rightly absent from what another site set off.
    if (request.headers['sec-fetch-site'] !== 'cross-site') this.#yourJar.reconcile(request.headers.cookie, this.#url(request.url))
    this.publish()
  }

  /** The real browser is being sent an answer. */
  sawResponse(path: string, setCookie: readonly string[]): void {
    this.#yourJar.receive(setCookie, this.#url(path))
    this.publish()
  }

  /** Set-Cookie lines that make the real browser forget what the shop set; other programs' cookies on this host are left alone. */
  forgetYourCookies(): string[] {
    const ours = this.#yourJar.list().filter((cookie) => this.#isOurs(cookie))
    const lines = ours.map((cookie) => `${cookie.name}=; Path=${cookie.attributes?.path ?? '/'}; Max-Age=0`)
    this.#yourJar.receive(lines, this.#url('/'))
    this.publish()
    return lines
  }

  /** What the taps say about the sessions in focus. */
  receive({ requests, focused }: Pick<TapFrame, 'requests' | 'focused'>): void {
    for (const { sessionId, sessionIsNew, operations } of requests) {
      const isSaved = operations.some((operation) => operation.name === 'set' && operation.error === undefined && operation.sessionId === sessionId)
      if (sessionId !== null && sessionIsNew && isSaved) this.#focused.born(sessionId)
    }
    for (const { sessionId, stored } of focused) this.#focused.note(sessionId, stored)
    this.publish()
  }

  /** Another store, a new life, or an emptied store: what was known holds no more. */
  forgetDocuments(): void {
    this.#generation += 1
    this.#refreshing = null
    this.#focused.forget()
    this.publish()
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

  /** Writes both slices, where they have changed. */
  publish(): void {
    const { state } = this.#around
    const you = this.#describe({ id: 'you', name: '', hue: YOUR_HUE, page: null, lastRequestAt: this.#yourLastRequestAt }, this.#yourJar.list())
    const browsers = [you, ...[...this.#virtual.values()].map((browser) => this.#describe(browser, browser.jar.list()))]
    state.setIfChanged('browsers', browsers)
    state.setIfChanged('focused', this.#focused.of(browsers.flatMap(({ sessionId }) => sessionId ?? [])))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#virtual.values()].map((browser) => browser.close()))
  }

  async #readAll(): Promise<void> {
    const generation = this.#generation
    const ids = new Set(this.#around.state.get('browsers').flatMap(({ sessionId }) => sessionId ?? []))
    await Promise.all(
      [...ids].map(async (id) => {
        const result = await this.#around.readSession(id)
        // An answer of the store that was left meanwhile says nothing about this one.
        if (result.ok && generation === this.#generation) this.#focused.note(id, result.value)
      }),
    )
    this.publish()
  }

  #describe(browser: Pick<BrowserState, 'id' | 'name' | 'hue' | 'page' | 'lastRequestAt'>, cookies: readonly KeptCookie[]): BrowserState {
    const jar = cookies.map((cookie) => this.#jarCookie(cookie))
    const cookie = jar.find(({ verdict }) => verdict !== null)
    const sessionId = cookie?.verdict?.kind === 'good' ? cookie.verdict.sessionId : (cookie?.parts?.sessionId ?? null)
    const { id, name, hue, page, lastRequestAt } = browser
    return { id, name, hue, page, lastRequestAt, jar, sessionId, known: sessionId === null ? null : this.#focused.isKnown(sessionId) }
  }

  #jarCookie(cookie: KeptCookie): JarCookie {
    const { name, value, attributes } = cookie
    const isSession = name === this.#around.state.get('server').options.name
    // All ports of a host share its cookies: what another program on this machine set may be a secret of its.
    if (!this.#isOurs(cookie)) return { name, value: '***', verdict: null, parts: null, attributes: null }
    return { name, value, attributes, verdict: isSession ? judgeCookieValue(value, this.#around.secrets) : null, parts: isSession ? cookieParts(value) : null }
  }

  #isOurs(cookie: KeptCookie): boolean {
    return cookie.attributes !== null || cookie.name === this.#around.state.get('server').options.name
  }

  #url(path: string | undefined): string {
    return this.#around.shop.origin + (path ?? '/').split('?', 1)[0]
  }
}
