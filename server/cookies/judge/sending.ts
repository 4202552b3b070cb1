/** Does a request bring a cookie that the browser has, and by which rule: what Chromium does (RFC 6265bis, sections 5.8.3 and 5.6.7). */
import type { CookieAsking, StoredCookie } from '../../protocol/cookie-verdict.js'
import type { CookieSending, Decider, SendingRule } from '../../protocol/cross-site.js'
import { hostOf, isForHost } from './cookie-domain.js'
import { pathMatches } from './cookie-path.js'
import { isTrusted } from './judge-set-cookie.js'
import { isSamePartition, isSameSite, isThirdParty, LAX_GRACE_MS, partitionOf } from './same-site.js'

/** @param now epoch ms */
export function judgeSending(cookie: StoredCookie, to: URL, asking: CookieAsking, now: number): CookieSending {
  const [first, ...others] = keptBackBy(cookie, to, asking, now)
  return first === undefined ? { outcome: 'attached', rules: [sentBy(cookie, to, asking, now)] } : { outcome: 'withheld', rules: [first, ...others] }
}

/** Does a request for `to` bring this cookie, if the browser has it? */
export function isDue(cookie: StoredCookie, to: URL, asking: CookieAsking, now: number): boolean {
  return keptBackBy(cookie, to, asking, now).length === 0
}

/** Who has decided it: whoever set the cookie where it says so itself, the page where it asked for no cookies, the browser where it goes by a rule of its own. */
export function deciderOf(rule: SendingRule): Exclude<Decider, 'proxy'> {
  if ('given' in rule) return rule.given === null ? 'browser' : 'server'
  return DECIDERS[rule.code]
}

const DECIDERS: Readonly<Record<Exclude<SendingRule['code'], 'top-level' | 'not-top-level'>, Exclude<Decider, 'proxy'>>> = {
  'same-site': 'browser',
  none: 'server',
  grace: 'browser',
  partitioned: 'server',
  unexpected: 'browser',
  strict: 'server',
  'unsafe-method': 'server',
  'grace-over': 'browser',
  'third-party-blocked': 'browser',
  'other-partition': 'server',
  'no-credentials': 'page',
  preflight: 'browser',
  'secure-over-http': 'server',
  'other-path': 'server',
  'other-host': 'server',
  'http-only': 'server',
  missing: 'browser',
}

/** Every rule that keeps it back, what is about the request as a whole first. */
function keptBackBy(cookie: StoredCookie, to: URL, asking: CookieAsking, now: number): SendingRule[] {
  const { secure, httpOnly, partition, path, domain } = cookie
  const rules: SendingRule[] = []
  if (!isForHost(cookie, hostOf(to))) rules.push({ code: 'other-host', domain })
  if (!pathMatches(to.pathname, path)) rules.push({ code: 'other-path', path })
  if (secure && !isTrusted(to)) rules.push({ code: 'secure-over-http', host: to.hostname })
  if (httpOnly && asking.channel === 'script') rules.push({ code: 'http-only' })
  if (asking.credentials === false) rules.push({ code: 'no-credentials' })
  if (partition !== null && !isSamePartition(partition, partitionOf(to, asking))) rules.push({ code: 'other-partition', set: partition.topLevelSite })
  if (partition === null && asking.blocksThirdParty === true && isThirdParty(to, asking)) rules.push({ code: 'third-party-blocked' })
  const sameSite = sameSiteRule(cookie, to, asking, now)
  if (sameSite) rules.push(sameSite)
  return rules
}

/** "…the cookie's same-site-flag is not "None", and the HTTP request is cross-site" (section 5.8.3, step 1). */
function sameSiteRule({ sameSite, createdAt }: StoredCookie, to: URL, asking: CookieAsking, now: number): SendingRule | null {
  const { by, method } = asking
  if (sameSite === 'None' || isSameSite(to, asking)) return null
  if (sameSite === 'Strict') return { code: 'strict' }
  if (by !== 'navigation') return { code: 'not-top-level', given: sameSite, by }
  if (method === 'GET') return null
  if (sameSite === 'Lax') return { code: 'unsafe-method', method }
  return now - createdAt > LAX_GRACE_MS ? { code: 'grace-over', ...ages(createdAt, now) } : null
}

function sentBy({ sameSite, partition, createdAt }: StoredCookie, to: URL, asking: CookieAsking, now: number): SendingRule {
  if (isSameSite(to, asking)) return { code: 'same-site' }
  if (partition !== null) return { code: 'partitioned', topLevelSite: partition.topLevelSite }
  if (sameSite === 'None') return { code: 'none' }
  if (asking.method === 'GET') return { code: 'top-level', given: sameSite === 'Lax' ? 'Lax' : null }
  return { code: 'grace', ...ages(createdAt, now) }
}

function ages(createdAt: number, now: number) {
  return { ageSeconds: Math.max(0, Math.round((now - createdAt) / 1000)), graceSeconds: LAX_GRACE_MS / 1000 }
}
