import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Command } from '../../../server/protocol/commands.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { setCarryOver } from '../../state/store-choice.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { CrowdPanel } from './crowd-panel.js'

const sent: Command[] = []
let refusal: unknown = null
/** What the report of a switch says. */
let refusedSwitch: unknown = null
vi.mock('../../state/connection.js', () => ({
  send: async (command: Command) => {
    sent.push(command)
    return refusal === null ? { ok: true, value: { refused: refusedSwitch } } : { ok: false, problem: refusal }
  },
}))

const memoryStore = { ...fixtureSnapshot.store, active: 'memory' }
beforeAll(() => setUpTextsAndProblems('en'))
beforeEach(() => {
  sent.length = 0
  refusal = null
  refusedSwitch = null
  dashboardStore.setState({ carryOver: true })
})
afterEach(cleanup)

function show(over: Partial<typeof fixtureSnapshot> = {}) {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: memoryStore, crowd: { running: null, finished: [] }, ...over } })
  render(<CrowdPanel />)
}
const users = () => screen.getByLabelText('users')
const start = () => screen.getByRole('button', { name: 'Start' }) as HTMLButtonElement

test('starts the crowd that the form says', async () => {
  show()
  fireEvent.change(users(), { target: { value: '2 500' } })
  fireEvent.change(screen.getByLabelText('pace'), { target: { value: '100' } })
  expect(screen.getByText(/25 s at this pace/)).toBeTruthy()
  await act(async () => fireEvent.click(start()))
  expect(sent).toEqual([{ type: 'crowd:start', users: 2_500, cartItems: 10, usersPerSecond: 100, behaviour: 'shop' }])
})

test('a number that does not fit says what would, and cannot be started', () => {
  show()
  fireEvent.change(users(), { target: { value: 'many' } })
  expect(screen.getByText('Users: a whole number from 1 to 1 000 000.')).toBeTruthy()
  expect(start().disabled).toBe(true)
})

test('a crowd that will overflow is warned about, and allowed', () => {
  show()
  fireEvent.change(users(), { target: { value: '200000' } })
  expect(screen.getByText(/run out of memory and die/)).toBeTruthy()
  expect(start().disabled).toBe(false)
})

test('a refusal is worded', async () => {
  refusal = { code: 'busy', message: 'busy', params: { what: 'crowd' } }
  show()
  await act(async () => fireEvent.click(start()))
  expect(screen.getByRole('alert').textContent).toMatch(/already under way/)
})

test('a new heap limit asks before sessions are lost, and not where they are kept', async () => {
  show()
  fireEvent.change(screen.getByLabelText('heap limit'), { target: { value: '64' } })
  expect(sent).toEqual([])
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Restart with 64 MB' })))
  expect(sent).toEqual([{ type: 'server:restart', heapLimitMb: 64 }])
  cleanup()
  sent.length = 0
  show({ store: fixtureSnapshot.store })
  await act(async () => fireEvent.change(screen.getByLabelText('heap limit'), { target: { value: '256' } }))
  expect(sent).toEqual([{ type: 'server:restart', heapLimitMb: 256 }])
})

test('progress while it runs, with Stop', async () => {
  show({
    crowd: {
      ...fixtureSnapshot.crowd,
      running: fixtureSnapshot.crowd.running && { ...fixtureSnapshot.crowd.running, usersDone: 6_400, usersPerSecond: 1_380, remainingMs: 3_000 },
    },
  })
  expect(screen.getByText('6 400 of 10 000 · 1 380 users/s · 0 errors · 3 s left')).toBeTruthy()
  expect(start().disabled).toBe(true)
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Stop' })))
  expect(sent).toEqual([{ type: 'crowd:cancel' }])
})

test.each([
  [{ behaviour: 'shop', cartItems: 3 }, /fills a cart, with a cookie of their own/],
  [{ behaviour: 'shop', cartItems: 0 }, /^Each user visits and logs in, with a cookie of their own/],
  [{ behaviour: 'visit', cartItems: 0 }, /visits once, without a cookie/],
] as const)('while a crowd of %j comes in, it is told what each of it does', (order, words) => {
  const [run] = fixtureSnapshot.crowd.finished
  if (!run) throw new Error('the fixture has a crowd')
  show({ crowd: { running: { ...run, order: { ...run.order, ...order } }, finished: [] } })
  expect(document.getElementById('crowd-note')?.textContent).toMatch(words)
})

test('of a crowd that has left no session, no size of one is told', () => {
  const [run] = fixtureSnapshot.crowd.finished
  if (!run) throw new Error('the fixture has a crowd')
  const visited = { ...run, order: { ...run.order, behaviour: 'visit' as const }, bytesPerSession: 280, sessionsBefore: 2 }
  const isTold = (sessionsAfter: number) => {
    show({ crowd: { running: null, finished: [{ ...visited, sessionsAfter }] } })
    const told = document.body.textContent?.includes('a session ·')
    cleanup()
    return told
  }
  expect([isTold(2), isTold(302)]).toEqual([false, true])
})

test('again on the other store: switches, then sends the same crowd', async () => {
  show({ crowd: { running: null, finished: fixtureSnapshot.crowd.finished } })
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Again on MongoDB' })))
  expect(sent.map(({ type }) => type)).toEqual(['store:switch', 'crowd:start'])
  expect(sent[0]).toEqual({ type: 'store:switch', to: 'mongodb', carryOver: true })
  act(() => setCarryOver(false))
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Again on MongoDB' })))
  expect(sent[2]).toEqual({ type: 'store:switch', to: 'mongodb', carryOver: false })
})

test('again on a store that the switch to was refused: no crowd comes on the one that stays', async () => {
  refusedSwitch = { code: 'store-unreachable', message: 'away', params: {} }
  show({ crowd: { running: null, finished: fixtureSnapshot.crowd.finished } })
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Again on MongoDB' })))
  expect(sent.map(({ type }) => type)).toEqual(['store:switch'])
})

test('a crowd that only visits has no cart', async () => {
  show()
  fireEvent.change(screen.getByLabelText('they'), { target: { value: 'visit' } })
  expect((screen.getByLabelText('cart') as HTMLInputElement).disabled).toBe(true)
  await act(async () => fireEvent.click(start()))
  expect(sent).toEqual([{ type: 'crowd:start', users: 10_000, cartItems: 0, usersPerSecond: null, behaviour: 'visit' }])
})
