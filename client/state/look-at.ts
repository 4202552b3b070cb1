import { holdClock } from '../clock.js'
import { type DashboardState, dashboardStore, type Moment } from './dashboard-store.js'

/** What the reader had selected when they left now. */
let before: Pick<DashboardState, 'selectedBrowser' | 'selectedSession'> | null = null

/**
 * Shows a moment of the past, or now again (null), where everything is as the reader left it. Ages and countdowns stand still meanwhile.
 *
 * @param selected what the panes show then; left out: what they show
 */
export function lookAt(moment: Moment | null, selected: Partial<Pick<DashboardState, 'selectedBrowser' | 'selectedSession'>> = {}): void {
  const { moment: last, selectedBrowser, selectedSession } = dashboardStore.getState()
  if (moment !== null && last === null) before = { selectedBrowser, selectedSession }
  holdClock(moment?.at ?? null)
  dashboardStore.setState({ ...(moment === null ? before : selected), moment })
  if (moment === null) before = null
}

/** The time that a moment is known by, epoch ms: of a request when it came, as its row says, though what is shown is as of the last that it brought about. */
export function toldTime({ at, what }: Pick<Moment, 'at' | 'what'>): number {
  return what?.kind === 'request' ? what.at : at
}
