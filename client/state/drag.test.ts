import { act } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { History } from '../../server/protocol/history/history.js'
import { LOG } from '../../server/protocol/limits.js'
import { request } from '../../server/test/lessons/observed.js'
import { logOf } from '../../server/test/support/state.js'
import { dashboardStore } from './dashboard-store.js'
import { aim, arrive, dragTo } from './drag.js'
import { backToNow, goBack, goOn } from './moment.js'
import { DRAG_PAUSE_MS } from './pace.js'
import { givePast, heldPast } from './past.js'

const VISITS = 20

/** A past of this many requests, one event each, and the reader at the last of them. The panes have rested. */
beforeEach(async () => {
  const { log, note } = logOf()
  const history = new History(log.state, LOG)
  log.subscribe((event, before) => history.add(event, before))
  for (let count = 0; count < VISITS; count += 1) {
    const row = request({ id: `request-${count}` })
    if (row.kind === 'request') note({ kind: 'request', request: row.request })
  }
  givePast(history)
  dashboardStore.setState({ snapshot: log.state })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame'] })
  await goBack()
  rest()
})
afterEach(() => {
  backToNow()
  vi.useRealTimers()
})

/** The frame that shows what the panes do now, and their pause. */
const rest = () => act(() => vi.advanceTimersByTime(DRAG_PAUSE_MS + 50))
const shown = () => dashboardStore.getState().moment?.request
/** Drags to a request, by its number. @returns what the strip is at, and what the panes show */
function drag(to: number) {
  const place = heldPast()?.stops.all[to]?.place ?? Number.NaN
  act(() => dragTo(place))
  return at()
}
function at() {
  const { moment } = dashboardStore.getState()
  if (moment === null) return null
  const of = aim()?.of
  return { strip: of?.kind === 'request' ? of.id : moment.request, panes: moment.request }
}

test('the first step of a drag is shown at once; then the strip is ahead, and the panes follow to where it is by then', () => {
  expect(drag(15)).toEqual({ strip: 'request-15', panes: 'request-15' })
  const seen = new Set([shown()])
  for (let to = 14; to >= 5; to -= 1) {
    expect(drag(to)).toEqual({ strip: `request-${to}`, panes: 'request-15' })
    seen.add(shown())
  }
  rest()
  expect(at()).toEqual({ strip: 'request-5', panes: 'request-5' })
  expect(drag(4)).toEqual({ strip: 'request-4', panes: 'request-5' })
  expect(seen.size).toBe(1)
})

test('where the pointer is let go, the panes are at once', () => {
  drag(15)
  drag(3)
  act(arrive)
  expect(at()).toEqual({ strip: 'request-3', panes: 'request-3' })
})

test('a pause is counted from when the panes were drawn, however long that took', () => {
  const frames: FrameRequestCallback[] = []
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback))
  drag(15)
  drag(10)
  act(() => vi.advanceTimersByTime(50 * DRAG_PAUSE_MS))
  expect(at()).toEqual({ strip: 'request-10', panes: 'request-15' })
  for (const frame of frames) frame(0)
  rest()
  expect(at()).toEqual({ strip: 'request-10', panes: 'request-10' })
  vi.unstubAllGlobals()
})

test('a key, and the way back to now, lead away from where the pointer was', async () => {
  drag(15)
  drag(10)
  await act(() => goOn(1))
  expect(at()).toEqual({ strip: 'request-16', panes: 'request-16' })
  rest()
  expect(at()).toEqual({ strip: 'request-16', panes: 'request-16' })
  drag(12)
  drag(11)
  act(backToNow)
  rest()
  expect(at()).toBeNull()
  // Of a frame that was on its way.
  expect(drag(9)).toBeNull()
})

test('a drag that comes back to what the panes show is there', () => {
  drag(15)
  drag(10)
  drag(15)
  const { moment } = dashboardStore.getState()
  rest()
  expect(dashboardStore.getState().moment).toBe(moment)
  expect(at()).toEqual({ strip: 'request-15', panes: 'request-15' })
})
