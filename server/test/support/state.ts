/** A launch in which nothing has happened yet, and a log of what happens in it. */
import type { EventBody } from '../../protocol/events.js'
import { FIRST_INSTANCE } from '../../protocol/instances.js'
import { reduce } from '../../protocol/reduce.js'
import type { Snapshot } from '../../protocol/state.js'
import type { StoreDescription } from '../../protocol/stores.js'
import { EventLog } from '../../supervisor/log/event-log.js'
import { initialOptions, initialState } from '../../supervisor/log/initial-state.js'
import { localized } from './localized.js'

export const MEMORY: StoreDescription = {
  kind: 'memory',
  label: 'Memory',
  hue: 0,
  about: localized('in the process', 'no processo'),
  place: 'switch',
  isBadExample: false,
  npm: null,
  resource: 'heap',
  capabilities: { touch: true, all: true, length: true, clear: true, expiry: 'on-read', survivesRestart: false, shared: false, inHeap: true },
  unavailable: null,
}

const launch = {
  version: '0',
  startedAt: 0,
  dashboardPort: 1,
  shopPort: 2,
  otherSitePort: null,
  machineMemoryBytes: 3,
  language: 'en',
  dataFolder: '/',
  shops: [],
} as const

export function beginning(stores: readonly StoreDescription[] = []): Snapshot {
  return initialState({
    launch,
    stores,
    store: 'memory',
    options: initialOptions('connect.sid'),
    secrets: ['secret-1'],
    heapLimitBytes: 1,
    collection: 'sessions',
  })
}

/** A log whose events are all about the first lesson server. */
export function logOf(
  base: Snapshot = beginning(),
  limits?: ConstructorParameters<typeof EventLog>[1],
): { readonly log: EventLog; note(body: EventBody): void } {
  const log = new EventLog(base, limits)
  return { log, note: (body) => void log.append(body, { instance: FIRST_INSTANCE }) }
}

/** The state after events about the first lesson server, one ms apart from `at` on. */
export function stateAfter(base: Snapshot, bodies: readonly EventBody[], at = 1): Snapshot {
  return bodies.reduce((state, body, index) => reduce(state, { seq: state.seq + 1, at: at + index, instance: FIRST_INSTANCE, cause: null, ...body }), base)
}
