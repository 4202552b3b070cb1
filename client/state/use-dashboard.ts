import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { InstanceState } from '../../server/protocol/instance-state.js'
import { onlyInstance } from '../../server/protocol/instance-state.js'
import type { InstanceId } from '../../server/protocol/instances.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { type DashboardState, dashboardStore } from './dashboard-store.js'

/** Reads from the page's state. The component renders again when what the selector gives is another value (`Object.is`). */
export function useDashboard<T>(selector: (state: DashboardState) => T): T {
  return useStore(dashboardStore, selector)
}

/** Reads from the server's snapshot. Only for what is rendered once the first snapshot is here (all panes are). */
export function useSnapshot<T>(selector: (snapshot: Snapshot) => T): T {
  return useStore(dashboardStore, (state) => {
    if (!state.snapshot) throw new Error('useSnapshot was called before the first snapshot arrived')
    return selector(state.snapshot)
  })
}

/** The same of the lesson server: of the one that the reader has chosen, where there are two. */
export function useInstance<T>(selector: (instance: InstanceState) => T): T {
  const selected = useDashboard((state) => state.selectedInstance)
  return useSnapshot((snapshot) => selector((selected === null ? undefined : snapshot.instances[selected]) ?? onlyInstance(snapshot)))
}

/** Names of the lesson servers; the same array while they are the same. */
export function useInstanceIds(): readonly InstanceId[] {
  const ids = useSnapshot(({ instances }) => Object.keys(instances).join())
  return useMemo(() => ids.split(','), [ids])
}

export function useHasTwoServers(): boolean {
  return useInstanceIds().length > 1
}

/** Of two, the one that the reader has chosen; null: there is one. */
export function useChosenInstance(): InstanceId | null {
  const ids = useInstanceIds()
  const selected = useDashboard((state) => state.selectedInstance)
  return ids.length < 2 ? null : (ids.find((id) => id === selected) ?? ids[0] ?? null)
}

/** What the chosen one of two holds by itself, by kind of store; null: there is one, and what its process holds is all there is. */
export function useOwnSessions(): InstanceState['own'] | null {
  const own = useInstance((instance) => instance.own)
  return useHasTwoServers() ? own : null
}
