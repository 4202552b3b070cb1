/** What a part of the page reads at now and at a moment of the past, and between which two states its marks are. */
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Snapshot } from '../../server/protocol/state.js'
import { fixtureMoment } from '../test/fixture-moment.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { dashboardStore } from './dashboard-store.js'
import { lookAt } from './look-at.js'
import { useCompared, useIsOver, useLive, useOtherwise, useSnapshot } from './use-dashboard.js'

const holding = (sessionCount: number): Snapshot => ({ ...fixtureSnapshot, store: { ...fixtureSnapshot.store, sessionCount } })
const count = ({ store }: Snapshot) => store.sessionCount

beforeEach(() => dashboardStore.setState({ snapshot: holding(9), source: 'live' }))
afterEach(() => {
  cleanup()
  lookAt(null)
  dashboardStore.setState({ snapshot: null, source: 'live' })
})

function read() {
  const { result } = renderHook(() => ({
    shown: useSnapshot(count),
    live: useLive(count),
    isOver: useIsOver(),
    compared: useCompared(count),
    otherwise: useOtherwise(count),
  }))
  return () => result.current
}

test('at now nothing is marked', () => {
  expect(read()()).toEqual({ shown: 9, live: 9, isOver: false, compared: null, otherwise: null })
})

test('at the end of a recording nothing is marked either, and all is over', () => {
  dashboardStore.setState({ source: 'recording' })
  expect(read()()).toEqual({ shown: 9, live: 9, isOver: true, compared: null, otherwise: null })
})

test('at a moment, the marks are what differs from before it, or from now', () => {
  const now = read()
  const look = (from: Snapshot | null, then = 5) =>
    act(() => lookAt({ ...fixtureMoment, snapshot: holding(then), before: holding(4), from, compared: from === null ? 'now' : 'request' }))
  look(holding(4))
  expect(now()).toEqual({ shown: 5, live: 9, isOver: true, compared: { from: 4, to: 5 }, otherwise: { value: 4, when: 'before' } })
  look(null)
  expect(now()).toEqual({ shown: 5, live: 9, isOver: true, compared: { from: 5, to: 9 }, otherwise: { value: 9, when: 'now' } })
  // The same on both sides is no difference.
  look(holding(4), 4)
  expect(now()).toMatchObject({ compared: { from: 4, to: 4 }, otherwise: null })
  look(null, 9)
  expect(now()).toMatchObject({ compared: { from: 9, to: 9 }, otherwise: null })
})
