/** Crowds of simulated users: what was ordered, and what came of it. */
import type { InstanceId } from './instances.js'

export interface CrowdState {
  readonly running: CrowdRun | null
  /** Finished runs, oldest first, at most LIMITS.crowdRuns. */
  readonly finished: readonly CrowdRun[]
}

export interface CrowdOrder {
  readonly users: number
  /** null: full speed. */
  readonly usersPerSecond: number | null
  /** Items that each user puts into the cart; 0: only logs in. */
  readonly cartItems: number
  /** `visit`: one request without a cookie each, and never back. */
  readonly behaviour: 'shop' | 'visit'
}

/**
 * Why a request of the crowd failed. Of `said-no` (the shop answered with an error), `not-sent` (the HTTP client failed) and `simulator-ended` the reason
 * holds what was said; `others`: whatever there was no more room for.
 */
export type CrowdFailureKind =
  | 'cut-off'
  | 'refused'
  | 'not-taken'
  | 'no-answer'
  | 'not-http'
  | 'no-cookie'
  | 'forgotten'
  | 'machine-memory'
  | 'said-no'
  | 'not-sent'
  | 'simulator-ended'
  | 'others'

/** One crowd, under way or finished, with its memory curve. */
export interface CrowdRun {
  readonly id: number
  /** The lesson server that it goes to; null: several. */
  readonly instance: InstanceId | null
  readonly order: CrowdOrder
  readonly store: string
  /** Of that lesson server; 0 where there are several. */
  readonly boot: number
  /** Of those lesson servers, together; null before it is known which they are. */
  readonly heapLimitBytes: number | null
  /** Id of the lesson that was open when it began; null: none was. */
  readonly lesson: string | null
  readonly startedAt: number
  readonly endedAt: number | null
  readonly outcome: 'running' | 'done' | 'cancelled' | 'server-went-away' | 'store-switched' | 'failed'
  readonly usersDone: number
  readonly requests: number
  /** Users who did not get what they came for, whatever the status was: each gives up at the first request that fails it. */
  readonly errors: number
  /** Why, most frequent first, at most 5. `reason` is English, and may hold the shop's own words. */
  readonly errorKinds: readonly { readonly kind: CrowdFailureKind; readonly reason: string; readonly count: number }[]
  /** Users per second: over the last second while it runs, over the whole run afterwards. */
  readonly usersPerSecond: number
  /** null at full speed before the rate is known. */
  readonly remainingMs: number | null
  /** ms of one request, as the user felt it; null before the first. */
  readonly latency: { readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number } | null
  readonly sessionsBefore: number | null
  readonly sessionsAfter: number | null
  readonly bytesPerSession: number | null
  /** heapUsed at the start, after a collection; and how much it grew by. */
  readonly heapBeforeBytes: number | null
  readonly heapGrowthBytes: number | null
  /** Oldest first, at most LIMITS.runPoints; evenly thinned out as the run goes on. */
  readonly curve: readonly CurvePoint[]
  /** Points closer than this to the one before are left out of the curve; grows whenever it is full. */
  readonly curveSpacingMs: number
}

/** A point of a run's memory curve. */
export interface CurvePoint {
  /** ms since the run began. */
  readonly tMs: number
  readonly heapUsedBytes: number
  /** heapUsed after the last full collection; null before the first. */
  readonly heapLiveBytes: number | null
  readonly sessions: number | null
}
