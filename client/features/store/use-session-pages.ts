import { useEffect, useState, useSyncExternalStore } from 'react'
import { isServing, livesOf } from '../../../server/protocol/instance-state.js'
import { send } from '../../state/connection.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { useLive } from '../../state/use-dashboard.js'
import { createSessionPages, type SessionPages, type SessionPagesView } from './session-pages.js'

/**
 * The session list of the active store, loaded where one looks. It starts anew when the store or the process is another.
 *
 * @param search part of an id or of the content; '' for all
 * @param isCalm while true (the reader is in the list), nothing that is shown is reloaded
 */
export function useSessionPages(search: string, isCalm: boolean): { readonly pages: SessionPages; readonly view: SessionPagesView } {
  const source = useLive((snapshot) => {
    return `${snapshot.store.active}/${livesOf(snapshot)}/${isServing(snapshot)}/${snapshot.store.health.up}`
  })
  const count = useLive(({ store }) => store.sessionCount)
  const active = useLive(({ store }) => store.active)
  const [pages, setPages] = useState(() => makePages(active))

  // biome-ignore lint/correctness/useExhaustiveDependencies: `source` says when the list is of another store or process.
  useEffect(() => {
    const fresh = makePages(active)
    setPages(fresh)
    return fresh.stop
  }, [source])
  useEffect(() => pages.search(search), [pages, search])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new count is the news that the list is outdated.
  useEffect(() => {
    if (!isCalm) pages.refresh(dashboardStore.getState().snapshot?.seq ?? 0)
  }, [pages, count, isCalm])

  return { pages, view: useSyncExternalStore(pages.subscribe, pages.view) }
}

function makePages(store: string): SessionPages {
  return createSessionPages((query) => send({ type: 'sessions:list', ...query }), store)
}
