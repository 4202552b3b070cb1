import { describe, expect, test } from 'vitest'
import type { CrowdOrder, CrowdRun, CurvePoint } from '../../../server/protocol/crowd.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { compareChart, comparedRuns, endOf, growthPoints } from './compared-runs.js'
import { MB } from './megabyte.js'

const [fixtureRun] = fixtureSnapshot.crowd.finished
if (!fixtureRun) throw new Error('the fixture has a finished run')
const order: CrowdOrder = { users: 10_000, usersPerSecond: null, cartItems: 10, behaviour: 'shop' }
const point = (tMs: number, usedMb: number, liveMb: number | null): CurvePoint => ({
  tMs,
  heapUsedBytes: usedMb * MB,
  heapLiveBytes: liveMb === null ? null : liveMb * MB,
  sessions: null,
})
const run = (id: number, store: string, more: Partial<CrowdRun> = {}): CrowdRun => ({
  ...(fixtureRun as CrowdRun),
  id,
  store,
  order,
  startedAt: id * 1_000,
  heapLimitBytes: 128 * MB,
  heapBeforeBytes: 10 * MB,
  heapGrowthBytes: 20 * MB,
  curve: [point(0, 12, 10), point(1_000, 40, 25), point(2_000, 30, 30)],
  ...more,
})
const ids = (all: readonly CrowdRun[], scope = { lesson: null as string | null, since: 0 }) => comparedRuns(all, scope).runs.map(({ id }) => id)

describe('which runs stand beside each other', () => {
  test('the newest of each store, of the same crowd as the newest of all', () => {
    const all = [run(1, 'memory'), run(2, 'memory'), run(3, 'mongodb', { order: { ...order, users: 50 } }), run(4, 'mongodb')]
    expect(ids(all)).toEqual([2, 4])
    expect(comparedRuns(all, { lesson: null, since: 0 }).others).toBe(2)
  })
  test.each([{ users: 9_999 }, { cartItems: 11 }, { usersPerSecond: 100 }, { behaviour: 'visit' as const }])('another crowd is not drawn: %o', (other) => {
    expect(ids([run(1, 'memory', { order: { ...order, ...other } }), run(2, 'mongodb')])).toEqual([2])
  })
  test('never those of another lesson, of no lesson, or of before the lesson was set up', () => {
    const all = [run(1, 'memory', { lesson: '08-the-climb' }), run(2, 'mongodb'), run(3, 'redis', { lesson: '09-the-overflow' })]
    expect(ids(all, { lesson: '08-the-climb', since: 0 })).toEqual([1])
    expect(ids(all, { lesson: '08-the-climb', since: 1_001 })).toEqual([])
    expect(ids(all)).toEqual([2])
  })
})

describe('growth', () => {
  test('begins at zero, and is that of the heap that is needed, not of the saw-tooth', () => {
    expect(growthPoints(run(1, 'memory')).map(({ tMs, bytes }) => [tMs, bytes / MB])).toEqual([
      [0, 0],
      [1_000, 15],
      [2_000, 20],
    ])
  })
  test('a run on MongoDB is not above the one on memory because old sessions were still in the heap', () => {
    const memory = run(1, 'memory')
    const mongodb = run(2, 'mongodb', { heapBeforeBytes: 60 * MB, heapGrowthBytes: 2 * MB, curve: [point(0, 61, 60), point(2_000, 80, 62)] })
    const { series, axis } = compareChart([memory, mongodb])
    const most = series.map(({ mb }) => Math.max(...mb.flatMap((value) => value ?? [])))
    expect(most).toEqual([20, 2])
    expect(axis.topMb).toBe(25)
  })
  test('of a busy machine: what a later collection could do without was requests under way, and not needed before', () => {
    const busy = run(2, 'mongodb', { curve: [point(0, 12, 10), point(500, 40, 26), point(1_000, 20, 13), point(1_500, 40, 24), point(2_000, 20, 12)] })
    expect(growthPoints(busy).map(({ bytes }) => bytes / MB)).toEqual([0, 2, 2, 2, 2])
    const died = run(1, 'memory', { outcome: 'server-went-away', curve: [point(0, 12, 10), point(500, 60, 50), point(1_000, 60, 40), point(1_500, 63, 45)] })
    expect(growthPoints(died).map(({ bytes }) => bytes / MB)).toEqual([0, 30, 30, 35, 53])
  })
  test('is never below zero, and less than a MB is no number', () => {
    const quiet = run(2, 'mongodb', { heapGrowthBytes: -58.3 * 1024, curve: [point(0, 11, 10), point(1_000, 12, 9)] })
    expect(growthPoints(quiet).every(({ bytes }) => bytes >= 0)).toBe(true)
    expect(endOf(quiet)).toEqual({ kind: 'hardly' })
    expect(endOf(run(1, 'memory'))).toEqual({ kind: 'grew', bytes: 20 * MB })
  })
  test('of a run under way is what its last collection left', () => {
    const running = run(1, 'memory', { outcome: 'running', heapGrowthBytes: null, curve: [point(0, 12, 10), point(500, 30, 18), point(900, 44, 18)] })
    expect(endOf(running)).toEqual({ kind: 'grew', bytes: 8 * MB })
    expect(growthPoints(running).at(-1)).toEqual({ tMs: 900, came: null, bytes: 8 * MB })
  })
})

describe('what growth is drawn over', () => {
  const counted = (came: readonly number[], spacingMs: number) =>
    came.map((sessions, index): CurvePoint => ({ ...point(index * spacingMs, 20, 10 + index), sessions: 100 + sessions }))
  test('the sessions that came, so that a slow store is not drawn out beside a fast one', () => {
    const fast = run(1, 'memory', { sessionsBefore: 100, curve: counted([0, 500, 1_000], 100) })
    const slow = run(2, 'mongodb', { sessionsBefore: 100, curve: counted([0, 500, 1_000], 9_000) })
    const { by, x, series } = compareChart([fast, slow])
    expect([by, x]).toEqual(['sessions', [0, 500, 1_000]])
    expect(series.map(({ mb }) => mb)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ])
  })
  test('seconds, where no sessions come or nobody counted them', () => {
    expect(compareChart([run(1, 'memory')])).toMatchObject({ by: 'seconds', x: [0, 1, 2] })
    expect(compareChart([run(1, 'memory', { sessionsBefore: 100, curve: counted([0, 0, 0], 1_000) })]).by).toBe('seconds')
  })
})

describe('limits', () => {
  const dead = run(1, 'memory', {
    outcome: 'server-went-away',
    heapLimitBytes: 64 * MB,
    heapGrowthBytes: null,
    curve: [point(0, 11, 10), point(3_000, 58, 57)],
  })
  test('a run that died ends with a mark, below the room that its own process had', () => {
    const { series, axis } = compareChart([dead])
    expect(series.map(({ role, mb }) => [role, mb.at(-1)])).toEqual([
      ['growth', 48],
      ['limit', 54],
      ['end', 48],
    ])
    expect(axis.topMb).toBeGreaterThan(54)
    expect(endOf(dead)).toEqual({ kind: 'died', usedBytes: 58 * MB, limitBytes: 64 * MB })
  })
  test('a run of 256 MB beside one of 64 MB carries its own limit, or none while that is far away', () => {
    const roomy = run(2, 'mongodb', { heapLimitBytes: 256 * MB, curve: [point(0, 11, 10), point(3_000, 90, 80)] })
    const limits = compareChart([dead, roomy]).series.filter(({ role }) => role === 'limit')
    expect(limits.map(({ run: { id } }) => id)).toEqual([1])
    const full = run(2, 'mongodb', { heapLimitBytes: 256 * MB, curve: [point(0, 11, 10), point(3_000, 190, 180)] })
    expect(
      compareChart([dead, full])
        .series.filter(({ role }) => role === 'limit')
        .map(({ mb }) => mb[0]),
    ).toEqual([54, 246])
  })
})

test('nothing to compare', () => {
  expect(comparedRuns([], { lesson: null, since: 0 })).toEqual({ runs: [], others: 0 })
  expect(compareChart([]).series).toEqual([])
})
