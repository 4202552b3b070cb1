import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FRAMES } from '../../config.js'
import type { Frame } from '../../protocol/dashboard.js'
import type { EventBody } from '../../protocol/events.js'
import type { MemorySample } from '../../protocol/instance-state.js'
import { reduce } from '../../protocol/reduce.js'
import { keepSecrets } from '../../redact.js'
import { logOf } from '../../test/support/state.js'
import type { EventLog } from './event-log.js'
import { Frames } from './frames.js'

const sample = { at: 0 } as MemorySample
const READ: EventBody = { kind: 'memory-read', sample, crowdMs: null }
const SLICE: EventBody = { kind: 'crowd-slice', slice: { from: 0, to: 1, requests: 1, timed: 1, newSessions: 0, errors: 0, operations: {} } }
const cleared = (removed: number): EventBody => ({ kind: 'cleared', removed, undoForMs: 0 })

let log: EventLog
let note: (body: EventBody) => void
let sender: Frames
let frames: Frame[]

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  ;({ log, note } = logOf())
  sender = new Frames(log)
  frames = []
  sender.onFrame((frame) => frames.push(frame))
})
afterEach(() => {
  sender.close()
  vi.useRealTimers()
})

const kinds = () => frames.map(({ events }) => events.map(({ kind }) => kind))

describe('a frame', () => {
  test('leaves at once while it is quiet, with all that belongs together', () => {
    note(READ)
    note(cleared(1))
    vi.advanceTimersByTime(1)
    expect(kinds()).toEqual([['memory-read', 'cleared']])
    expect(frames[0]?.seq).toBe(2)
  })

  test('leaves at once for what somebody looks for, although a reading has just left', () => {
    note(READ)
    vi.advanceTimersByTime(1)
    note(READ)
    note(cleared(1))
    vi.advanceTimersByTime(1)
    expect(kinds()).toEqual([['memory-read'], ['memory-read', 'cleared']])
  })

  test("waits for its turn with readings and the crowd's row", () => {
    note(READ)
    vi.advanceTimersByTime(1)
    note(READ)
    note(SLICE)
    vi.advanceTimersByTime(FRAMES.busyIntervalMs - 2)
    expect(frames).toHaveLength(1)
    vi.advanceTimersByTime(2)
    expect(frames).toHaveLength(2)
  })

  test('waits for its turn with rows too when there are too many of them', () => {
    for (let ms = 0; ms < 2_000; ms += 1) {
      note(cleared(ms))
      vi.advanceTimersByTime(1)
    }
    expect(frames.length).toBeGreaterThan(2 * FRAMES.atOnce.perSecond)
    expect(frames.length).toBeLessThan(2 * (FRAMES.atOnce.perSecond + 1_000 / FRAMES.busyIntervalMs) + FRAMES.atOnce.burst + 1)
    vi.advanceTimersByTime(FRAMES.busyIntervalMs)
    expect(frames.flatMap(({ events }) => events)).toHaveLength(2_000)
  })

  test('holds a bounded number of events; where there were more, it says up to where, and keeps none', () => {
    for (let count = 0; count < 60_000; count++) note(READ)
    vi.advanceTimersByTime(FRAMES.busyIntervalMs)
    expect(frames).toEqual([{ seq: 60_000, events: [] }])
    for (let count = 0; count < FRAMES.maxEvents; count++) note(READ)
    vi.advanceTimersByTime(FRAMES.busyIntervalMs)
    expect(frames.at(-1)?.events).toHaveLength(FRAMES.maxEvents)
  })

  test('holds nothing when nothing has happened, so that a lost last one is noticed', () => {
    vi.advanceTimersByTime(2_000)
    expect(frames.length).toBeGreaterThanOrEqual(3)
    expect(frames[0]).toEqual({ seq: 0, events: [] })
  })

  test('does not leave for what changes nothing', () => {
    note({ kind: 'language-set', language: 'en' })
    note({ kind: 'switch-progress', progress: null })
    note({ kind: 'lesson-closed' })
    vi.advanceTimersByTime(100)
    expect(frames).toEqual([])
    expect(log.seq).toBe(0)
  })
})

describe('asking for a snapshot', () => {
  test('gives what has happened, and changes nothing for anybody', () => {
    const run = (asks: boolean) => {
      const { log, note } = logOf()
      const sender = new Frames(log)
      const sent: (readonly [number, Frame])[] = []
      sender.onFrame((frame) => sent.push([performance.now() - since, frame]))
      const since = performance.now()
      for (const body of [READ, cleared(1), READ, SLICE, cleared(2)]) {
        note(body)
        if (asks) for (let count = 0; count < 5; count++) expect(sender.snapshot().seq).toBe(log.seq)
        vi.advanceTimersByTime(7)
      }
      vi.advanceTimersByTime(1_000)
      sender.close()
      return sent.map(([ms, { seq, events }]) => [ms, seq, events.map(({ kind }) => kind)])
    }
    expect(run(true)).toEqual(run(false))
  })

  test('may overlap with the next frame: what it includes already is passed over', () => {
    note(cleared(1))
    const snapshot = sender.snapshot()
    expect(snapshot).toMatchObject({ seq: 1, timeline: [{ kind: 'cleared', sessions: 1 }] })
    note(cleared(2))
    vi.advanceTimersByTime(1)
    expect(frames[0]?.events.map(({ seq }) => seq)).toEqual([1, 2])
    const news = frames[0]?.events.filter(({ seq }) => seq > snapshot.seq) ?? []
    expect(news.reduce(reduce, snapshot)).toEqual(log.state)
  })
})

test('a clock that is set back stops no frame', () => {
  note(READ)
  vi.advanceTimersByTime(FRAMES.busyIntervalMs)
  vi.setSystemTime(Date.now() - 3_600_000)
  const before = frames.length
  note(READ)
  vi.advanceTimersByTime(FRAMES.busyIntervalMs)
  expect(frames).toHaveLength(before + 1)
  // And the pulse, by which a page notices that it missed one.
  vi.advanceTimersByTime(1_000)
  expect(frames.length).toBeGreaterThan(before + 1)
})

test('nobody is told when nobody looks, and whoever comes is told from then on', () => {
  sender.close()
  const quiet = new Frames(log)
  note(cleared(1))
  vi.advanceTimersByTime(2_000)
  const heard: Frame[] = []
  quiet.onFrame((frame) => heard.push(frame))
  note(cleared(2))
  vi.advanceTimersByTime(1)
  // What was before stands in the snapshot that it was given.
  expect(heard.map(({ events }) => events.map(({ seq }) => seq))).toEqual([[2]])
  quiet.close()
  note(cleared(3))
  vi.advanceTimersByTime(2_000)
  expect(heard).toHaveLength(1)
})

test('what is urgent leaves at once again after a frame that was', () => {
  note(cleared(1))
  vi.advanceTimersByTime(1)
  note(cleared(2))
  vi.advanceTimersByTime(1)
  expect(kinds()).toEqual([['cleared'], ['cleared']])
})

test('the allowance is a burst, however long it was quiet', () => {
  vi.advanceTimersByTime(60_000)
  const before = frames.length
  for (let ms = 0; ms < 100; ms++) {
    note(cleared(ms))
    vi.advanceTimersByTime(1)
  }
  expect(frames.length - before).toBeLessThanOrEqual(FRAMES.atOnce.burst + (100 / 1_000) * FRAMES.atOnce.perSecond + 100 / FRAMES.busyIntervalMs + 1)
})

test('a pulse comes only where no frame has left', () => {
  for (let ms = 0; ms < 2_000; ms += 100) {
    note(READ)
    vi.advanceTimersByTime(100)
  }
  expect(frames.filter(({ events }) => events.length === 0)).toEqual([])
})

test('neither frames nor snapshots hold what is secret', () => {
  keepSecrets('mongodb://me:p4ssw0rd-of-frames@host/')
  note({ kind: 'language-set', language: 'pt-BR' })
  note({ kind: 'mongo-health', up: false, why: { code: 'away', message: 'mongodb://me:p4ssw0rd-of-frames@host is away', params: {} } })
  vi.advanceTimersByTime(FRAMES.busyIntervalMs)
  expect(JSON.stringify(frames)).toContain('is away')
  expect(JSON.stringify([frames, sender.snapshot()])).not.toContain('p4ssw0rd-of-frames')
})
