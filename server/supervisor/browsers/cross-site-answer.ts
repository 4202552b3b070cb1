/** What a page of another site is given of an answer that it has asked for: the "CORS check" of Fetch, and frame-ancestors of CSP 3. */
import type { OutgoingHttpHeaders } from 'node:http'
import type { AnswerRule, CrossSiteAnswer, CrossSiteRequest, Decider } from '../../protocol/cross-site.js'

/** Who has put headers on the answer that let other sites' pages in: the proxy, because somebody set it so; otherwise the shop has, or nobody. */
export interface WhoOpens {
  readonly cors: Extract<Decider, 'proxy' | 'server'>
  /** Who has answered. */
  readonly from: CrossSiteAnswer['from']
}

/** @returns null: what is shown in the tab is shown, and nobody looks into a picture */
export function answerFor(
  { act, page }: Pick<CrossSiteRequest, 'act' | 'page'>,
  sent: OutgoingHttpHeaders,
  { cors, from }: WhoOpens,
  asks: PreflightAsks | null = null,
): CrossSiteAnswer | null {
  if (act === 'frame') {
    // The proxy puts the policy on every page of the shop.
    const isFramed = mayFrame(String(sent['content-security-policy'] ?? ''), page)
    return { outcome: isFramed ? 'framed' : 'not-framed', from, by: 'proxy', rule: { code: isFramed ? 'frame-allowed' : 'frame-ancestors' } }
  }
  if (act === 'fetch-untold') return untold(sent, page, { cors, from })
  if (act !== 'fetch' && act !== 'fetch-with-credentials' && act !== 'preflight') return null
  const checked = corsCheck(sent, page, act === 'fetch-with-credentials')
  const missing = checked.code !== 'cors-allowed' || asks === null ? null : notAllowed(sent, asks)
  const rule: AnswerRule = missing === null ? checked : { code: 'preflight-not-allowed', asked: missing }
  const isAllowed = rule.code === 'cors-allowed'
  const outcome = act === 'preflight' ? (isAllowed ? 'passed' : 'held-back') : isAllowed ? 'readable' : 'unreadable'
  return { outcome, from, by: rule.code === 'cors-missing' ? 'server' : cors, rule }
}

/** With credentials, or without: where both end alike, that is told, and otherwise what it hangs on. */
function untold(sent: OutgoingHttpHeaders, page: string | null, { cors, from }: WhoOpens): CrossSiteAnswer {
  const [rule, without] = [corsCheck(sent, page, true), corsCheck(sent, page, false)]
  const outcome = rule.code === 'cors-allowed' ? 'readable' : without.code === 'cors-allowed' ? 'depends' : 'unreadable'
  return { outcome, from, by: rule.code === 'cors-missing' ? 'server' : cors, rule }
}

/** What a preflight asks for: the method, and the headers that no form could send. */
export interface PreflightAsks {
  readonly method: string
  readonly headers: readonly string[]
}

/** Methods that need no permission: https://fetch.spec.whatwg.org/#cors-safelisted-method */
const SAFELISTED: readonly string[] = ['GET', 'HEAD', 'POST']

/** https://fetch.spec.whatwg.org/#cors-preflight-fetch-0, without credentials @returns the first that is not allowed; null: all are */
function notAllowed(sent: OutgoingHttpHeaders, { method, headers }: PreflightAsks): string | null {
  const list = (name: string) =>
    String(sent[name] ?? '')
      .split(',')
      .map((each) => each.trim())
  const [methods, allowed] = [list('access-control-allow-methods'), list('access-control-allow-headers').map((each) => each.toLowerCase())]
  if (!SAFELISTED.includes(method) && !methods.includes(method) && !methods.includes('*')) return method
  return headers.find((each) => !allowed.includes(each.toLowerCase()) && !allowed.includes('*')) ?? null
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
