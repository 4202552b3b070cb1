/**
 * Kept or refused, and by which rule: what Chromium does with one Set-Cookie line (RFC 6265bis, section 5.7; what is Chromium's alone, `CookieRule`
 * says so). Firefox and Safari may differ.
 */
import type { CookieAsking, CookieNote, CookieRule, PrefixDemand, SetCookieVerdict, StoredCookie } from '../../protocol/cookie-verdict.js'
import { type CookieDomain, hostOf, isAddress, isForHost, readDomain } from './cookie-domain.js'
import { readExpiry } from './cookie-expiry.js'
import { type CookieLine, MAX_ATTRIBUTE_BYTES, readCookieLine } from './cookie-line.js'
import { pathMatches, readPath } from './cookie-path.js'
import { brokenPrefix } from './cookie-prefix.js'
import { crossSiteRule, isSamePartition, isThirdParty, partitionOf } from './same-site.js'

export interface Received {
  /** The header's value, decoded from UTF-8. */
  readonly line: string
  /** Where the answer came from. */
  readonly url: string
  readonly asking: CookieAsking
  /** Epoch ms, from the answer's Date header; null: none. */
  readonly serverDate: number | null
  /** Epoch ms. */
  readonly now: number
}

/** @param jar what the browser has */
export function judgeSetCookie(jar: Iterable<StoredCookie>, received: Received): SetCookieVerdict {
  const { line, asking, now } = received
  if (asking.channel === 'http' && line.includes('\0')) return { outcome: 'refused', rules: [{ code: 'nul' }] }
  const read = readCookieLine(line)
  if (read.refused) return { outcome: 'refused', rules: [read.refused] }
  const url = new URL(received.url)
  const domain = readDomain(read.attributes.get('domain'), hostOf(url))
  const unmade = rulesOfTheLine(read, domain, url)
  if ('code' in domain || unmade.length > 0) return refusedBy(unmade)
  const { cookie, notes } = asCookie(read, domain, url, received)
  const rules = rulesOfTheMoment(cookie, jar, url, asking)
  if (rules.length > 0) return refusedBy(rules)
  return { outcome: cookie.expiresAt !== null && cookie.expiresAt <= now ? 'removed' : 'kept', cookie, notes }
}

function refusedBy([first, ...others]: readonly CookieRule[]): SetCookieVerdict {
  if (first === undefined) throw new TypeError('A refusal has a rule.')
  return { outcome: 'refused', rules: [first, ...others] }
}

/** What makes no cookie at all, whatever there is and whoever asked. */
function rulesOfTheLine({ name, value, attributes }: CookieLine, domain: CookieDomain | CookieRule, url: URL): CookieRule[] {
  const rules: CookieRule[] = 'code' in domain ? [domain] : []
  if (name === '' && value.includes('=')) rules.push({ code: 'nameless-with-equals' })
  const prefix = brokenPrefix(name, value, keptPromises(attributes, url))
  if (prefix) rules.push(prefix)
  if (attributes.has('partitioned') && !attributes.has('secure')) rules.push({ code: 'partitioned-without-secure' })
  else if (attributes.has('partitioned') && !isTrusted(url)) rules.push({ code: 'partitioned-over-http', host: url.host })
  return rules
}

function keptPromises(attributes: CookieLine['attributes'], url: URL): Set<PrefixDemand> {
  const kept = new Set<PrefixDemand>()
  if (isTrusted(url)) kept.add('https')
  if (attributes.has('secure')) kept.add('Secure')
  if (attributes.has('httponly')) kept.add('HttpOnly')
  if (attributes.get('path') === '/') kept.add('Path=/')
  if (isWithoutDomain(attributes.get('domain'), hostOf(url))) kept.add('no Domain')
  return kept
}

/** "…must not contain a Domain attribute": one that says nothing is none, and of an address that names itself Chromium says the same. */
function isWithoutDomain(attribute: string | undefined, host: string): boolean {
  return !attribute || (isAddress(host) && attribute === host)
}

/** Over http too, this machine counts as trustworthy (Secure Contexts, section 3.1). */
export function isTrusted(url: URL): boolean {
  return url.protocol === 'https:' || /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)
}

function asCookie(read: CookieLine, domain: CookieDomain, url: URL, { asking, serverDate, now }: Received): { cookie: StoredCookie; notes: CookieNote[] } {
  const { name, value, attributes, tooLong } = read
  const path = readPath(attributes.get('path'), url)
  const sameSite = oneOf(SAME_SITE, attributes.get('samesite'))
  const expiry = readExpiry(attributes, serverDate, now)
  // Chromium's network service takes an http answer from this machine for a secure one where Secure asks for that; a script's page stays what it is.
  const isSecure = url.protocol === 'https:' || (attributes.has('secure') && asking.channel === 'http')
  const sourceScheme = isSecure ? 'Secure' : 'NonSecure'
  const cookie: StoredCookie = {
    name,
    value,
    ...domain,
    path,
    expiresAt: expiry.expiresAt,
    secure: attributes.has('secure'),
    httpOnly: attributes.has('httponly'),
    sameSite,
    partition: attributes.has('partitioned') ? partitionOf(url, asking) : null,
    priority: oneOf(PRIORITY, attributes.get('priority')) ?? 'Medium',
    sourceScheme,
    sourcePort: Number(url.port) || (sourceScheme === 'Secure' ? 443 : 80),
    createdAt: now,
  }
  const notes: CookieNote[] = tooLong.map((each) => ({ code: 'attribute-too-long', name: each, limitBytes: MAX_ATTRIBUTE_BYTES }))
  if (name === '') notes.push({ code: 'nameless' })
  const givenPath = attributes.get('path')
  if (givenPath && givenPath !== path) notes.push({ code: 'path-ignored', given: givenPath, path })
  const givenSameSite = attributes.get('samesite')
  if (givenSameSite !== undefined && sameSite === null) notes.push({ code: 'same-site-unknown', given: givenSameSite })
  if (cookie.secure && url.protocol === 'http:') notes.push({ code: 'trusted-host', host: url.hostname })
  return { cookie, notes: [...notes, ...expiry.notes] }
}

const SAME_SITE = ['Strict', 'Lax', 'None'] as const
const PRIORITY = ['Low', 'Medium', 'High'] as const

function oneOf<T extends string>(values: readonly T[], given: string | undefined): T | null {
  return values.find((each) => each.toLowerCase() === given?.toLowerCase()) ?? null
}

/** What a cookie that could be is refused for: how it came, who asked, and what is there already. */
function rulesOfTheMoment(cookie: StoredCookie, jar: Iterable<StoredCookie>, url: URL, asking: CookieAsking): CookieRule[] {
  const rules: CookieRule[] = []
  if (cookie.secure && !isTrusted(url)) rules.push({ code: 'secure-over-http', host: url.hostname })
  if (cookie.httpOnly && asking.channel === 'script') rules.push({ code: 'http-only-by-script' })
  if (cookie.sameSite === 'None' && !cookie.secure) rules.push({ code: 'none-without-secure' })
  const crossSite = crossSiteRule(cookie.sameSite, url, asking)
  if (crossSite) rules.push(crossSite)
  if (asking.credentials === false) rules.push({ code: 'no-credentials' })
  if (asking.blocksThirdParty === true && cookie.partition === null && isThirdParty(url, asking)) rules.push({ code: 'third-party-blocked' })
  for (const other of jar) {
    if (!isSamePartition(other.partition, cookie.partition) || other.name !== cookie.name) continue
    if (other.secure && !isTrusted(url) && isSameForSecure(cookie, other)) return [...rules, { code: 'would-overwrite-secure' }]
    if (other.httpOnly && asking.channel === 'script' && isSameCookie(cookie, other)) return [...rules, { code: 'would-overwrite-http-only' }]
  }
  return rules
}

/** "…the domain-attributes domain-match one another, and the path of the newly created cookie path-matches that of the existing one" (section 5.7, step 14). */
function isSameForSecure(cookie: StoredCookie, other: StoredCookie): boolean {
  const [bare, otherBare] = [bareDomain(cookie), bareDomain(other)]
  const isNear = isForHost({ domain: `.${otherBare}`, hostOnly: false }, bare) || isForHost({ domain: `.${bare}`, hostOnly: false }, otherBare)
  return isNear && pathMatches(cookie.path, other.path)
}

function bareDomain({ domain, hostOnly }: StoredCookie): string {
  return hostOnly ? domain : domain.slice(1)
}

/** The one takes the other's place: name, domain with host-only or not, path, and partition. */
export function isSameCookie(cookie: StoredCookie, other: StoredCookie): boolean {
  return cookie.name === other.name && cookie.domain === other.domain && cookie.path === other.path && isSamePartition(cookie.partition, other.partition)
}
