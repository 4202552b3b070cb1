import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../config.js'
import { CrowdRows } from './crowd-rows.js'
import { initialOptions, initialState } from './initial-state.js'
import { LiveState } from './live-state.js'
import { RunCurve } from './run-curve.js'

describe('RunCurve', () => {
  test('keeps every point of a short run', () => {
    const curve = new RunCurve()
    for (let index = 0; index < 100; index++) curve.add({ tMs: index * 100, heapUsedBytes: index, sessions: index })
    expect(curve.points).toHaveLength(100)
  })

  test('thins a long run out evenly, and keeps its beginning and its end', () => {
    const curve = new RunCurve()
    for (let index = 0; index < 50_000; index++) curve.add({ tMs: index * 100, heapUsedBytes: index, sessions: null })
    const { points } = curve
    expect(points.length).toBeLessThanOrEqual(LIMITS.runPoints)
    expect(points.length).toBeGreaterThan(LIMITS.runPoints / 3)
    expect(points[0]?.tMs).toBe(0)
    expect(points.at(-1)?.tMs).toBeGreaterThan(49_000 * 100)
    const gaps = points.slice(1).map((point, index) => point.tMs - (points[index]?.tMs ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(3 * Math.min(...gaps))
  })
})

describe('CrowdRows', () => {
  const launch = { version: '0', startedAt: 0, dashboardPort: 1, shopPort: 2, machineMemoryBytes: 3, language: 'en', dataFolder: '/', shops: [] } as const
  const slice = (from: number, count: number, p95Ms: number) => ({
    from,
    to: from + 50,
    requests: 3 * count,
    newSessions: count,
    errors: 1,
    operations: { set: { count, p95Ms } },
  })

  test('folds a run into one row that grows, and the next silence apart into another', () => {
    const state = new LiveState(initialState({ launch, stores: [], store: 'memory', options: initialOptions('x'), heapLimitBytes: 1, collection: 's' }))
    const rows = new CrowdRows(state)
    rows.add(slice(1_000, 10, 1))
    rows.add(slice(1_050, 30, 5))
    rows.add(slice(60_000, 1, 1))
    expect(state.snapshot().timeline).toMatchObject([
      { kind: 'crowd', at: 1_000, until: 1_100, requests: 120, newSessions: 40, errors: 2, operations: { set: { count: 40, p95Ms: 4 } } },
      { kind: 'crowd', at: 60_000, requests: 3 },
    ])
    state.close()
  })
})
