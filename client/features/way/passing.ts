/** Requests that pass while somebody looks. */
import { useEffect, useState } from 'react'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { dashboardStore } from '../../state/dashboard-store.js'

/** How many of the newest requests travel at a time: of a burst, the rest is not seen. */
const AT_ONCE = 12

const NOBODY: readonly RequestRecord[] = []

/** The newest requests that have passed since the component was there, newest last. */
export function usePassing(): readonly RequestRecord[] {
  const [passing, setPassing] = useState(NOBODY)
  useEffect(() => {
    let seen = new Set(requestsOf().map(({ id }) => id))
    return dashboardStore.subscribe(({ snapshot, moment }, before) => {
      if (moment !== null || snapshot?.timeline === before.snapshot?.timeline) return
      const now = requestsOf()
      const fresh = now.filter(({ id }) => !seen.has(id))
      if (fresh.length === 0) return
      seen = new Set(now.map(({ id }) => id))
      setPassing((latest) => [...latest, ...fresh].slice(-AT_ONCE))
    })
  }, [])
  return passing
}

function requestsOf(): readonly RequestRecord[] {
  return dashboardStore.getState().snapshot?.timeline.flatMap((row) => (row.kind === 'request' ? [row.request] : [])) ?? []
}
