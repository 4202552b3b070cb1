import { describe, expect, test, vi } from 'vitest'
import { LIMITS } from '../../config.js'
import type { EventBody } from '../../protocol/events.js'
import { isReading } from '../../protocol/history/readings.js'
import { weigh } from '../../protocol/history/weight.js'
import type { MemorySample } from '../../protocol/instance-state.js'
import { onlyInstance } from '../../protocol/instance-state.js'
import type { LogLimits } from '../../protocol/limits.js'
import { reduce } from '../../protocol/reduce.js'
import type { Snapshot } from '../../protocol/state.js'
import { request } from '../../test/lessons/observed.js'
import { beginning, logOf } from '../../test/support/state.js'
import { caused } from './cause.js'

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
const read = (at: number): EventBody => ({ kind: 'memory-read', sample: sample(at), crowdMs: null })
const cleared = (removed: number): EventBody => ({ kind: 'cleared', removed, undoForMs: 0 })
const visit = (): EventBody => {
  const row = request()
  if (row.kind !== 'request') throw new Error('no request')
  return { kind: 'request', request: row.request }
}
const server = () => onlyInstance(beginning())
const SMALL: LogLimits = { events: 100, bytes: 1_000_000, readings: 50, segment: 10, thinning: [{ afterMs: 1_000, everyMs: 100 }] }

describe('the state', () => {
  test('stays bounded; what is dropped is counted', () => {
    const { log, note } = logOf()
    for (let index = 0; index < LIMITS.timelineRows + 25; index++) note(cleared(index))
    for (let at = 0; at < LIMITS.memorySamples + 25; at++) note(read(at))
    const { timeline, dropped } = log.state
    expect(timeline).toHaveLength(LIMITS.timelineRows)
    expect(timeline[0]).toMatchObject({ sessions: 25 })
    expect(onlyInstance(log.state).memory.samples).toHaveLength(LIMITS.memorySamples)
    expect(dropped).toBe(25)
  })

  test('keeps what an event does not change the very same', () => {
    const { log, note } = logOf()
    note(cleared(1))
    const before = log.state
    note(read(1))
    const changed = Object.keys(before).filter((name) => before[name as keyof Snapshot] !== log.state[name as keyof Snapshot])
    expect(changed).toEqual(['seq', 'instances'])
  })
})

describe('the log', () => {
  test('keeps a bounded number of events, folds the oldest into its base, and says so', () => {
    const { log, note } = logOf(beginning(), SMALL)
    for (let count = 0; count < 1_000; count++) note(visit())
    expect(log.size.events).toBeLessThanOrEqual(SMALL.events + SMALL.segment)
    expect(log.size.events).toBeGreaterThanOrEqual(SMALL.events - SMALL.segment)
    const { folded, since } = log.state.log
    expect(folded).toBe(log.seq - log.size.events)
    expect(log.stateAt(since - 2)).toBeNull()
    expect(log.stateAt(since)).not.toBeNull()
  })

  test('and a bounded number of bytes', () => {
    const { log, note } = logOf(beginning(), { ...SMALL, bytes: 20_000 })
    for (let count = 0; count < 1_000; count++) note(visit())
    expect(log.size.bytes).toBeLessThan(2 * 20_000)
    expect(log.state.log.folded).toBeGreaterThan(900)
  })

  test('knows the state at any event that it holds', () => {
    const { log, note } = logOf(beginning(), SMALL)
    const states: Snapshot[] = [log.state]
    log.subscribe((_event, state) => states.push(state))
    for (let count = 0; count < 300; count++) note(count % 3 === 0 ? visit() : cleared(count))
    const since = log.state.log.since
    for (const state of states.filter(({ seq }) => seq >= since)) expect(log.stateAt(state.seq)).toEqual(state)
    const base = log.stateAt(since)
    expect(log.after(since).reduce(reduce, base as Snapshot)).toEqual(log.state)
    expect(log.stateAt(log.seq + 1)).toBeNull()
  })

  test('lets readings push no request out, however long they come', () => {
    vi.useFakeTimers({ now: 0 })
    const { log, note } = logOf(beginning(), SMALL)
    for (let count = 0; count < 20; count++) note(visit())
    for (let count = 0; count < 20_000; count++) {
      vi.setSystemTime(count * 10)
      note(read(count))
    }
    vi.useRealTimers()
    expect(log.after(0).filter(({ kind }) => kind === 'request')).toHaveLength(20)
    expect(log.state.log.folded).toBe(0)
    expect(log.size.readings).toBeLessThanOrEqual(SMALL.readings + SMALL.segment)
  })

  test('thins readings out by age, and counts a crowd all the same', () => {
    vi.useFakeTimers({ now: 0 })
    const { log, note } = logOf(beginning(), { ...SMALL, readings: 100_000 })
    for (let count = 0; count < 1_000; count++) {
      vi.setSystemTime(count * 10)
      note(
        count % 2 === 0
          ? read(count)
          : { kind: 'crowd-slice', slice: { from: count, to: count + 1, requests: 3, timed: 3, newSessions: 1, errors: 0, operations: {} } },
      )
    }
    vi.useRealTimers()
    const held = log.after(0)
    expect(held.length).toBeLessThan(500)
    expect(held.reduce((sum, event) => sum + (event.kind === 'crowd-slice' ? event.slice.requests : 0), 0)).toBe(1_500)
    const young = held.filter(({ at }) => at > 9_990 - 1_000)
    expect(young.length).toBeGreaterThanOrEqual(99)
    expect(held.map(({ seq }) => seq)).toEqual(held.map(({ seq }) => seq).toSorted((a, b) => a - b))
  })

  test('keeps the segment that it writes to, however heavy it is', () => {
    const { log, note } = logOf(beginning(), { ...SMALL, bytes: 1 })
    for (let count = 0; count < 25; count++) note(visit())
    expect(log.size.events).toBeGreaterThan(0)
    expect(log.stateAt(log.seq)).toEqual(log.state)
    note(visit())
    expect(log.after(log.seq - 1)).toHaveLength(1)
  })

  test('counts what it holds, through folding, thinning and joining', () => {
    vi.useFakeTimers({ now: 0 })
    const { log, note } = logOf(beginning(), { ...SMALL, events: 60, readings: 40 })
    for (let count = 0; count < 2_000; count++) {
      vi.setSystemTime(count * 7)
      note(count % 3 === 0 ? visit() : read(count))
      const held = log.after(0)
      expect(log.size).toEqual({
        events: held.filter((event) => !isReading(event)).length,
        readings: held.filter(isReading).length,
        bytes: held.reduce((sum, event) => sum + weigh(event), 0),
      })
    }
    vi.useRealTimers()
    expect(log.state.log.folded).toBeGreaterThan(0)
  })

  test('weighs what is nested, so that deep events count as they are', () => {
    expect(weigh({ a: { b: ['x'.repeat(1_000), 'y'.repeat(1_000)] } })).toBeGreaterThan(2_000)
  })

  test('thins readings out step by step: the older, the fewer; those of each lesson server by themselves', () => {
    vi.useFakeTimers({ now: 0 })
    const limits = {
      ...SMALL,
      readings: 100_000,
      thinning: [
        { afterMs: 1_000, everyMs: 100 },
        { afterMs: 5_000, everyMs: 1_000 },
      ],
    }
    const { log } = logOf({ ...beginning(), instances: { a: server(), b: server() } }, limits)
    for (let count = 0; count < 2_000; count++) {
      vi.setSystemTime(count * 10)
      log.append(read(count), { instance: count % 2 === 0 ? 'a' : 'b' })
    }
    vi.useRealTimers()
    const between = (from: number, to: number, instance: string) =>
      log.after(0).filter((event) => event.at >= from && event.at < to && event.instance === instance).length
    for (const instance of ['a', 'b']) {
      expect(between(0, 10_000, instance)).toBeLessThanOrEqual(25)
      expect(between(0, 10_000, instance)).toBeGreaterThanOrEqual(10)
      expect(between(15_500, 18_500, instance)).toBeGreaterThanOrEqual(28)
      expect(between(15_500, 18_500, instance)).toBeLessThanOrEqual(80)
      // The youngest are all there.
      expect(between(19_100, 20_000, instance)).toBe(45)
    }
  })

  test('knows the state at any event after thinning too, but for the readings that are gone', () => {
    vi.useFakeTimers({ now: 0 })
    const { log, note } = logOf(beginning(), { ...SMALL, readings: 60 })
    const rows = new Map<number, number>()
    for (let count = 0; count < 600; count++) {
      vi.setSystemTime(count * 10)
      note(count % 20 === 0 ? visit() : read(count))
      rows.set(log.seq, log.state.timeline.length)
    }
    vi.useRealTimers()
    for (const [seq, count] of rows) expect(log.stateAt(seq)?.timeline, `${seq}`).toHaveLength(count)
    // What was joined is no longer than a segment.
    expect(log.after(0).map(({ seq }) => seq)).toEqual([...new Set(log.after(0).map(({ seq }) => seq))])
  })

  test('says without a cause that it folds, whichever command made it too long', async () => {
    const { log, note } = logOf(beginning(), SMALL)
    await caused({ command: 'c1' }, async () => {
      for (let count = 0; count < 300; count++) note(visit())
    })
    const folds = log.after(0).filter(({ kind }) => kind === 'log-folded')
    expect(folds.length).toBeGreaterThan(0)
    expect(folds.filter(({ cause }) => cause !== null)).toEqual([])
  })

  test('goes on telling after a listener that throws', () => {
    const { log, note } = logOf()
    const told: string[] = []
    const stop = log.subscribe(() => {
      throw new Error('A listener’s own mistake.')
    })
    expect(() => note(cleared(1))).toThrow('own mistake')
    stop()
    log.subscribe(({ kind }) => told.push(kind))
    note(cleared(2))
    expect(told).toContain('cleared')
  })

  test('tells everybody of every event in order, also of those that are an answer to one', () => {
    const { log, note } = logOf()
    const told: string[] = []
    log.subscribe(({ kind }) => void (kind === 'cleared' && note({ kind: 'language-set', language: 'pt-BR' })))
    log.subscribe(({ kind }, { launch }) => told.push(`${kind} ${launch.language}`))
    note(cleared(1))
    expect(told).toEqual(['cleared en', 'language-set pt-BR'])
  })
})
