/** The leaf about a sequence: these moments, one after the other. */
import type { RequestRecord } from '../../protocol/requests.js'
import type { TimelineRow } from '../../protocol/timeline.js'
import type { CheckSaying, Judged } from '../../protocol/verdicts.js'
import type { MomentPattern } from '../check-schema.js'
import { isDoing, matchesEvent } from './events.js'
import type { Finding, Observed } from './observed.js'
import { describeRequest, fits, lastTry, requestsOf, toDo } from './request-pattern.js'

/** Finds the moments one after the other; with `sameSession`, for one session ID that all requests of the sequence share. */
export function judgeOrder(moments: readonly MomentPattern[], sameSession: boolean, observed: Observed): Finding {
  const { rows } = observed
  const ids = sameSession ? [...new Set(requestsOf(rows).flatMap(idsOf))] : [null]
  const ways = ids.map((id) => follow(moments, rows, id))
  const way = ways.reduce((best, next) => (next.reached > best.reached ? next : best), NO_WAY)
  const { reached } = way
  const missing = moments[reached]
  const lines = moments.map((moment, index) => lineOf(moment, index, way, observed))
  const isApart = missing !== undefined && follow(moments, rows, null).reached === moments.length
  return {
    passed: missing === undefined,
    expected: { code: 'in-order', params: { moments, sameSession } },
    observed: missing ? { code: 'in-order-so-far', params: { reached, total: moments.length, next: missing } } : { code: 'all-in-order', params: {} },
    lines: sameSession
      ? [...lines, { state: isApart ? 'wrong' : missing ? 'open' : 'done', wanted: { code: 'one-session', params: {} }, seen: null, dueAt: null }]
      : lines,
  }
}

/** How far a sequence came, and the rows after its last moment so far. */
interface Way {
  readonly reached: number
  readonly rest: readonly TimelineRow[]
}
const NO_WAY: Way = { reached: 0, rest: [] }

function lineOf(moment: MomentPattern, index: number, { reached, rest }: Way, { rows, isSecret }: Observed): Judged {
  const isDone = index < reached
  const since = reached === 0 ? rows : rest
  const tried = index === reached && 'request' in moment ? lastTry(moment.request, requestsOf(since)) : null
  return {
    state: isDone ? 'done' : tried ? 'wrong' : 'open',
    wanted: wantedOf(moment, index, isSecret && !isDone),
    seen: tried && describeRequest(tried),
    dueAt: null,
  }
}

function wantedOf(moment: MomentPattern, index: number, isSecret: boolean): CheckSaying {
  if (isSecret && 'request' in moment) {
    const request = toDo(moment.request)
    return index === 0 ? { code: 'request-watched', params: { request } } : { code: 'in-order-next-watched', params: { moment: { request } } }
  }
  if (isSecret && 'event' in moment && !isDoing(moment.event)) return { code: 'event-watched', params: {} }
  if (index > 0) return { code: 'in-order-next', params: { moment } }
  return 'request' in moment ? { code: 'request', params: { request: moment.request, times: 1 } } : { code: 'event', params: { event: moment.event } }
}

function idsOf(request: RequestRecord): string[] {
  const came = request.cookieIn.kind === 'good' ? [request.cookieIn.sessionId] : []
  return request.sessionId === null ? came : [...came, request.sessionId]
}

function follow(moments: readonly MomentPattern[], rows: readonly TimelineRow[], id: string | null): Way {
  let reached = 0
  let end = 0
  for (const [index, row] of rows.entries()) {
    const wanted = moments[reached]
    if (!wanted) break
    const isIts = id === null || row.kind !== 'request' || idsOf(row.request).includes(id)
    if (!isIts || !matches(wanted, row)) continue
    reached += 1
    end = index + 1
  }
  return { reached, rest: rows.slice(end) }
}

function matches(moment: MomentPattern, row: TimelineRow): boolean {
  if ('request' in moment) return row.kind === 'request' && fits(moment.request, row.request)
  return matchesEvent(moment.event, row)
}
