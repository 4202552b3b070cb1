import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { FaultsInForce } from '../../../server/protocol/faults.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { RefusedSwitchNews } from './refused-switch-news.js'

beforeAll(() => setUpTextsAndProblems('en'))
afterEach(cleanup)

const FROZEN: FaultsInForce = { 'store-frozen': { settings: {}, since: 0, until: null, means: 'process', instance: null } }

function show(code: 'store-held-up' | 'wire-in-the-way' | 'store-unreachable', faults: FaultsInForce): void {
  const refused = { code, message: '', params: { store: 'Redis', what: 'store-frozen' } }
  const nothing = { durationMs: 0, carried: 0, recopied: 0, longestWaitMs: 0, altered: 0, found: null, left: null }
  const lastSwitch = { from: 'mongodb', to: 'memory', carryOver: true, at: 2, ...nothing, refused }
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, faults, store: { ...fixtureSnapshot.store, lastSwitch } } }))
}

test.each(['store-held-up', 'wire-in-the-way'] as const)('%s: what is to be undone is asked for until it is, and not again', (code) => {
  dashboardStore.setState({ snapshot: fixtureSnapshot })
  render(<RefusedSwitchNews />)
  const told = () => screen.queryByText(/The shop stays on/)
  show(code, FROZEN)
  expect(told()).toBeTruthy()
  show(code, {})
  expect(told()).toBeNull()
  show(code, FROZEN)
  expect(told()).toBeNull()
})

test('a store that does not answer by itself has no such end', () => {
  dashboardStore.setState({ snapshot: fixtureSnapshot })
  render(<RefusedSwitchNews />)
  show('store-unreachable', {})
  expect(screen.getByText(/The shop stays on/)).toBeTruthy()
})
