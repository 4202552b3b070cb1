import { dashboardStore, type LowerView } from './dashboard-store.js'

/** Shows the requests or the crowd below the panes. */
export function showBelow(lower: LowerView): void {
  dashboardStore.setState(({ isCrowdOpened }) => ({ lower, isCrowdOpened: isCrowdOpened || lower === 'crowd' }))
}
