/** Which cookies another site's request sets and brings (RFC 6265bis, sections 5.2 and 5.7, "same-site"), with the scheme as part of the site. */
import type { CookieAsking, CookiePartition, CookieRule, StoredCookie } from '../../protocol/cookie-verdict.js'
import { hostOf, siteOf } from './cookie-domain.js'

/** The browser's own page, or the same site's. */
export const OWN_PAGE: CookieAsking = { channel: 'http', by: 'navigation', method: 'GET', page: null }
/** "Lax-Allowing-Unsafe": for this long a cookie without SameSite also goes along with another site's POST (section 5.8.3; two minutes in Chromium). */
export const LAX_GRACE_MS = 2 * 60 * 1000

/** Scheme and registrable domain. */
export function schemefulSite(url: URL): string {
  return `${url.protocol}//${siteOf(hostOf(url))}`
}

export function isSameSite(url: URL, { page }: CookieAsking): boolean {
  return page === null || schemefulSite(new URL(page)) === schemefulSite(url)
}

/** An answer to another site's request sets no cookie but SameSite=None, unless it is shown in the tab: then whoever is there now is of this site. */
export function crossSiteRule(sameSite: StoredCookie['sameSite'], url: URL, asking: CookieAsking): CookieRule | null {
  if (sameSite === 'None' || isSameSite(url, asking) || (asking.by === 'navigation' && asking.channel === 'http')) return null
  return { code: 'cross-site', given: sameSite }
}

/** Is the cookie one of another site than that in the tab (RFC 6265bis, section 7.1)? A navigation of the tab changes the site in it. */
export function isThirdParty(url: URL, asking: CookieAsking): boolean {
  return asking.by !== 'navigation' && !isSameSite(url, asking)
}

/** In which jar of its own a Partitioned cookie lies: that of the site in the tab. */
export function partitionOf(url: URL, asking: CookieAsking): CookiePartition {
  const page = asking.by === 'navigation' ? null : asking.page
  return { topLevelSite: schemefulSite(page === null ? url : new URL(page)), hasCrossSiteAncestor: page !== null && !isSameSite(url, asking) }
}

export function isSamePartition(one: CookiePartition | null, other: CookiePartition | null): boolean {
  return one?.topLevelSite === other?.topLevelSite && one?.hasCrossSiteAncestor === other?.hasCrossSiteAncestor
}
