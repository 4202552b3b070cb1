/** The state before anything has happened. */
import { GATEWAY, MONGO } from '../../config.js'
import { PROTOCOL_VERSION } from '../../protocol/dashboard.js'
import { FIRST_INSTANCE } from '../../protocol/instances.js'
import type { SecretId } from '../../protocol/requests.js'
import type { ServedState, ServedStates } from '../../protocol/served.js'
import { SERVED_KINDS } from '../../protocol/served-kinds.js'
import { INITIAL_OPTIONS, type SessionOptions } from '../../protocol/session-options.js'
import type { LaunchState, Snapshot } from '../../protocol/state.js'
import type { StoreDescription } from '../../protocol/stores.js'

export interface Beginning {
  readonly launch: LaunchState
  readonly stores: readonly StoreDescription[]
  readonly store: string
  readonly options: SessionOptions
  readonly secrets: readonly SecretId[]
  readonly heapLimitBytes: number
  readonly collection: string
}

export function initialState(beginning: Beginning): Snapshot {
  const { launch } = beginning
  return {
    protocol: PROTOCOL_VERSION,
    seq: 0,
    launch,
    instances: {
      [FIRST_INSTANCE]: {
        phase: 'starting',
        boot: 0,
        pid: null,
        listeningSince: null,
        heapLimitBytes: beginning.heapLimitBytes,
        options: beginning.options,
        secrets: beginning.secrets,
        shop: 'standard',
        lastDeath: null,
        own: {},
        memory: { latest: null, samples: [] },
      },
    },
    balancer: { rule: 'turns', cookieName: `${GATEWAY.stickyCookieName}.${launch.shopPort}` },
    store: {
      active: beginning.store,
      available: beginning.stores,
      switching: null,
      lastSwitch: null,
      health: { up: true, since: launch.startedAt, why: null },
      sessionCount: null,
      bytesPerSession: null,
      ttlIndex: null,
      elsewhere: {},
      emptiness: {},
      undo: null,
    },
    mongo: {
      phase: 'resolving',
      source: null,
      version: null,
      shownUri: null,
      foreign: [],
      database: MONGO.database,
      collection: beginning.collection,
      attempts: [],
      why: null,
      download: { phase: 'idle', version: MONGO.downloadVersion, receivedBytes: 0, totalBytes: null, problem: null },
      sweeperSeconds: MONGO.ttlMonitorMs / 1000,
      nextPassAt: null,
      rssBytes: null,
    },
    packages: { sets: [], installing: null, last: null },
    comparison: null,
    sideBySide: null,
    resources: initialResources(),
    browsers: [],
    formerBrowsers: [],
    focused: {},
    crowd: { running: null, finished: [] },
    faults: {},
    https: null,
    lesson: null,
    timeline: [],
    dropped: 0,
    log: { folded: 0, since: 1 },
  }
}

/** What express-session is given at launch. */
export function initialOptions(cookieName: string): SessionOptions {
  return { ...INITIAL_OPTIONS, name: cookieName }
}

const NOT_LOOKED_FOR: ServedState = {
  phase: 'idle',
  source: null,
  attempts: [],
  why: null,
  version: null,
  shown: null,
  isFound: false,
  isAllowed: false,
  rssBytes: null,
}

function initialResources(): ServedStates {
  return Object.fromEntries(SERVED_KINDS.map((kind) => [kind, NOT_LOOKED_FOR])) as unknown as ServedStates
}
