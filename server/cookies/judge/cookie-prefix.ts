/** What a prefix of a cookie's name promises (RFC 6265bis, section 4.1.3; `__Http-` and `__Host-Http-` since layered-cookies), in any letter case. */
import type { CookiePrefix, CookieRule, PrefixDemand } from '../../protocol/cookie-verdict.js'

const DEMANDS: readonly (readonly [CookiePrefix, readonly PrefixDemand[]])[] = [
  ['__Host-Http-', ['https', 'Secure', 'HttpOnly', 'Path=/', 'no Domain']],
  ['__Host-', ['https', 'Secure', 'Path=/', 'no Domain']],
  ['__Http-', ['https', 'Secure', 'HttpOnly']],
  ['__Secure-', ['https', 'Secure']],
]

/** @param kept what the line keeps */
export function brokenPrefix(name: string, value: string, kept: ReadonlySet<PrefixDemand>): CookieRule | null {
  if (name === '') {
    const hidden = prefixOf(value)
    return hidden && { code: 'hidden-prefix', prefix: hidden[0] }
  }
  const [prefix, demands] = prefixOf(name) ?? []
  if (prefix === undefined || demands === undefined) return null
  const lacks = demands.filter((demand) => !kept.has(demand))
  return lacks.length === 0 ? null : { code: 'prefix', prefix, lacks }
}

function prefixOf(text: string) {
  return DEMANDS.find(([prefix]) => text.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase()) ?? null
}
