import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FRAMES, LIMITS } from '../../config.js'
import type { Frame } from '../../protocol/dashboard.js'
import type { MemorySample, TimelineRow } from '../../protocol/state.js'
import { initialOptions, initialState } from './initial-state.js'
import { LiveState } from './live-state.js'

let state: LiveState
let frames: Frame[]
beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  const launch = { version: '0', startedAt: 0, dashboardPort: 1, shopPort: 2, machineMemoryBytes: 3, language: 'en', dataFolder: '/', shops: [] } as const
  state = new LiveState(
    initialState({ launch, stores: [], store: 'memory', options: initialOptions('connect.sid'), heapLimitBytes: 1, collection: 'sessions' }),
  )
  frames = []
  state.onFrame((frame) => frames.push(frame))
})
afterEach(() => {
  state.close()
  vi.useRealTimers()
})

const row = (key: string, sessions = 0): TimelineRow => ({ kind: 'cleared', key, at: 0, store: 'memory', sessions })
const sample = (at: number): MemorySample => ({
  at,
  heapUsedBytes: at,
  rssBytes: 0,
  externalBytes: 0,
  heapLiveBytes: null,
  gcShare: 0,
  eventLoopDelayMs: 0,
  sessionCount: null,
  bytesPerSession: null,
})

describe('frames that nobody caused', () => {
  test('come as a heartbeat when nothing happens, so that a lost last frame is noticed', () => {
    vi.advanceTimersByTime(2_000)
    expect(frames.length).toBeGreaterThanOrEqual(3)
    expect(frames[0]).toEqual({ seq: 1, slices: {}, rows: [], samples: [] })
  })

  test('a change that changes nothing sends nothing', () => {
    state.patch('server', { boot: 0 })
    state.setIfChanged('browsers', [])
    vi.advanceTimersByTime(100)
    expect(frames).toEqual([])
  })
})

describe('snapshots', () => {
  test('hold everything, and never overlap with the next frame', () => {
    state.addRow(row('a'))
    state.addSample(sample(1))
    const snapshot = state.snapshot()
    expect(snapshot).toMatchObject({ seq: 1, timeline: [{ key: 'a' }], memory: { latest: { at: 1 }, samples: [{ at: 1 }] } })
    state.addSample(sample(2))
    vi.advanceTimersByTime(FRAMES.busyIntervalMs)
    expect(frames.at(-1)).toMatchObject({ seq: 2, samples: [{ at: 2 }] })
    expect(frames.at(-1)?.samples).toHaveLength(1)
  })

  test('stay bounded; what is dropped is counted', () => {
    for (let index = 0; index < LIMITS.timelineRows + 25; index++) state.addRow(row(`r${index}`))
    for (let at = 0; at < LIMITS.memorySamples + 25; at++) state.addSample(sample(at))
    const { timeline, memory, dropped } = state.snapshot()
    expect(timeline).toHaveLength(LIMITS.timelineRows)
    expect(timeline[0]?.key).toBe('r25')
    expect(memory.samples).toHaveLength(LIMITS.memorySamples)
    expect(dropped).toBe(25)
  })

  test('a row with a known key is replaced where it stands', () => {
    for (const key of ['a', 'b', 'c']) state.addRow(row(key))
    state.addRow(row('b', 7))
    expect(state.snapshot().timeline).toMatchObject([{ key: 'a' }, { key: 'b', sessions: 7 }, { key: 'c' }])
  })
})

test('nobody looks: nothing is kept for them', () => {
  const alone = new LiveState(state.snapshot())
  for (let index = 0; index < 60_000; index++) alone.addRow(row(`r${index}`))
  alone.flush()
  expect(alone.snapshot().timeline.length).toBe(LIMITS.timelineRows)
  alone.close()
})
