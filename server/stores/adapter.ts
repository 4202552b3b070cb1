/**
 * What a session store must be able to do here. One file a store (`*-store.ts` in this folder, found by its name and
 * its default export); `contract.ts` holds the suite that runs against every one.
 */

import type session from 'express-session'
import type { Store } from 'express-session'
import type { SessionsPage } from '../protocol/commands.js'
import type { StoreTarget } from '../protocol/ipc.js'
import type { StoreCapabilities, StoredSession } from '../protocol/state.js'
import type { StoreCallError } from './store-call-error.js'

/** An adapter: the default export of a `*-store.ts` file. */
export interface StoreAdapter {
  /** The same as the file's name before `-store`. */
  readonly kind: string
  readonly label: string
  /** Hue of its colour in the dashboard, degrees of oklch. */
  readonly hue: number
  readonly capabilities: StoreCapabilities
  /** Does it answer from this very process, so that no call of it can hang? */
  readonly isInProcess: boolean
  /** Does it need a MongoDB (and so `target.mongodbUri`)? */
  readonly needsMongodb: boolean
  /**
   * Opens the store, as a learner's app would.
   *
   * @param sessionModule the `express-session` function, which store factories take
   * @throws ProblemError `store-unreachable`, `bad-mongodb-uri`: in words, within STORES.probeDeadlineMs, credentials masked
   */
  open(sessionModule: typeof session, target: StoreTarget): Promise<OpenStore>
}

/** A store in use. Only `store` is seen by express-session; the rest looks at it from outside, through the database's own driver where it has one. */
export interface OpenStore {
  readonly adapter: StoreAdapter
  /** The very object that the package makes. */
  readonly store: Store
  /** An error of the store in words for people: no session id, no session data, no credential in it (packages put all three into their messages). */
  explain(error: unknown): StoreCallError
  /** Writes and destroys a key of our own. @throws ProblemError `store-unreachable` within STORES.probeDeadlineMs */
  probe(): Promise<void>
  /** Live and expired sessions that are still there. Cheap: never walks the sessions. */
  count(): Promise<number>
  /** A page of sessions, in slices that never hold the event loop for more than a few ms. */
  list(query: { readonly search: string; readonly offset: number; readonly limit: number }): Promise<SessionsPage>
  /** The session as the store holds it, without changing or freeing it; null when there is none. */
  read(id: string): Promise<StoredSession | null>
  /** Every session that has not expired, in batches of at most STORES.copyBatch: what carrying over copies. */
  entries(): AsyncIterable<readonly CarriedSession[]>
  /** Of these ids the ones that are there and have not expired. */
  pick(ids: readonly string[]): Promise<readonly CarriedSession[]>
  /** Writes sessions as the package itself would have. */
  put(sessions: readonly CarriedSession[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
  /** Removes all sessions and answers how many there were. */
  clear(): Promise<number>
  /**
   * Are its sessions marked as not to be trusted: unfinished copies, or left behind by a carry-over that moved them? Then somebody who has logged out
   * since could be in again, so it must be emptied before it is used.
   */
  isStale(): Promise<boolean>
  /** Sets that mark or takes it away. It stands beside the sessions and lives as long as they do: whoever set it may die. */
  markStale(stale: boolean): Promise<void>
  /** Bytes of one session where it is stored: estimated from running figures, null while there is none. Cheap. */
  bytesPerSession(): Promise<number | null>
  /** Is there an index by which the database removes expired sessions itself? One that vanished with all data is made again. null: a store without indexes. */
  ttlIndex(): Promise<boolean | null>
  /** Calls back when the store stops or starts answering; returns the unsubscriber. */
  onHealth(listener: (health: { readonly up: boolean; readonly reason: string | null }) => void): () => void
  /** Closes connections and timers. Awaitable twice. */
  close(): Promise<void>
}

/** A session on its way from one store to another: id and session data, as express-session serialises it (JSON). */
export interface CarriedSession {
  readonly id: string
  /** `JSON.stringify(session)`: cookie included. */
  readonly json: string
  /** JSON cannot say what the store holds (a Date or another BSON type in the session data): it will arrive changed. */
  readonly altered?: true
}
