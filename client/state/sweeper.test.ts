import { expect, test } from 'vitest'
import type { StoreCapabilities, StoreDescription, SwitchReport } from '../../server/protocol/stores.js'
import { fixtureSnapshot, FIXTURE_NOW as NOW } from '../test/fixture-snapshot.js'
import { passesOf, type SweeperFacts } from './sweeper.js'

const [store] = fixtureSnapshot.store.available as [StoreDescription]
const of = (capabilities: Partial<StoreCapabilities>, over: Partial<SweeperFacts> = {}) =>
  passesOf({
    store: { ...store, capabilities: { ...store.capabilities, ...capabilities } },
    mongo: { ...fixtureSnapshot.mongo, sweeperSeconds: 60, nextPassAt: NOW + 9_000 },
    lastSwitch: null,
    listeningSince: NOW - 70_000,
    now: NOW,
    ...over,
  })

test('MongoDB’s sweeper passes when it says, where it is ours', () => {
  expect(of({ expiry: 'sweeper' })).toEqual({ everyMs: 60_000, nextAt: NOW + 9_000 })
  expect(of({ expiry: 'sweeper' }, { mongo: { ...fixtureSnapshot.mongo, source: 'local', nextPassAt: NOW + 9_000 } })).toEqual({
    everyMs: 60_000,
    nextAt: null,
  })
})

test('a timer in the process counts since the store was opened: by the process, or by a switch to it', () => {
  const timer = { expiry: 'app-sweeper', sweepEveryMs: 60_000 } as const
  expect(of(timer)).toEqual({ everyMs: 60_000, nextAt: NOW + 50_000 })
  const lastSwitch = { to: store.kind, at: NOW - 20_000, refused: null } as SwitchReport
  expect(of(timer, { lastSwitch })).toEqual({ everyMs: 60_000, nextAt: NOW + 40_000 })
  expect(of(timer, { listeningSince: null })).toEqual({ everyMs: 60_000, nextAt: null })
})

test('one that draws its intervals passes nobody knows when', () => {
  expect(of({ expiry: 'app-sweeper', sweepEveryMs: 60_000, sweepsAtRandom: true })).toEqual({ everyMs: 60_000, nextAt: null })
})

test('where nobody passes there is nothing to wait for', () => {
  for (const expiry of ['on-read', 'ttl', 'never'] as const) expect(of({ expiry })).toEqual({ everyMs: null, nextAt: null })
})
