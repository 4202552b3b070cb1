/** What the places say, and what is done there, by what the state holds. */
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { FaultsInForce } from '../../../server/protocol/faults.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import { unservedRequest } from '../../../server/protocol/unserved-request.js'
import { forgetClock, hearClock, sandboxNow } from '../../clock.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { send } from '../../state/connection.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { lookAt } from '../../state/look-at.js'
import { fixtureMoment } from '../../test/fixture-moment.js'
import { fixtureInstance, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { BrowsersPlace } from './browsers-place.js'
import { FaultsInBar } from './faults-in-bar.js'
import { NotAsUsual } from './not-as-usual.js'
import { ProxyPlace } from './proxy-place.js'
import { ServerPlace } from './server-place.js'
import { StorePlace } from './store-place.js'
import { WirePlace } from './wire-place.js'

vi.mock('../../state/connection.js', () => ({ send: vi.fn(async () => ({ ok: true, value: null })) }))

beforeAll(async () => {
  hearClock(1_000_000)
  await setUpTexts('en')
  await loadLaterTexts('way', 'servers')
})
afterAll(forgetClock)
afterEach(() => {
  cleanup()
  vi.mocked(send).mockClear()
})

const two = { a: fixtureInstance, b: { ...fixtureInstance, heapLimitBytes: 96 * 1024 * 1024 } }
const slow = (instance: string | null): FaultsInForce => ({
  'wire-delay': { settings: { get: 300, set: 0, touch: 0, destroy: 0, jitter: 0 }, since: 0, until: null, means: 'wire', instance },
})

function show(part: React.ReactNode, more: Partial<Snapshot> = {}): void {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: [], crowd: { ...fixtureSnapshot.crowd, running: null }, ...more } })
  render(part)
}
const choose = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

test('what stopping it costs is said of a store that has its sessions in its memory only', () => {
  show(<StorePlace forgetAll={null} />)
  expect(screen.getByText(/comes back with its data/)).toBeTruthy()
  cleanup()
  const { store } = fixtureSnapshot
  const available = store.available.map((each) => ({ ...each, capabilities: { ...each.capabilities, endsWithDatabase: true as const } }))
  show(<StorePlace forgetAll={null} />, { store: { ...store, available } })
  expect(screen.queryByText(/comes back with its data/)).toBeNull()
  expect(screen.getByText(/has the sessions in its memory only/)).toBeTruthy()
})

test('of two servers, one can be chosen that alone meets a fault, before it is set and afterwards', () => {
  show(<WirePlace />, { instances: two })
  choose('Cut the wire: at which server', 'b')
  expect(send).not.toHaveBeenCalled()
  fireEvent.click(screen.getByLabelText('Cut the wire'))
  expect(send).toHaveBeenLastCalledWith({ type: 'fault:set', fault: 'wire-cut', instance: 'b' })
  cleanup()
  show(<WirePlace />, { instances: two, faults: slow('b') })
  expect(screen.getByRole('button', { name: /B: get 300 ms.*get 300 ms, at server B only/ })).toBeTruthy()
  choose('Each call takes longer: at which server', '')
  expect(send).toHaveBeenLastCalledWith({ type: 'fault:set', fault: 'wire-delay', instance: null })
  cleanup()
  show(<WirePlace />)
  expect(screen.queryByLabelText('Cut the wire: at which server')).toBeNull()
})

test('each server is restarted, and given a heap and a shop of its own, at its place', () => {
  show(<ServerPlace id="b" />, { instances: two })
  expect(screen.getByRole('button', { name: /of 96 MB/ })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Restart' }))
  expect(send).toHaveBeenLastCalledWith({ type: 'server:restart', instance: 'b' })
  choose('Heap limit', '256')
  fireEvent.click(screen.getByRole('button', { name: 'Restart' }))
  expect(send).toHaveBeenLastCalledWith({ type: 'server:restart', instance: 'b', heapLimitMb: 256 })
  const [, other] = fixtureSnapshot.launch.shops
  choose('Shop', other?.name ?? '')
  expect(send).toHaveBeenLastCalledWith({ type: 'server:shop', instance: 'b', shop: other?.name })
  fireEvent.click(screen.getByRole('button', { name: 'Remove server B' }))
  expect(send).toHaveBeenLastCalledWith({ type: 'instances:remove', instance: 'b' })
})

test('a second server is listed, in the bar as well, and "all back to normal" takes it away', () => {
  show(<NotAsUsual />, { instances: two })
  fireEvent.click(screen.getByRole('button', { name: 'All back to normal' }))
  // One command, that does the same for whoever sends it.
  expect(vi.mocked(send).mock.calls).toEqual([[{ type: 'fault:undo-all' }]])
  cleanup()
  show(<FaultsInBar isListed={false} />, { instances: two, faults: slow(null) })
  expect(screen.getByRole('button', { name: '2 things not as usual' })).toBeTruthy()
})

test('why the wire does what its process was to do is said beside it', () => {
  const frozen = (instead: 'no-signal' | 'not-ours'): FaultsInForce => ({
    'store-frozen': { settings: {}, since: 0, until: null, means: 'wire', instead, instance: null },
  })
  show(<NotAsUsual />, { faults: frozen('no-signal') })
  expect(screen.getByText('This system has no signal', { exact: false })).toBeTruthy()
  cleanup()
  show(<NotAsUsual />, { faults: frozen('not-ours') })
  expect(screen.getByText('was there before the sandbox', { exact: false })).toBeTruthy()
})

const inMongodb = { ...fixtureSnapshot.store, active: 'mongodb' }
test.each([
  ['binary', 23_000, 'Next pass in 2'],
  ['binary', -5_000, 'It is about to pass'],
  ['uri', 23_000, null],
] as const)('the sweeper of a MongoDB from %s says when it passes next', (source, inMs, says) => {
  show(<StorePlace forgetAll={null} />, { store: inMongodb, mongo: { ...fixtureSnapshot.mongo, phase: 'up', source, nextPassAt: sandboxNow() + inMs } })
  expect(screen.getByText('own sweeper removes expired sessions every', { exact: false })).toBeTruthy()
  if (says === null) expect(screen.queryByText('pass', { exact: false })).toBeNull()
  else expect(screen.getByText(says, { exact: false })).toBeTruthy()
})

test('the proxy counts what has passed it before somebody looked, as of the moment that is looked at', () => {
  const requests = fixtureSnapshot.timeline.filter(({ kind }) => kind === 'request')
  expect(requests.length).toBeGreaterThan(2)
  show(<ProxyPlace rule={null} />, { timeline: fixtureSnapshot.timeline, dropped: 0 })
  expect(screen.getByText(`${requests.length} requests, the crowd’s aside`)).toBeTruthy()
  act(() => lookAt({ ...fixtureMoment, snapshot: { ...fixtureSnapshot, timeline: requests.slice(0, 1), dropped: 0 } }))
  expect(screen.getByText('1 request, the crowd’s aside')).toBeTruthy()
  act(() => lookAt(null))
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, dropped: 3 } }))
  expect(screen.getByText(`at least ${requests.length} requests, the crowd’s aside`)).toBeTruthy()
})

test('a save that was lost is marked at the store, and a cookie that was refused at its browser', () => {
  const base = { id: 'r1', actor: 'you', instance: 'a', boot: 1, store: 'memory', at: 1, method: 'POST', path: '/cart', status: 302, durationMs: 1 } as const
  const request = unservedRequest({
    ...base,
    cookieIn: { kind: 'none' },
    outcome: 'answered',
    options: fixtureInstance.options,
    crossed: { kind: 'overwrote', request: 'r0', lost: ['cart'] },
  }) as RequestRecord
  show(<StorePlace forgetAll={null} />, { timeline: [{ kind: 'request', key: 'request:r1', at: 1, instance: 'a', request }] })
  expect(screen.getByRole('button', { name: /not as usual:.*a save was lost: cart/ })).toBeTruthy()
  cleanup()
  const [you] = fixtureSnapshot.browsers
  if (!you) throw new Error('A page without a browser.')
  const fate = { at: 1, line: 'a=1', outcome: 'refused', refusal: null, notes: [], overwrote: null } as const
  show(<BrowsersPlace />, { browsers: [{ ...you, lastSetCookie: fate }] })
  expect(screen.getByText('cookie refused')).toBeTruthy()
})

test('the card of the bar keeps the focus when what was undone goes from its list', async () => {
  const cut: FaultsInForce = { 'wire-cut': { settings: {}, since: 0, until: null, means: 'wire', instance: null } }
  show(<FaultsInBar isListed={false} />, { faults: { ...slow(null), ...cut } })
  screen.getByRole('button', { name: /^Undo: .*300 ms/ }).focus()
  await act(async () => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, faults: cut } }))
  expect(document.activeElement?.matches('[popover] > h3')).toBe(true)
})

test('in the card of the bar, undoing the last thing says that all is as usual, and the card stays with its focus until somebody leaves it', async () => {
  const cut: FaultsInForce = { 'wire-cut': { settings: {}, since: 0, until: null, means: 'wire', instance: null } }
  show(<FaultsInBar isListed={false} />, { faults: cut })
  const undo = screen.getByRole('button', { name: 'Undo: the wire is cut' })
  act(() => undo.focus())
  await act(async () => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, faults: {} } }))
  expect(screen.getByText('Everything that was done to the way is undone.')).toBeTruthy()
  const opener = screen.getByRole('button', { name: 'All as usual again' })
  expect(document.activeElement?.matches('[popover] > h3')).toBe(true)
  act(() => opener.focus())
  expect(screen.queryByText('All as usual again', { selector: 'button span' })).not.toBeNull()
  act(() => opener.blur())
  expect(screen.queryByRole('button', { name: 'All as usual again' })).toBeNull()
})

test('what was just chosen stays shown until the state has it, and is taken back where it was refused', async () => {
  let answer: (result: { readonly ok: boolean }) => void = () => {}
  vi.mocked(send).mockImplementation(() => new Promise((resolve) => (answer = resolve as never)))
  const [first, other] = fixtureSnapshot.launch.shops
  if (!first || !other) throw new Error('Two shops are needed.')
  const shown = () => screen.getByLabelText<HTMLSelectElement>('Shop').value
  const told = (shop: string) => act(async () => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, instances: { a: { ...fixtureInstance, shop } } } }))
  show(<ServerPlace id="a" />, { instances: { a: { ...fixtureInstance, shop: first.name } } })
  choose('Shop', other.name)
  expect(shown()).toBe(other.name)
  await act(async () => answer({ ok: true }))
  // The answer may be here before the state is.
  expect(shown()).toBe(other.name)
  await told(other.name)
  await told(first.name)
  expect(shown()).toBe(first.name)
  choose('Shop', other.name)
  await act(async () => answer({ ok: false, problem: { code: 'busy', message: '' } } as never))
  expect(shown()).toBe(first.name)
  vi.mocked(send).mockImplementation(async () => ({ ok: true, value: null }) as never)
})
