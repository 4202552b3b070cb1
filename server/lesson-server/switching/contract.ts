/** What the hot app offers to the lesson server, and what it asks of it. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Store } from 'express-session'
import type { StoreTarget } from '../../protocol/ipc.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import type { SwitchProgress } from '../../protocol/stores.js'
import type { OpenStore, StoreAdapter, StoreHealth } from '../../stores/adapter.js'
import type { Line } from '../wire/wire.js'
import type { Forgetting } from './forgotten.js'
import type { SwitchPhases } from './phases.js'

/** What one build of the shop is made from. `store` is for this build alone: express-session overwrites its `generate`. */
export interface AppOrder {
  readonly store: Store
  readonly options: SessionOptions
  /** First signs, all verify. */
  readonly secrets: readonly string[]
}

export interface HotAppParts {
  /**
   * Builds the shop. Its error handler gets what the store reports: errors with `status` (503) and `retryAfterSeconds`, whose `message` is for people.
   * It is also called with stores that answer every call with such an error, to show the shop's own error page.
   */
  readonly createApp: (order: AppOrder) => RequestListener
  /** Puts the taps around a store; they may change it in place or answer with another. */
  readonly wrapStore: (store: Store, kind: string) => Store
  /** What the shop's calls of a store go to; by default the store. Asked when a store is opened, and at `rewire`. */
  readonly lineTo?: (open: OpenStore) => Line
  readonly secrets: readonly string[]
  /** The stores that there are to switch between; by default those of the registry. */
  readonly adapters?: readonly StoreAdapter[]
  /** Progress of a switch under way; null when it has ended, either way. */
  readonly onSwitching: (progress: SwitchProgress | null) => void
  /** Health of the active store, at each change. */
  readonly onHealth: (health: StoreHealth) => void
}

/** One HTTP front that never goes away, and behind it a shop that is rebuilt for another store or other options. */
export interface HotApp {
  /**
   * Opens the store and builds the shop. A store that is out of reach does not stop it: every request gets the shop's error page
   * until the store answers, which is tried every STORES.reopenMs.
   *
   * @returns the reason why the store is not open, or null
   */
  start(target: StoreTarget, options: SessionOptions): Promise<{ readonly storeProblem: string | null }>
  handle(req: IncomingMessage, res: ServerResponse): void
  /** Moves the shop to another store, phase by phase. */
  readonly switching: SwitchPhases
  /** Rebuilds `session({...})` on the same store, with the same secrets unless others are given. @throws ProblemError `busy` */
  configure(options: SessionOptions, secrets?: readonly string[]): Promise<void>
  /** What `lineTo` answers has changed: the next call goes by it. */
  rewire(): void
  /** Removes every session of the active store. @param forGood it cannot be undone @throws ProblemError `busy`, `store-unreachable` */
  clear(forGood?: boolean): Promise<Forgetting>
  /** Removes one session of the active store. @throws ProblemError `busy`, `store-unreachable` */
  forget(id: string): Promise<Forgetting>
  /** Undoes that, and answers how many came back. @throws ProblemError `cannot-undo`, `busy`, `store-unreachable` */
  bringBack(): Promise<number>
  /** `open` is null while the store has not answered yet. */
  active(): { readonly kind: string; readonly open: OpenStore | null; readonly options: SessionOptions }
  /** Sessions that the stores which were used and are not active hold, by kind, zeros included; of a store whose connection is closed, as many as there were then. */
  elsewhere(): Promise<Record<string, number>>
  /** Closes every store and timer. Idempotent. */
  close(): Promise<void>
}
