/** The same small crowd on each store that is there, one after the other, beside the shop: nobody's session is touched. */
import type { Problem } from './problem.js'

/** A comparison of stores; the last one stays until the next begins. */
export interface StoreComparison {
  /** Visitors that each store was given. */
  readonly visitors: number
  /** Kinds of the stores, in the order in which they get their turn. */
  readonly stores: readonly string[]
  /** Epoch ms. */
  readonly startedAt: number
  /** null: it is under way. */
  readonly ended: { readonly at: number; readonly outcome: 'done' | 'cancelled' } | null
  /** null: none of them has its turn. */
  readonly step: ComparisonStep | null
  /** Of those that have had their turn. */
  readonly rows: readonly ComparedStore[]
}

/**
 * What is being done with a store:
 * - `opening`: what it needs is looked for and started, a process of its own opens it;
 * - `crowd`: visitors come and go;
 * - `weighing`: what their sessions take is measured;
 * - `second-server`: another process looks for sessions of the first;
 * - `restarting`: that process is ended, and a new one looks for them;
 * - `tidying`: what was written is removed.
 */
export type ComparisonPhase = 'opening' | 'crowd' | 'weighing' | 'second-server' | 'restarting' | 'tidying'

export interface ComparisonStep {
  readonly store: string
  readonly phase: ComparisonPhase
  /** Visitors that have been there. */
  readonly done: number
}

/** What came of one store: figures, or why there are none. */
export type ComparedStore =
  | { readonly store: string; readonly problem: null; readonly figures: ComparedFigures }
  | { readonly store: string; readonly problem: Problem; readonly figures: null }

export interface ComparedFigures {
  readonly get: OperationTimes
  readonly set: OperationTimes
  /** What a session takes in the app's own memory, in bytes, after a garbage collection; below some hundred it is noise. */
  readonly appBytes: number
  /** What it takes outside of the app's process, in bytes, as its store or database says; null: it does not. */
  readonly outsideBytes: number | null
  /** Really looked up: how many of the sessions asked for a new process found after the first had ended. */
  readonly survived: Found
  /** Really looked up: how many a second process found while the first one ran. */
  readonly shared: Found
}

export interface OperationTimes {
  readonly count: number
  /** Of one call, in ms. */
  readonly medianMs: number
  readonly p95Ms: number
}

export interface Found {
  readonly asked: number
  readonly found: number
}
