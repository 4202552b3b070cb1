import { dashboardStore, type LowerView } from './dashboard-store.js'

/** Shows the requests, the crowd or the way below the panes. */
export function showBelow(lower: LowerView): void {
  dashboardStore.setState(({ isCrowdOpened, isWayOpened }) => ({
    lower,
    isCrowdOpened: isCrowdOpened || lower === 'crowd',
    isWayOpened: isWayOpened || lower === 'way',
  }))
}
