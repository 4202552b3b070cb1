/** Where browsers are stricter than RFC 6265, and so stricter than tough-cookie. */
import { domainMatch } from 'tough-cookie'
import { readSetCookie } from '../../cookies/set-cookie.js'
import type { CookieRefusal } from '../../protocol/state.js'

/** "If the sum of the lengths of the name string and the value string is more than 4096 octets, abort" (RFC 6265bis, section 5.7, step 5). */
const MAX_NAME_AND_VALUE_BYTES = 4096
/** Over http too, these count as trustworthy (Secure Contexts, section 3.1). */
const THIS_MACHINE = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/i

/**
 * Why a browser refuses the cookie of this Set-Cookie line, as far as the line tells; null: it does not.
 *
 * @param url where the answer came from
 * @param receivedAt epoch ms
 */
export function refusalOf(line: string, url: string, receivedAt: number): CookieRefusal | null {
  const cookie = readSetCookie(line, receivedAt)
  if (cookie === null) return 'unreadable'
  const { secure, sameSite, path, domain, partitioned } = cookie.attributes
  if (Buffer.byteLength(cookie.name + cookie.value) > MAX_NAME_AND_VALUE_BYTES) return 'too-large'
  // "If the cookie's same-site-flag is None and secure-only-flag is false, abort" (the same, step 17).
  if (sameSite?.toLowerCase() === 'none' && !secure) return 'none-without-secure'
  // CHIPS (draft-cutler-httpbis-partitioned-cookies, section 2.1): "Partitioned" asks for "Secure".
  if (partitioned && !secure) return 'partitioned-without-secure'
  const { protocol, hostname } = new URL(url)
  // RFC 6265bis, section 5.7, step 10: "If the canonicalized request-host does not domain-match the domain-attribute, abort".
  if (domain !== null && !domainMatch(hostname, domain)) return 'other-domain'
  if (secure && protocol === 'http:' && !THIS_MACHINE.test(hostname)) return 'secure-over-http'
  // The same, section 4.1.3.
  if (/^__Secure-/i.test(cookie.name) && !secure) return 'prefix'
  if (/^__Host-/i.test(cookie.name) && !(secure && path === '/' && domain === null)) return 'prefix'
  return null
}
