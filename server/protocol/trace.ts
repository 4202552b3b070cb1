/**
 * A trace: what browsers did, and the configuration that they met, without what came of it. It holds no session id, no cookie and no secret, so it can be
 * repeated anywhere: on another store, in another launch, from a link. `trace-of.ts` makes one of what happened; `trace-schema.ts` reads one that comes
 * from elsewhere.
 */
import type { FaultId, FaultSettings } from './faults.js'
import type { SessionOptions } from './session-options.js'

export interface Trace {
  readonly version: typeof TRACE_VERSION
  readonly configuration: TraceConfiguration
  /** Names of the browsers that act, at most LIMITS.traceBrowsers: `Alice`, `you`, `visitor:1`. Each begins with an empty jar. */
  readonly browsers: readonly string[]
  /** In the order in which they began, at most LIMITS.traceActs. */
  readonly acts: readonly TraceAct[]
}

/** Told by whoever reads one that was made elsewhere. */
export const TRACE_VERSION = 1

export interface TraceConfiguration {
  /** Kind of the store. */
  readonly store: string
  /** Name of the shop. */
  readonly shop: string
  /** Those that are not as at the start of a launch. The name of the cookie is among them only where somebody chose one. */
  readonly options: Partial<SessionOptions>
  /** What is done on the wire to the store, by name. */
  readonly faults: { readonly [Id in FaultId]?: FaultSettings }
}

/** One request. Redirects are not followed: what a browser asked for next is an act of its own. */
export interface TraceAct {
  /** Which of `browsers`, from 0. */
  readonly browser: number
  readonly method: 'GET' | 'POST'
  /** With query. */
  readonly path: string
  /** A form, urlencoded; left out: it brings none. */
  readonly form?: string
  /** ms from the beginning of the act before to that of this one; 0 for the first. */
  readonly pauseMs: number
  /** It began before the one before it was answered, and goes along with it again; left out: it waits for that answer. */
  readonly overlaps?: true
  /** Before it, its browser throws its cookies away. */
  readonly forgets?: true
}
