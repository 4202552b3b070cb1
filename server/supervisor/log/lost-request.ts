/** The records of requests that no lesson server answered. */
import { judgeCookieHeader } from '../../cookies/session-cookie.js'
import { onlyInstance } from '../../protocol/instance-state.js'
import type { SigningSecret } from '../../protocol/ipc.js'
import { unservedRequest } from '../../protocol/unserved-request.js'
import type { AnsweredRequest, CachedRequest, LostRequest } from '../gateway/gateway.js'
import type { EventLog } from './event-log.js'

export function noteLostRequest(log: EventLog, secrets: readonly SigningSecret[], lost: LostRequest): void {
  const { id, actor, agent, instance, boot, at, method, path, cookieHeader, status, problem } = lost
  // One that has been taken away meanwhile had the options of the other.
  const { options } = log.state.instances[instance ?? ''] ?? onlyInstance(log.state)
  const request = unservedRequest({
    id,
    actor,
    ...(actor === 'other' && agent !== '' ? { agent } : {}),
    instance,
    boot,
    store: log.state.store.active,
    at,
    method,
    path,
    cookieIn: judgeCookieHeader(cookieHeader, options.name, secrets),
    status,
    // The clock may have been set back meanwhile.
    durationMs: Math.max(0, Date.now() - at),
    outcome: status === null ? 'cut-off' : 'failed',
    problem,
    options,
  })
  log.append({ kind: 'request', request }, { instance, cause: { request: id } })
}

/** One that the proxy has answered, its cache among it: `of` and `ageMs` are of that. */
export function noteAnsweredRequest(log: EventLog, secrets: readonly SigningSecret[], answered: AnsweredRequest & Partial<CachedRequest>): void {
  const { id, actor, agent, at, method, path, cookieHeader, status, of, ageMs = 0, setCookie = [] } = answered
  const { options } = onlyInstance(log.state)
  const request = unservedRequest({
    id,
    actor,
    ...(actor === 'other' && agent !== '' ? { agent } : {}),
    instance: null,
    boot: 0,
    store: log.state.store.active,
    at,
    method,
    path,
    cookieIn: judgeCookieHeader(cookieHeader, options.name, secrets),
    status,
    setCookie,
    durationMs: Math.max(0, Date.now() - at),
    outcome: 'answered',
    ...(of !== undefined && { cached: { of, ageMs } }),
    options,
  })
  log.append({ kind: 'request', request }, { instance: null, cause: { request: id } })
}
