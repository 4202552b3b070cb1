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
import { backToNow, compareWith, goOn, goToEnd, goToRequest } from './moment.js'
import { givePast, heldPast } from './past.js'

const base: Snapshot = { ...beginning(), browsers: [browser('browser:bob', null)] }
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
happen({ kind: 'sessions-counted', store: 'memory', sessionCount: 1, bytesPerSession: 100, ttlIndex: null, loggedOut: 0 })
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
  expect(moment()?.from?.seq).toBe(homeEnds)
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
  expect(moment()?.snapshot.store).toMatchObject({ sessionCount: 1, bytesPerSession: 100 })
  expect(moment()?.before.store.sessionCount).toBe(0)
  // What came with the request before is not told as the next one's doing.
  await goOn(1)
  expect([moment()?.request, moment()?.before.store.sessionCount, moment()?.snapshot.store.sessionCount]).toEqual([home.id, 1, 1])
})
