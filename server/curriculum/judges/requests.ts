/** Leaves about requests: a number of one kind, or none. */
import type { RequestPattern } from '../check-schema.js'
import type { Finding, Observed } from './observed.js'
import { describeRequest, fits, lastTry, nearest, requestsOf, toDo } from './request-pattern.js'

export function judgeRequests(pattern: RequestPattern, times: number, { rows, isSecret }: Observed): Finding {
  const requests = requestsOf(rows)
  const count = requests.filter((request) => fits(pattern, request)).length
  const passed = count >= times
  const expected = { code: 'request', params: { request: pattern, times } } as const
  const soFar = times > 1 && count > 0 ? ({ code: 'requests-so-far', params: { count } } as const) : null
  const tried = passed ? null : lastTry(pattern, requests)
  return {
    passed,
    expected,
    observed: soFar ?? nearest(pattern, requests),
    lines: [
      {
        state: passed ? 'done' : tried && !fits(pattern, tried) ? 'wrong' : 'open',
        wanted: isSecret && !passed ? { code: 'request-watched', params: { request: toDo(pattern) } } : expected,
        seen: passed ? null : tried && !fits(pattern, tried) ? describeRequest(tried) : soFar,
        dueAt: null,
      },
    ],
  }
}

export function judgeNever(pattern: RequestPattern, { rows }: Observed): Finding {
  const found = requestsOf(rows).find((request) => fits(pattern, request))
  const expected = { code: 'no-request', params: { request: pattern } } as const
  return {
    passed: !found,
    expected,
    observed: found ? describeRequest(found) : { code: 'none', params: {} },
    lines: [{ state: found ? 'wrong' : 'done', wanted: expected, seen: found ? describeRequest(found) : null, dueAt: null }],
  }
}
