/** One browser's cookies: what it was sent, and for a real browser also what it sends, since HttpOnly hides the rest. */
import { type Cookie, CookieJar, MemoryCookieStore } from 'tough-cookie'
import { cookiePairs } from '../../cookies/cookie-pairs.js'
import { readSetCookie } from '../../cookies/set-cookie.js'
import type { CookieAttributes } from '../../protocol/state.js'
import { refusalOf } from './browser-rules.js'

export interface KeptCookie {
  readonly name: string
  readonly value: string
  readonly attributes: CookieAttributes | null
}

/** Beside tough-cookie's own record: the line that made the cookie, and the answer that brings it while that is not complete. */
interface Origin {
  readonly attributes: CookieAttributes | null
  readonly answer: object | null
}

const MAX_COOKIES = 50

export class BrowserCookieJar {
  #store = new MemoryCookieStore()
  #jar = this.#newJar()
  #made = new Map<string, Origin>()
  /** Attributes by `name=value`, oldest first: a browser that kept an earlier cookie sends its value only. */
  readonly #sent = new Map<string, CookieAttributes>()

  /**
   * Takes what an answer for `url` sets or removes, as a browser would.
   *
   * @param answer stands for an answer that is still on its way: requests that cross with it do not show what became of its cookies; see {@link arrived}
   */
  receive(setCookie: readonly string[], url: string, at = Date.now(), answer: object | null = null): void {
    for (const line of setCookie) {
      const read = readSetCookie(line, at)
      if (!read) continue
      this.#remember(`${read.name}=${read.value}`, read.attributes)
      if (refusalOf(line, url, at) !== null) continue
      const cookie = this.#jar.setCookieSync(line, url, { ignoreError: true, now: new Date(at) })
      if (cookie) this.#made.set(keyOf(cookie), { attributes: read.attributes, answer })
    }
  }

  /** The answer is complete: from now on, a request that lacks its cookies shows that they were not kept. */
  arrived(answer: object): void {
    for (const [key, made] of this.#made) if (made.answer === answer) this.#made.set(key, { ...made, answer: null })
  }

  /** The Cookie header for a request to `url`; null when there is none. */
  header(url: string): string | null {
    return this.#jar.getCookieStringSync(url) || null
  }

  /**
   * The real browser has sent this Cookie header: what is in it is in its jar, and what should be in it and is not has gone
   * (expired early, refused, or removed by hand).
   *
   * @param isWhole false: cookies may be missing though the browser has them, as SameSite asks for
   */
  reconcile(cookieHeader: string | undefined, url: string, isWhole = true): void {
    const sent = new Map<string, string[]>()
    for (const { name, value } of cookiePairs(cookieHeader).slice(0, MAX_COOKIES)) sent.set(name, [...(sent.get(name) ?? []), value])
    const due = new Map(this.#jar.getCookiesSync(url).map((cookie) => [cookie.key, cookie]))
    for (const [name, cookie] of due) {
      if (isWhole && !sent.has(name) && !this.#isOnItsWay(cookie)) this.#remove(cookie)
    }
    for (const [name, values] of sent) {
      const known = due.get(name)
      if (known && (values.includes(known.value) || this.#isOnItsWay(known))) continue
      // A value that the shop sent earlier, or never: made elsewhere, or changed by hand. Its attributes never come back from a browser.
      const value = values.find((each) => this.#sent.has(`${name}=${each}`)) ?? values[0] ?? ''
      const cookie = this.#jar.setCookieSync(`${name}=${value}; Path=/`, url, { ignoreError: true })
      if (cookie) this.#made.set(keyOf(cookie), { attributes: this.#sent.get(`${name}=${value}`) ?? null, answer: null })
    }
  }

  /** Does a request for `url` carry a cookie of one of these names? */
  isDue(names: readonly string[], url: string): boolean {
    return this.#jar.getCookiesSync(url).some((cookie) => names.includes(cookie.key))
  }

  /** Is there a cookie of one of these names that an answer still brings? */
  isOnItsWay(names: readonly string[]): boolean {
    return this.#all().some((cookie) => names.includes(cookie.key) && this.#isOnItsWay(cookie))
  }

  /** Changes the value of a cookie that is there, as developer tools can. @returns false when there is none */
  edit(name: string, value: string): boolean {
    const cookie = this.#all().find((candidate) => candidate.key === name)
    if (!cookie) return false
    cookie.value = value
    return true
  }

  /** Everything in it that has not expired, the longest path first as in a Cookie header. */
  list(at = Date.now()): KeptCookie[] {
    return this.#all()
      .filter((cookie) => (this.#made.get(keyOf(cookie))?.attributes?.expiresAt ?? Number.POSITIVE_INFINITY) > at)
      .map((cookie) => ({ name: cookie.key, value: cookie.value, attributes: this.#made.get(keyOf(cookie))?.attributes ?? null }))
  }

  clear(): void {
    this.#store = new MemoryCookieStore()
    this.#jar = this.#newJar()
    this.#made.clear()
  }

  #newJar(): CookieJar {
    return new CookieJar(this.#store, { rejectPublicSuffixes: false, allowSpecialUseDomain: true, prefixSecurity: 'strict' })
  }

  #all(): Cookie[] {
    let all: Cookie[] = []
    // The memory store calls back before it returns.
    this.#store.getAllCookies((_error, cookies) => {
      all = cookies ?? []
    })
    return all.sort((a, b) => (b.path ?? '').length - (a.path ?? '').length)
  }

  #isOnItsWay(cookie: Cookie): boolean {
    return (this.#made.get(keyOf(cookie))?.answer ?? null) !== null
  }

  #remember(pair: string, attributes: CookieAttributes): void {
    this.#sent.delete(pair)
    this.#sent.set(pair, attributes)
    const oldest = this.#sent.size > MAX_COOKIES ? this.#sent.keys().next() : null
    if (oldest && !oldest.done) this.#sent.delete(oldest.value)
  }

  #remove(cookie: Cookie): void {
    this.#made.delete(keyOf(cookie))
    this.#store.removeCookie(cookie.domain ?? '', cookie.path ?? '/', cookie.key, () => {})
  }
}

function keyOf(cookie: Cookie): string {
  return `${cookie.domain};${cookie.path};${cookie.key}`
}
