import type { CookieAsking, StoredCookie } from '../../protocol/cookie-verdict.js'
import { hostOf, isForHost } from './cookie-domain.js'
import { pathMatches } from './cookie-path.js'
import { isTrusted } from './judge-set-cookie.js'
import { goesAlong, isSamePartition, partitionOf } from './same-site.js'

/** Does a request for `to` bring this cookie, if the browser has it? RFC 6265bis, section 5.8.3, step 1. */
export function isDue(cookie: StoredCookie, to: URL, asking: CookieAsking, now: number): boolean {
  const { secure, httpOnly, partition } = cookie
  if (!isForHost(cookie, hostOf(to)) || !pathMatches(to.pathname, cookie.path)) return false
  if ((secure && !isTrusted(to)) || (httpOnly && asking.channel === 'script')) return false
  if (partition !== null && !isSamePartition(partition, partitionOf(to, asking))) return false
  return goesAlong(cookie, to, asking, now)
}
