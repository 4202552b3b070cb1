/** For which hosts a cookie is: RFC 6265bis, section 5.7, steps 8 to 10, and the list of public suffixes (https://publicsuffix.org), with private ones as browsers have it. */
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { getDomain } from 'tldts'
import type { CookieRule } from '../../protocol/cookie-verdict.js'

export interface CookieDomain {
  /** The host; with a dot in front where all below it get the cookie too. */
  readonly domain: string
  readonly hostOnly: boolean
}

/** @param attribute what Domain says; empty or undefined: only the host itself */
export function readDomain(attribute: string | undefined, host: string): CookieDomain | CookieRule {
  const given = attribute ?? ''
  const bare = given.replace(/^\./, '').toLowerCase()
  if (given === '') return { domain: host, hostOnly: true }
  // What is not a plain host name is never this host's: no ports, no `%65`, and no letters beyond ASCII.
  if (!/^[\w.[\]:-]+$/.test(bare)) return { code: 'domain-unreadable', given }
  const site = registrableDomain(host)
  // "If the domain-attribute is a public suffix: if it is identical to the canonicalized request-host, let it be empty, else abort".
  if (site === null) return bare === host ? { domain: host, hostOnly: true } : refused(given, bare, host)
  const isOwn = bare === host || host.endsWith(`.${bare}`)
  return isOwn && registrableDomain(bare) === site ? { domain: `.${bare}`, hostOnly: false } : refused(given, bare, host)
}

function refused(given: string, bare: string, host: string): CookieRule {
  const isSuffix = host.endsWith(`.${bare}`) && registrableDomain(bare) === null
  return isSuffix ? { code: 'public-suffix', given: bare } : { code: 'other-domain', given, host }
}

/** The host as a browser's address has it: lower case, Punycode, an IPv6 address in brackets. */
export function hostOf(url: URL): string {
  const { hostname } = url
  return hostname.startsWith('[') ? hostname : domainToASCII(hostname) || hostname
}

/** The public suffix and one label: what makes a site. null: an address, a public suffix, or a single label such as localhost. */
export function registrableDomain(host: string): string | null {
  if (isAddress(host)) return null
  const dot = host.endsWith('.') ? '.' : ''
  const domain = getDomain(dot ? host.slice(0, -1) : host, { allowPrivateDomains: true, validateHostname: false, extractHostname: false })
  return domain === null ? null : domain + dot
}

/** Hosts of one site share one budget of cookies, and SameSite asks for it. */
export function siteOf(host: string): string {
  return registrableDomain(host) ?? host
}

export function isAddress(host: string): boolean {
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0
}

/** Is `host` one that gets a cookie for `domain`? */
export function isForHost({ domain, hostOnly }: CookieDomain, host: string): boolean {
  return hostOnly ? domain === host : host === domain.slice(1) || host.endsWith(domain)
}
