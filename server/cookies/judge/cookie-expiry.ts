/** When a cookie is over: Max-Age before Expires, neither beyond 400 days (RFC 6265bis, sections 5.6.1, 5.6.2 and 5.5). */
import type { CookieNote } from '../../protocol/cookie-verdict.js'
import { readCookieDate } from './cookie-date.js'

/** "Let cookie-age-limit be the maximum age of the cookie (which SHOULD be 400 days in the future or sooner)". */
export const MAX_AGE_LIMIT_SECONDS = 400 * 24 * 60 * 60

export interface CookieExpiry {
  /** Epoch ms; null: with the browser's session. */
  readonly expiresAt: number | null
  readonly notes: readonly CookieNote[]
}

/**
 * @param serverDate epoch ms, from the answer's Date header; null: none. Chromium moves Expires by what this clock is wrong, since the server meant its own
 * @param now epoch ms
 */
export function readExpiry(attributes: ReadonlyMap<string, string>, serverDate: number | null, now: number): CookieExpiry {
  const maxAge = attributes.get('max-age')
  const expires = attributes.get('expires')
  const notes: CookieNote[] = []
  const seconds = maxAge === undefined ? null : readMaxAge(maxAge)
  if (maxAge !== undefined && seconds === null) notes.push({ code: 'max-age-unreadable', given: maxAge })
  if (seconds !== null) return bounded(seconds <= 0 ? Number.NEGATIVE_INFINITY : now + seconds * 1000, now, notes)
  if (expires === undefined) return { expiresAt: null, notes }
  const date = readCookieDate(expires)
  if (date === null) return { expiresAt: null, notes: [...notes, { code: 'expires-unreadable', given: expires }] }
  const offBySeconds = serverDate === null ? 0 : Math.round((serverDate - now) / 1000)
  if (Math.abs(offBySeconds) > 1) notes.push({ code: 'server-clock-off', offBySeconds })
  return bounded(date - (serverDate === null ? 0 : serverDate - now), now, notes)
}

/** Seconds: a whole number, also one with a plus in front; null: not one. */
export function readMaxAge(text: string): number | null {
  return /^[+-]?\d+$/.test(text) ? Number(text) : null
}

function bounded(expiresAt: number, now: number, notes: readonly CookieNote[]): CookieExpiry {
  const latest = now + MAX_AGE_LIMIT_SECONDS * 1000
  if (expiresAt <= latest) return { expiresAt: Number.isFinite(expiresAt) ? expiresAt : 0, notes }
  return { expiresAt: latest, notes: [...notes, { code: 'capped', limitDays: MAX_AGE_LIMIT_SECONDS / 86_400 }] }
}
