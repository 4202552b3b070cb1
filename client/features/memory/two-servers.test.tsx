import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Command } from '../../../server/protocol/commands.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { useChosenInstance } from '../../state/use-dashboard.js'
import { ALICE_ID, fixtureInstance, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { TwoServers } from './two-servers.js'

const sent: Command[] = []
vi.mock('../../state/connection.js', () => ({
  send: async (command: Command) => {
    sent.push(command)
    return { ok: true, value: null }
  },
}))

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('servers')
})
afterEach(() => {
  cleanup()
  sent.length = 0
  dashboardStore.setState({ selectedInstance: null })
})

function given(active: string): void {
  const [document] = Object.values(fixtureSnapshot.focused)
  if (!document) throw new Error('The fixture has no document.')
  const snapshot: Snapshot = {
    ...fixtureSnapshot,
    instances: { a: { ...fixtureInstance, own: { memory: 2 } }, b: { ...fixtureInstance, own: { memory: 1 }, phase: 'starting' } },
    store: { ...fixtureSnapshot.store, active },
    focused: { [ALICE_ID]: { ...document, sessionId: ALICE_ID, instance: 'b' } },
  }
  dashboardStore.setState({ snapshot, connection: { phase: 'live', since: 0, obstacle: null } })
}

function Chosen() {
  return <output data-testid="chosen">{useChosenInstance()}</output>
}

function show(active: string) {
  given(active)
  render(
    <>
      <TwoServers />
      <Chosen />
    </>,
  )
  const cardOf = (name: string) => within(screen.getByRole('radio', { name: new RegExp(`^${name}`) }).closest('div') as HTMLElement)
  return { a: cardOf('Server A'), b: cardOf('Server B') }
}

test('in memory, each says what only it knows, and names the browser’s id that the other does not', () => {
  const { a, b } = show('memory')
  expect(a.getByText('2 sessions')).toBeTruthy()
  expect(b.getByText('1 session')).toBeTruthy()
  expect(b.getByText(ALICE_ID.slice(0, 8), { exact: false })).toBeTruthy()
  expect(a.queryByText(ALICE_ID.slice(0, 8), { exact: false })).toBeNull()
  expect(b.getByText('starting')).toBeTruthy()
})

test('on a store that both share, neither has any of its own', () => {
  const { a, b } = show('mongodb')
  for (const card of [a, b]) expect(card.getByText('shares its sessions, in MongoDB')).toBeTruthy()
})

test('each is restarted and killed by itself, and what is chosen is what the rest of the page is about', async () => {
  const { b } = show('memory')
  expect(screen.getByTestId('chosen').textContent).toBe('a')
  await act(async () => void fireEvent.click(b.getByRole('radio')))
  expect(screen.getByTestId('chosen').textContent).toBe('b')
  for (const name of ['Restart Server B', 'Kill Server B']) await act(async () => void fireEvent.click(b.getByRole('button', { name })))
  await act(async () => void fireEvent.click(screen.getByRole('radio', { name: 'at random' })))
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Remove server B' })))
  expect(sent).toEqual([
    { type: 'server:restart', instance: 'b' },
    { type: 'server:kill', instance: 'b' },
    { type: 'balancer:choose', rule: 'random' },
    { type: 'instances:remove', instance: 'b' },
  ])
})
