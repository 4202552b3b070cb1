import { useStore } from 'zustand'
import type { InstanceState } from '../../server/protocol/instance-state.js'
import { onlyInstance } from '../../server/protocol/instance-state.js'
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

/** The same of the lesson server, of which there is one. */
export function useInstance<T>(selector: (instance: InstanceState) => T): T {
  return useSnapshot((snapshot) => selector(onlyInstance(snapshot)))
}
