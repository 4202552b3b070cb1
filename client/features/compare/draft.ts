/** What the reader has chosen to compare, and the command that it makes. */
import { activeUser } from '../../../server/protocol/active-user.js'
import type { Command } from '../../../server/protocol/commands.js'
import { FAULTS, type FaultId, type FaultSettings, settingsOf } from '../../../server/protocol/faults.js'
import { LIMITS } from '../../../server/protocol/limits.js'
import type { Actor } from '../../../server/protocol/requests.js'
import {
  INITIAL_OPTIONS,
  OPTION_NAMES,
  type OptionName,
  type OptionValue,
  SESSION_OPTIONS,
  type SessionOptions,
} from '../../../server/protocol/session-options.js'
import type { Side, SideBySide } from '../../../server/protocol/side-by-side.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import type { Trace } from '../../../server/protocol/trace.js'
import { type KnownToTrace, requestsOf, traceOf } from '../../../server/protocol/trace-of.js'

export type CompareStart = Extract<Command, { type: 'compare:start' }>
export type SideOrder = CompareStart['sides'][number]

/** What can differ: the store, whether its touch is seen, the shop, the wire, or an option. */
export type Different = 'store' | 'touch' | 'shop' | 'wire' | OptionName

/** One thing that differs, and how. */
export interface Difference {
  readonly what: Different
  readonly values: readonly [string, string]
}

/** How many things may differ at a time. */
export const MAX_DIFFERENCES = 3
/** How long sessions live where the reader says nothing and waiting would be long. */
export const SHORT_AGE_MS = 3_000
/** Lives that can be chosen for both sides, in ms. */
export const AGES = [2_000, 3_000, 5_000, 10_000, 60_000] as const
export const SPEEDS = [1, 2, 5, 10, 20, 60] as const
/** A run should not take much longer than one looks at it. */
const PATIENCE_MS = 20_000

/** Options whose values can be chosen from a list. */
export const OFFERED_OPTIONS = OPTION_NAMES.filter((name) => SESSION_OPTIONS[name].values.kind !== 'text')
export const WIRE_FAULTS = (Object.keys(FAULTS) as FaultId[]).filter((fault) => FAULTS[fault].place === 'wire')

/** What the values of an option are, as texts of JSON. */
export function valuesOf(option: OptionName): readonly string[] {
  const { values } = SESSION_OPTIONS[option]
  if (values.kind === 'choice') return values.of.map((value) => JSON.stringify(value))
  return ['null', ...AGES.map((ms) => JSON.stringify(ms))]
}

/** Settings with which a fault is seen: delays of a moment, every second call, as it is. */
export function seenSettings(fault: FaultId): FaultSettings {
  return Object.fromEntries(
    settingsOf(fault).map(([name, { unit, usual }]) => [name, unit === 'ms' ? 400 : unit === 'nth' && (name === 'get' || name === 'set') ? 2 : usual]),
  )
}

/**
 * The store that the one in use is held against until somebody chooses another one: for one that a single server has, the first that several can share, and
 * the other way round; where there is none that is ready, any that is. One that is still being looked for counts: it is waited for.
 */
export function otherStore({ active, available }: Pick<Snapshot['store'], 'active' | 'available'>): string {
  const ready = available.filter(
    ({ kind, unavailable, isBadExample }) => kind !== active && !isBadExample && (unavailable === null || unavailable.params.why === 'still-looked-for'),
  )
  const isShared = available.find(({ kind }) => kind === active)?.capabilities.shared === true
  return (ready.find(({ capabilities }) => capabilities.shared !== isShared) ?? ready[0])?.kind ?? active
}

/** The two sides that these differences make. */
export function sidesOf(differences: readonly Difference[]): readonly [SideOrder, SideOrder] {
  return [sideOf(differences.map(({ what, values }) => [what, values[0]])), sideOf(differences.map(({ what, values }) => [what, values[1]]))]
}

/** The run that they would make, before anything has come of it: what will stand on each side is seen, and what will not be the same. */
export function runToBe({ configuration: usual, browsers, acts }: Trace, orders: readonly SideOrder[]): SideBySide {
  const sides = orders.map(({ store, touch, shop, options, faults }): Side => {
    const changed = Object.fromEntries(Object.entries({ ...usual.options, ...options }).filter(([, value]) => value !== undefined))
    const configuration = {
      store: store ?? usual.store,
      touch: touch ?? 'as-it-is',
      shop: shop ?? usual.shop,
      options: { ...INITIAL_OPTIONS, ...changed },
      faults: faults ?? usual.faults,
    } as const
    return { configuration, phase: 'waiting', problem: null, answers: [] }
  })
  return { browsers, acts, pace: { speed: 1, agesToo: true }, sides, startedAt: 0, ended: { at: 0, outcome: 'cancelled' } }
}

/** A side with these values. */
export function sideOf(chosen: readonly (readonly [Different, string])[]): SideOrder {
  const options = Object.fromEntries(chosen.flatMap(([what, value]) => (isOption(what) ? [[what, JSON.parse(value) as OptionValue]] : [])))
  const value = (wanted: Different) => chosen.find(([what]) => what === wanted)?.[1]
  const [store, shop, touch, wire] = [value('store'), value('shop'), value('touch'), value('wire')]
  return {
    ...(store !== undefined && { store }),
    ...(shop !== undefined && { shop }),
    ...(touch === 'withheld' && { touch }),
    ...(wire !== undefined && { faults: wire === 'none' ? {} : { [wire]: seenSettings(wire as FaultId) } }),
    options: options as Partial<SessionOptions>,
  }
}

export function isOption(what: Different): what is OptionName {
  return Object.hasOwn(SESSION_OPTIONS, what)
}

/** Of what happened longer ago, nobody remembers the beginning. */
const LONGEST_STORY = 50

/** The requests of a browser since it last came without a cookie: with them, its story begins. At least one; 0: it has made none. */
export function storyLength(timeline: Snapshot['timeline'], browser: Actor): number {
  const requests = requestsOf(timeline, [browser]).slice(-LONGEST_STORY)
  const begin = requests.findLastIndex(({ cookieIn }) => cookieIn.kind !== 'good')
  return requests.length === 0 ? 0 : requests.length - Math.max(0, begin)
}

/** What is repeated. */
export type Repeated =
  | { readonly kind: 'last'; readonly browsers: readonly Actor[]; readonly last: number }
  | { readonly kind: 'lesson'; readonly lesson: string; readonly trace: Trace; readonly leftOut: number }
  | { readonly kind: 'given'; readonly trace: Trace }
  | { readonly kind: 'active' }

/** What the form is about. */
export type Known = KnownToTrace & { readonly store: Pick<Snapshot['store'], 'active' | 'available'> }

/**
 * The trace of it, with the life that the reader has chosen for sessions on both sides.
 *
 * @param maxAge JSON; null: as it was
 */
export function repeatedTrace(state: Known, repeated: Repeated, maxAge: string | null): Trace | null {
  const usual = { store: state.store.active, shop: Object.values(state.instances)[0]?.shop ?? 'standard', options: {}, faults: {} }
  const maxAgeMs = maxAge === null ? undefined : (JSON.parse(maxAge) as number | null)
  if (repeated.kind === 'active') return activeUser({ ...usual, options: { rolling: true } }, maxAgeMs ?? SHORT_AGE_MS)
  const trace = repeated.kind === 'last' ? traceOf(state, repeated) : repeated.trace
  if (trace === null || maxAgeMs === undefined) return trace
  return { ...trace, configuration: { ...trace.configuration, options: { ...trace.configuration.options, maxAgeMs } } }
}

/** How long repeating takes at a speed, in ms. */
export function durationOf({ acts }: Trace, speed: number): number {
  return acts.reduce((sum, { pauseMs }) => sum + pauseMs, 0) / speed
}

/** The slowest speed at which it does not take long; where sessions are to expire alike, none at which they would live for less than a second. */
export function fitSpeed(trace: Trace, sides: readonly SideOrder[]): number {
  const ages = sides.map(({ options }) => Number(options?.maxAgeMs ?? trace.configuration.options.maxAgeMs ?? 0)).filter((age) => age > 0)
  const possible = SPEEDS.filter((speed) => ages.every((age) => age / speed >= LIMITS.minMaxAgeMs))
  return possible.find((speed) => durationOf(trace, speed) <= PATIENCE_MS) ?? possible.at(-1) ?? 1
}
