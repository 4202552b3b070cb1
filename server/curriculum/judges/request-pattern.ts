/** Does a request fit a pattern, and which one came nearest? */
import type { RequestRecord } from '../../protocol/requests.js'
import type { TimelineRow } from '../../protocol/timeline.js'
import type { CheckSaying, SeenBeside, StoreUse } from '../../protocol/verdicts.js'
import type { RequestPattern } from '../check-schema.js'

export function requestsOf(rows: readonly TimelineRow[]): readonly RequestRecord[] {
  return rows.flatMap((row) => (row.kind === 'request' ? [row.request] : []))
}

/** Does the request meet every field of the pattern? */
export function fits(pattern: RequestPattern, request: RequestRecord): boolean {
  return misses(pattern, request).length === 0
}

/** What a reader does to bring such a request about: whose it is, and where it goes. The rest is what comes of it. */
export function toDo({ who, method, path }: RequestPattern): RequestPattern {
  return { who, method, path }
}

/** The last request that was meant to be this one; null: none yet. */
export function lastTry(pattern: RequestPattern, requests: readonly RequestRecord[]): RequestRecord | null {
  const { who, method, path } = pattern
  if (who === undefined && method === undefined && path === undefined) return null
  return requests.findLast((request) => fits(toDo(pattern), request)) ?? null
}

/** The request that came nearest to the pattern; the latest of equals. */
export function nearest(pattern: RequestPattern, requests: readonly RequestRecord[]): CheckSaying {
  let best: RequestRecord | null = null
  let fewest = Number.POSITIVE_INFINITY
  for (const request of requests) {
    const count = misses(pattern, request).length
    if (count <= fewest) [best, fewest] = [request, count]
  }
  return best === null ? { code: 'no-request-yet', params: {} } : describeRequest(best)
}

/** What a request was, as far as checks look. */
export function describeRequest(request: RequestRecord): CheckSaying {
  const { method, path, actor, cookieIn } = request
  const store = storeUse(request)[0] ?? 'nothing'
  return {
    code: 'request-seen',
    params: { method, path, who: actor, cookie: cookieIn.kind, store, setCookie: hasSetCookie(request), beside: seenBeside(request) },
  }
}

function sessionCookieOf({ crossSite }: RequestRecord) {
  return crossSite?.cookies.find(({ origin }) => origin === 'session')?.outcome
}

function seenBeside(request: RequestRecord): readonly SeenBeside[] {
  const all = [sessionCookieOf(request), request.crossSite?.answer?.outcome, request.cached === undefined ? undefined : ('from-cache' as const)]
  return all.filter((each) => each !== undefined)
}

function hasSetCookie({ setCookie, options }: RequestRecord): boolean {
  return setCookie.some((line) => line.startsWith(`${options.name}=`))
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
    setCookie: (wanted) => hasSetCookie(request) === wanted,
    newSession: (wanted) => request.sessionIsNew === wanted,
    store: (use) => storeUse(request).includes(use),
    loggedIn: (wanted) => (after?.isLoggedIn === true) === wanted,
    cart: (count) => (Array.isArray(after?.cart) ? after.cart.length : 0) === count,
    storeKind: (kind) => request.store === kind,
    outcome: (outcome) => request.outcome === outcome,
    crossSite: (act) => request.crossSite?.act === act,
    sessionCookie: (outcome) => sessionCookieOf(request) === outcome,
    otherSiteGets: (outcome) => request.crossSite?.answer?.outcome === outcome,
    fromCache: (wanted) => (request.cached !== undefined) === wanted,
  }
  return (Object.keys(pattern) as (keyof RequestPattern)[]).filter((key) => {
    const wanted = pattern[key]
    return wanted !== undefined && !(meets[key] as (wanted: unknown) => boolean)(wanted)
  })
}

/** What the store was asked in a request, the most telling first. */
function storeUse(request: RequestRecord): StoreUse[] {
  // The old session that a regenerate destroys is not the request's own.
  const own = request.operations.filter(({ name, sessionId }) => name !== 'destroy' || sessionId === request.sessionId)
  const uses = own.map((operation) => {
    if (operation.name === 'get') return operation.hit ? 'hit' : 'miss'
    if (operation.name === 'set') return 'saved'
    return operation.name === 'touch' ? 'touched' : 'destroyed'
  })
  return uses.length > 0 ? uses : ['nothing']
}
