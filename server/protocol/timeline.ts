/** The rows of the timeline. */
import type { Death } from './instance-state.js'
import type { InstanceId } from './instances.js'
import type { RequestRecord } from './requests.js'
import type { SessionOptions } from './session-options.js'
import type { SwitchReport } from './stores.js'
import type { Why } from './why.js'

/** What all rows have. */
interface RowBase {
  /** A row with a key that is already shown replaces that one (the crowd's row grows in place). */
  readonly key: string
  /** Epoch ms. */
  readonly at: number
  /** The lesson server that it is about; null: none, or several. */
  readonly instance: InstanceId | null
  /** The lesson that was being set up when it came; left out otherwise. */
  readonly setUpOf?: string
}

/** One row of the timeline. */
export type TimelineRow =
  | RequestRow
  | CrowdRow
  | DeathRow
  | StartedRow
  | SwitchedRow
  | ConfiguredRow
  | ClearedRow
  | SessionForgottenRow
  | BroughtBackRow
  | SweptRow
  | StoreHealthRow

export interface RequestRow extends RowBase {
  readonly kind: 'request'
  readonly request: RequestRecord
}

/** The requests of a crowd, folded into one row a run. */
export interface CrowdRow extends RowBase {
  readonly kind: 'crowd'
  readonly until: number
  readonly run: number | null
  readonly requests: number
  /** How many of them were timed: the percentiles are of these. */
  readonly timed: number
  readonly newSessions: number
  readonly errors: number
  readonly operations: Readonly<Record<string, { readonly count: number; readonly p95Ms: number }>>
  /** Share of the time from `at` to `until` that went into garbage collection, 0–1. */
  readonly gcShare: number
}

export interface DeathRow extends RowBase {
  readonly kind: 'death'
  readonly death: Death
}

export interface StartedRow extends RowBase {
  readonly kind: 'started'
  readonly boot: number
  readonly store: string
  readonly reason: StartReason
}

/** Why a life of a lesson server begins. */
export type StartReason = 'launch' | 'restart' | 'after-death' | 'heap-limit'

export interface SwitchedRow extends RowBase {
  readonly kind: 'switched'
  readonly report: SwitchReport
}

export interface ConfiguredRow extends RowBase {
  readonly kind: 'configured'
  /** All options in force from here on. */
  readonly options: SessionOptions
  /** What is another than before; empty: nothing is. */
  readonly changed: readonly ConfigurationChange[]
}

export interface ClearedRow extends RowBase {
  readonly kind: 'cleared'
  readonly store: string
  readonly sessions: number
}

/** A command has removed one session. */
export interface SessionForgottenRow extends RowBase {
  readonly kind: 'session-forgotten'
  readonly store: string
  readonly sessionId: string
}

/** What was forgotten is there again. */
export interface BroughtBackRow extends RowBase {
  readonly kind: 'brought-back'
  readonly store: string
  readonly sessions: number
}

/** An expired session has gone from the store without a request: its sweeper took it. */
export interface SweptRow extends RowBase {
  readonly kind: 'swept'
  readonly store: string
  readonly sessionId: string
  /** Epoch ms. */
  readonly expiredAt: number
}

export interface StoreHealthRow extends RowBase {
  readonly kind: 'store-health'
  readonly store: string
  readonly up: boolean
  readonly why: Why | null
}

/** An option of `session({...})`, or which shop runs, before and after. */
export type ConfigurationChange =
  | { readonly option: keyof SessionOptions; readonly from: string | number | boolean | null; readonly to: string | number | boolean | null }
  /** The ids of the secrets, the one that signs first: `secret-2, secret-1`. */
  | { readonly option: 'secrets'; readonly from: string; readonly to: string }
  | { readonly option: 'shop'; readonly from: string; readonly to: string }
