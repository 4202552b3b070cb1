/** What a jar throws out when a site has too many cookies: Chromium's numbers and order (`net/cookies/cookie_monster.cc`). */
import { Buffer } from 'node:buffer'
import type { StoredCookie } from '../../protocol/cookie-verdict.js'
import { siteOf } from './cookie-domain.js'
import { isSamePartition } from './same-site.js'

const MAX_OF_A_SITE = 180
/** How many more go, so that the next one does not come at once. */
const PURGED_BEYOND = 30
/** Of a site in the jar of its own that another site gives it. */
const MAX_PARTITIONED_BYTES = 10_240

/** How many of a priority stay while there are less important ones. */
const QUOTA = { Low: 30, Medium: 50, High: 70 }
const ROUNDS: readonly (readonly [StoredCookie['priority'], sparesSecure: boolean])[] = [
  ['Low', true],
  ['Low', false],
  ['Medium', true],
  ['High', true],
  ['Medium', false],
  ['High', false],
]

/** @param cookies the oldest first @param added the one that has just been added to them */
export function evicted(cookies: readonly StoredCookie[], added: StoredCookie): Set<StoredCookie> {
  const site = siteOf(bare(added))
  const there = cookies.filter((cookie) => isSamePartition(cookie.partition, added.partition) && siteOf(bare(cookie)) === site)
  return added.partition === null ? fromTheSharedJar(there) : fromItsOwnJar(there)
}

function bare({ domain, hostOnly }: StoredCookie): string {
  return hostOnly ? domain : domain.slice(1)
}

function fromTheSharedJar(cookies: readonly StoredCookie[]): Set<StoredCookie> {
  const gone = new Set<StoredCookie>()
  if (cookies.length <= MAX_OF_A_SITE) return gone
  const goal = cookies.length - (MAX_OF_A_SITE - PURGED_BEYOND)
  for (const [priority, sparesSecure] of ROUNDS) {
    const left = cookies.filter((cookie) => !gone.has(cookie) && cookie.priority === priority)
    const secure = sparesSecure ? left.filter(({ secure }) => secure).length : 0
    const mayGo = left.length <= QUOTA[priority] ? 0 : left.length - Math.max(secure, QUOTA[priority])
    const going = left.filter((cookie) => !(sparesSecure && cookie.secure)).slice(0, Math.min(mayGo, goal - gone.size))
    for (const cookie of going) gone.add(cookie)
  }
  return gone
}

function fromItsOwnJar(cookies: readonly StoredCookie[]): Set<StoredCookie> {
  const gone = new Set<StoredCookie>()
  let bytes = cookies.reduce((sum, cookie) => sum + sizeOf(cookie), 0)
  for (const cookie of cookies) {
    if (cookies.length - gone.size <= MAX_OF_A_SITE && bytes <= MAX_PARTITIONED_BYTES) break
    gone.add(cookie)
    bytes -= sizeOf(cookie)
  }
  return gone
}

function sizeOf({ name, value }: StoredCookie): number {
  return Buffer.byteLength(name) + Buffer.byteLength(value)
}
