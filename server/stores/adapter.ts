/**
 * A session store in one file (`*-store.ts` in this folder, listed in `registry.ts`): what it is called, what it needs, what it can do, how a learner writes
 * it, and how it is made. Everything that the sandbox wants to know of it beyond that has a default (`opening.ts`); an adapter says more where its
 * database knows better.
 */

import type session from 'express-session'
import type { Store } from 'express-session'
import type { SessionsPage } from '../protocol/command-results.js'
import type { Localized } from '../protocol/language.js'
import type { AddressOf, ResourceKind } from '../protocol/resources.js'
import type { NpmPackage, StoreCapabilities, StoredSession } from '../protocol/stores.js'
import type { Why } from '../protocol/why.js'
import type { StoreCallError } from './store-call-error.js'

/** An adapter, whatever it needs. */
export type StoreAdapter = { readonly [R in ResourceKind]: AdapterFor<R> }[ResourceKind]

/** An adapter, as its file exports it by default. `R` is the kind of resource that it needs. */
export interface AdapterFor<R extends ResourceKind> {
  /** The store's name everywhere; the same as the file's before `-store`. */
  readonly kind: string
  /** A proper name, the same in every language. */
  readonly label: string
  /** Hue of its colour in the dashboard, degrees of oklch. */
  readonly hue: number
  /** What it is, in a few words without a full stop, in each language: how it is kept, and what is special about it. */
  readonly about: Localized
  /** Where the page offers it: in the switch itself, or behind *more stores*. */
  readonly place: 'switch' | 'more'
  /** Here to be learnt from, and not to be used: `about` says why. */
  readonly badExample?: true
  /** Its npm package; null: it comes with express-session. */
  readonly npm: NpmPackage | null
  /** What it needs to be somewhere. */
  readonly resource: R
  readonly capabilities: StoreCapabilities
  /** Promises of express-session's that it is known to break, by what they are about in `server/test/stores/promises.ts`. */
  readonly breaks?: readonly string[]
  /** Of a store in MongoDB: the collection of its sessions, where it is not the one that the address names but one beside it. */
  readonly collectionBeside?: (collection: string) => string
  /** Keys that the store itself puts into the session data, for its own books: nobody's data, so they are not carried over. */
  readonly addsToSession?: readonly string[]
  /** The lines of JavaScript that make it in a learner's own app, which has `session` imported already; they end with a `store`. */
  readonly snippet: string
  /** A line after these with which a timer of the package's own passes soon, for whoever tries the store and cannot wait. */
  readonly hasten?: string
  /**
   * The same as a first attempt has it, where `snippet` keeps the package from what it would do: of this the catalogue tells what the package does by itself.
   * Left out: the snippet without the lines whose comment begins with "without it,".
   */
  readonly naiveSnippet?: string
  /** Each of its calls ends at once, in this very process: so it needs no deadline, which costs a timer a call. */
  readonly alwaysAnswers?: true
  /**
   * Makes the store, as a learner's app would. After STORES.openDeadlineMs it is given up.
   *
   * @param sessionModule the `express-session` function, which store factories take
   * @throws ProblemError `store-unreachable` or one of its own, in words, credentials masked; whatever else it throws is explained
   */
  create(sessionModule: typeof session, address: AddressOf<R>, tuning: StoreTuning): CreatedStore | Promise<CreatedStore>
}

/** How a store is made otherwise than by its `snippet`, for whoever cannot wait. */
export interface StoreTuning {
  /** Of a store whose expired sessions are removed by a timer in the shop's process: how often that passes, in ms, instead of `capabilities.sweepEveryMs`. */
  readonly sweepEveryMs?: number
}

/** The store, and what its adapter knows better than the defaults: `{ store }` is enough. A plain object. */
export interface CreatedStore extends Partial<LookIns> {
  /** The very object that the package makes. */
  readonly store: Store
  /**
   * The ids of all sessions that are stored, in any order. Without it, the defaults know the sessions that have passed through this process: enough for a
   * store that ends with it. One that outlives it holds sessions of earlier lives as well, and needs this, or at least a `clear` of its own.
   */
  ids?(): AsyncIterable<string> | Iterable<string>
  /** @see OpenStore */
  drop?(): Promise<void>
}

/** What the sandbox wants to know of a store, from outside. The default of each is in `opening.ts`. */
export interface LookIns {
  /** An error of the store in words for people: no session id, no session data, no credential in it (packages put all three into their messages). */
  explain(error: unknown): StoreCallError
  /** Writes and destroys a key of our own. @throws ProblemError `store-unreachable` within STORES.probeDeadlineMs */
  probe(): Promise<void>
  /** Live and expired sessions that are still there. Cheap: never walks the sessions. */
  count(): Promise<number>
  /** A page of sessions, in slices that never hold the event loop for more than a few ms. */
  list(query: SessionsQuery): Promise<SessionsPage>
  /** The session as the store holds it, without changing or freeing it; null when there is none. */
  read(id: string): Promise<StoredSession | null>
  /** Every session that has not expired, in batches of at most STORES.copyBatch: what carrying over copies. */
  entries(): AsyncIterable<readonly CarriedSession[]>
  /** Of these ids the ones that are there and have not expired. */
  pick(ids: readonly string[]): Promise<readonly CarriedSession[]>
  /** Writes sessions as the package itself would have. */
  put(sessions: readonly CarriedSession[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
  /**
   * Removes all sessions and answers how many there were.
   *
   * @param onBatch called each time that something has moved, where it is done in batches, and right before a batch that was waited for goes; what it throws ends it, and what is left then stays
   */
  clear(onBatch?: () => void): Promise<number>
  /**
   * Are its sessions marked as not to be trusted: unfinished copies, or left behind by a carry-over that moved them? Then somebody who has logged out
   * since could be in again, so it must be emptied before it is used.
   */
  isStale(): Promise<boolean>
  /** Sets that mark or takes it away. It stands beside the sessions and lives as long as they do: whoever set it may die. */
  markStale(stale: boolean): Promise<void>
  /** Bytes of one session where it is stored: estimated from running figures, null while there is none. Asked now and then: it may read a few sessions. */
  bytesPerSession(): Promise<number | null>
  /** Is there an index by which the database removes expired sessions itself? One that vanished with all data is made again. null: a store without indexes. */
  ttlIndex(): Promise<boolean | null>
  /** Calls back when the store stops or starts answering; returns the unsubscriber. */
  onHealth(listener: (health: StoreHealth) => void): () => void
  /** Closes connections and timers. Idempotent. */
  close(): Promise<void>
}

/** A store in use. Only `store` is seen by express-session; the rest looks at it from outside. */
export interface OpenStore extends LookIns {
  readonly adapter: StoreAdapter
  /** The very object that the package makes. */
  readonly store: Store
  /**
   * Removes what was made in the database to keep sessions in, such as a table, and the sessions with it: for a place that nobody uses any more. Left out:
   * nothing is left of a store that is empty.
   */
  drop?(): Promise<void>
}

export interface SessionsQuery {
  /** Empty: all. */
  readonly search: string
  readonly offset: number
  readonly limit: number
}

export interface StoreHealth {
  readonly up: boolean
  /** Redacted; null while all is well. With `up`: it answers, from memory, and saves nothing. */
  readonly why: Why | null
}

/** A session on its way from one store to another: id and session data, as express-session serialises it (JSON). */
export interface CarriedSession {
  readonly id: string
  /** `JSON.stringify(session)`: cookie included. */
  readonly json: string
  /** JSON cannot say what the store holds (a Date or another BSON type in the session data): it will arrive changed. */
  readonly altered?: true
}
