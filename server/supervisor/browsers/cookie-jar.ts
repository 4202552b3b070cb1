/** One browser's cookies: what it was sent, and for a real browser also what it sends, since HttpOnly hides the rest. */
import { cookiePairs } from '../../cookies/cookie-pairs.js'
import { JudgedJar } from '../../cookies/judge/judged-jar.js'
import { OWN_PAGE } from '../../cookies/judge/same-site.js'
import { readSetCookie } from '../../cookies/set-cookie.js'
import type { CookieAttributes } from '../../protocol/browsers.js'
import type { CookieAsking, SetCookieVerdict, StoredCookie } from '../../protocol/cookie-verdict.js'

export interface KeptCookie {
  readonly name: string
  readonly value: string
  readonly attributes: CookieAttributes | null
}

/** A cookie with all that is known of it, to be laid into another jar. */
export interface CopiedCookie {
  readonly cookie: StoredCookie
  readonly attributes: CookieAttributes | null
}

/** One answer's cookies, as a browser receives them. */
export interface SentCookies {
  /** The lines, as text. */
  readonly setCookie: readonly string[]
  /** Where the answer comes from. */
  readonly url: string
  /** Epoch ms. */
  readonly at: number
  /** How its request was made; the browser's own page unless said. */
  readonly asking?: CookieAsking
  /** Epoch ms, from the answer's Date header. */
  readonly serverDate?: number | null
  /** Stands for an answer that is still on its way: requests that cross with it do not show what became of its cookies. See `arrived`. */
  readonly answer?: object | null
}

/** Beside the cookie itself: the line that made it, and the answer that brings it while its headers have not gone out. */
interface Origin {
  readonly attributes: CookieAttributes | null
  readonly answer: object | null
}

const MAX_REMEMBERED = 50
const UNKNOWN: Origin = { attributes: null, answer: null }

export class BrowserCookieJar {
  readonly #jar = new JudgedJar()
  /** Goes with the cookie, however that goes. */
  readonly #made = new WeakMap<StoredCookie, Origin>()
  /** Attributes by `name=value`, oldest first: a browser that kept an earlier cookie sends its value only. */
  readonly #sent = new Map<string, CookieAttributes>()

  /** Takes what an answer sets or removes, as Chromium would. @returns what became of each line */
  receive({ setCookie, url, at, asking = OWN_PAGE, serverDate = null, answer = null }: SentCookies): SetCookieVerdict[] {
    return setCookie.map((line) => {
      const read = readSetCookie(line, at)
      if (read) this.#remember(`${read.name}=${read.value}`, read.attributes)
      const verdict = this.#jar.receive({ line, url, asking, serverDate, now: at })
      if (verdict.outcome === 'kept')
        this.#made.set(verdict.cookie, { attributes: read && { ...read.attributes, expiresAt: verdict.cookie.expiresAt }, answer })
      return verdict
    })
  }

  /** The answer's headers have gone out, which is all that a browser waits for: from now on, a request that lacks its cookies shows that they were not kept. */
  arrived(answer: object): void {
    for (const cookie of this.#jar.list(Date.now())) {
      const made = this.#originOf(cookie)
      if (made.answer === answer) this.#made.set(cookie, { ...made, answer: null })
    }
  }

  /** The Cookie header for a request to `url`; null when there is none. */
  header(url: string, asking = OWN_PAGE, at = Date.now()): string | null {
    return this.#jar.header(url, asking, at)
  }

  /**
   * The real browser has sent this Cookie header: what is in it is in its jar, and what should be in it and is not has gone
   * (expired early, refused, or removed by hand).
   *
   * @param isWhole false: cookies may be missing though the browser has them, as SameSite asks for
   */
  reconcile(cookieHeader: string | undefined, url: string, isWhole = true, at = Date.now()): void {
    const sent = new Map<string, string[]>()
    for (const { name, value } of cookiePairs(cookieHeader).slice(0, MAX_REMEMBERED)) sent.set(name, [...(sent.get(name) ?? []), value])
    const due = new Map(this.#jar.due(url, OWN_PAGE, at).map((cookie) => [cookie.name, cookie]))
    for (const [name, cookie] of due) {
      if (isWhole && !sent.has(name) && !this.#isOnItsWay(cookie)) this.#jar.remove(cookie)
    }
    for (const [name, values] of sent) {
      const known = due.get(name)
      if (known && (values.includes(known.value) || this.#isOnItsWay(known))) continue
      // A value that the shop sent earlier, or never: made elsewhere, or changed by hand. Its attributes never come back from a browser.
      const value = values.find((each) => this.#sent.has(`${name}=${each}`)) ?? values[0] ?? ''
      const cookie = this.#jar.adopt({ name, value, url, now: at })
      this.#made.set(cookie, { attributes: this.#sent.get(`${name}=${value}`) ?? null, answer: null })
    }
  }

  /** Does a request for `url` carry a cookie of one of these names? */
  isDue(names: readonly string[], url: string, at = Date.now()): boolean {
    return this.#jar.due(url, OWN_PAGE, at).some(({ name }) => names.includes(name))
  }

  /** Is there a cookie of one of these names that an answer still brings? */
  isOnItsWay(names: readonly string[]): boolean {
    return this.#jar.list(Date.now()).some((cookie) => names.includes(cookie.name) && this.#isOnItsWay(cookie))
  }

  /** Changes the value of a cookie that is there, as developer tools can. @returns false when there is none */
  edit(name: string, value: string): boolean {
    const cookie = this.#inOrder(Date.now()).find((candidate) => candidate.name === name)
    if (!cookie) return false
    const edited = { ...cookie, value }
    this.#made.set(edited, this.#originOf(cookie))
    this.#jar.replace(cookie, edited)
    return true
  }

  /** Of the cookies with one of these names, the one that a server reads; null: none. */
  copy(names: readonly string[], at = Date.now()): CopiedCookie | null {
    const cookie = this.#inOrder(at).find(({ name }) => names.includes(name))
    return cookie === undefined ? null : { cookie, attributes: this.#originOf(cookie).attributes }
  }

  /** Lays a copy of another jar's cookie into this one, in the place of all that have its name. @param copied null: only takes those out */
  lay(name: string, copied: CopiedCookie | null, at = Date.now()): void {
    for (const cookie of this.#jar.list(at)) if (cookie.name === name) this.#jar.remove(cookie)
    if (copied !== null) this.#made.set(this.#jar.lay(copied.cookie, at), { attributes: copied.attributes, answer: null })
  }

  /** Everything in it that has not expired, the longest path first as in a Cookie header. */
  list(at = Date.now()): KeptCookie[] {
    return this.#inOrder(at).map((cookie) => ({ name: cookie.name, value: cookie.value, attributes: this.#originOf(cookie).attributes }))
  }

  /** The same, as a browser stores it. */
  stored(at = Date.now()): readonly StoredCookie[] {
    return this.#jar.list(at)
  }

  clear(): void {
    this.#jar.clear()
  }

  #inOrder(at: number): StoredCookie[] {
    return this.#jar.list(at).sort((a, b) => b.path.length - a.path.length)
  }

  #originOf(cookie: StoredCookie): Origin {
    return this.#made.get(cookie) ?? UNKNOWN
  }

  #isOnItsWay(cookie: StoredCookie): boolean {
    return this.#originOf(cookie).answer !== null
  }

  #remember(pair: string, attributes: CookieAttributes): void {
    this.#sent.delete(pair)
    this.#sent.set(pair, attributes)
    const oldest = this.#sent.size > MAX_REMEMBERED ? this.#sent.keys().next() : null
    if (oldest && !oldest.done) this.#sent.delete(oldest.value)
  }
}
