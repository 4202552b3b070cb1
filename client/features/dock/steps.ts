import { ownBrowserId } from '../../state/browser-names.js'
import type { DashboardState } from '../../state/dashboard-store.js'

export interface Step {
  readonly name: 'login' | 'find' | 'switch' | 'crowd' | 'overflow'
  /** Selectors of what the step's button points at; the first that is on the page is taken. */
  readonly pointsAt: readonly string[]
  /** Was it seen to happen? */
  readonly happened: (state: DashboardState) => boolean
}

/** Is somebody logged in, in the session of the reader's own browser? */
function isLoggedIn({ snapshot }: DashboardState): boolean {
  const own = snapshot && ownBrowserId(snapshot)
  const id = snapshot?.browsers.find((browser) => browser.id === own)?.sessionId
  const document = id ? snapshot?.focused[id]?.stored?.document : undefined
  const data = document && typeof document.session === 'object' && document.session !== null ? (document.session as Record<string, unknown>) : document
  return data?.isLoggedIn === true
}

export const STEPS: readonly Step[] = [
  { name: 'login', pointsAt: ['[data-guide="shop"]'], happened: isLoggedIn },
  { name: 'find', pointsAt: ['[data-thread="store"]', '[data-pane="store"]'], happened: (state) => state.litSession !== null && isLoggedIn(state) },
  {
    name: 'switch',
    pointsAt: ['[data-guide="switch"]'],
    happened: ({ snapshot }) => snapshot?.store.lastSwitch != null && snapshot.store.lastSwitch.refused === null,
  },
  {
    name: 'crowd',
    pointsAt: ['[data-guide="crowd"]', '[data-pane="memory"]'],
    happened: ({ snapshot }) => snapshot !== null && (snapshot.crowd.running !== null || snapshot.crowd.finished.length > 0),
  },
  {
    name: 'overflow',
    pointsAt: ['[data-guide="restart"]'],
    happened: ({ snapshot }) => snapshot !== null && Object.values(snapshot.instances).some(({ lastDeath }) => lastDeath?.cause === 'out-of-memory'),
  },
]
