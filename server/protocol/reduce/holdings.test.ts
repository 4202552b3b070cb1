import { describe, expect, test } from 'vitest'
import { MEMORY } from '../../test/support/state.js'
import type { StoreDescription, StoreState, SwitchReport } from '../stores.js'
import { afterClear, afterCount, afterForget, afterProcessEnd, afterSwitch, elsewhereNow, heldSessions } from './holdings.js'

const describeStore = (kind: string, survivesRestart: boolean): StoreDescription => ({
  ...MEMORY,
  kind,
  label: kind,
  capabilities: { ...MEMORY.capabilities, survivesRestart, shared: survivesRestart, inHeap: !survivesRestart },
})
const available = [describeStore('memory', false), describeStore('mongodb', true)]
type Now = Parameters<typeof afterCount>[0]
const now = (more: Partial<Now> = {}): Now => ({ active: 'memory', available, sessionCount: 3, elsewhere: {}, emptiness: {}, ...more })
const old: StoreState['emptiness'] = { memory: { cause: 'cleared', at: 1, sessions: 9 } }
const report = (more: Partial<SwitchReport> = {}): SwitchReport => ({
  from: 'memory',
  to: 'mongodb',
  carryOver: false,
  at: 5,
  durationMs: 1,
  carried: 0,
  recopied: 0,
  longestWaitMs: 0,
  altered: 0,
  found: 0,
  left: 3,
  refused: null,
  ...more,
})

describe('the process ends', () => {
  test('what was in it is gone, what is in MongoDB is still known', () => {
    expect(afterProcessEnd(now({ elsewhere: { mongodb: 7 } }), 'death', 5)).toEqual({
      sessionCount: null,
      elsewhere: { mongodb: 7 },
      emptiness: { memory: { cause: 'death', at: 5, sessions: 3 } },
    })
  })
  test('what had stayed in it is gone, too, and the active store is not', () => {
    expect(afterProcessEnd(now({ active: 'mongodb', elsewhere: { memory: 2 } }), 'restart', 5)).toEqual({
      sessionCount: null,
      elsewhere: {},
      emptiness: { memory: { cause: 'restart', at: 5, sessions: 2 } },
    })
  })
  test('an empty store keeps the reason that it had', () => {
    expect(afterProcessEnd(now({ sessionCount: 0, emptiness: old }), 'restart', 5).emptiness).toEqual(old)
  })
  test('a store that had not been counted may have held some', () => {
    expect(afterProcessEnd(now({ sessionCount: null }), 'death', 5).emptiness).toEqual({ memory: { cause: 'death', at: 5, sessions: null } })
  })
  test('what each store held, and whether it kept it', () => {
    expect(heldSessions(now({ elsewhere: { mongodb: 7, memory: 1 } }))).toEqual([
      { store: 'memory', sessions: 3, kept: false },
      { store: 'mongodb', sessions: 7, kept: true },
    ])
  })
})

describe('one of two processes ends', () => {
  const two = now({ sessionCount: 5, elsewhere: { mongodb: 7 } })
  test('what it alone held is gone, and what the other one holds is not', () => {
    expect(afterProcessEnd(two, 'death', 5, { memory: 2 })).toEqual({ sessionCount: 3, elsewhere: { mongodb: 7 }, emptiness: {} })
    expect(heldSessions(two, { memory: 2 })).toEqual([
      { store: 'memory', sessions: 2, kept: false },
      { store: 'mongodb', sessions: 7, kept: true },
    ])
  })
  test('the store is empty by it only where the other one holds nothing', () => {
    expect(afterProcessEnd(two, 'restart', 5, { memory: 5 })).toMatchObject({
      sessionCount: 0,
      emptiness: { memory: { cause: 'restart', at: 5, sessions: 5 } },
    })
  })
  test('a store that they share loses nothing', () => {
    const shared = now({ active: 'mongodb', sessionCount: 7, elsewhere: { memory: 4 } })
    expect(afterProcessEnd(shared, 'death', 5, { memory: 1 })).toEqual({ sessionCount: 7, elsewhere: { memory: 3 }, emptiness: {} })
  })
})

describe('the shop moves to another store', () => {
  test.each([
    ['plain, to an empty one', now(), report(), { memory: 3 }, { mongodb: { cause: 'switch', at: 5, sessions: 3 } }],
    ['plain, to one that holds sessions', now({ elsewhere: { mongodb: 2 } }), report({ found: 2 }), { memory: 3 }, {}],
    ['plain, and nobody was anywhere', now({ sessionCount: 0 }), report({ left: 0 }), { memory: 0 }, {}],
    ['plain, from one that does not answer', now({ sessionCount: null }), report({ left: null, found: 1 }), {}, {}],
    [
      'plain, to one that was emptied behind our back',
      now({ elsewhere: { mongodb: 2 } }),
      report(),
      { memory: 3 },
      { mongodb: { cause: 'gone', at: 5, sessions: 2 } },
    ],
    ['carried over', now(), report({ carryOver: true, carried: 3, left: null }), { memory: 0 }, { memory: { cause: 'carried', at: 5, sessions: 3 } }],
    [
      'carried over with nothing in it: the reason stays with the store that it is of',
      now({ sessionCount: 0, emptiness: old }),
      report({ carryOver: true, left: null }),
      { memory: 0 },
      old,
    ],
    [
      'carried over with nothing in it, to a store that was once come to without',
      now({ sessionCount: 0, emptiness: { ...old, mongodb: { cause: 'switch', at: 1, sessions: 2 } } }),
      report({ carryOver: true, left: null }),
      { memory: 0 },
      old,
    ],
    [
      'to another address',
      now({ active: 'mongodb', elsewhere: { memory: 2 }, emptiness: { mongodb: { cause: 'gone', at: 1, sessions: 1 } } }),
      report({ from: 'mongodb' }),
      { memory: 2 },
      {},
    ],
  ] as const)('%s', (_what, before, how, elsewhere, emptiness) => {
    expect(afterSwitch(before, how, 5)).toEqual({ elsewhere, emptiness })
  })
})

describe('a store becomes empty', () => {
  test('by a command, or by the set-up of a lesson', () => {
    expect(afterClear(now(), 'cleared', 3, 5).emptiness).toEqual({ memory: { cause: 'cleared', at: 5, sessions: 3 } })
    expect(afterClear(now({ emptiness: old }), 'cleared', 0, 5).emptiness).toEqual(old)
    expect(afterClear(now({ emptiness: old }), 'lesson', 0, 5).emptiness).toEqual({ memory: { cause: 'lesson', at: 5, sessions: 0 } })
  })
  test.each([
    ['everyone logged out', 'memory', 3, 'logged-out'],
    ['nobody logged out, and it is nobody else’s', 'memory', 0, 'expired'],
    ['nobody logged out, and others may delete', 'mongodb', 0, 'gone'],
    ['some logged out', 'memory', 1, 'gone'],
  ])('by itself: %s', (_what, active, loggedOut, cause) => {
    expect(afterCount(now({ active }), 3, 0, loggedOut, 5)).toEqual({ [active]: { cause, at: 5, sessions: 3 } })
  })
  test('by a command that forgets one after the other, whenever it is counted; unless all have logged out', () => {
    const emptiness = afterForget(now({ active: 'mongodb' }), 4)
    const forgotten = { mongodb: { cause: 'cleared', at: 4, sessions: 1 } }
    expect(emptiness).toEqual(forgotten)
    expect(afterCount(now({ active: 'mongodb', emptiness }), 2, 0, 0, 5)).toEqual(forgotten)
    expect(afterCount(now({ active: 'mongodb', emptiness }), 2, 0, 1, 5)).toEqual(forgotten)
    expect(afterCount(now({ active: 'mongodb', emptiness }), 2, 0, 2, 5)).toMatchObject({ mongodb: { cause: 'logged-out' } })
    expect(afterCount(now({ active: 'mongodb', emptiness }), 2, 2, 0, 5)).toEqual({})
  })
  test('as long as it is empty, and no longer', () => {
    expect(afterCount(now({ emptiness: old }), 0, 0, 0, 5)).toEqual(old)
    expect(afterCount(now({ emptiness: old }), null, 0, 0, 5)).toEqual(old)
    expect(afterCount(now({ emptiness: old }), 0, 1, 0, 5)).toEqual({})
  })
})

test('what the lesson server counted goes before what was known, and says nothing about the rest', () => {
  expect(elsewhereNow(now({ elsewhere: { mongodb: 7 } }), {})).toEqual({ mongodb: 7 })
  expect(elsewhereNow(now({ elsewhere: { mongodb: 7 } }), { mongodb: 0, memory: 3 })).toEqual({ mongodb: 0 })
})
