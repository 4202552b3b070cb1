import { createStore } from 'zustand/vanilla'
import type { BrowserState } from '../../server/protocol/browsers.js'
import type { InstanceId } from '../../server/protocol/instances.js'
import type { Snapshot } from '../../server/protocol/state.js'
import type { Obstacle } from './obstacle.js'
import type { Stop } from './stops.js'

/**
 * How the page stands to the sandbox.
 * - `connecting`: the first snapshot is not here yet;
 * - `live`: frames arrive;
 * - `silent`: connected, and yet nothing arrives; what is shown is from before;
 * - `lost`: the connection broke; it is tried again by itself, and what is shown is from before;
 * - `reloading`: the sandbox was started anew, so this page's token is no longer good: the page loads itself again, once;
 * - `refused`: reloading did not help; the reader has to open the address that the terminal shows;
 * - `locked`: others can reach the page, so it came without the token, and the reader has to bring it;
 * - `wrong-token`: what the reader brought is not the token of this launch.
 */
export interface Connection {
  readonly phase: 'connecting' | 'live' | 'silent' | 'lost' | 'reloading' | 'refused' | 'locked' | 'wrong-token'
  /** Where the sandbox was last heard, or where it began to be called; a reading of `performance.now()`. */
  readonly since: number
  /** Why no stream comes through, once that was found out (a few seconds after it did not). */
  readonly obstacle: Exclude<Obstacle, 'other-launch'> | null
}

/** A moment of the past that the reader looks at. */
export interface Moment {
  /** Of the event as of which everything is shown. */
  readonly seq: number
  /** When it happened; epoch ms. */
  readonly at: number
  /** The state as of it. */
  readonly snapshot: Snapshot
  /** The state before what is looked at: before the first event that the same request or command brought about. */
  readonly before: Snapshot
  /** The request that is looked at; null: another event. */
  readonly request: string | null
  /** Who sent it, and what it asked for; or the kind of event. */
  readonly what: Stop['of'] | null
  /** What the marks in the panes are the difference to. */
  readonly compared: Compared
  /** The state from which the marks are counted; null: the marks are the difference to now. */
  readonly from: Snapshot | null
  /** Of the last event when the reader left now. */
  readonly leftAt: number
}

/** `request`: what it changed itself; `previous`: what differs from the request before; `now`: what has changed since. */
export type Compared = 'request' | 'previous' | 'now'

/** All that the page knows. `snapshot` and `moment` are the server's; the rest is the reader's own: what is selected, what is lit. */
export interface DashboardState {
  readonly connection: Connection
  /** `recording`: what is shown was kept in a file, and no sandbox stands behind it. */
  readonly source: 'live' | 'recording'
  /** null until the first one arrives; then never null again. */
  readonly snapshot: Snapshot | null
  /** Where the reader is, of all that has happened; null: now. */
  readonly moment: Moment | null
  /** The session that the store pane shows. null: the one of the selected browser. */
  readonly selectedSession: string | null
  /** The session under the pointer or the focus: every place that shows its id lights up. */
  readonly litSession: string | null
  /** The tab of the browser pane. */
  /** null: the one that shows this page. */
  readonly selectedBrowser: BrowserState['id'] | null
  /** The lesson server that the memory pane and the bar are about; null, or one that is gone: the first. */
  readonly selectedInstance: InstanceId | null
  /** Do the sessions come along when the reader switches the store? */
  readonly carryOver: boolean
  /** What stands below the panes. */
  readonly lower: LowerView
  /** Has the crowd's place been opened? Until then it is not offered below. */
  readonly isCrowdOpened: boolean
  /** Has the way been opened? */
  readonly isWayOpened: boolean
}

/** What can stand below the panes, one at a time. */
export type LowerView = 'requests' | 'crowd' | 'way'

export const dashboardStore = createStore<DashboardState>()(() => ({
  connection: { phase: 'connecting', since: performance.now(), obstacle: null },
  source: 'live',
  snapshot: null,
  moment: null,
  selectedSession: null,
  litSession: null,
  selectedBrowser: null,
  selectedInstance: null,
  carryOver: true,
  lower: 'requests',
  isCrowdOpened: false,
  isWayOpened: false,
}))
