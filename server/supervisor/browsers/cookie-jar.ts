/** One browser's cookies: what it was sent, and for the real browser also what it sends, since HttpOnly hides the rest. */
import { parseCookie } from 'cookie'
import { type Cookie, CookieJar, MemoryCookieStore } from 'tough-cookie'
import { readSetCookie } from '../../cookies/set-cookie.js'
import type { CookieAttributes } from '../../protocol/state.js'
import { isRefusedByBrowsers } from './browser-rules.js'

export interface KeptCookie {
  readonly name: string
  readonly value: string
  readonly attributes: CookieAttributes | null
}

/** An answer with Set-Cookie and the browser's next request may cross: what is younger than this is not judged by that request. */
const CROSSING_MS = 400
const MAX_COOKIES = 50

export class BrowserCookieJar {
  #store = new MemoryCookieStore()
  #jar = this.#newJar()
  /** Beside tough-cookie's own record: the line that made the cookie, and when it came. */
  #made = new Map<string, { readonly attributes: CookieAttributes | null; readonly at: number }>()

  /** Takes what an answer for `url` sets or removes, as a browser would. */
  receive(setCookie: readonly string[], url: string, at = Date.now()): void {
    for (const line of setCookie) {
      const read = isRefusedByBrowsers(line, at) ? null : readSetCookie(line, at)
      const cookie = read && this.#jar.setCookieSync(line, url, { ignoreError: true, now: new Date(at) })
      if (cookie && read) this.#made.set(keyOf(cookie), { attributes: read.attributes, at })
    }
  }

  /** The Cookie header for a request to `url`; null when there is none. */
  header(url: string): string | null {
    return this.#jar.getCookieStringSync(url) || null
  }

  /**
   * The real browser has sent this Cookie header: what is in it is in its jar, and what should be in it and is not has gone
   * (expired early, or removed by hand).
   */
  reconcile(cookieHeader: string | undefined, url: string, at = Date.now()): void {
    const sent: Readonly<Record<string, string | undefined>> = parseCookie(cookieHeader ?? '', { decode: (value) => value })
    const settled = (cookie: Cookie) => at - (this.#made.get(keyOf(cookie))?.at ?? 0) > CROSSING_MS
    const due = new Map(this.#jar.getCookiesSync(url).map((cookie) => [cookie.key, cookie]))
    for (const [name, cookie] of due) {
      if (sent[name] === undefined && settled(cookie)) this.#remove(cookie)
    }
    for (const [name, value = ''] of Object.entries(sent).slice(0, MAX_COOKIES)) {
      const known = due.get(name)
      if (known && (known.value === value || !settled(known))) continue
      // A value that we never set: made elsewhere, or changed by hand. Its attributes never come back from a browser.
      const cookie = this.#jar.setCookieSync(`${name}=${value}; Path=/`, url, { ignoreError: true })
      if (cookie) this.#made.set(keyOf(cookie), { attributes: null, at: 0 })
    }
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

  #remove(cookie: Cookie): void {
    this.#made.delete(keyOf(cookie))
    this.#store.removeCookie(cookie.domain ?? '', cookie.path ?? '/', cookie.key, () => {})
  }
}

function keyOf(cookie: Cookie): string {
  return `${cookie.domain};${cookie.path};${cookie.key}`
}
