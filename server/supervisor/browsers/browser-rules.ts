/** Where browsers are stricter than RFC 6265, and so stricter than tough-cookie. */
import { readSetCookie } from '../../cookies/set-cookie.js'

/** "If the sum of the lengths of the name string and the value string is more than 4096 octets, abort" (RFC 6265bis, section 5.7, step 5). */
const MAX_NAME_AND_VALUE_BYTES = 4096

/** Would a browser refuse the cookie of this Set-Cookie line? */
export function isRefusedByBrowsers(line: string, receivedAt: number): boolean {
  const cookie = readSetCookie(line, receivedAt)
  if (cookie === null) return true
  if (Buffer.byteLength(cookie.name + cookie.value) > MAX_NAME_AND_VALUE_BYTES) return true
  // "If the cookie's same-site-flag is None and secure-only-flag is false, abort" (the same, step 17).
  return cookie.attributes.sameSite?.toLowerCase() === 'none' && !cookie.attributes.secure
}
