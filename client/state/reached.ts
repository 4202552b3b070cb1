import { dashboardStore } from './dashboard-store.js'

/**
 * Resolves once this page's own state includes an event of the log, however late its frame is; frames that were missed come as a snapshot.
 * Also when the state is that of another launch, in whose log the event never was. Never rejects.
 *
 * @param seq of the event, as a command was answered with it
 */
export function reached(seq: number): Promise<void> {
  const launch = dashboardStore.getState().snapshot?.launch.startedAt
  return new Promise((resolve) => {
    const look = () => {
      const { snapshot } = dashboardStore.getState()
      if (!snapshot || (snapshot.seq < seq && snapshot.launch.startedAt === launch)) return
      stop()
      resolve()
    }
    const stop = dashboardStore.subscribe(look)
    look()
  })
}
