import { useRef } from 'react'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { haveOnlyGrown } from '../../state/pace.js'
import { useLive } from '../../state/use-dashboard.js'

/** The rows, oldest first. A crowd's row that has grown is no other list: it shows by itself how far it is (useGrownRow). */
export function useTimeline(): readonly TimelineRow[] {
  const held = useRef<readonly TimelineRow[]>(null)
  return useLive(({ timeline }) => {
    if (held.current === null || !haveOnlyGrown(held.current, timeline)) held.current = timeline
    return held.current
  })
}

/** All of them as they are now, crowds included. */
export function newestRows(): readonly TimelineRow[] {
  return dashboardStore.getState().snapshot?.timeline ?? []
}

/** A row as it is now. */
export function useGrownRow<R extends TimelineRow>(row: R): R {
  return useLive(({ timeline }) => (row.kind !== 'crowd' ? row : ((timeline.findLast(({ key }) => key === row.key) as R | undefined) ?? row)))
}
