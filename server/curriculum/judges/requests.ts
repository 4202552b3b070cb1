/** Leaves about requests: a number of one kind, or none. */
import type { RequestPattern } from '../check-schema.js'
import { inEach, requestWords, words } from '../check-words.js'
import type { Finding, Observed } from './observed.js'
import { describeRequest, fits, nearest, requestsOf } from './request-pattern.js'

export function judgeRequests(pattern: RequestPattern, times: number, { rows }: Observed): Finding {
  const requests = requestsOf(rows)
  const count = requests.filter((request) => fits(pattern, request)).length
  return {
    passed: count >= times,
    expected: inEach((language) => {
      const what = requestWords(language, pattern)
      return times === 1 ? `${words(language, ['a request', 'uma requisição'])} ${what}` : `${times} ${words(language, ['requests', 'requisições'])} ${what}`
    }),
    observed: times > 1 && count > 0 ? inEach((language) => words(language, [`${count} so far`, `${count} até agora`])) : nearest(pattern, requests),
  }
}

export function judgeNever(pattern: RequestPattern, { rows }: Observed): Finding {
  const found = requestsOf(rows).find((request) => fits(pattern, request))
  return {
    passed: !found,
    expected: inEach((language) => `${words(language, ['no request', 'nenhuma requisição'])} ${requestWords(language, pattern)}`),
    observed: found ? describeRequest(found) : inEach((language) => words(language, ['none', 'nenhuma'])),
  }
}
