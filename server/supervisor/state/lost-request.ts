/** The timeline's row for a request that the lesson server did not answer. */
import { judgeCookieHeader } from '../../cookies/session-cookie.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { LostRequest } from '../gateway/gateway.js'
import type { LiveState } from './live-state.js'

export function recordLostRequest(state: LiveState, secrets: readonly string[], lost: LostRequest): void {
  const { options } = state.get('server')
  const { id, actor, agent, boot, at, method, path, cookieHeader, status, problem } = lost
  const request: RequestRecord = {
    id,
    actor,
    ...(actor === 'other' && agent !== '' ? { agent } : {}),
    boot,
    store: state.get('store').active,
    at,
    method,
    path,
    cookieIn: judgeCookieHeader(cookieHeader, options.name, secrets),
    operations: [],
    decisions: [],
    sessionId: null,
    sessionIsNew: false,
    before: null,
    after: null,
    status,
    setCookie: [],
    headersMs: null,
    // The clock may have been set back meanwhile.
    durationMs: Math.max(0, Date.now() - at),
    outcome: status === null ? 'cut-off' : 'failed',
    problem,
    options,
  }
  state.addRow({ kind: 'request', key: keyOfRequest(id), at, request })
}

/** A record from the lesson server, completed by what only the gateway knows: that it was too late, so that "the client went away" was us. */
export function addRequest(state: LiveState, request: RequestRecord): void {
  const key = keyOfRequest(request.id)
  const earlier = state.row(key)
  const lost = earlier?.kind === 'request' && earlier.request.outcome === 'failed' && request.outcome === 'aborted' ? earlier.request : null
  const { status, outcome, problem } = lost ?? request
  if (request.crossed?.kind === 'overwrote') markOverwritten(state, request.crossed.request, request.id)
  state.addRow({ kind: 'request', key, at: request.at, request: { ...request, status, outcome, ...(problem === undefined ? {} : { problem }) } })
}

/** The one whose save is gone learns of it only now: its row is amended where it stands. */
function markOverwritten(state: LiveState, id: string, by: string): void {
  const row = state.row(keyOfRequest(id))
  if (row?.kind !== 'request' || (row.request.crossed && row.request.crossed.kind !== 'read-early')) return
  state.addRow({ ...row, request: { ...row.request, crossed: { kind: 'overwritten', request: by } } })
}

function keyOfRequest(id: string): string {
  return `request:${id}`
}
