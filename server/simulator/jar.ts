import { parseSetCookie } from 'cookie'

/** What express-session begins a signed value with (`s:`), encoded. */
const SIGNED = 's%3A'

interface Kept {
  readonly value: string
  /** Counts what was set: the higher, the later. */
  readonly turn: number
}

/**
 * The cookie jar of one simulated user: what a user of one shop needs of RFC 6265, section 5.3, and no more.
 * There is one host, every path of it gets every cookie, and a user lives for three requests; so what is kept is names and values.
 */
export class Jar {
  readonly #cookies = new Map<string, Kept>()
  #turn = 0

  /** @param lines the Set-Cookie headers of an answer */
  store(lines: string | readonly string[] | undefined): void {
    if (lines === undefined) return
    for (const line of typeof lines === 'string' ? [lines] : lines) this.#storeLine(line)
  }

  /**
   * The session's cookie, as in the header, not decoded; null when there is none. It has one of these names, or it is signed: its name may change while the
   * crowd is under way. Of several, the one that was set last.
   */
  session(names: readonly string[]): string | null {
    let newest: Kept | null = null
    for (const [name, kept] of this.#cookies) {
      if ((names.includes(name) || kept.value.startsWith(SIGNED)) && kept.turn >= (newest?.turn ?? 0)) newest = kept
    }
    return newest?.value ?? null
  }

  /** The Cookie header (section 5.4, step 4); null when the jar is empty, for then there is no such header. */
  get header(): string | null {
    if (this.#cookies.size === 0) return null
    return Array.from(this.#cookies, ([name, { value }]) => `${name}=${value}`).join('; ')
  }

  #storeLine(line: string): void {
    // The value goes back as it came: browsers do not decode it.
    const { name, value = '', maxAge, expires } = parseSetCookie(line, { decode: (text) => text })
    if (name === '') return
    // Section 5.3, step 3: Max-Age has precedence over Expires.
    const isExpired = maxAge !== undefined ? maxAge <= 0 : expires !== undefined && expires.getTime() <= Date.now()
    if (isExpired) this.#cookies.delete(name)
    else this.#cookies.set(name, { value, turn: ++this.#turn })
  }
}
