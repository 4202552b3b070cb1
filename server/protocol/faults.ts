/**
 * All that can be done to the way of a request: one file an entry, in `faults/`, and this list. The commands `fault:set`, `fault:undo` and `fault:undo-all`,
 * the control on the page, the facts of lessons and the table in PROTOCOL.md follow from it. What an entry does stands where it is done:
 * server/supervisor/faults/, and, for the wire, server/lesson-server/wire/. The page uses this too, so it is plain data and knows no library.
 */

import { cacheAll } from './faults/cache-all.js'
import { cacheShared } from './faults/cache-shared.js'
import { cors } from './faults/cors.js'
import { corsCredentials } from './faults/cors-credentials.js'
import type { FaultEntry, FaultSetting, Place } from './faults/entry.js'
import { forwardedPassed } from './faults/forwarded-passed.js'
import { forwardedWithheld } from './faults/forwarded-withheld.js'
import { framing } from './faults/framing.js'
import { headerLimit } from './faults/header-limit.js'
import { https } from './faults/https.js'
import { storeFrozen } from './faults/store-frozen.js'
import { storeStopped } from './faults/store-stopped.js'
import { wireCut } from './faults/wire-cut.js'
import { wireDelay } from './faults/wire-delay.js'
import { wireFailures } from './faults/wire-failures.js'
import { wireFrozen } from './faults/wire-frozen.js'
import type { InstanceId } from './instances.js'

export type { FaultEntry, FaultSetting, Place } from './faults/entry.js'

/** In the order in which they are listed. */
export const FAULTS = {
  https,
  'forwarded-withheld': forwardedWithheld,
  'forwarded-passed': forwardedPassed,
  'cache-all': cacheAll,
  'cache-shared': cacheShared,
  'header-limit': headerLimit,
  cors,
  'cors-credentials': corsCredentials,
  framing,
  'wire-delay': wireDelay,
  'wire-failures': wireFailures,
  'wire-cut': wireCut,
  'wire-frozen': wireFrozen,
  'store-frozen': storeFrozen,
  'store-stopped': storeStopped,
} as const satisfies Readonly<Record<string, FaultEntry>>

type Table = typeof FAULTS
export type FaultId = keyof Table

/** Those that a call of the store can meet. */
export type StoreFaultId = { [Id in FaultId]: Table[Id]['place'] extends 'wire' | 'store' ? Id : never }[FaultId]

/** Those by which no call of the store succeeds. */
export type OutageId = { [Id in FaultId]: Table[Id]['outage'] extends null ? never : Id }[FaultId]

/** All names, in the order of the table. */
export const FAULT_IDS = Object.keys(FAULTS) as readonly FaultId[]

/** The value of each setting of a fault. */
export type SettingsOf<Id extends FaultId> = { readonly [Name in keyof Table[Id]['settings']]: number }
/** The same of any. */
export type FaultSettings = Readonly<Record<string, number>>

/** A fault that is there. */
export interface FaultInForce<Id extends FaultId = FaultId> {
  readonly settings: SettingsOf<Id>
  /** Epoch ms. */
  readonly since: number
  /** Epoch ms at which it is undone by itself; null: not by itself. */
  readonly until: number | null
  /** What does it: the process at that place, or, where that is not ours, the wire to it, from the shop's side; the proxy is always ours. */
  readonly means: FaultMeans
  /** Of a fault of the store that the wire does instead of its process: why. */
  readonly instead?: WireInstead
  /** The lesson server that alone meets it; null: all of them. */
  readonly instance: InstanceId | null
}

export type FaultMeans = 'process' | 'wire'

/**
 * Why the process of a store is left alone: it was there before the sandbox (`not-ours`), there is none (`no-process`), it is one of many that would go on
 * (`many-processes`), or this system has no signal that stops one for a while (`no-signal`: Windows).
 */
export type WireInstead = 'not-ours' | 'no-process' | 'many-processes' | 'no-signal'

/** The faults that are there; while all is as usual, none. */
export type FaultsInForce = { readonly [Id in FaultId]?: FaultInForce<Id> }

/** The settings of an entry, by name. */
export function settingsOf(fault: FaultId): readonly (readonly [string, FaultSetting])[] {
  return Object.entries<FaultSetting>(FAULTS[fault].settings)
}

/** What the settings of a fault are while it is not there. */
export function usualSettings(fault: FaultId): FaultSettings {
  return Object.fromEntries(settingsOf(fault).map(([name, { usual }]) => [name, usual]))
}

/** Is there nothing to it? A fault without settings is there as soon as it is set. */
export function areUsual(fault: FaultId, settings: FaultSettings): boolean {
  const entries = settingsOf(fault)
  return entries.length > 0 && entries.every(([name, { usual }]) => (settings[name] ?? usual) === usual)
}

/** The faults at a place, in the order of the table. */
export function faultsAt(place: Place): readonly FaultId[] {
  return FAULT_IDS.filter((fault) => FAULTS[fault].place === place)
}

/** The faults that are there, in the order of the table. */
export function inForce(faults: FaultsInForce): readonly (readonly [FaultId, FaultInForce])[] {
  return FAULT_IDS.flatMap((fault) => {
    const found: FaultInForce | undefined = faults[fault]
    return found === undefined ? [] : [[fault, found] as const]
  })
}

/** Those that one lesson server meets. */
export function faultsMet(faults: FaultsInForce, by: InstanceId): FaultsInForce {
  return Object.fromEntries(inForce(faults).filter(([, { instance }]) => instance === null || instance === by))
}

/** The outage that is there: why a call of the store fails; null: none. */
export function outageOf(faults: FaultsInForce): OutageId | null {
  return inForce(faults).flatMap(([fault]) => (isOutage(fault) ? [fault] : []))[0] ?? null
}

function isOutage(fault: FaultId): fault is OutageId {
  return FAULTS[fault].outage !== null
}

/** What the lesson servers allow the headers of a request to have, in bytes; null: as much as usual. */
export function headerLimitOf({ 'header-limit': limit }: FaultsInForce): number | null {
  return limit === undefined || limit.settings.server === headerLimit.settings.server.usual ? null : limit.settings.server
}
