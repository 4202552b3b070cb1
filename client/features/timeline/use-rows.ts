import { useRef } from 'react'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { useLive, useLivePaced } from '../../state/use-dashboard.js'

/** The rows, oldest first. A crowd's row that has grown is no other list: it shows by itself how far it is (useGrownRow). */
export function useTimeline(): readonly TimelineRow[] {
  const held = useRef<readonly TimelineRow[]>(null)
  return useLive(({ timeline }) => {
    if (held.current === null || !hasOnlyGrown(held.current, timeline)) held.current = timeline
    return held.current
  })
}

function hasOnlyGrown(before: readonly TimelineRow[], now: readonly TimelineRow[]): boolean {
  return before.length === now.length && now.every((row, place) => row === before[place] || (row.kind === 'crowd' && row.key === before[place]?.key))
}

/** All of them as they are now, crowds included. */
export function newestRows(): readonly TimelineRow[] {
  return dashboardStore.getState().snapshot?.timeline ?? []
}

/** A row as it is now: that of a crowd that comes in moves twice a second, and at once when the crowd has ended. */
export function useGrownRow<R extends TimelineRow>(row: R): R {
  return useLivePaced(({ timeline }) => (row.kind !== 'crowd' ? row : ((timeline.findLast(({ key }) => key === row.key) as R | undefined) ?? row)))
}
