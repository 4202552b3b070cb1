/** The timeline's row for a request that the lesson server will never report. */
import { judgeCookieHeader } from '../cookies/session-cookie.js'
import type { CutOffRequest } from './gateway/gateway.js'
import type { LiveState } from './state/live-state.js'

export function recordCutOff(state: LiveState, secrets: readonly string[], request: CutOffRequest): void {
  const { options } = state.get('server')
  const { id, actor, agent, boot, at, method, path, cookieHeader, problem } = request
  const durationMs = Date.now() - at
  state.addRow({
    kind: 'request',
    key: `request:${id}`,
    at,
    request: {
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
      sessionId: null,
      sessionIsNew: false,
      before: null,
      after: null,
      status: null,
      setCookie: [],
      headersMs: null,
      durationMs,
      outcome: 'cut-off',
      problem,
      options,
    },
  })
}
