import { describe, expect, test } from 'vitest'
import type { MemorySample, SwitchReport, TimelineRow } from '../../../server/protocol/state.js'
import { chartTop, chooseView, compareColumns, liveColumns, MB, storeStretches } from './chart-data.js'

const sample = (at: number, mb: number): MemorySample => ({
  at,
  heapUsedBytes: mb * MB,
  rssBytes: 0,
  externalBytes: 0,
  heapLiveBytes: null,
  gcShare: 0,
  eventLoopDelayMs: 0,
  sessionCount: null,
  bytesPerSession: null,
})
const report: SwitchReport = {
  from: 'memory',
  to: 'mongodb',
  carryOver: false,
  at: 1_200,
  durationMs: 1,
  carried: 0,
  recopied: 0,
  longestWaitMs: 0,
  altered: 0,
  found: 0,
  left: null,
  refused: null,
}
const switched = (more: Partial<SwitchReport> = {}): TimelineRow => ({ kind: 'switched', key: 's', instance: 'a', at: 1_200, report: { ...report, ...more } })

describe('the live chart', () => {
  test('each stretch is drawn by the store that was in use, and the line goes on at a switch', () => {
    const columns = liveColumns([sample(1_000, 10), sample(1_100, 11), sample(1_200, 12), sample(1_300, 13)], storeStretches([switched()], 'mongodb'))
    expect(columns.x).toEqual([1, 1.1, 1.2, 1.3])
    expect(columns.series).toEqual([
      { key: 'memory', store: 'memory', y: [10, 11, 12, null] },
      { key: 'mongodb', store: 'mongodb', y: [null, null, 12, 13] },
    ])
  })
  test('a refused switch changes nothing', () => {
    const refused = switched({ refused: { code: 'store-unreachable', message: '', params: {} } })
    expect(storeStretches([refused], 'memory').map(({ store }) => store)).toEqual(['memory'])
  })
  test('the line breaks where the process was away', () => {
    const columns = liveColumns([sample(1_000, 60), sample(4_000, 9)], storeStretches([], 'memory'))
    expect(columns).toEqual({ x: [1, 2.5, 4], series: [{ key: 'memory', store: 'memory', y: [60, null, 9] }] })
  })
  test('no samples, no series', () => {
    expect(liveColumns([], storeStretches([], 'memory'))).toEqual({ x: [], series: [] })
  })
})

describe('runs compared', () => {
  const point = (tMs: number, mb: number) => ({ tMs, heapUsedBytes: mb * MB, sessions: null })
  test('are aligned at their start on one axis', () => {
    const runs = [
      { id: 1, store: 'memory', curve: [point(0, 30), point(100, 40), point(250, 50)] },
      { id: 2, store: 'mongodb', curve: [point(0, 31), point(200, 32)] },
    ]
    expect(compareColumns(runs)).toEqual({
      x: [0, 0.1, 0.2, 0.25],
      series: [
        { key: '1', store: 'memory', y: [30, 40, null, 50] },
        { key: '2', store: 'mongodb', y: [31, null, 32, null] },
      ],
    })
  })
  test('a reading above the limit stays inside the chart', () => {
    const columns = compareColumns([{ id: 1, store: 'memory', curve: [point(0, 70)] }])
    expect(chartTop(64, columns)).toBeCloseTo(72.8)
    expect(chartTop(128, columns)).toBeCloseTo(133.12)
  })
})

test('without a choice, runs are compared as soon as there are any', () => {
  expect(chooseView(null, 0)).toBe('live')
  expect(chooseView(null, 1)).toBe('compare')
  expect(chooseView('live', 3)).toBe('live')
  expect(chooseView('compare', 0)).toBe('live')
})
