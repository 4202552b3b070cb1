/** Going back in time, and coming back to now. Fetched when it is first needed. */
import type { LogEvent } from '../../server/protocol/events.js'
import type { History } from '../../server/protocol/history/history.js'
import { launchToken } from './connection.js'
import { lookAt } from './look-at.js'
import { past } from './past.js'

/**
 * Shows everything as of what a request brought about: the state after the last event that it caused, and before the first.
 *
 * @returns false: the log does not hold it (any more)
 * @throws Error when the page cannot get the log
 */
export async function goToRequest(request: string): Promise<boolean> {
  const history = await past(launchToken())
  const caused = history.after(0).filter((event) => isOf(event, request))
  const [first, last] = [caused[0], caused.at(-1)]
  return first !== undefined && last !== undefined && show(history, first, last, request)
}

export function backToNow(): void {
  lookAt(null)
}

function show(history: History, first: LogEvent, last: LogEvent, request: string | null): boolean {
  const [before, snapshot] = [history.stateAt(first.seq - 1), history.stateAt(last.seq)]
  if (before === null || snapshot === null) return false
  lookAt({ seq: last.seq, at: last.at, snapshot, before, request })
  return true
}

function isOf(event: LogEvent, request: string): boolean {
  return (event.kind === 'request' && event.request.id === request) || (event.cause !== null && 'request' in event.cause && event.cause.request === request)
}
