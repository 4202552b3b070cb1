/** Requests that pass while somebody looks. */
import { useEffect, useState } from 'react'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { dashboardStore } from '../../state/dashboard-store.js'

/** How many of the newest requests travel at a time: of a burst, the rest is only counted. */
const AT_ONCE = 12

export interface Passing {
  /** Since somebody looks. */
  readonly count: number
  /** Newest last. */
  readonly latest: readonly RequestRecord[]
}

const NOBODY: Passing = { count: 0, latest: [] }

/** The requests that have passed since the component was there. */
export function usePassing(): Passing {
  const [passing, setPassing] = useState(NOBODY)
  useEffect(() => {
    let seen = new Set(requestsOf().map(({ id }) => id))
    return dashboardStore.subscribe(({ snapshot, moment }, before) => {
      if (moment !== null || snapshot?.timeline === before.snapshot?.timeline) return
      const now = requestsOf()
      const fresh = now.filter(({ id }) => !seen.has(id))
      if (fresh.length === 0) return
      seen = new Set(now.map(({ id }) => id))
      setPassing(({ count, latest }) => ({ count: count + fresh.length, latest: [...latest, ...fresh].slice(-AT_ONCE) }))
    })
  }, [])
  return passing
}

function requestsOf(): readonly RequestRecord[] {
  return dashboardStore.getState().snapshot?.timeline.flatMap((row) => (row.kind === 'request' ? [row.request] : [])) ?? []
}
