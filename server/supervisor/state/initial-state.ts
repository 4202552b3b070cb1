/** The state before anything has happened. */
import { MONGO } from '../../config.js'
import { PROTOCOL_VERSION } from '../../protocol/dashboard.js'
import { INITIAL_OPTIONS, type SessionOptions } from '../../protocol/session-options.js'
import type { LaunchState, Snapshot, StoreDescription } from '../../protocol/state.js'

export interface Beginning {
  readonly launch: LaunchState
  readonly stores: readonly StoreDescription[]
  readonly store: string
  readonly options: SessionOptions
  readonly heapLimitBytes: number
  readonly collection: string
}

export function initialState(beginning: Beginning): Snapshot {
  const { launch } = beginning
  return {
    protocol: PROTOCOL_VERSION,
    seq: 0,
    launch,
    server: {
      phase: 'starting',
      boot: 0,
      pid: null,
      listeningSince: null,
      heapLimitBytes: beginning.heapLimitBytes,
      options: beginning.options,
      shop: 'standard',
      lastDeath: null,
    },
    store: {
      active: beginning.store,
      available: beginning.stores,
      switching: null,
      lastSwitch: null,
      health: { up: true, since: launch.startedAt, reason: null },
      sessionCount: null,
      bytesPerSession: null,
      ttlIndex: null,
      elsewhere: {},
      emptiness: {},
    },
    mongo: {
      phase: 'resolving',
      source: null,
      version: null,
      shownUri: null,
      database: MONGO.database,
      collection: beginning.collection,
      attempts: [],
      reason: null,
      download: { phase: 'idle', version: MONGO.downloadVersion, receivedBytes: 0, totalBytes: null, problem: null },
      sweeperSeconds: MONGO.ttlMonitorMs / 1000,
      rssBytes: null,
    },
    memory: { latest: null, samples: [] },
    browsers: [],
    formerBrowsers: [],
    focused: {},
    crowd: { running: null, finished: [] },
    lesson: null,
    timeline: [],
    dropped: 0,
  }
}

/** What express-session is given at launch. */
export function initialOptions(cookieName: string): SessionOptions {
  return { ...INITIAL_OPTIONS, name: cookieName }
}
