/** One Set-Cookie header, read as a browser reads it (RFC 6265, section 5.2). */
import { Cookie } from 'tough-cookie'
import type { CookieAttributes } from '../protocol/state.js'

export interface ReadSetCookie {
  readonly name: string
  /** As in the header, not decoded. */
  readonly value: string
  readonly attributes: CookieAttributes
  /** True when a browser removes the cookie on reading this line: its date has passed (section 5.3, step 11). */
  readonly removes: boolean
}

/**
 * Reads one Set-Cookie line.
 *
 * @param line the header's value
 * @param receivedAt epoch ms of the answer: Max-Age counts from there
 * @returns null when a browser would ignore the line (no name-value pair, section 5.2, steps 2 to 5)
 */
export function readSetCookie(line: string, receivedAt: number): ReadSetCookie | null {
  const cookie = Cookie.parse(line)
  if (!cookie || cookie.key === '') return null
  const maxAgeSeconds = typeof cookie.maxAge === 'number' ? cookie.maxAge : null
  const expiresAt = expiryOf(cookie, maxAgeSeconds, receivedAt)
  return {
    name: cookie.key,
    value: cookie.value,
    attributes: {
      path: cookie.path,
      domain: cookie.domain,
      expiresAt,
      maxAgeSeconds,
      httpOnly: cookie.httpOnly,
      secure: cookie.secure,
      sameSite: cookie.sameSite ?? null,
      partitioned: extension(cookie, 'partitioned') !== null,
      priority: extension(cookie, 'priority'),
      line,
    },
    removes: expiresAt !== null && expiresAt <= receivedAt,
  }
}

/** Section 5.3, step 3: "If a cookie has both the Max-Age and the Expires attribute, the Max-Age attribute has precedence". */
function expiryOf(cookie: Cookie, maxAgeSeconds: number | null, receivedAt: number): number | null {
  if (maxAgeSeconds !== null) return receivedAt + maxAgeSeconds * 1000
  return cookie.expires instanceof Date ? cookie.expires.getTime() : null
}

/** The value of an attribute that tough-cookie does not know, the last one of that name; null when there is none. `Partitioned=false` switches it on. */
function extension({ extensions }: Cookie, name: string): string | null {
  const pairs = (extensions ?? []).map((text) => text.split('='))
  const [, value = ''] = pairs.findLast(([key = '']) => key.trim().toLowerCase() === name) ?? [null, null]
  return value === null ? null : value.trim()
}
