/** Who removes expired sessions from a store, how often, and when next. Pure. */
import type { InstanceState } from '../../server/protocol/instance-state.js'
import type { Snapshot } from '../../server/protocol/state.js'
import type { StoreDescription } from '../../server/protocol/stores.js'

export interface SweeperFacts {
  readonly store: StoreDescription
  readonly mongo: Pick<Snapshot['mongo'], 'source' | 'phase' | 'nextPassAt' | 'sweeperSeconds'>
  readonly lastSwitch: Snapshot['store']['lastSwitch']
  readonly listeningSince: InstanceState['listeningSince']
  /** Epoch ms. */
  readonly now: number
}

/** How often it passes, in ms, and when next; null: nobody passes, or it is not known. */
export interface Passes {
  readonly everyMs: number | null
  readonly nextAt: number | null
}

export function passesOf({ store, mongo, lastSwitch, listeningSince, now }: SweeperFacts): Passes {
  const { expiry, sweepEveryMs = 0, sweepsAtRandom = false } = store.capabilities
  if (expiry === 'sweeper') return { everyMs: mongo.sweeperSeconds * 1_000, nextAt: nextOfMongo(mongo) }
  if (expiry !== 'app-sweeper') return { everyMs: null, nextAt: null }
  const openedAt = openedSince(listeningSince, lastSwitch, store.kind)
  return { everyMs: sweepEveryMs, nextAt: sweepsAtRandom ? null : nextOfApp(sweepEveryMs, openedAt, now) }
}

/** Nobody knows when that of a MongoDB which is not ours passes. */
function nextOfMongo({ source, phase, nextPassAt }: SweeperFacts['mongo']): number | null {
  return phase === 'up' && (source === 'binary' || source === 'embedded') ? nextPassAt : null
}

/** A timer in the shop's process begins to count when the store is opened: with the process, or with a switch to it. */
function openedSince(listeningSince: number | null, lastSwitch: SweeperFacts['lastSwitch'], kind: string): number | null {
  if (listeningSince === null) return null
  return lastSwitch?.refused === null && lastSwitch.to === kind ? Math.max(listeningSince, lastSwitch.at) : listeningSince
}

function nextOfApp(sweepEveryMs: number, openedAt: number | null, now: number): number | null {
  if (openedAt === null || sweepEveryMs <= 0) return null
  return openedAt + Math.ceil(Math.max(1, now - openedAt) / sweepEveryMs) * sweepEveryMs
}
