import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { Side, SideAnswer } from '../../../server/protocol/side-by-side.js'
import type { TraceAct } from '../../../server/protocol/trace.js'
import { unservedRequest } from '../../../server/protocol/unserved-request.js'

/** An answer of a side as the record of a request, for whoever words what was decided at one. */
export function recordOfAnswer({ configuration }: Side, answer: SideAnswer, act: TraceAct | undefined): RequestRecord {
  return unservedRequest({
    id: `side-${answer.act}`,
    actor: 'browser:side',
    instance: 'a',
    boot: 1,
    store: configuration.store,
    at: 0,
    method: act?.method ?? 'GET',
    path: act?.path ?? '/',
    cookieIn: { kind: 'none' },
    decisions: answer.decisions,
    sessionId: answer.session,
    durationMs: 0,
    status: answer.status,
    outcome: answer.status === null ? 'cut-off' : answer.status >= 500 ? 'failed' : 'answered',
    ...(answer.problem !== undefined && { problem: answer.problem }),
    options: configuration.options,
  })
}
