/** The leaf about a sequence: these moments, one after the other. */
import type { RequestRecord } from '../../protocol/requests.js'
import type { TimelineRow } from '../../protocol/state.js'
import type { Moment } from '../check-schema.js'
import { matchesEvent } from './events.js'
import type { Finding, Observed } from './observed.js'
import { fits, requestsOf } from './request-pattern.js'

/** Finds the moments one after the other; with `sameSession`, for one session ID that all requests of the sequence share. */
export function judgeOrder(moments: readonly Moment[], sameSession: boolean, { rows }: Observed): Finding {
  const ids = sameSession ? [...new Set(requestsOf(rows).flatMap(idsOf))] : [null]
  const reached = Math.max(0, ...ids.map((id) => follow(moments, rows, id)))
  const missing = moments[reached]
  return {
    passed: missing === undefined,
    expected: { code: 'in-order', params: { moments, sameSession } },
    observed: missing ? { code: 'in-order-so-far', params: { reached, total: moments.length, next: missing } } : { code: 'all-in-order', params: {} },
  }
}

function idsOf(request: RequestRecord): string[] {
  const came = request.cookieIn.kind === 'good' ? [request.cookieIn.sessionId] : []
  return request.sessionId === null ? came : [...came, request.sessionId]
}

function follow(moments: readonly Moment[], rows: readonly TimelineRow[], id: string | null): number {
  let reached = 0
  for (const row of rows) {
    const wanted = moments[reached]
    if (!wanted) break
    const isIts = id === null || row.kind !== 'request' || idsOf(row.request).includes(id)
    if (isIts && matches(wanted, row)) reached += 1
  }
  return reached
}

function matches(moment: Moment, row: TimelineRow): boolean {
  if ('request' in moment) return row.kind === 'request' && fits(moment.request, row.request)
  return matchesEvent(moment.event, row)
}
