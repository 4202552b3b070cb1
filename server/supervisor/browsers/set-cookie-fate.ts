/** What becomes of the session cookie that a browser is sent: decided at once by the rules for a virtual browser, shown by its next request for a real one. */
import { pathMatches, readPath } from '../../cookies/judge/cookie-path.js'
import { type ReadSetCookie, readSetCookie } from '../../cookies/set-cookie.js'
import type { SetCookieFate } from '../../protocol/browsers.js'
import type { SetCookieVerdict } from '../../protocol/cookie-verdict.js'
import type { CookieVerdict } from '../../protocol/requests.js'
import type { SentCookies } from './cookie-jar.js'

interface Watched {
  readonly fate: SetCookieFate
  /** What the session's cookie was called when it was sent. */
  readonly name: string
  /** Below which path the browser sends it. */
  readonly path: string
  readonly value: string
  readonly expiresAt: number | null
  /** While it is on its way; see BrowserCookieJar. */
  readonly answer: object | null
}

export interface SentSessionCookie extends SentCookies {
  /** What the server made of the cookie that the request had brought. */
  readonly brought: CookieVerdict['kind']
}

export class FateOfSetCookie {
  #watched: Watched | null = null
  readonly #names: () => readonly string[]

  /** @param names of the session cookie, now */
  constructor(names: () => readonly string[]) {
    this.#names = names
  }

  /**
   * The shop sends a session cookie, or takes it back.
   *
   * @param verdicts what becomes of each line by Chromium's rules
   * @returns its value; null: neither, or taken back
   */
  receive(sent: SentSessionCookie, verdicts: readonly SetCookieVerdict[]): string | null {
    for (const [index, line] of sent.setCookie.entries()) {
      const read = readSetCookie(line, sent.at)
      if (read === null || !this.#names().includes(read.name)) continue
      const verdict = verdicts[index]
      if (verdict?.outcome === 'removed') this.#watched = null
      else if (!read.removes) this.#send(line, read, verdict, sent)
    }
    return this.#current?.value ?? null
  }

  #send(line: string, read: ReadSetCookie, verdict: SetCookieVerdict | undefined, { url, at, brought, answer = null }: SentSessionCookie): void {
    const { name, value, attributes } = read
    const refusal = verdict?.outcome === 'refused' ? verdict.rules[0] : null
    const notes = verdict?.outcome === 'kept' ? verdict.notes : []
    const expiresAt = verdict?.outcome === 'kept' ? verdict.cookie.expiresAt : attributes.expiresAt
    const before = this.#current
    // Sent once more with the same value, as `rolling` does: no request can show which of the two lines it comes from.
    const isRepeated = before?.value === value && before.fate.refusal === null
    if (isRepeated && refusal !== null) return
    const overwrote = brought === 'none' || brought === 'good' ? null : brought
    const fate: SetCookieFate = isRepeated ? { ...before.fate, at, line, notes } : { at, line, outcome: 'waiting', refusal, notes, overwrote }
    const path = readPath(attributes.path ?? undefined, new URL(url))
    this.#watched = { fate, name, path, value, expiresAt, answer }
  }

  arrived(answer: object): void {
    if (this.#watched?.answer === answer) this.#watched = { ...this.#watched, answer: null }
  }

  /** What is watched, unless the session's cookie has been given another name since: then it is any cookie. */
  get #current(): Watched | null {
    return this.#watched !== null && this.#names().includes(this.#watched.name) ? this.#watched : null
  }

  /** A request for `url` brought these values under the session's name. @param isWhole false: SameSite may have withheld it */
  shown(values: readonly string[], url: string, isWhole: boolean, at = Date.now()): void {
    if (!this.#current) return
    const { fate, value, path, expiresAt, answer } = this.#current
    if (values.includes(value)) this.#decide('kept')
    else if (answer !== null || (fate.refusal === null && expiresAt !== null && expiresAt <= at)) return
    else if (values.length > 0) this.#decide('other')
    else if (isWhole && pathMatches(new URL(url).pathname, path)) this.#decide(fate.outcome === 'waiting' || fate.outcome === 'refused' ? 'refused' : 'gone')
  }

  /** For a browser whose rules are ours: it has kept the cookie, or not. */
  decide(isKept: boolean): void {
    this.#decide(isKept ? 'kept' : 'refused')
  }

  forget(): void {
    this.#watched = null
  }

  now(at: number): SetCookieFate | null {
    if (!this.#current) return null
    const { fate, expiresAt } = this.#current
    const isOver = expiresAt !== null && expiresAt <= at && (fate.outcome === 'kept' || (fate.outcome === 'waiting' && fate.refusal === null))
    return isOver ? { ...fate, outcome: 'expired' } : fate
  }

  #decide(outcome: SetCookieFate['outcome']): void {
    if (this.#watched && this.#watched.fate.outcome !== outcome) this.#watched = { ...this.#watched, fate: { ...this.#watched.fate, outcome } }
  }
}
