import { describe, expect, test } from 'vitest'
import type { MemoryReading } from '../../../server/protocol/instance-state.js'
import { databaseChart, heapChart, recent } from './live-chart.js'
import { MB } from './megabyte.js'

const reading = (at: number, heapMb: number, more: Partial<MemoryReading> = {}): MemoryReading => ({
  at,
  heapUsedBytes: heapMb * MB,
  rssBytes: 0,
  externalBytes: 0,
  heapLiveBytes: 9 * MB,
  gcShare: 0,
  eventLoopDelayMs: 0,
  sessionCount: 0,
  bytesPerSession: null,
  boot: 1,
  heapLimitBytes: 128 * MB,
  store: 'memory',
  waiting: {},
  bytesEach: {},
  databaseBytes: null,
  ...more,
})
const crowd = (thousands: number) => ({ sessionCount: thousands * 1_000, bytesPerSession: MB / 1_000, bytesEach: { memory: MB / 1_000 } })
const inHeap = (store: string) => store === 'memory'
const chart = (readings: readonly MemoryReading[], diedAs: number | null = null) => heapChart(readings, inHeap, diedAs)
const column = ({ series }: ReturnType<typeof heapChart>, role: string, store: string | null = null) =>
  series.find((each) => each.role === role && each.store === store)?.mb

describe('the heap of the process', () => {
  test('sessions as an area, heap in use above it, live heap beside', () => {
    const model = chart([reading(1_000, 10), reading(1_100, 14, crowd(2)), reading(1_200, 17, { ...crowd(5), heapLiveBytes: 13 * MB })])
    expect(model.x).toEqual([1, 1.1, 1.2])
    expect(column(model, 'sessions', 'memory')).toEqual([0, 2, 5])
    expect(column(model, 'heap')).toEqual([10, 14, 17])
    expect(column(model, 'live')).toEqual([9, 9, 13])
    expect(model.axis.topMb).toBe(20)
    expect(model.limit).toBe('edge')
    // Areas lie below the lines.
    expect(model.series.map(({ role }) => role)).toEqual(['sessions', 'heap', 'live'])
  })

  test('sessions of a database take nothing of it', () => {
    const model = chart([reading(1_000, 10, { ...crowd(10), store: 'mongodb' })])
    expect(column(model, 'sessions', 'mongodb')).toBeUndefined()
  })

  test('sessions that stay behind at a plain switch still take the heap', () => {
    const model = chart([
      reading(1_000, 20, crowd(8)),
      reading(1_100, 21, { ...crowd(0), store: 'mongodb', waiting: { memory: 8_000 } }),
      reading(1_200, 20, { ...crowd(0), store: 'mongodb', waiting: {} }),
    ])
    expect(column(model, 'sessions', 'memory')).toEqual([8, 8, null])
  })

  test('of a store that held nothing and is not in use any more, nothing is told', () => {
    const model = chart([reading(1_000, 20), reading(1_100, 20, { store: 'mongodb' })])
    expect(column(model, 'sessions', 'memory')).toBeUndefined()
    expect(column(chart([reading(1_000, 20)]), 'sessions', 'memory')).toEqual([0])
  })

  test('an estimate of the sessions never shows more than there is', () => {
    expect(column(chart([reading(1_000, 10, crowd(12))]), 'sessions', 'memory')).toEqual([10])
  })

  test('the lines break where the process was away, and where another one has begun', () => {
    expect(column(chart([reading(1_000, 60), reading(4_000, 9)]), 'heap')).toEqual([60, null, 9])
    expect(column(chart([reading(1_000, 60), reading(1_200, 9, { boot: 2 })]), 'heap')).toEqual([60, null, 9])
  })

  test('each life has its own limit: one of 256 MB never crosses the line of 64', () => {
    const model = chart([reading(1_000, 150, { heapLimitBytes: 256 * MB }), reading(1_100, 40, { heapLimitBytes: 64 * MB, boot: 2 })])
    // 64 is near to what was read, and so is 256; each is drawn as long as it held.
    expect(column(model, 'limit')).toEqual([256, null, 64])
    expect(model.axis.topMb).toBeGreaterThanOrEqual(256)
  })

  test('a limit that is far away is no line', () => {
    expect(column(chart([reading(1_000, 30)]), 'limit')).toBeUndefined()
    expect(column(chart([reading(1_000, 64)]), 'limit')).toEqual([128])
  })

  test('the last reading of the life that died is marked', () => {
    const readings = [reading(1_000, 50), reading(1_100, 58), reading(1_900, 9, { boot: 2 })]
    expect(column(chart(readings, 1), 'end')).toEqual([null, 58, null, null])
    expect(column(chart(readings), 'end')).toBeUndefined()
    // It died before the chart begins.
    expect(column(chart(readings, 0), 'end')).toBeUndefined()
  })

  test('nothing was read yet', () => {
    expect(chart([])).toMatchObject({ x: [], limit: 'none' })
  })
})

test('the database: its own memory as a line, below it a band as thick as what the sessions take, as long as it is the store in use', () => {
  const mongodb = (thousands: number, databaseMb: number) => ({ store: 'mongodb', ...crowd(thousands), databaseBytes: databaseMb * MB })
  const model = databaseChart([reading(1_000, 10), reading(1_100, 10, mongodb(0, 148)), reading(1_200, 10, mongodb(9, 157))], 'mongodb')
  expect(model.series).toEqual([
    { role: 'sessions', store: 'mongodb', mb: [null, 0, 9], bandFrom: [null, 148, 148] },
    { role: 'database', store: 'mongodb', mb: [null, 148, 157] },
  ])
  // From 148 to 157 is most of the chart.
  expect(model).toMatchObject({ limit: 'none', axis: { bottomMb: 145, topMb: 160 } })
})

test('a database whose memory cannot be read shows what the sessions take', () => {
  const model = databaseChart([reading(1_000, 10, { store: 'mongodb', ...crowd(3) })], 'mongodb')
  expect(model.series.map(({ role }) => role)).toEqual(['sessions'])
})

test('a lesson begins empty: nothing of before it was set up, and at most the last minute', () => {
  const readings = [reading(0, 1), reading(50_000, 2), reading(100_000, 3)]
  expect(recent(readings, 0).map(({ at }) => at)).toEqual([50_000, 100_000])
  expect(recent(readings, 60_000).map(({ at }) => at)).toEqual([100_000])
  expect(recent(readings, Number.POSITIVE_INFINITY)).toEqual([])
})

test('of readings that come faster than the chart can tell apart the last of each moment is drawn, of each life, and the newest always', () => {
  const readings = Array.from({ length: 10 }, (_, n) => reading(1_000 + n * 100, 1, { boot: n < 5 ? 1 : 2 }))
  expect(recent(readings, 0).map(({ at }) => at)).toEqual([1_100, 1_300, 1_400, 1_500, 1_700, 1_900])
  // The same ones when the next has come.
  expect(recent(readings.slice(0, 9), 0).map(({ at }) => at)).toEqual([1_100, 1_300, 1_400, 1_500, 1_700, 1_800])
})
