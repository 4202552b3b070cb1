/** Leaves about requests: a number of one kind, or none. */
import type { RequestPattern } from '../check-schema.js'
import type { Finding, Observed } from './observed.js'
import { describeRequest, fits, nearest, requestsOf } from './request-pattern.js'

export function judgeRequests(pattern: RequestPattern, times: number, { rows }: Observed): Finding {
  const requests = requestsOf(rows)
  const count = requests.filter((request) => fits(pattern, request)).length
  return {
    passed: count >= times,
    expected: { code: 'request', params: { request: pattern, times } },
    observed: times > 1 && count > 0 ? { code: 'requests-so-far', params: { count } } : nearest(pattern, requests),
  }
}

export function judgeNever(pattern: RequestPattern, { rows }: Observed): Finding {
  const found = requestsOf(rows).find((request) => fits(pattern, request))
  return {
    passed: !found,
    expected: { code: 'no-request', params: { request: pattern } },
    observed: found ? describeRequest(found) : { code: 'none', params: {} },
  }
}
