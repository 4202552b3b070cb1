import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Snapshot } from '../../server/protocol/state.js'
import { crowdRow, inRun, rowsOfOthers } from '../test/fixture-crowd.js'
import { fixtureInstance, fixtureSnapshot } from '../test/fixture-snapshot.js'
import { paced, telling } from './pace.js'

const { latest } = fixtureInstance.memory
const home: Snapshot = { ...fixtureSnapshot, crowd: { ...fixtureSnapshot.crowd, running: null } }
const inCrowd = (id: number): Snapshot => ({ ...home, crowd: inRun(id) })

/** The state when the memory was read once more. */
function read(before: Snapshot, afterMs: number): Snapshot {
  if (latest === null) throw new Error('the fixture has a reading')
  const memory = { ...fixtureInstance.memory, latest: { ...latest, at: latest.at + afterMs } }
  return { ...before, instances: { a: { ...fixtureInstance, memory } } }
}

/** The page is told, and it takes this long until that can be seen. */
function tell(tookMs: number): void {
  telling(() => vi.advanceTimersByTime(tookMs))
  vi.runAllTimers()
}

afterEach(() => void vi.useRealTimers())
// Another sandbox, with another clock.
beforeEach(() => {
  vi.useFakeTimers()
  tell(0)
  paced(read({ ...home, launch: { ...home.launch } }, -1_000_000))
})

describe('what streams in', () => {
  it('shows twice a second: readings of the memory', () => {
    const shown = new Set<Snapshot>()
    for (let ms = 0; ms <= 1_000; ms += 100) shown.add(paced(read(home, ms)))
    expect([...shown].map(({ instances }) => (instances.a?.memory.latest?.at ?? 0) - (latest?.at ?? 0))).toEqual([0, 500, 1_000])
  })

  it('shows twice a second: the row of a crowd, its progress and what it fills the store with', () => {
    const seen: number[] = []
    const tell = (until: number) => {
      const store = { ...home.store, sessionCount: until }
      const shown = paced({ ...inCrowd(1), store, timeline: [...rowsOfOthers, crowdRow(until)] })
      const row = shown.timeline.at(-1)
      if (row?.kind === 'crowd' && seen.at(-1) !== row.requests) seen.push(row.requests)
      expect(shown.store.sessionCount).toBe(seen.at(-1))
    }
    for (let until = 50; until <= 1_070; until += 20) tell(until)
    expect(seen).toEqual([50, 550, 1_050])
  })

  it.each([
    ['shows later where the page took long for a beat: twenty times as long', 50, [0, 1_000, 2_000]],
    ['keeps a reader waiting for a second and a half at most', 4_000, [0, 1_500, 3_000]],
    ['is back at its beat when the page takes no time', 2, [0, 500, 1_000, 1_500, 2_000, 2_500, 3_000]],
  ])('%s', (_, tookMs, expected) => {
    tell(tookMs)
    const shown = new Set<Snapshot>()
    for (let ms = 0; ms <= (expected.at(-1) ?? 0); ms += 100) shown.add(paced(read(home, ms)))
    expect([...shown].map(({ instances }) => (instances.a?.memory.latest?.at ?? 0) - (latest?.at ?? 0))).toEqual(expected)
  })

  it('is one state for whoever asks', () => {
    const state = read(home, 5_000)
    expect(paced(state)).toBe(paced(state))
  })
})

describe('what does not shows at once', () => {
  const running = { ...inCrowd(1), timeline: [...rowsOfOthers, crowdRow(50)] }
  const soon = { ...running, timeline: [...rowsOfOthers, crowdRow(60)] }
  const [visit] = rowsOfOthers
  if (visit === undefined) throw new Error('the fixture has a row')

  it.each<[string, Snapshot]>([
    ['the end of a crowd', { ...soon, crowd: home.crowd }],
    ['the next crowd', { ...soon, crowd: inRun(2) }],
    ['a store that is emptied', { ...soon, store: { ...soon.store, sessionCount: 0 } }],
    ['an undo that is offered', { ...soon, store: { ...soon.store, undo: { sessions: 1, until: 1 } } as Snapshot['store'] }],
    ['a server that dies', { ...soon, instances: { a: { ...fixtureInstance, phase: 'died' } } }],
    ['a second server', { ...soon, instances: { a: fixtureInstance, b: fixtureInstance } }],
    ['somebody’s request', { ...soon, timeline: [...rowsOfOthers, visit, crowdRow(60)] }],
    ['somebody’s cookie', { ...soon, browsers: [...soon.browsers] }],
    ['a document that was read', { ...soon, focused: {} }],
  ])('%s', (_, now) => {
    paced(running)
    expect(paced(soon)).toBe(running)
    expect(paced(now)).toBe(now)
  })

  it('without a crowd, all but readings', () => {
    const still = paced(read(home, 0))
    expect(paced(read(home, 100))).toBe(still)
    const counted = { ...read(home, 200), store: { ...home.store, sessionCount: 9_999 } }
    expect(paced(counted)).toBe(counted)
  })
})
