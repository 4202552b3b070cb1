/**
 * What a store needs to be somewhere: a heap, a folder, a MongoDB. One interface for all of them, so that neither the switch nor a store's adapter knows
 * how one is found. One that may hang or die runs in a process of its own (`ResourceFunctions` in server/protocol/ipc.ts), and this is what stands for it.
 */
import type { Held } from '../protocol/ipc.js'
import type { Result } from '../protocol/problem.js'
import type { AddressOf, ResourceKind, ResourceState } from '../protocol/resources.js'

/** What a person is asked about before the first write. */
export interface ToAsk {
  /** Where it is, as it may be shown. */
  readonly place: string
  /** The part of it that holds somebody's documents, and that the store would use, too; left out: only a part of our own would be used. */
  readonly collection?: string
}

/** A resource of whatever kind. */
export type Resource = { readonly [R in ResourceKind]: ResourceFor<R> }[ResourceKind]

export interface ResourceFor<R extends ResourceKind> {
  readonly kind: R
  /** A proper name, the same in every language. */
  readonly label: string
  /** The address that serves, or the last that did, credentials included; null: none has been found yet. */
  readonly address: AddressOf<R> | null
  /** Which source serves, why the others do not, and its health. */
  readonly state: ResourceState
  /** How to get a real one: an English sentence that follows on why there is none. */
  readonly toGetOne: string
  /**
   * One that serves was there before and may hold somebody's data, and nobody has said yet that this kind of store may use it. Left out or null: there is
   * nothing to ask.
   */
  toAsk?(store: string): ToAsk | null
  /** Looks anew whether there is something to ask, where that may have changed. */
  lookForForeign?(store: string): Promise<Result<null>>
  /** Somebody has said so. */
  allow?(store: string): void
  /** This kind of store is about to be given the address. */
  noteUse?(store: string): void
  /** Tries the sources in order and takes the first that serves; again: looks for a better one. What it found is in `address` and `state`. */
  acquire(): Promise<Result<null>>
  /** Waits while it is about to serve, for a bounded time. */
  whenUp(ms: number): Promise<void>
  /** Ends what an earlier `acquire` started and a later one replaced, once nobody uses it any more. */
  retire(): Promise<Result<null>>
  /** Has a server that the sandbox runs frozen or ended until further notice (null). Left out: there is none. */
  hold?(how: Held | null): Promise<Result<null>>
  /** Ends whatever was started for it. What it holds stays. Idempotent. */
  stop(): Promise<void>
}

/** Every kind of resource, each once. */
export type Resources = { readonly [R in ResourceKind]: ResourceFor<R> }
