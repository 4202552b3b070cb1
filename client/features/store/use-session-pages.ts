import { useEffect, useState, useSyncExternalStore } from 'react'
import { isServing, livesOf } from '../../../server/protocol/instance-state.js'
import { send } from '../../state/connection.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { useLive, useSnapshot } from '../../state/use-dashboard.js'
import { createSessionPages, type SessionPages, type SessionPagesView } from './session-pages.js'

/**
 * The session list of the active store, loaded where one looks. It starts anew when the store or the process is another.
 *
 * @param search part of an id or of the content; '' for all
 * @param isCalm while true (the reader is in the list), nothing that is shown is reloaded
 */
export function useSessionPages(search: string, isCalm: boolean): SessionPages {
  const source = useLive((snapshot) => {
    return `${snapshot.store.active}/${livesOf(snapshot)}/${isServing(snapshot)}/${snapshot.store.health.up}`
  })
  const active = useLive(({ store }) => store.active)
  const [pages, setPages] = useState(() => makePages(active))

  // biome-ignore lint/correctness/useExhaustiveDependencies: `source` says when the list is of another store or process.
  useEffect(() => {
    const fresh = makePages(active)
    setPages(fresh)
    return fresh.stop
  }, [source])
  useEffect(() => pages.search(search), [pages, search])
  // A new count is the news that the list is outdated. It renders nothing by itself.
  useEffect(() => {
    if (isCalm) return
    const refresh = () => pages.refresh(dashboardStore.getState().snapshot?.seq ?? 0)
    refresh()
    return dashboardStore.subscribe((now, before) => {
      if (now.snapshot?.store.sessionCount !== before.snapshot?.store.sessionCount) refresh()
    })
  }, [pages, isCalm])

  return pages
}

/** Reads from the list as it is now. The component renders again when what the selector gives is another value. */
export function usePages<T>(pages: SessionPages, selector: (view: SessionPagesView) => T): T {
  return useSyncExternalStore(pages.subscribe, () => selector(pages.view()))
}

/** Sessions there are, or that match; null: not known yet. */
export function useSessionCount(pages: SessionPages, search: string): number | null {
  const counted = useSnapshot(({ store }) => store.sessionCount)
  const total = usePages(pages, (view) => view.total)
  return search === '' ? (counted ?? total) : total
}

/** Is it known that there are none, or that none match? */
export function useHasNone(pages: SessionPages, search: string): boolean {
  const hasNone = useSnapshot(({ store: { sessionCount } }) => (sessionCount === null ? null : sessionCount === 0))
  const foundNone = usePages(pages, ({ total }) => total === 0)
  return search === '' ? (hasNone ?? foundNone) : foundNone
}

function makePages(store: string): SessionPages {
  return createSessionPages((query) => send({ type: 'sessions:list', ...query }), store)
}
