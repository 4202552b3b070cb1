/** One real browser at one host name, as far as it shows on the wire: its jar, and what it did with the session cookie that it was last sent. */
import type { CookiePair } from '../../cookies/cookie-pairs.js'
import type { BrowserPage, Namesakes, RealBrowserFacts, SetCookieFate } from '../../protocol/browsers.js'
import type { StoredCookie } from '../../protocol/cookie-verdict.js'
import type { RealBrowserId } from '../../protocol/requests.js'
import { BrowserCookieJar, type CopiedCookie, type KeptCookie } from './cookie-jar.js'
import { FateOfSetCookie, type SentSessionCookie } from './set-cookie-fate.js'
import type { Sighting } from './sighting.js'

/** Values that it had shortly before: requests may cross with the answer that changes the cookie. */
const MAX_FORMER_VALUES = 4

export class RealBrowser {
  readonly id: RealBrowserId
  readonly hue: number
  facts: RealBrowserFacts
  lastRequestAt: number | null = null
  /** The page of the shop that it was last shown in a tab or a frame, as text. */
  page: BrowserPage | null = null
  namesakes: Namesakes | null = null
  #jar = new BrowserCookieJar()
  #fate: FateOfSetCookie
  #formerValues: string[] = []
  /** Of the session cookie that it has now: was it handed to a page in the frame, or brought by one? */
  #isKnownInFrame = false
  readonly #sessionNames: () => readonly string[]

  constructor(identity: { readonly id: RealBrowserId; readonly hue: number; readonly facts: RealBrowserFacts }, sessionNames: () => readonly string[]) {
    this.id = identity.id
    this.hue = identity.hue
    this.facts = identity.facts
    this.#sessionNames = sessionNames
    this.#fate = new FateOfSetCookie(sessionNames)
  }

  get sessionValue(): string | null {
    return this.#jar.list().find(({ name }) => this.#sessionNames().includes(name))?.value ?? null
  }

  /** Has it a session cookie that it sends to `url`? */
  isCookieDue(url: string): boolean {
    return this.#jar.isDue(this.#sessionNames(), url)
  }

  /** Has it one of these cookies? */
  holds(cookies: readonly CookiePair[]): boolean {
    return this.#jar.list().some((cookie) => cookies.some(({ name, value }) => name === cookie.name && value === cookie.value))
  }

  get isCookieOnItsWay(): boolean {
    return this.#jar.isOnItsWay(this.#sessionNames())
  }

  /** Has it a session cookie that no page in the frame was ever seen with? */
  get hasCookieFromElsewhere(): boolean {
    return this.sessionValue !== null && !this.#isKnownInFrame && !this.isCookieOnItsWay
  }

  hadBefore(value: string): boolean {
    return this.#formerValues.includes(value)
  }

  list(): readonly KeptCookie[] {
    return this.#jar.list()
  }

  stored(): readonly StoredCookie[] {
    return this.#jar.stored()
  }

  copy(names: readonly string[]): CopiedCookie | null {
    return this.#jar.copy(names)
  }

  fate(at = Date.now()): SetCookieFate | null {
    return this.#fate.now(at)
  }

  /** It has sent this request. */
  saw({ cookieHeader, url, sessionValues, isCrossSite, isFrame, userAgent, host }: Sighting): void {
    this.lastRequestAt = Date.now()
    this.facts = { ...this.facts, userAgent, host, isFramed: this.facts.isFramed || isFrame }
    this.#changing(isFrame, () => this.#jar.reconcile(cookieHeader, url, !isCrossSite))
    if (isFrame && sessionValues.some((value) => value === this.sessionValue)) this.#isKnownInFrame = true
    this.#fate.shown(sessionValues, url, !isCrossSite)
    const own = sessionValues.findIndex((value) => value === this.sessionValue && this.#wasHandedOut(value))
    this.namesakes = sessionValues.length < 2 ? null : { count: sessionValues.length, own: own < 0 ? null : own + 1 }
  }

  /** It is being sent this answer. */
  receive(sent: SentSessionCookie, isFrame: boolean): void {
    this.#changing(isFrame, () => this.#fate.receive(sent, this.#jar.receive(sent)))
  }

  arrived(answer: object): void {
    this.#jar.arrived(answer)
    this.#fate.arrived(answer)
  }

  /** Takes over what is known of another one that turned out to be this one, or whose cookie turned out not to be its own. */
  takeOver(other: RealBrowser): void {
    this.#jar = other.#jar
    this.#fate = other.#fate
    this.#formerValues = other.#formerValues
    this.#isKnownInFrame = false
    this.lastRequestAt = other.lastRequestAt
    this.page = other.page
  }

  /** What it had was another one's. */
  reset(): void {
    this.page = null
    this.#jar = new BrowserCookieJar()
    this.#fate = new FateOfSetCookie(this.#sessionNames)
    this.#formerValues = []
    this.#isKnownInFrame = false
  }

  #wasHandedOut(value: string): boolean {
    return this.#jar.list().some((cookie) => this.#sessionNames().includes(cookie.name) && cookie.value === value && cookie.attributes !== null)
  }

  /** Notes the session cookie that a change replaces. */
  #changing(isFrame: boolean, change: () => void): void {
    const before = this.sessionValue
    change()
    const after = this.sessionValue
    if (before === after) return
    this.#isKnownInFrame = after !== null && isFrame
    if (before !== null && after !== null) this.#formerValues = [before, ...this.#formerValues.filter((value) => value !== after)].slice(0, MAX_FORMER_VALUES)
  }
}
