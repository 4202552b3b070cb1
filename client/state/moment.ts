/** Going back in time, and coming back to now. Fetched when it is first needed. */
import type { History } from '../../server/protocol/history/history.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { launchToken } from './connection.js'
import { type Compared, dashboardStore } from './dashboard-store.js'
import { knownSessions } from './known-sessions.js'
import { lookAt } from './look-at.js'
import { heldPast, onPastChanged, type Past, past } from './past.js'
import type { Stop } from './stops.js'

/** Reads all that has happened, so that it is here when the reader goes back. Where it cannot be had, that is told when they do. */
export function readPast(): void {
  past(launchToken()).catch(() => {})
}

// After a gap, whoever is in the past has the strip of all that happened again by itself.
onPastChanged(() => {
  if (dashboardStore.getState().moment !== null && heldPast() === null) readPast()
})

/**
 * Shows everything as of what a request brought about: the state after the last event that it caused, and before the first.
 *
 * @returns false: the log does not hold it (any more)
 * @throws Error when the page cannot get the log
 */
export async function goToRequest(request: string): Promise<boolean> {
  const found = await past(launchToken())
  const stop = found.stops.ofRequest(request)
  return stop !== null && show(found, stop)
}

/** Shows the last request, or what else happened last. @returns false: nothing has @throws Error when the page cannot get the log */
export async function goBack(): Promise<boolean> {
  const found = await past(launchToken())
  const { stops } = found
  const stop = stops.next(Number.POSITIVE_INFINITY, -1, true) ?? stops.all.at(-1) ?? null
  return stop !== null && show(found, stop)
}

/** To the request after, or before; or to whatever happened. Where there is none, all stays. @throws Error when the page cannot get the log */
export async function goOn(step: 1 | -1, isRequest = true): Promise<void> {
  const { moment } = dashboardStore.getState()
  if (moment === null) return
  const found = await past(launchToken())
  const stop = found.stops.next(moment.seq, step, isRequest)
  if (stop !== null) show(found, stop)
}

/** To the first or the last one that there is. */
export function goToEnd(which: 'first' | 'last'): void {
  const found = heldPast()
  const stop = which === 'first' ? found?.stops.all[0] : found?.stops.all.at(-1)
  if (found && stop) show(found, stop)
}

/** What the marks show from now on. */
export function compareWith(compared: Compared): void {
  const { moment } = dashboardStore.getState()
  if (moment === null) return
  const found = heldPast()
  const previous = compared === 'previous' ? (found?.stops.next(moment.seq, -1, true) ?? null) : null
  const from = compared === 'now' ? null : ((previous && stateAt(found?.history, previous)) ?? moment.before)
  lookAt({ ...moment, compared, from })
}

export function backToNow(): void {
  lookAt(null)
}

/** Shows everything as of a stop. @returns false: it is no longer held */
export function show({ history, stops }: Past, stop: Stop): boolean {
  const { moment, snapshot: now } = dashboardStore.getState()
  // In this order: the second one goes on from the first.
  const [before, snapshot] = [beforeIt({ history, stops }, stop), stateAt(history, stop)]
  if (before === null || snapshot === null || now === null) return false
  const compared = moment?.compared ?? 'request'
  const previous = compared === 'previous' ? stops.next(stop.seq, -1, true) : null
  const from = compared === 'now' ? null : ((previous && stateAt(history, previous)) ?? before)
  const request = stop.of.kind === 'request' ? stop.of : null
  const leftAt = moment?.leftAt ?? now.seq
  lookAt(
    { seq: stop.seq, at: stop.at, snapshot, before, request: request?.id ?? null, what: stop.of, compared, from, leftAt },
    // Whoever sent it comes to the front.
    request !== null && snapshot.browsers.some(({ id }) => id === request.actor)
      ? { selectedBrowser: request.actor as (typeof snapshot.browsers)[number]['id'], selectedSession: null }
      : {},
  )
  return true
}

function beforeIt({ history, stops }: Past, { since, first }: Stop): Snapshot | null {
  const state = history.stateAt(since - 1)
  const last = stops.lastBefore(first)
  return state && counted(state, last !== null && last.seq < since ? last : null)
}

function stateAt(history: History | undefined, stop: Stop): Snapshot | null {
  const state = history?.stateAt(stop.seq) ?? null
  return state && counted(state, stop)
}

/** A store is counted now and then, so its number lags behind the documents: with what was counted soon after, and no fewer than are known. */
function counted(state: Snapshot, stop: Stop | null): Snapshot {
  const { store } = state
  const told = stop?.counted?.store === store.active ? stop.counted : store
  if (told.sessionCount === null) return state
  const sessionCount = Math.max(told.sessionCount, knownSessions(state).length)
  return sessionCount === store.sessionCount ? state : { ...state, store: { ...store, sessionCount, bytesPerSession: told.bytesPerSession } }
}
