/** Does a request fit a pattern, and which one came nearest? */
import type { Localized } from '../../protocol/lessons.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { TimelineRow } from '../../protocol/state.js'
import type { RequestPattern } from '../check-schema.js'
import { inEach, requestSeen, words } from '../check-words.js'

export function requestsOf(rows: readonly TimelineRow[]): readonly RequestRecord[] {
  return rows.flatMap((row) => (row.kind === 'request' ? [row.request] : []))
}

/** Does the request meet every field of the pattern? */
export function fits(pattern: RequestPattern, request: RequestRecord): boolean {
  return misses(pattern, request).length === 0
}

/** The request that came nearest to the pattern, in words; the latest of equals. */
export function nearest(pattern: RequestPattern, requests: readonly RequestRecord[]): Localized {
  let best: RequestRecord | null = null
  let fewest = Number.POSITIVE_INFINITY
  for (const request of requests) {
    const count = misses(pattern, request).length
    if (count <= fewest) [best, fewest] = [request, count]
  }
  const request = best
  if (!request) return inEach((language) => words(language, ['no request yet since this step began', 'nenhuma requisição ainda desde o começo deste passo']))
  return describeRequest(request)
}

/** What a request was, in words. */
export function describeRequest(request: RequestRecord): Localized {
  const store = storeUse(request)[0] ?? 'nothing'
  const setCookie = request.setCookie.some((line) => line.startsWith(`${request.options.name}=`))
  return inEach((language) => requestSeen(language, request, { store, setCookie }))
}

/** The fields of the pattern that a request does not meet. */
function misses(pattern: RequestPattern, request: RequestRecord): (keyof RequestPattern)[] {
  const after = request.after
  const meets: { [K in keyof RequestPattern]-?: (wanted: NonNullable<RequestPattern[K]>) => boolean } = {
    who: (who) => request.actor === who,
    method: (method) => request.method === method,
    path: (path) => request.path.split('?')[0] === path,
    status: (status) => request.status === status,
    cookie: (kinds) => [kinds].flat().includes(request.cookieIn.kind),
    setCookie: (wanted) => request.setCookie.some((line) => line.startsWith(`${request.options.name}=`)) === wanted,
    newSession: (wanted) => request.sessionIsNew === wanted,
    store: (use) => storeUse(request).includes(use),
    loggedIn: (wanted) => (after?.isLoggedIn === true) === wanted,
    cart: (count) => (Array.isArray(after?.cart) ? after.cart.length : 0) === count,
    storeKind: (kind) => request.store === kind,
    outcome: (outcome) => request.outcome === outcome,
  }
  return (Object.keys(pattern) as (keyof RequestPattern)[]).filter((key) => {
    const wanted = pattern[key]
    return wanted !== undefined && !(meets[key] as (wanted: unknown) => boolean)(wanted)
  })
}

/** What the store was asked in a request, the most telling first. */
function storeUse(request: RequestRecord): NonNullable<RequestPattern['store']>[] {
  const uses = request.operations.map((operation) => {
    if (operation.name === 'get') return operation.hit ? 'hit' : 'miss'
    if (operation.name === 'set') return 'saved'
    return operation.name === 'touch' ? 'touched' : 'destroyed'
  })
  return uses.length > 0 ? uses : ['nothing']
}
