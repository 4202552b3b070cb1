/** The record of a request that the lesson server did not answer. */
import { judgeCookieHeader } from '../../cookies/session-cookie.js'
import { onlyInstance } from '../../protocol/instance-state.js'
import type { SigningSecret } from '../../protocol/ipc.js'
import { unservedRequest } from '../../protocol/unserved-request.js'
import type { LostRequest } from '../gateway/gateway.js'
import type { EventLog } from './event-log.js'

export function noteLostRequest(log: EventLog, secrets: readonly SigningSecret[], lost: LostRequest): void {
  const { id, actor, agent, instance, boot, at, method, path, cookieHeader, status, problem } = lost
  // One that has been taken away meanwhile had the options of the other.
  const { options } = log.state.instances[instance] ?? onlyInstance(log.state)
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
