/** Which two states a moment is between, whatever it is compared with. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EventBody, LogEvent } from '../../server/protocol/events.js'
import { History } from '../../server/protocol/history/history.js'
import { LOG } from '../../server/protocol/limits.js'
import { reduce } from '../../server/protocol/reduce.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { browser, known, request } from '../../server/test/lessons/observed.js'
import { beginning } from '../../server/test/support/state.js'
import { shownNow } from '../clock.js'
import { dashboardStore } from './dashboard-store.js'
import { backToNow, compareWith, goBack, goOn, goToEnd, goToRequest, show } from './moment.js'
import { givePast, heldPast, type Past } from './past.js'

const base: Snapshot = { ...beginning(), browsers: [browser('browser:carol', null), browser('browser:bob', null)] }
const states: Snapshot[] = [base]
const events: LogEvent[] = []
function happen(body: EventBody, cause: string | null = null, at = 1_000 + 100 * events.length): number {
  const before = states.at(-1) as Snapshot
  const event: LogEvent = { seq: before.seq + 1, at, instance: 'a', cause: cause === null ? null : { request: cause }, ...body }
  events.push(event)
  states.push(reduce(before, event))
  return event.seq
}
const asked = (row: ReturnType<typeof request>) => {
  if (row.kind !== 'request') throw new Error('no request')
  return row.request
}
const stored = (id: string) => ({ id, document: { cookie: {} }, form: 'json-string', bytes: 1, expiresAt: null }) as const
const alice = asked(request({ sessionId: 's-1' }))
const home = asked(known('s-1'))
const bob = asked(request({ actor: 'browser:bob', sessionId: 's-2' }))

happen({ kind: 'sessions-counted', store: 'memory', sessionCount: 0, bytesPerSession: null, ttlIndex: null, loggedOut: 0 })
happen({ kind: 'request', request: alice }, alice.id)
const aliceEnds = happen({ kind: 'document-read', sessionId: 's-1', stored: stored('s-1'), isNew: true }, alice.id)
const homeEnds = happen({ kind: 'request', request: home }, home.id)
happen({ kind: 'sessions-counted', store: 'memory', sessionCount: 4, bytesPerSession: 100, ttlIndex: null, loggedOut: 0 })
const bobBegins = happen({ kind: 'request', request: bob }, bob.id)
happen({ kind: 'cleared', removed: 1, undoForMs: 0 }, null)
const end = happen({ kind: 'document-read', sessionId: 's-2', stored: stored('s-2'), isNew: true }, bob.id)

const at = (seq: number) => states[seq - base.seq] as Snapshot
const moment = () => dashboardStore.getState().moment

beforeEach(() => {
  const history = new History(base, LOG)
  for (const [index, event] of events.entries()) history.add(event, states[index] as Snapshot)
  givePast(history)
  dashboardStore.setState({ snapshot: states.at(-1) ?? null, source: 'live', moment: null, selectedBrowser: null, selectedSession: 'chosen' })
})
afterEach(() => {
  backToNow()
  givePast(null)
  dashboardStore.setState({ snapshot: null, selectedSession: null })
})

test('a request is the state after all that it brought about, and its marks are from before the first of it', async () => {
  expect(await goToRequest(bob.id)).toBe(true)
  expect(moment()).toMatchObject({ seq: end, request: bob.id, compared: 'request', leftAt: end })
  expect(moment()?.snapshot.timeline).toEqual(at(end).timeline)
  expect(moment()?.before.timeline).toEqual(at(bobBegins - 1).timeline)
  expect(moment()?.from).toBe(moment()?.before)
  // The clock stands there, and goes on once the reader is back.
  expect(shownNow()).toBe(events.at(-1)?.at)
  backToNow()
  expect(shownNow()).not.toBe(events.at(-1)?.at)
})

test('compared with the one before, or with now, and with itself again; another moment is compared the same way', async () => {
  await goToRequest(bob.id)
  compareWith('previous')
  expect(moment()?.from?.timeline).toEqual(at(homeEnds).timeline)
  await goOn(-1)
  expect(moment()).toMatchObject({ request: home.id, compared: 'previous' })
  expect(moment()?.from?.timeline).toEqual(at(aliceEnds).timeline)
  compareWith('request')
  expect(moment()?.from).toBe(moment()?.before)
  await goOn(1)
  compareWith('now')
  expect(moment()).toMatchObject({ compared: 'now', from: null })
  await goOn(-1)
  expect(moment()).toMatchObject({ request: home.id, compared: 'now', from: null })
  compareWith('previous')
  await goOn(-1)
  // The first has none before it.
  expect(moment()).toMatchObject({ request: alice.id, compared: 'previous' })
  expect(moment()?.from?.timeline).toEqual(base.timeline)
  compareWith('request')
  expect(moment()?.from).toBe(moment()?.before)
})

test('whoever sent it comes to the front with the session of then, and what was chosen comes back with now', async () => {
  const selected = () => [dashboardStore.getState().selectedBrowser, dashboardStore.getState().selectedSession]
  // Nobody who was followed then: what was chosen stays.
  await goToRequest(alice.id)
  expect(selected()).toEqual([null, 'chosen'])
  await goToRequest(bob.id)
  expect(selected()).toEqual(['browser:bob', null])
  backToNow()
  expect(selected()).toEqual([null, 'chosen'])
})

test('since the reader left now is counted from where they left, however far they go', async () => {
  dashboardStore.setState({ snapshot: at(homeEnds) })
  await goToRequest(alice.id)
  dashboardStore.setState({ snapshot: at(end) })
  goToEnd('first')
  await goOn(1)
  expect(moment()?.leftAt).toBe(homeEnds)
  expect(heldPast()?.stops.requestsAfter(homeEnds)).toBe(1)
})

test('a store’s number that lags behind its documents is the one that was counted soon after', async () => {
  await goToRequest(alice.id)
  expect(at(aliceEnds).store.sessionCount).toBe(0)
  expect(moment()?.snapshot.store).toMatchObject({ sessionCount: 4, bytesPerSession: 100 })
  expect(moment()?.before.store.sessionCount).toBe(0)
  // What came with the request before is not told as the next one's doing.
  await goOn(1)
  expect([moment()?.request, moment()?.before.store.sessionCount, moment()?.snapshot.store.sessionCount]).toEqual([home.id, 4, 4])
  // No fewer than are known.
  await goToRequest(bob.id)
  expect([at(end).store.sessionCount, moment()?.snapshot.store.sessionCount]).toEqual([0, 2])
})

/** Another past than that of the other tests: these events after the same beginning. */
function pastOf(bodies: readonly (readonly [body: EventBody, cause: string | null])[], from: Snapshot = base): Past {
  const history = new History(from, LOG)
  let state = from
  for (const [body, cause] of bodies) {
    const event: LogEvent = { seq: state.seq + 1, at: 1_000 + state.seq, instance: 'a', cause: cause === null ? null : { request: cause }, ...body }
    history.add(event, state)
    state = reduce(state, event)
  }
  givePast(history)
  dashboardStore.setState({ snapshot: state })
  return heldPast() as Past
}
const counted = (sessionCount: number | null) =>
  ({ kind: 'sessions-counted', store: 'memory', sessionCount, bytesPerSession: null, ttlIndex: null, loggedOut: 0 }) as EventBody

test('back leads to the last request, to what happened last where nobody asked for anything, or nowhere', async () => {
  expect(await goBack()).toBe(true)
  expect(moment()?.request).toBe(bob.id)
  backToNow()
  pastOf([[{ kind: 'cleared', removed: 1, undoForMs: 0 }, null]])
  expect(await goBack()).toBe(true)
  expect(moment()).toMatchObject({ request: null, what: { kind: 'cleared' } })
  backToNow()
  pastOf([])
  expect([await goBack(), moment()]).toEqual([false, null])
})

test('to the first and the last that there is', () => {
  goToEnd('last')
  expect(moment()?.what?.kind).toBe('cleared')
  goToEnd('first')
  expect(moment()?.request).toBe(alice.id)
  backToNow()
  givePast(null)
  goToEnd('first')
  expect(moment()).toBeNull()
})

test('what the log does not hold is no moment, and now leads nowhere', async () => {
  expect([await goToRequest('unheard of'), moment()]).toEqual([false, null])
  await goOn(1)
  compareWith('previous')
  expect(moment()).toBeNull()
  const past = heldPast() as Past
  const stop = past.stops.ofRequest(alice.id)
  if (stop === null) throw new Error('no stop')
  expect(show(past, { ...stop, since: base.seq })).toBe(false)
  dashboardStore.setState({ snapshot: null })
  expect([show(past, stop), moment()]).toEqual([false, null])
})

test('what is no request has nobody who sent it', async () => {
  await goToRequest(home.id)
  dashboardStore.setState({ selectedBrowser: 'browser:carol', selectedSession: 'chosen' })
  goToEnd('last')
  expect(moment()).toMatchObject({ request: null, what: { kind: 'cleared' } })
  const { selectedBrowser, selectedSession } = dashboardStore.getState()
  expect([selectedBrowser, selectedSession]).toEqual(['browser:carol', 'chosen'])
})

test('a number that was told after both of two requests that went side by side is not from before the second', async () => {
  const quick = asked(known('s-1'))
  const slow = asked(request({ sessionId: 's-3' }))
  pastOf([
    [counted(1), null],
    [{ kind: 'request', request: slow }, slow.id],
    [{ kind: 'document-read', sessionId: 's-1', stored: stored('s-1'), isNew: true }, quick.id],
    [{ kind: 'request', request: quick }, quick.id],
    [{ kind: 'document-read', sessionId: 's-3', stored: stored('s-3'), isNew: false }, slow.id],
    [counted(5), null],
  ])
  await goToRequest(quick.id)
  expect([moment()?.before.store.sessionCount, moment()?.snapshot.store.sessionCount]).toEqual([1, 5])
})

test('what nobody had counted by then was not recorded', async () => {
  const uncounted = { ...base, store: { ...base.store, sessionCount: null } }
  pastOf([[{ kind: 'request', request: home }, home.id]], uncounted)
  await goToRequest(home.id)
  expect([moment()?.before.store.sessionCount, moment()?.snapshot.store.sessionCount]).toEqual([null, null])
})
