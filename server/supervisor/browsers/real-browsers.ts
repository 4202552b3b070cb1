/**
 * Which real browser sent a request? Nothing on the wire says it outright, so it is told by what browsers do: a cookie is in one jar, a jar belongs to
 * one host name, a connection to one browser, and the dashboard's frame shows itself in Sec-Fetch-Dest. What does not differ in any of these is one.
 */
import { LIMITS } from '../../config.js'
import { cookieParts } from '../../cookies/cookie-parts.js'
import type { RealBrowserFacts } from '../../protocol/browsers.js'
import { YOUR_HUE } from './browser-names.js'
import { productOf } from './browser-product.js'
import { RealBrowser } from './real-browser.js'
import type { Sighting } from './sighting.js'

export interface RealBrowsersSurroundings {
  /** What the session cookie is called. */
  sessionNames(): readonly string[]
  /** Pages of the dashboard that are connected: with one of them, all that a frame asks for is one browser's. */
  pages(): number
  freeHue(): number
  /** It is no longer followed, since it was one with another, or silent longest. */
  onGone(browser: RealBrowser): void
}

const NOBODY: RealBrowserFacts = { product: '', number: 1, host: null, userAgent: '', isFramed: false, toldBy: 'first' }

export class RealBrowsers {
  readonly #around: RealBrowsersSurroundings
  #you: RealBrowser | null = null
  #visitors: RealBrowser[] = []
  #count = 0
  readonly #onConnection = new WeakMap<object, Set<RealBrowser>>()

  constructor(around: RealBrowsersSurroundings) {
    this.#around = around
  }

  /** The one in the frame, or the first one; it is there before its first request. */
  get you(): RealBrowser {
    this.#you ??= new RealBrowser({ id: 'you', hue: YOUR_HUE, facts: NOBODY }, () => this.#around.sessionNames())
    return this.#you
  }

  /** `you` first, then the others as they came. */
  all(): readonly RealBrowser[] {
    return [this.you, ...this.#visitors]
  }

  /** Whose request it is. Its jar is judged by it. */
  recognise(sighting: Sighting): RealBrowser {
    const browser = this.#browserOf(sighting)
    this.#claim(browser, sighting)
    browser.saw(sighting)
    const met = this.#onConnection.get(sighting.connection) ?? new Set()
    this.#onConnection.set(sighting.connection, met.add(browser))
    return browser
  }

  #browserOf(sighting: Sighting): RealBrowser {
    if (sighting.isFrame) this.#makeRoomForFrame(sighting)
    if (sighting.sessionValues.length > 0) return this.#ownerOfCookie(sighting) ?? this.#withoutKnownCookie(sighting)
    return this.#ownerOfFormerCookie(sighting) ?? this.#withoutCookie(sighting)
  }

  /** The session cookie is in a jar at this host name, or was shortly before, or is one of those with a changed letter. */
  #ownerOfCookie(sighting: Sighting): RealBrowser | null {
    const { host, userAgent, sessionValues, isFrame } = sighting
    const here = this.all().filter(({ facts }) => facts.host === host)
    const owns = (of: (browser: RealBrowser, value: string) => boolean) => here.filter((browser) => sessionValues.some((value) => of(browser, value)))
    const owner =
      this.#preferred(
        owns((browser, value) => browser.sessionValue === value),
        sighting,
      ) ??
      this.#preferred(
        owns((browser, value) => browser.hadBefore(value)),
        sighting,
      ) ??
      this.#preferred(
        owns((browser, value) => browser.facts.userAgent === userAgent && isSameSession(browser.sessionValue, value)),
        sighting,
      )
    const framed = isFrame ? this.#framed(sighting) : null
    if (!owner || !framed || owner === framed || owner.facts.isFramed || owner.facts.userAgent !== userAgent) return owner
    // What looked like another browser has the cookie that is in the frame: a tab of this one.
    framed.takeOver(owner)
    this.#remove(owner)
    return framed
  }

  /** The session's cookie was given another name, and the request still brings the one with the name that it had. */
  #ownerOfFormerCookie(sighting: Sighting): RealBrowser | null {
    const { host, formerCookies } = sighting
    const owners = this.all().filter((browser) => browser.facts.host === host && browser.holds(formerCookies))
    return this.#preferred(owners, sighting)
  }

  /** A session cookie that none of them has: changed by hand, of an earlier launch, of another app. */
  #withoutKnownCookie(sighting: Sighting): RealBrowser {
    const candidates = this.#alike(sighting)
    return (
      this.#framed(sighting) ??
      this.#onSameConnection(sighting, candidates) ??
      this.#unclaimed() ??
      candidates.find((browser) => browser === this.you && browser.sessionValue === null) ??
      this.#newVisitor(sighting, 'cookie')
    )
  }

  #withoutCookie(sighting: Sighting): RealBrowser {
    const candidates = this.#alike(sighting)
    const framed = this.#framed(sighting)
    if (framed) {
      // The cookie that it seemed to have is kept by a browser outside the frame.
      if (framed.hasCookieFromElsewhere && framed.isCookieDue(sighting.url) && framed.fate()?.outcome === 'kept') this.#moveOut(framed, 'no-cookie')
      return framed
    }
    const known = this.#onSameConnection(sighting, candidates) ?? this.#unclaimed()
    if (known) return known
    if (sighting.isCrossSite && candidates[0]) return candidates[0]
    return candidates.find((browser) => !browser.isCookieDue(sighting.url) || browser.isCookieOnItsWay) ?? this.#newVisitor(sighting, 'no-cookie')
  }

  /** Those that cannot be told from the sender without a cookie; `you` first. */
  #alike({ host, userAgent }: Sighting): readonly RealBrowser[] {
    return this.all().filter(({ facts }) => facts.host === host && facts.userAgent === userAgent)
  }

  #unclaimed(): RealBrowser | null {
    return this.you.facts.host === null ? this.you : null
  }

  /** The browser whose page in the dashboard's frame asks for it, where only one can be meant. */
  #framed(sighting: Sighting): RealBrowser | null {
    if (!sighting.isFrame) return null
    const framed = this.#alike(sighting).filter(({ facts, sessionValue }) => facts.isFramed && (this.#around.pages() <= 1 || sessionValue === null))
    return framed[0] ?? null
  }

  /** `you` is the browser in the frame; whoever came before the first frame and is not it becomes a visitor. */
  #makeRoomForFrame(sighting: Sighting): void {
    const { facts } = this.you
    if (facts.isFramed || facts.host === null) return
    if (facts.host === sighting.host && facts.userAgent === sighting.userAgent) this.you.facts = { ...facts, isFramed: true, toldBy: 'frame' }
    else this.#moveOut(this.you, facts.host === sighting.host ? 'agent' : 'host')
  }

  #onSameConnection({ connection }: Sighting, candidates: readonly RealBrowser[]): RealBrowser | null {
    const met = this.#onConnection.get(connection)
    return met?.size === 1 ? (candidates.find((browser) => met.has(browser)) ?? null) : null
  }

  #preferred(browsers: readonly RealBrowser[], sighting: Sighting): RealBrowser | null {
    if (browsers.length < 2) return browsers[0] ?? null
    const framed = this.#framed(sighting)
    return browsers.find((browser) => browser === framed) ?? this.#onSameConnection(sighting, browsers) ?? browsers[0] ?? null
  }

  #claim(browser: RealBrowser, { host, userAgent, isFrame }: Sighting): void {
    if (browser.facts.host !== null) return
    browser.facts = this.#factsOf({ host, userAgent }, isFrame ? 'frame' : 'first')
  }

  #factsOf({ host, userAgent }: Pick<Sighting, 'host' | 'userAgent'>, toldBy: RealBrowserFacts['toldBy']): RealBrowserFacts {
    const product = productOf(userAgent)
    const taken = this.all().flatMap(({ facts }) => (facts.product === product && facts.host === host ? [facts.number] : []))
    let number = 1
    while (taken.includes(number)) number += 1
    return { product, number, host, userAgent, isFramed: false, toldBy }
  }

  /** Another one from here on: what is known of `browser` goes to a new visitor, and it begins anew. */
  #moveOut(browser: RealBrowser, toldBy: RealBrowserFacts['toldBy']): void {
    const { host, userAgent } = browser.facts
    const visitor = this.#newVisitor({ host: host ?? '', userAgent }, toldBy)
    visitor.takeOver(browser)
    browser.reset()
    if (browser === this.you && !browser.facts.isFramed) browser.facts = NOBODY
  }

  #newVisitor(sighting: Pick<Sighting, 'host' | 'userAgent'>, told: 'cookie' | 'no-cookie' | RealBrowserFacts['toldBy']): RealBrowser {
    if (this.#visitors.length >= LIMITS.visitors) {
      const silent = this.#visitors.reduce((oldest, each) => ((each.lastRequestAt ?? 0) < (oldest.lastRequestAt ?? 0) ? each : oldest))
      this.#remove(silent)
    }
    const others = this.all().filter(({ facts }) => facts.host !== null)
    const here = others.filter(({ facts }) => facts.host === sighting.host)
    const toldBy = here.length === 0 ? 'host' : here.every(({ facts }) => facts.userAgent !== sighting.userAgent) ? 'agent' : told
    const facts = this.#factsOf(sighting, toldBy)
    this.#count += 1
    const visitor = new RealBrowser({ id: `visitor:${this.#count}`, hue: this.#around.freeHue(), facts }, () => this.#around.sessionNames())
    this.#visitors.push(visitor)
    return visitor
  }

  #remove(browser: RealBrowser): void {
    this.#visitors = this.#visitors.filter((each) => each !== browser)
    this.#around.onGone(browser)
  }
}

/** A value changed by hand still has the session id or the signature of the one that it was. */
function isSameSession(known: string | null, value: string): boolean {
  const [a, b] = [known === null ? null : cookieParts(known), cookieParts(value)]
  return a !== null && b !== null && (a.sessionId === b.sessionId || a.signature === b.signature)
}
