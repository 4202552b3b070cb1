import { afterEach, expect, test, vi } from 'vitest'
import { History } from '../../server/protocol/history/history.js'
import { LOG } from '../../server/protocol/limits.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { Frames } from '../../server/supervisor/log/frames.js'
import { request } from '../../server/test/lessons/observed.js'
import { logOf } from '../../server/test/support/state.js'
import { dashboardStore } from './dashboard-store.js'
import { createFeed } from './feed.js'
import { backToNow, compareWith, goBack, goOn, goToRequest } from './moment.js'
import { givePast, heldPast, isDropped, past } from './past.js'

const cleared = (removed: number) => ({ kind: 'cleared', removed, undoForMs: 0 }) as const
const visit = () => {
  const row = request()
  if (row.kind !== 'request') throw new Error('no request')
  return { kind: 'request', request: row.request } as const
}

/** A real log with its frames, and a page's feed that is connected to it. `answer`: how the log goes over the wire. */
function connected() {
  const { log, note } = logOf()
  const frames = new Frames(log)
  const resync = vi.fn()
  const feed = createFeed(
    () => {},
    resync,
    (callback) => callback(),
  )
  feed.snapshot(log.state)
  log.subscribe((event) => feed.frame({ seq: event.seq, events: [event] }))
  /** In pieces that end anywhere, as a network brings them. */
  const answer = (until = 1) => {
    const text = [...frames.history()].map((part) => `${JSON.stringify(part)}\n`).join('')
    const bytes = new TextEncoder().encode(text.slice(0, text.length * until))
    return new Response(
      new ReadableStream({
        start(controller) {
          for (let from = 0; from < bytes.length; from += 1_000) controller.enqueue(bytes.slice(from, from + 1_000))
          controller.close()
        },
      }),
    )
  }
  return {
    log,
    note,
    feed,
    answer,
  }
}

afterEach(() => vi.unstubAllGlobals())

/** Forgets what is held: a gap in what the page is sent. */
function lose(feed: ReturnType<typeof createFeed>, state: Snapshot): void {
  feed.snapshot(state)
}

test('the state at each event is the log’s own, before and after the page has asked', async () => {
  const { log, note, feed, answer } = connected()
  for (let index = 0; index < 3 * LOG.segment; index += 1) note(index % 7 === 0 ? visit() : cleared(index))
  vi.stubGlobal('fetch', async () => answer())
  const { history } = await past('token')
  for (let index = 0; index < 40; index += 1) note(cleared(1_000 + index))
  for (let seq = log.state.log.since - 1; seq <= log.seq; seq += 13) expect(history.stateAt(seq)).toEqual(log.stateAt(seq))
  // And back again: what is kept between two questions is of no consequence.
  for (let seq = log.seq; seq >= 0; seq -= 97) expect(history.stateAt(seq)).toEqual(log.stateAt(seq))
  lose(feed, log.state)
})

test('what happens while the log is on its way is there once, and in order', async () => {
  const { log, note, feed, answer } = connected()
  note(cleared(1))
  vi.stubGlobal('fetch', async () => {
    const early = answer()
    note(cleared(2))
    note(visit())
    return early
  })
  const { history, stops } = await past('token')
  expect(history.after(0).map(({ seq }) => seq)).toEqual(log.after(0).map(({ seq }) => seq))
  expect(history.stateAt(log.seq)).toEqual(log.state)
  expect(stops.all).toHaveLength(3)
  lose(feed, log.state)
})

test('a log that was cut off on its way is no past', async () => {
  const { note, answer } = connected()
  for (let index = 0; index < 2 * LOG.segment; index += 1) note(cleared(index))
  vi.stubGlobal('fetch', async () => answer(0.7))
  await expect(past('token')).rejects.toThrow('The log was cut off')
  expect(heldPast()).toBeNull()
})

test('after a gap the page asks again, and so does one that has a gap meanwhile', async () => {
  const { log, note, feed, answer } = connected()
  note(cleared(1))
  const asked = vi.fn(async () => {
    // The first time, the page misses something while it reads.
    if (asked.mock.calls.length === 1) {
      note(cleared(2))
      feed.snapshot(log.state)
    }
    return answer()
  })
  vi.stubGlobal('fetch', asked)
  await past('token')
  expect(asked).toHaveBeenCalledTimes(2)
  await past('token')
  expect(asked).toHaveBeenCalledTimes(2)
  feed.snapshot(log.state)
  expect(heldPast()).toBeNull()
  const { history } = await past('token')
  expect(asked).toHaveBeenCalledTimes(3)
  expect(history.stateAt(log.seq)).toEqual(log.state)
  lose(feed, log.state)
})

test('after a gap, whoever is in the past has all that happened again by itself', async () => {
  const { log, note, feed, answer } = connected()
  note(cleared(1))
  vi.stubGlobal('fetch', async () => answer())
  dashboardStore.setState({ snapshot: log.state })
  note(visit())
  expect(await goBack()).toBe(true)
  const before = heldPast()
  lose(feed, log.state)
  expect(heldPast()).toBeNull()
  await vi.waitFor(() => expect(heldPast()).not.toBeNull(), 5_000)
  expect(heldPast()).not.toBe(before)
  backToNow()
  lose(feed, log.state)
})

test('a moment that the log drops while it is looked at stays as it is, says so, and leads on to what is left', async () => {
  const { log, note, feed, answer } = connected()
  const first = visit()
  note(cleared(1))
  note(first)
  note(visit())
  vi.stubGlobal('fetch', async () => answer())
  dashboardStore.setState({ snapshot: log.state })
  expect(await goToRequest(first.request.id)).toBe(true)
  const { moment } = dashboardStore.getState()
  const then = structuredClone(moment?.snapshot)
  expect(isDropped(moment?.seq ?? 0)).toBe(false)
  for (let index = 0; index < LOG.events + 2 * LOG.segment; index += 1) note(cleared(index))
  const last = visit()
  note(last)
  expect(log.stateAt(moment?.seq ?? 0)).toBeNull()
  // What is shown stays: nobody is thrown out of where they are.
  expect(dashboardStore.getState().moment).toBe(moment)
  expect(moment?.snapshot).toEqual(then)
  expect(isDropped(moment?.seq ?? 0)).toBe(true)
  const { stops, history } = (await past('token')) ?? {}
  expect([stops.isCut, stops.indexOf({ seq: moment?.seq ?? 0, request: first.request.id })]).toEqual([true, -1])
  expect(history.stateAt(log.seq)).toEqual(log.state)
  // The state from which the log goes on can still be had.
  expect([history.stateAt(history.base.seq) === null, isDropped(history.base.seq), isDropped(history.base.seq - 1)]).toEqual([false, false, true])
  // The marks need nothing that is gone.
  for (const compared of ['now', 'previous', 'request'] as const) {
    compareWith(compared)
    expect(dashboardStore.getState().moment).toMatchObject({ compared, from: compared === 'now' ? null : moment?.before })
  }
  await goOn(-1)
  expect(dashboardStore.getState().moment?.seq).toBe(moment?.seq)
  expect(await goToRequest(first.request.id)).toBe(false)
  await goOn(1)
  expect(dashboardStore.getState().moment).toMatchObject({ request: last.request.id })
  expect(dashboardStore.getState().moment?.snapshot).toEqual(log.stateAt(log.seq))
  backToNow()
  lose(feed, log.state)
  // Where nothing is held, nothing is known to be gone; and who asks only now is told that the beginning is.
  expect(isDropped(moment?.seq ?? 0)).toBe(false)
  expect((await past('token')).stops.isCut).toBe(true)
  lose(feed, log.state)
})

test('a recording from which the beginning was left out says so, and a whole one does not', () => {
  const { state } = logOf().log
  for (const folded of [0, 5]) {
    givePast(new History({ ...state, log: { ...state.log, folded } }, LOG))
    expect(heldPast()?.stops.isCut).toBe(folded > 0)
  }
  givePast(null)
})

test('a launch that refuses says so', async () => {
  vi.stubGlobal('fetch', async () => new Response('', { status: 401 }))
  await expect(past('token')).rejects.toThrow('401')
})
