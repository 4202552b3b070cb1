import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { EventBody, LogEvent } from '../../../server/protocol/events.js'
import { History } from '../../../server/protocol/history/history.js'
import { LOG } from '../../../server/protocol/limits.js'
import { reduce } from '../../../server/protocol/reduce.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import { request } from '../../../server/test/lessons/observed.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { arrive, dragTo } from '../../state/drag.js'
import { lookAt } from '../../state/look-at.js'
import { goToEnd } from '../../state/moment.js'
import { givePast, heldPast } from '../../state/past.js'
import { fixtureMoment } from '../../test/fixture-moment.js'
import { fixtureInstance, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { changesBetween } from './changes.js'
import { ThenBar } from './then-bar.js'

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('moment')
})
beforeEach(() => {
  dashboardStore.setState({ snapshot: fixtureSnapshot, source: 'live', moment: null })
})
afterEach(() => {
  cleanup()
  lookAt(null)
  givePast(null)
})

/** The past of these, which the page holds. */
function held(...bodies: readonly EventBody[]): readonly LogEvent[] {
  const history = new History(fixtureSnapshot, LOG)
  let state: Snapshot = fixtureSnapshot
  const events: LogEvent[] = []
  for (const body of bodies) {
    const cause = body.kind === 'request' ? { request: body.request.id } : null
    const event: LogEvent = { seq: state.seq + 1, at: state.seq, instance: 'a', cause, ...body }
    history.add(event, state)
    state = reduce(state, event)
    events.push(event)
  }
  givePast(history)
  dashboardStore.setState({ snapshot: state })
  return events
}
const visit = (): EventBody => {
  const row = request()
  if (row.kind !== 'request') throw new Error('no request')
  return { kind: 'request', request: row.request }
}
const cleared: EventBody = { kind: 'cleared', removed: 1, undoForMs: 0 }
const legend = () => document.querySelector('[data-then]')?.textContent ?? ''
const button = (name: string) => screen.getByRole('button', { name })

test('says what the marks are between, and each comparison is a button that is pressed while it counts', () => {
  held(visit(), visit(), cleared)
  goToEnd('last')
  render(<ThenBar />)
  expect(legend()).toContain('Marked: what this changed.')
  act(() => goToEnd('first'))
  expect(legend()).toContain('Marked: what this request changed.')
  for (const [name, says] of [
    ['Compare with now', 'Marked: what has changed from then until now.'],
    ['With the one before', 'Marked: what is different from the request before.'],
  ] as const) {
    fireEvent.click(button(name))
    expect(legend()).toContain(says)
    expect([...document.querySelectorAll('[aria-pressed="true"]')].map(({ textContent }) => textContent)).toEqual([name])
    fireEvent.click(button(name))
    expect(legend()).toContain('Marked: what this request changed.')
  }
  expect(document.querySelector('[aria-pressed="true"]')).toBeNull()
})

test('new requests are counted, and nothing else that happens meanwhile', async () => {
  held(visit())
  goToEnd('first')
  render(<ThenBar />)
  expect(legend()).not.toContain('meanwhile')
  // What happened before the reader left now is not new.
  const events = held(visit(), cleared, visit(), visit())
  act(() => lookAt({ ...fixtureMoment, leftAt: events[0]?.seq ?? 0 }))
  await waitFor(() => expect(legend()).toContain('2 new requests meanwhile'))
})

test('leads back to now, and is not there then', () => {
  held(visit())
  goToEnd('first')
  render(<ThenBar />)
  fireEvent.click(button('Back to now'))
  expect(dashboardStore.getState().moment).toBeNull()
  expect(document.querySelector('[data-then]')).toBeNull()
})

test('says so where the log has dropped the moment meanwhile, and not before', async () => {
  const [event] = held(visit())
  expect(heldPast()?.history.since).toBe(event?.seq)
  lookAt({ ...fixtureMoment, seq: event?.seq ?? 0 })
  render(<ThenBar />)
  expect(document.querySelector('[data-dropped]')).toBeNull()
  // The log begins later than that.
  givePast(new History({ ...fixtureSnapshot, seq: (event?.seq ?? 0) + 500, log: { folded: 500, since: (event?.seq ?? 0) + 501 } }, LOG))
  await waitFor(() => expect(document.querySelector('[data-dropped]')?.textContent).toMatch(/^The log has dropped this moment/))
  expect(legend()).toContain('dropped before')
})

test('what no pane shows at a glance is summed up: options, shop, store, lives, servers, faults, sessions', () => {
  const from: Snapshot = { ...fixtureSnapshot, faults: {}, instances: { a: { ...fixtureInstance, boot: 1, phase: 'running' } } }
  const a = { ...fixtureInstance, boot: 1, phase: 'running' } as const
  const cut = { 'wire-cut': { settings: {}, since: 0, until: null, means: 'wire', instance: null } } as const
  const store = (more: Partial<Snapshot['store']>) => ({ ...from, store: { ...from.store, ...more } })
  expect(changesBetween(from, from)).toEqual([])
  expect(changesBetween(from, { ...from, instances: { a: { ...a, options: { ...a.options, rolling: true } } } })).toEqual([
    { kind: 'option', name: 'rolling', from: 'false', to: 'true' },
  ])
  expect(changesBetween(from, { ...from, instances: { a: { ...a, shop: 'other' } } })).toMatchObject([{ name: 'shop', to: 'other' }])
  expect(changesBetween(from, { ...from, instances: { a: { ...a, boot: 2 } } })).toEqual([{ kind: 'boot', server: 'a', boot: 2 }])
  expect(changesBetween(from, { ...from, instances: { a: { ...a, phase: 'died' } } })).toEqual([{ kind: 'phase', server: 'a', phase: 'died' }])
  expect(changesBetween(from, { ...from, instances: { a, b: a } })).toEqual([{ kind: 'server', server: 'b' }])
  expect(changesBetween({ ...from, instances: { a, b: a } }, from)).toEqual([{ kind: 'noServer', server: 'b' }])
  expect(changesBetween(from, { ...from, faults: cut })).toEqual([{ kind: 'fault', name: 'wire-cut' }])
  expect(changesBetween({ ...from, faults: cut }, from)).toEqual([{ kind: 'asUsual', name: 'wire-cut' }])
  expect(changesBetween(store({ active: 'memory', sessionCount: 1 }), store({ active: 'memory', sessionCount: 3 }))).toEqual([{ kind: 'sessions', by: 2 }])
  // Numbers of two stores say nothing of each other.
  expect(changesBetween(store({ active: 'memory', sessionCount: 1 }), store({ active: 'mongodb', sessionCount: 3 }))).toEqual([
    { kind: 'store', from: 'Memory', to: 'MongoDB' },
  ])
})

test('while somebody drags, the thumb is where the pointer is, and the words are of what the panes show', () => {
  const animated = vi.spyOn(Element.prototype, 'animate')
  held(visit(), visit(), visit(), visit(), visit())
  goToEnd('last')
  render(<ThenBar />)
  const thumb = animated.mock.results.at(-1)?.value as Animation
  const place = (of: number) => heldPast()?.stops.all[of]?.place ?? Number.NaN
  act(() => dragTo(place(3)))
  const [shown, words] = [Number(thumb.currentTime), legend()]
  act(() => dragTo(place(1)))
  expect(Number(thumb.currentTime)).toBeLessThan(shown)
  expect(legend()).toBe(words)
  act(() => arrive())
  animated.mockRestore()
})
