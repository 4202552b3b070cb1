/** What was otherwise at a moment of the past is seen and marked in its own place: the switch, the servers, the figures, the way, the code. */
import { act, cleanup, configure, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { Snapshot } from '../../server/protocol/state.js'
import { Dock } from '../features/dock/dock.js'
import { setUpTexts } from '../i18n/index.js'
import { loadLaterTexts } from '../i18n/later.js'
import { dashboardStore } from '../state/dashboard-store.js'
import { lookAt } from '../state/look-at.js'
import { showBelow } from '../state/lower-view.js'
import { openAt } from '../test/fixture-lesson.js'
import { fixtureMoment } from '../test/fixture-moment.js'
import { fixtureInstance, fixtureSnapshot } from '../test/fixture-snapshot.js'
import { App } from './app.js'

configure({ asyncUtilTimeout: 15_000 })
vi.setConfig({ testTimeout: 60_000 })

vi.mock('../state/connection.js', () => ({
  launchToken: () => 'token',
  send: async () => ({ ok: false, problem: { code: 'server-away', message: '', params: {} } }),
}))
// It draws on a canvas, which there is none of here.
vi.mock('../ui/chart.js', () => ({ GUTTER_PX: 0, PADDING_PX: 0, Chart: () => null }))

beforeAll(async () => {
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.open = true
  }
  await setUpTexts('en')
  await loadLaterTexts('moment', 'way', 'servers', 'code')
})
afterEach(() => {
  cleanup()
  lookAt(null)
})

const MB = 1024 * 1024
const base: Snapshot = {
  ...fixtureSnapshot,
  faults: {},
  instances: { a: { ...fixtureInstance, boot: 1, phase: 'running', heapLimitBytes: 128 * MB } },
  store: {
    ...fixtureSnapshot.store,
    available: fixtureSnapshot.store.available.flatMap((store) => (store.kind === 'mongodb' ? [store, { ...store, kind: 'file', label: 'Files' }] : [store])),
    active: 'memory',
    sessionCount: 3,
    switching: null,
  },
}
/** Everything that can be otherwise. */
const other: Snapshot = {
  ...base,
  faults: { 'wire-cut': { settings: {}, since: 0, until: null, means: 'wire', instance: null } },
  instances: {
    a: { ...fixtureInstance, boot: 2, phase: 'running', heapLimitBytes: 256 * MB, options: { ...fixtureInstance.options, rolling: true } },
    b: { ...fixtureInstance, boot: 1, phase: 'running' },
  },
  store: { ...base.store, active: 'mongodb', sessionCount: 3 },
}
const moment = (snapshot: Snapshot, from: Snapshot | null) =>
  lookAt({ ...fixtureMoment, snapshot, before: base, from, compared: from === null ? 'now' : 'request' })

async function show(snapshot: Snapshot, from: Snapshot | null, now = snapshot): Promise<void> {
  dashboardStore.setState({ snapshot: now, connection: { phase: 'live', since: 0, obstacle: null }, isWayOpened: true })
  render(<App />)
  act(() => moment(snapshot, from))
  await screen.findByRole('button', { name: 'Back to now' })
}

const place = (selector: string) => {
  const found = document.querySelector<HTMLElement>(selector)
  if (found === null) throw new Error(`Nothing at ${selector}`)
  return found
}
const stores = () =>
  Object.fromEntries(
    [...place('[data-control="store-switch"]').querySelectorAll('input')].map(({ value, checked, dataset }) => [value, [checked, dataset.change]]),
  )
const marks = (selector: string) => [...place(selector).querySelectorAll('ins, del')].map(({ textContent }) => textContent)

it('the switch shows the store that was in use, and which came and went', async () => {
  await show(other, base)
  expect(stores()).toEqual({ memory: [false, 'removed'], mongodb: [true, 'added'], file: [false, undefined] })
  act(() => moment(base, base))
  expect(stores()).toMatchObject({ memory: [true, undefined], mongodb: [false, undefined] })
  // The other way round: what has come since is new, and what is shown has gone.
  act(() => moment(base, null))
  expect(stores()).toEqual({ memory: [true, 'removed'], mongodb: [false, 'added'], file: [false, undefined] })
})

it('the servers are those of then, each with what became of it', async () => {
  await show(other, base)
  expect(marks('header')).toContain('was life 1')
  expect(place('header [data-marked]').textContent).toContain('Server A')
  await waitFor(() => expect(marks('[data-control="servers"]')).toEqual(['was life 1', 'new']))
  act(() => moment(base, base))
  expect(document.querySelector('[data-control="servers"]')).toBeNull()
  expect(document.querySelector('header [data-marked]')).toBeNull()
})

it('the figures of the memory say what they were, and what nobody had measured was not recorded', async () => {
  const more = {
    ...base,
    instances: { a: { ...base.instances.a, heapLimitBytes: 256 * MB } as typeof fixtureInstance },
    store: { ...base.store, sessionCount: 5 },
  }
  await show(more, base)
  expect(marks('[data-control="memory-figures"]')).toEqual(['was 128 MB', 'was 3'])
  const unread = { ...base, instances: { a: { ...fixtureInstance, memory: { latest: null, samples: [] } } }, store: { ...base.store, sessionCount: null } }
  act(() => moment(unread, unread))
  expect(within(place('[data-control="memory-figures"]')).getAllByText('not recorded')).toHaveLength(2)
  // Of two stores, their numbers say nothing of each other.
  act(() => moment({ ...base, store: { ...base.store, active: 'mongodb', sessionCount: 9 } }, base))
  expect(marks('[data-control="memory-figures"]')).toEqual([])
})

it('the way shows what was done to it then, and what came or went', async () => {
  act(() => showBelow('way'))
  await show(other, base)
  await waitFor(() => expect(marks('[data-place="wire"]')).toEqual(['changed']))
  expect(document.querySelectorAll('[data-pane="way"] li[data-fault]')).toHaveLength(1)
  expect(marks('[data-pane="way"] li[data-fault="wire-cut"]')).toEqual(['new'])
  expect(marks('[data-node="server:b"]')).toEqual(['new'])
  expect(marks('[data-node="server:a"]')).toEqual(['changed'])
  // What went is said as well, and there is nothing of it to undo.
  act(() => moment(base, other))
  expect(marks('[data-pane="way"] li[data-fault="wire-cut"]')).toEqual(['gone'])
  expect(within(place('[data-pane="way"] li[data-fault="wire-cut"]')).queryByRole('button')).toBeNull()
  act(() => moment(base, base))
  expect(document.querySelector('[data-pane="way"] li[data-fault]')).toBeNull()
  act(() => showBelow('requests'))
})

it('what is empty, gone or elsewhere is told of then, without advice for now', async () => {
  const empty: Snapshot = { ...base, store: { ...base.store, sessionCount: 0, elsewhere: { mongodb: 2 } }, focused: {}, browsers: [], emptiness: {} } as never
  await show(empty, empty)
  const text = () => place('[data-pane="store"]').textContent ?? ''
  expect(text()).toContain('Nothing was stored then.')
  expect(text()).toContain('2 sessions had been left in MongoDB.')
  expect(text()).not.toMatch(/log in|switch back/)
  act(() => lookAt(null))
  expect(text()).toMatch(/switch back|log in/)
})

it('the lessons’ place is about now, and speaks of steps only where there are some', () => {
  const says = (lesson: Snapshot['lesson']) => {
    dashboardStore.setState({ snapshot: { ...base, lesson } })
    const { container, unmount } = render(
      <Dock crumb={null} onClose={() => {}}>
        <i />
      </Dock>,
    )
    const { textContent } = container
    unmount()
    return textContent
  }
  expect(says(null)).toBe('')
  moment(base, base)
  expect(says(null)).toBe('This place is about now, also while you look back.')
  expect(says(openAt(0))).toMatch(/^This place is about now\. A step counts what happens now/)
})
