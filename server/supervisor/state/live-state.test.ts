import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FRAMES } from '../../config.js'
import type { Frame } from '../../protocol/dashboard.js'
import type { LaunchState, MemorySample, TimelineRow } from '../../protocol/state.js'
import { initialOptions, initialState } from './initial-state.js'
import { LiveState } from './live-state.js'

const launch: LaunchState = { version: '0', startedAt: 0, dashboardPort: 1, shopPort: 2, machineMemoryBytes: 0, language: 'en', dataFolder: '', shops: [] }
const sample = { at: 0 } as MemorySample
const cleared = (key: string): TimelineRow => ({ kind: 'cleared', key, at: 0, store: 'memory', sessions: 1 })
const crowd = (key: string) => ({ kind: 'crowd', key, at: 0 }) as TimelineRow

let state: LiveState
let frames: Frame[]

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  state = new LiveState(initialState({ launch, stores: [], store: 'memory', options: initialOptions('sid'), heapLimitBytes: 1, collection: 'c' }))
  frames = []
  state.onFrame((frame) => frames.push(frame))
})
afterEach(() => {
  state.close()
  vi.useRealTimers()
})

const rows = () => frames.flatMap((frame) => frame.rows.map(({ key }) => key))

describe('a frame', () => {
  test('leaves at once while it is quiet, with all that belongs together', () => {
    state.addSample(sample)
    state.addRow(cleared('a'))
    vi.advanceTimersByTime(1)
    expect(frames).toHaveLength(1)
    expect(frames[0]).toMatchObject({ rows: [{ key: 'a' }], samples: [sample] })
  })

  test('leaves at once for a row that somebody looks for, although a sample has just left', () => {
    state.addSample(sample)
    vi.advanceTimersByTime(1)
    state.addSample(sample)
    state.addRow(cleared('a'))
    vi.advanceTimersByTime(1)
    expect(frames).toHaveLength(2)
    expect(rows()).toEqual(['a'])
  })

  test("waits for its turn with samples and the crowd's row", () => {
    state.addSample(sample)
    vi.advanceTimersByTime(1)
    state.addSample(sample)
    state.addRow(crowd('c'))
    vi.advanceTimersByTime(FRAMES.busyIntervalMs - 2)
    expect(frames).toHaveLength(1)
    vi.advanceTimersByTime(2)
    expect(frames).toHaveLength(2)
  })

  test('waits for its turn with rows too when there are too many of them', () => {
    for (let ms = 0; ms < 2_000; ms += 1) {
      state.addRow(cleared(`row ${ms}`))
      vi.advanceTimersByTime(1)
    }
    expect(frames.length).toBeGreaterThan(2 * FRAMES.atOnce.perSecond)
    expect(frames.length).toBeLessThan(2 * (FRAMES.atOnce.perSecond + 1_000 / FRAMES.busyIntervalMs) + FRAMES.atOnce.burst + 1)
    vi.advanceTimersByTime(FRAMES.busyIntervalMs)
    expect(rows()).toHaveLength(2_000)
  })

  test('counts on', () => {
    state.addRow(cleared('a'))
    vi.advanceTimersByTime(1)
    state.addRow(cleared('b'))
    const snapshot = state.snapshot()
    expect(frames.map(({ seq }) => seq)).toEqual([1, 2])
    expect(snapshot.seq).toBe(2)
    expect(snapshot.timeline.map(({ key }) => key)).toEqual(['a', 'b'])
  })
})

test('a clock that is set back stops no frame', () => {
  state.addSample(sample)
  vi.advanceTimersByTime(FRAMES.busyIntervalMs)
  vi.setSystemTime(Date.now() - 3_600_000)
  const before = frames.length
  state.addSample(sample)
  vi.advanceTimersByTime(FRAMES.busyIntervalMs)
  expect(frames).toHaveLength(before + 1)
  // And the pulse, by which a page notices that it missed one.
  vi.advanceTimersByTime(1_000)
  expect(frames.length).toBeGreaterThan(before + 1)
})
