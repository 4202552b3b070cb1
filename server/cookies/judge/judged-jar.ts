/** A jar that keeps, replaces, throws out and sends what Chromium would. */
import type { CookieAsking, SetCookieVerdict, StoredCookie } from '../../protocol/cookie-verdict.js'
import { hostOf } from './cookie-domain.js'
import { evicted } from './cookie-eviction.js'
import { isSameCookie, judgeSetCookie, type Received } from './judge-set-cookie.js'
import { isDue } from './sending.js'

export class JudgedJar {
  /** What was set last stands last. */
  #cookies: StoredCookie[] = []
  /** As many cookies of one answer are made in one millisecond. */
  #bornAs = new WeakMap<StoredCookie, number>()
  #born = 0

  /** Takes one line of an answer, or of a script. @returns of one that is kept, the very cookie that `list` has */
  receive(received: Received): SetCookieVerdict {
    this.#cookies = this.list(received.now)
    const verdict = judgeSetCookie(this.#cookies, received)
    if (verdict.outcome === 'refused') return verdict
    const replaced = this.#take(verdict.cookie)
    if (verdict.outcome === 'removed') return verdict
    const { cookie, gone } = this.#add(verdict.cookie, replaced)
    return { ...verdict, cookie, notes: gone === 0 ? verdict.notes : [...verdict.notes, { code: 'evicted', count: gone }] }
  }

  /** What a request for `url` brings: the longest path first, then the oldest (RFC 6265bis, section 5.8.3, step 4). */
  due(url: string, asking: CookieAsking, now: number): StoredCookie[] {
    const to = new URL(url)
    return this.list(now)
      .filter((cookie) => isDue(cookie, to, asking, now))
      .sort((a, b) => b.path.length - a.path.length || this.#age(a) - this.#age(b))
  }

  /** The Cookie header for a request to `url`; null: none. */
  header(url: string, asking: CookieAsking, now: number): string | null {
    return (
      this.due(url, asking, now)
        .map(({ name, value }) => (name === '' ? value : `${name}=${value}`))
        .join('; ') || null
    )
  }

  list(now: number): StoredCookie[] {
    return this.#cookies.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
  }

  /** Takes a cookie that a browser is seen to have, however it came by it: for its whole host, with the session. */
  adopt({ name, value, url, now }: { readonly name: string; readonly value: string; readonly url: string; readonly now: number }): StoredCookie {
    const from = new URL(url)
    const cookie = hostCookie(name, value, from, now)
    this.#cookies = this.list(now)
    return this.#add(cookie, this.#take(cookie)).cookie
  }

  /** Lays a cookie of another jar into this one, as it is. @returns the one that lies there now */
  lay(cookie: StoredCookie, now: number): StoredCookie {
    this.#cookies = this.list(now)
    return this.#add({ ...cookie, createdAt: now }, this.#take(cookie)).cookie
  }

  /** By hand, as with developer tools: `cookie`, one of `list`, is another now. */
  replace(cookie: StoredCookie, by: StoredCookie): void {
    this.#cookies = this.#cookies.map((each) => (each === cookie ? by : each))
    this.#bornAs.set(by, this.#age(cookie))
  }

  remove(cookie: StoredCookie): void {
    this.#cookies = this.#cookies.filter((each) => each !== cookie)
  }

  clear(): void {
    this.#cookies = []
  }

  /** Takes out the one whose place `cookie` is to take. */
  #take(cookie: StoredCookie): StoredCookie | null {
    const found = this.#cookies.find((other) => isSameCookie(cookie, other)) ?? null
    this.#cookies = this.#cookies.filter((other) => other !== found)
    return found
  }

  /** @returns it as it lies there, and how many others went for it */
  #add(cookie: StoredCookie, replaced: StoredCookie | null): { readonly cookie: StoredCookie; readonly gone: number } {
    // "Update the creation-time of the newly created cookie to match the creation-time of the old-cookie" (section 5.7, step 24). Chromium does so
    // only where the value stays: another one (a log-in, with its new session ID) begins anew, its two minutes of grace too.
    const inherited = replaced?.value === cookie.value ? replaced : null
    const added = inherited === null ? cookie : { ...cookie, createdAt: inherited.createdAt }
    this.#bornAs.set(added, inherited === null ? this.#born++ : this.#age(inherited))
    this.#cookies.push(added)
    const gone = evicted(this.#cookies, added)
    this.#cookies = this.#cookies.filter((other) => !gone.has(other))
    return { cookie: added, gone: gone.size }
  }

  #age(cookie: StoredCookie): number {
    return this.#bornAs.get(cookie) ?? 0
  }
}

function hostCookie(name: string, value: string, from: URL, now: number): StoredCookie {
  const isSecure = from.protocol === 'https:'
  return {
    name,
    value,
    domain: hostOf(from),
    hostOnly: true,
    path: '/',
    expiresAt: null,
    secure: false,
    httpOnly: false,
    sameSite: null,
    partition: null,
    priority: 'Medium',
    sourceScheme: isSecure ? 'Secure' : 'NonSecure',
    sourcePort: Number(from.port) || (isSecure ? 443 : 80),
    createdAt: now,
  }
}
