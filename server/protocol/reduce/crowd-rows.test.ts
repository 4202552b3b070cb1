import { expect, test } from 'vitest'
import { beginning, stateAfter } from '../../test/support/state.js'
import type { CrowdFigures, EventBody } from '../events.js'
import type { MemorySample } from '../instance-state.js'
import type { Snapshot } from '../state.js'

const measured = (gcShare: number): EventBody => ({ kind: 'memory-read', sample: { at: 0, gcShare } as MemorySample, crowdMs: null })
const slice = (from: number, count: number, p95Ms: number, to = from + 50): EventBody => ({
  kind: 'crowd-slice',
  slice: { from, to, requests: 3 * count, timed: count, newSessions: count, errors: 1, operations: { set: { count, p95Ms } } },
})
const run = (id: number, fields: Partial<CrowdFigures> = {}) => ({ id, errors: 3, startedAt: 0, endedAt: null, ...fields }) as CrowdFigures
const crowdRows = ({ timeline }: Snapshot) => timeline.filter((row) => row.kind === 'crowd')

test('folds a run into one row that grows, and the next run into another', () => {
  const state = stateAfter(beginning(), [
    { kind: 'crowd-started', run: run(1, { errors: 2 }) },
    slice(1_000, 10, 1),
    slice(1_050, 30, 5),
    { kind: 'crowd-finished', run: run(1, { errors: 2, endedAt: 1_100 }), point: null },
    { kind: 'crowd-started', run: run(2, { startedAt: 1_200 }) },
    slice(1_150, 1, 1),
  ])
  expect(crowdRows(state)).toMatchObject([
    { kind: 'crowd', run: 1, at: 1_000, until: 1_100, requests: 120, timed: 40, newSessions: 40, errors: 2, operations: { set: { count: 40, p95Ms: 4 } } },
    { kind: 'crowd', run: 2, at: 1_200, requests: 3 },
  ])
})

test('what is told of a run after its end belongs to it, however much later', () => {
  const state = stateAfter(beginning(), [
    { kind: 'crowd-started', run: run(1) },
    slice(1_000, 10, 1),
    { kind: 'crowd-finished', run: run(1, { endedAt: 1_100 }), point: null },
    slice(600_000, 10, 1),
  ])
  expect(crowdRows(state)).toMatchObject([{ run: 1, requests: 60 }])
})

test('the share of time that went into collecting garbage is of all the time of the row, not of its last moment', () => {
  const state = stateAfter(beginning(), [measured(0), slice(0, 1, 0, 1_000), measured(0.2), slice(1_000, 1, 0, 1_900), measured(1), slice(1_900, 1, 0, 2_000)])
  const [row] = state.timeline
  expect(row).toMatchObject({ kind: 'crowd', at: 0, until: 2_000, requests: 9 })
  expect(row?.kind === 'crowd' ? row.gcShare : null).toBeCloseTo((900 * 0.2 + 100 * 1) / 2_000)
})

test("a run's errors are what failed for its users, whatever the shop thought of its answers", () => {
  const errorsOf = (state: Snapshot) => crowdRows(state).map((row) => row.errors)
  const strange = stateAfter(beginning(), [slice(0, 5, 0), slice(10, 5, 0)])
  expect(errorsOf(strange)).toEqual([2])
  const running = stateAfter(strange, [{ kind: 'crowd-started', run: run(7) }, slice(20, 5, 0)])
  expect(errorsOf(running)).toEqual([2, 3])
  expect(errorsOf(stateAfter(running, [{ kind: 'crowd-finished', run: run(7, { errors: 4, endedAt: 30 }), point: null }]))).toEqual([2, 4])
})
