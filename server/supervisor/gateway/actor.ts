/** Who sent a request to the shop? */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import type { Actor, RealBrowserId } from '../../protocol/requests.js'

/**
 * Virtual browsers come with the internal key. Otherwise it is a real browser if it looks like one (browsers/real-browsers.ts tells which), and a program
 * if it does not.
 */
export function actorOf(headers: IncomingHttpHeaders, internalKey: string): Exclude<Actor, RealBrowserId> | 'real' {
  const claimed = headers[INTERNAL_HEADERS.actor]
  if (typeof claimed === 'string' && isKey(headers[INTERNAL_HEADERS.key], internalKey) && claimed.startsWith('browser:')) return claimed as `browser:${string}`
  return looksLikeBrowser(headers) ? 'real' : 'other'
}

/**
 * Every browser since Netscape calls itself Mozilla. One that was told to use another name still says which site it asks from, or that it navigates;
 * Node's fetch sends a Sec-Fetch-Mode too, but neither of these.
 */
function looksLikeBrowser(headers: IncomingHttpHeaders): boolean {
  const isMozilla = /^Mozilla\//.test(headers['user-agent'] ?? '')
  return isMozilla || headers['sec-fetch-site'] !== undefined || headers['sec-fetch-mode'] === 'navigate'
}

/** Compares in constant time. */
export function isKey(given: unknown, key: string): boolean {
  if (typeof given !== 'string') return false
  const [a, b] = [Buffer.from(given), Buffer.from(key)]
  return a.length === b.length && timingSafeEqual(a, b)
}
