import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CrowdRun, MemorySample } from '../../protocol/state.js'
import { CrowdRows, recordCrowdErrors } from './crowd-rows.js'
import { initialOptions, initialState } from './initial-state.js'
import { LiveState } from './live-state.js'

let state: LiveState
beforeEach(() => {
  const launch = { version: '0', startedAt: 0, dashboardPort: 1, shopPort: 2, machineMemoryBytes: 3, language: 'en', dataFolder: '/', shops: [] } as const
  state = new LiveState(
    initialState({ launch, stores: [], store: 'memory', options: initialOptions('connect.sid'), heapLimitBytes: 1, collection: 'sessions' }),
  )
})
afterEach(() => state.close())

const measured = (gcShare: number): MemorySample => ({
  at: 0,
  heapUsedBytes: 0,
  rssBytes: 0,
  externalBytes: 0,
  heapLiveBytes: null,
  gcShare,
  eventLoopDelayMs: 0,
  sessionCount: null,
  bytesPerSession: null,
})

test('the share of time that went into collecting garbage is of all the time of the row, not of its last moment', () => {
  const rows = new CrowdRows(state)
  for (const [from, to, gcShare] of [
    [0, 1_000, 0],
    [1_000, 1_900, 0.2],
    [1_900, 2_000, 1],
  ] as const) {
    state.addSample(measured(gcShare))
    rows.add({ from, to, requests: 1, newSessions: 0, errors: 0, operations: {} })
  }
  const [row] = state.snapshot().timeline
  expect(row).toMatchObject({ kind: 'crowd', at: 0, until: 2_000, requests: 3 })
  expect(row?.kind === 'crowd' ? row.gcShare : null).toBeCloseTo((900 * 0.2 + 100 * 1) / 2_000)
})

test("a run's errors are what failed for its users, whatever the shop thought of its answers", () => {
  const rows = new CrowdRows(state)
  const errorsOf = () => state.snapshot().timeline.map((row) => (row.kind === 'crowd' ? row.errors : null))
  const slice = { from: 0, to: 10, requests: 5, newSessions: 0, errors: 0, operations: {} }
  rows.add({ ...slice, errors: 2 })
  expect(errorsOf()).toEqual([2])
  const run = { id: 7, errors: 3, startedAt: 0, endedAt: null } as CrowdRun
  state.patch('crowd', { running: run })
  rows.add(slice)
  expect(errorsOf()).toEqual([2, 3])
  recordCrowdErrors(state, { ...run, errors: 4 })
  expect(errorsOf()).toEqual([2, 4])
})
