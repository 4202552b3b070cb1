import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RequestRecord } from '../../protocol/requests.js'
import { initialOptions, initialState } from './initial-state.js'
import { LiveState } from './live-state.js'
import { addRequest } from './lost-request.js'

let state: LiveState
beforeEach(() => {
  const launch = { version: '0', startedAt: 0, dashboardPort: 1, shopPort: 2, machineMemoryBytes: 3, language: 'en', dataFolder: '/', shops: [] } as const
  state = new LiveState(
    initialState({ launch, stores: [], store: 'memory', options: initialOptions('connect.sid'), heapLimitBytes: 1, collection: 'sessions' }),
  )
})
afterEach(() => state.close())

const record = (id: string, crossed?: RequestRecord['crossed']): RequestRecord => ({
  id,
  actor: 'you',
  boot: 1,
  store: 'memory',
  at: 0,
  method: 'POST',
  path: '/cart',
  cookieIn: { kind: 'none' },
  operations: [],
  decisions: [],
  sessionId: 'A',
  sessionIsNew: false,
  before: null,
  after: null,
  status: 302,
  setCookie: [],
  headersMs: 1,
  durationMs: 1,
  outcome: 'answered',
  options: initialOptions('connect.sid'),
  ...(crossed && { crossed }),
})
const crossings = () => state.snapshot().timeline.map((row) => (row.kind === 'request' ? (row.request.crossed ?? null) : null))

test('a request whose save was overwritten learns of it when the other one has been told', () => {
  addRequest(state, record('r1'))
  addRequest(state, record('r2', { kind: 'overwrote', request: 'r1' }))
  expect(crossings()).toEqual([
    { kind: 'overwritten', request: 'r2' },
    { kind: 'overwrote', request: 'r1' },
  ])
})

test('one that overwrote somebody itself goes on saying so, and one that is not shown any more is no trouble', () => {
  addRequest(state, record('r2', { kind: 'overwrote', request: 'r1' }))
  addRequest(state, record('r3', { kind: 'overwrote', request: 'r2' }))
  expect(crossings()).toEqual([
    { kind: 'overwrote', request: 'r1' },
    { kind: 'overwrote', request: 'r2' },
  ])
})
