/** What one Set-Cookie line says, before any browser judges it. */
import type { CookieAttributes } from '../protocol/browsers.js'
import { readExpiry, readMaxAge } from './judge/cookie-expiry.js'
import { readCookieLine } from './judge/cookie-line.js'

export interface ReadSetCookie {
  readonly name: string
  /** As in the header, not decoded. */
  readonly value: string
  readonly attributes: CookieAttributes
  /** True when a browser that takes this line removes the cookie: its date has passed. */
  readonly removes: boolean
}

/**
 * Reads one Set-Cookie line.
 *
 * @param line the header's value
 * @param receivedAt epoch ms of the answer: Max-Age counts from there
 * @returns null when there is neither name nor value
 */
export function readSetCookie(line: string, receivedAt: number): ReadSetCookie | null {
  const { name, value, attributes, refused } = readCookieLine(line)
  if (refused?.code === 'no-name-and-value') return null
  const { expiresAt } = readExpiry(attributes, null, receivedAt)
  const path = attributes.get('path')
  return {
    name,
    value,
    attributes: {
      path: path?.startsWith('/') ? path : null,
      domain: attributes.get('domain')?.replace(/^\./, '').toLowerCase() || null,
      expiresAt,
      maxAgeSeconds: readMaxAge(attributes.get('max-age') ?? ''),
      httpOnly: attributes.has('httponly'),
      secure: attributes.has('secure'),
      sameSite: attributes.get('samesite')?.toLowerCase() ?? null,
      partitioned: attributes.has('partitioned'),
      priority: attributes.get('priority') ?? null,
      line,
    },
    removes: expiresAt !== null && expiresAt <= receivedAt,
  }
}
