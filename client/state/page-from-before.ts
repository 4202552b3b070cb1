import type { BrowserState } from '../../server/protocol/browsers.js'
import type { TimelineRow } from '../../server/protocol/timeline.js'

/**
 * Has the shop moved to another store, without its sessions, since this browser last got a page? Then the page shows what the other store knew.
 * Only for a browser with a session: for others nothing has changed. Pure.
 *
 * @param timeline oldest first
 */
export function isFromOtherStore({ id, sessionId }: Pick<BrowserState, 'id' | 'sessionId'>, timeline: readonly TimelineRow[]): boolean {
  if (sessionId === null) return false
  const last = timeline.findLast(
    (row) => (row.kind === 'request' && row.request.actor === id && row.request.status !== null) || (row.kind === 'switched' && leavesSessions(row.report)),
  )
  return last?.kind === 'switched' && timeline.some((row) => row.kind === 'request' && row.request.actor === id)
}

function leavesSessions({ carryOver, refused }: Extract<TimelineRow, { kind: 'switched' }>['report']): boolean {
  return refused === null && !carryOver
}
