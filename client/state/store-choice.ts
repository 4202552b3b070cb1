import type { CrowdOrder } from '../../server/protocol/crowd.js'
import type { Problem } from '../../server/protocol/problem.js'
import { send } from './connection.js'
import { dashboardStore } from './dashboard-store.js'

/** Ticks or unticks "carry over" in the bar: it holds for every switch that is asked for on this page. */
export function setCarryOver(carryOver: boolean): void {
  dashboardStore.setState({ carryOver })
}

/**
 * Switches to another store, with the carry-over that is ticked, and then lets a crowd in, if there is one.
 *
 * @returns why it was not done; null when it was, and for a switch that was refused, which the page tells as news. No crowd comes after either
 */
export async function switchAndRepeat(kind: string, order: CrowdOrder | null): Promise<Problem | null> {
  const { snapshot, carryOver } = dashboardStore.getState()
  if (snapshot?.store.active !== kind) {
    const switched = await send({ type: 'store:switch', to: kind, carryOver })
    if (!switched.ok) return switched.problem
    if (switched.value.refused !== null) return null
  }
  if (order === null) return null
  const started = await send({ type: 'crowd:start', ...order })
  return started.ok ? null : started.problem
}
