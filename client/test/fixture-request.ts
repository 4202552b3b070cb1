import type { RequestRecord } from '../../server/protocol/requests.js'
import { INITIAL_OPTIONS } from '../../server/protocol/session-options.js'
import { unservedRequest } from '../../server/protocol/unserved-request.js'

/** A request of the reader's own browser without a cookie, which the first server answered. */
export const fixtureRequest = (known: Partial<RequestRecord> = {}): RequestRecord =>
  unservedRequest({
    id: 'r1',
    actor: 'you',
    instance: 'a',
    boot: 1,
    store: 'memory',
    at: 0,
    method: 'GET',
    path: '/',
    cookieIn: { kind: 'none' },
    status: 200,
    durationMs: 1,
    outcome: 'answered',
    options: INITIAL_OPTIONS,
    ...known,
  })
