import { useEffect, useState } from 'react'
import type { SessionReading } from '../../../server/protocol/command-results.js'
import { isServing, livesOf } from '../../../server/protocol/instance-state.js'
import type { FocusedSession, StoredSession } from '../../../server/protocol/stores.js'
import { send } from '../../state/connection.js'
import { useCompared, useDashboard, useIsOver, useSnapshot } from '../../state/use-dashboard.js'
import { isLatestChange } from './latest-change.js'

const READ_EVERY_MS = 2_000
/** Moving through the list with the arrow keys reads only where one stops. */
const SETTLE_MS = 120

export interface ShownSession {
  /** undefined: being read; null: the store has none; `not-recorded`: nobody had read it by the moment that is looked at, or by the end of the recording. */
  readonly stored: StoredSession | null | undefined | 'not-recorded'
  /** What it was before the last request; undefined when there is nothing to compare with. */
  readonly previous: FocusedSession['previous'] | undefined
  readonly changedAt: number | null
  /** Has nothing been done with the session since that change? */
  readonly isLatest: boolean
}

/** A session as the store holds it: pushed for the browsers that we follow, and read every two seconds while the page is in sight. */
export function useStoredSession(id: string): ShownSession {
  const focused = useSnapshot((snapshot) => snapshot.focused[id])
  const isOver = useIsOver()
  const compared = useCompared(({ focused: known }) => known[id])
  const isWithNow = useDashboard(({ moment }) => moment?.from === null)
  const isLatest = useSnapshot((snapshot) => isLatestChange(snapshot.focused[id], snapshot.timeline))
  const canRead = useSnapshot((snapshot) => isServing(snapshot) && snapshot.store.health.up)
  const store = useSnapshot((snapshot) => snapshot.store.active)
  const source = useSnapshot((snapshot) => `${snapshot.store.active}/${livesOf(snapshot)}`)
  // Whoever forgets it, or brings it back, looks for it.
  const undo = useSnapshot((snapshot) => snapshot.store.undo)
  const [read, setRead] = useState<(SessionReading & { readonly of: string }) | null>(null)
  const key = `${source}/${id}`

  // biome-ignore lint/correctness/useExhaustiveDependencies: `undo` says when it is another than it was.
  useEffect(() => {
    if (!canRead || isOver) return
    let stopped = false
    let timer: ReturnType<typeof setTimeout>
    const again = (delayMs: number) => {
      timer = setTimeout(() => void readOnce(), delayMs)
    }
    const readOnce = async () => {
      if (document.visibilityState === 'visible') {
        const result = await send({ type: 'sessions:read', id })
        if (stopped) return
        // What another store holds, to which a switch has led that is not told yet, says nothing of this one.
        if (result.ok && result.value.store === store) setRead({ of: key, ...result.value })
      }
      again(READ_EVERY_MS)
    }
    again(SETTLE_MS)
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  }, [id, key, canRead, store, undo, isOver])

  if (compared !== null) return asOfThen(compared.from, compared.to, isWithNow)
  const reading = read?.of === key ? read : null
  if (focused === undefined) return { stored: isOver ? 'not-recorded' : reading?.stored, previous: undefined, changedAt: null, isLatest: false }
  // Both are ordered by the log, whichever comes first: the store was asked after what is known was known, or it may have been before.
  const isNewer = reading !== null && reading.seq >= focused.seq
  return { stored: isNewer ? reading.stored : focused.stored, previous: focused.previous, changedAt: focused.changedAt, isLatest }
}

/** The document after the change that is marked, with what it was before; one that is gone by now, or that nobody knows by then, as it was before. */
function asOfThen(from: FocusedSession | undefined, to: FocusedSession | undefined, isWithNow: boolean): ShownSession {
  if (to === undefined) return { stored: from === undefined ? 'not-recorded' : from.stored, previous: undefined, changedAt: null, isLatest: false }
  if (to.stored === null) {
    const was = from === undefined ? 'not-recorded' : from.stored
    return { stored: isWithNow ? was : null, previous: undefined, changedAt: null, isLatest: false }
  }
  // That nobody had read it before does not make it new: what the change itself was found to be counts then.
  if (from === undefined) return { stored: to.stored, previous: to.changedAt === null ? undefined : to.previous, changedAt: to.changedAt, isLatest: true }
  const isSame = JSON.stringify(from.stored?.document) === JSON.stringify(to.stored.document)
  return { stored: to.stored, previous: isSame ? undefined : (from.stored?.document ?? null), changedAt: to.changedAt ?? 0, isLatest: !isSame }
}
