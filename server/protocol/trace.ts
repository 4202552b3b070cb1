/**
 * A trace: what browsers did, and the configuration that they met, without what came of it. It holds no session id, no cookie and no secret, so it can be
 * repeated anywhere: on another store, in another launch, from a link. `trace-of.ts` makes one of what happened; `trace-schema.ts` reads one that comes
 * from elsewhere.
 */
import type { FaultId, FaultSettings } from './faults.js'
import { LIMITS } from './limits.js'
import type { SessionOptions } from './session-options.js'

export interface Trace {
  readonly version: typeof TRACE_VERSION
  readonly configuration: TraceConfiguration
  /** Names of the browsers that act, at most LIMITS.traceBrowsers: `Alice`, `you`, `visitor:1`. Each begins with an empty jar. */
  readonly browsers: readonly string[]
  /** In the order in which they began, at most LIMITS.traceActs. */
  readonly acts: readonly TraceAct[]
}

/** Of what a trace holds: another one for whatever a reader of the version before would refuse or take for something else. */
export const TRACE_VERSION = 2

/** Those that can be read: what 1 does not have (`overlaps`) may be left out of 2 as well. */
export const TRACE_VERSIONS: readonly number[] = [1, TRACE_VERSION]

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
  /**
   * Those before it that had no answer yet when it began, each by how many acts before it that is (1: the one right before). It goes along with them again, and
   * waits for the answers of all others; left out: of all.
   */
  readonly overlaps?: readonly number[]
  /** Before it, its browser throws its cookies away. */
  readonly forgets?: true
}

/** The acts whose answers one waits for before it begins, by their places: all before it, but for those with which it goes along. */
export function awaitedBy(acts: readonly TraceAct[], place: number): readonly number[] {
  const overlaps = acts[place]?.overlaps ?? []
  return acts.slice(0, place).flatMap((_, before) => (overlaps.includes(place - before) ? [] : [before]))
}

/** When each act is to begin, in ms since the first, with pauses shorter by this factor. */
export function dueTimes(acts: readonly TraceAct[], speed: number): readonly number[] {
  let dueMs = 0
  return acts.map(({ pauseMs }) => {
    dueMs += pauseMs / speed
    return dueMs
  })
}

/**
 * The same without some of the acts. What was waited before these is waited before the next one, as far as a trace can wait, unless that is the first now.
 */
export function withoutActs(acts: readonly TraceAct[], isLeftOut: (place: number) => boolean): readonly TraceAct[] {
  const kept = [...acts.keys()].filter((place) => !isLeftOut(place))
  const due = dueTimes(acts, 1)
  return kept.flatMap((place, index) => {
    const act = acts[place]
    if (act === undefined) return []
    const { overlaps = [], ...rest } = act
    const still = overlaps.flatMap((back) => {
      const before = kept.indexOf(place - back)
      return before < 0 ? [] : [index - before]
    })
    const waitedMs = index === 0 ? 0 : Number(due[place]) - Number(due[Number(kept[index - 1])])
    return [{ ...rest, pauseMs: Math.min(waitedMs, LIMITS.tracePauseMs), ...(still.length > 0 && { overlaps: still }) }]
  })
}
