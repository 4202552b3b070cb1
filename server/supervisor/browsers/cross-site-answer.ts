/** What a page of another site is given of an answer that it has asked for: the "CORS check" of Fetch, and frame-ancestors of CSP 3. */
import type { OutgoingHttpHeaders } from 'node:http'
import type { AnswerRule, CrossSiteAnswer, CrossSiteRequest, Decider } from '../../protocol/cross-site.js'

/** Who has put headers on the answer that let other sites' pages in: the proxy, because somebody set it so; otherwise the shop has, or nobody. */
export interface WhoOpens {
  readonly cors: Extract<Decider, 'proxy' | 'server'>
}

/** @returns null: what is shown in the tab is shown, and nobody looks into a picture */
export function answerFor({ act, page }: Pick<CrossSiteRequest, 'act' | 'page'>, sent: OutgoingHttpHeaders, { cors }: WhoOpens): CrossSiteAnswer | null {
  if (act === 'frame') {
    // The proxy puts the policy on every page of the shop.
    const isFramed = mayFrame(String(sent['content-security-policy'] ?? ''), page)
    return { outcome: isFramed ? 'framed' : 'not-framed', by: 'proxy', rule: { code: isFramed ? 'frame-allowed' : 'frame-ancestors' } }
  }
  if (act !== 'fetch' && act !== 'fetch-with-credentials') return null
  const rule = corsCheck(sent, page, act === 'fetch-with-credentials')
  return { outcome: rule.code === 'cors-allowed' ? 'readable' : 'unreadable', by: rule.code === 'cors-missing' ? 'server' : cors, rule }
}

/** https://fetch.spec.whatwg.org/#concept-cors-check */
function corsCheck(sent: OutgoingHttpHeaders, page: string | null, withCredentials: boolean): AnswerRule {
  const given = sent['access-control-allow-origin']
  if (typeof given !== 'string') return { code: 'cors-missing' }
  if (!withCredentials && given === '*') return { code: 'cors-allowed', given }
  if (given !== page) return { code: 'cors-other-origin', given }
  if (!withCredentials || sent['access-control-allow-credentials'] === 'true') return { code: 'cors-allowed', given }
  return { code: 'cors-without-credentials' }
}

/** Does frame-ancestors let a page of this origin frame what has the policy? Sources are those that our own policy has: origins, and any host at a port. */
function mayFrame(policy: string, page: string | null): boolean {
  const directive = policy.split(';').find((each) => each.trim().startsWith('frame-ancestors '))
  if (directive === undefined) return true
  if (page === null) return false
  const { origin, port, protocol } = new URL(page)
  return directive
    .trim()
    .split(/\s+/)
    .slice(1)
    .some((source) => source === origin || source === `${protocol}//*:${port}`)
}
