import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Command } from '../../../server/protocol/commands.js'
import type { FaultsInForce } from '../../../server/protocol/faults.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { StoreAwayNews } from './store-away-news.js'

const sent: Command[] = []
vi.mock('../../state/connection.js', () => ({
  send: async (command: Command) => {
    sent.push(command)
    return { ok: true, value: null }
  },
}))

beforeAll(() => setUpTextsAndProblems('en'))
afterEach(cleanup)

function show(faults: FaultsInForce): void {
  const health = { up: false, since: 0, why: { code: 'no-ping', message: '', params: { ms: 500 } } }
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, faults, store: { ...fixtureSnapshot.store, health } } })
  render(<StoreAwayNews />)
}

test('a store that somebody has frozen is no mystery: it says so, and leads back', () => {
  show({ 'store-frozen': { settings: {}, since: 0, until: null, means: 'process', instance: null } })
  expect(screen.getByText(/Somebody froze it\./)).toBeTruthy()
  expect(screen.queryByText(/did not answer a ping/)).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Undo that' }))
  expect(sent).toEqual([{ type: 'fault:undo', fault: 'store-frozen' }])
})

test('a store that has sessions in its memory only does not say that nothing is lost', () => {
  const { store } = fixtureSnapshot
  const health = { up: false, since: 0, why: null }
  const available = store.available.map((each) => ({ ...each, capabilities: { ...each.capabilities, endsWithDatabase: true as const } }))
  show({})
  expect(screen.getByText(/nothing that was stored is lost/)).toBeTruthy()
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: { ...store, available, health } } }))
  expect(screen.queryByText(/nothing that was stored is lost/)).toBeNull()
  expect(screen.getByText(/if its process has ended, they are lost/)).toBeTruthy()
})

test('one that has gone by itself says what was seen of it', () => {
  show({})
  expect(screen.getByText(/did not answer a ping/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Undo that' })).toBeNull()
})
