/** The lives of lesson servers: starts, ends, what is lost with them, what they are. */
import type { EventOf, ServerEvent } from '../events.js'
import type { Death, InstanceState, MemoryReading, MemorySample } from '../instance-state.js'
import type { InstanceId } from '../instances.js'
import { LIMITS } from '../limits.js'
import type { ServedState } from '../served.js'
import type { SessionOptions } from '../session-options.js'
import type { Snapshot } from '../state.js'
import type { ConfigurationChange } from '../timeline.js'
import { afterProcessEnd, heldSessions, type Own } from './holdings.js'
import { instanceOf, withInstance } from './instance.js'
import { withNewRow, withRow } from './rows.js'
import { withCurvePoint } from './run-curve.js'

/** One that has no life yet. */
const UNBORN = {
  phase: 'starting',
  pid: null,
  listeningSince: null,
  lastDeath: null,
  own: {},
  memory: { latest: null, samples: [] },
} as const satisfies Partial<InstanceState>

export const serverReducers: { readonly [K in ServerEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  'instance-added': (state, { instance, boot, heapLimitBytes, options, secrets, shop }) => {
    if (instance === null || instanceOf(state, instance) !== null) return state
    return { ...state, instances: { ...state.instances, [instance]: { ...UNBORN, boot, heapLimitBytes, options, secrets, shop } } }
  },

  'instance-removed': (state, { instance, at }) => {
    const gone = instanceOf(state, instance)
    if (gone === null) return state
    const { [instance ?? '']: _gone, ...instances } = state.instances
    return { ...state, instances, store: { ...state.store, ...afterProcessEnd(state.store, 'restart', at, gone.own), undo: null } }
  },

  'server-starting': (state, { instance, at, boot, pid, heapLimitBytes, reason }) => {
    const isDead = instanceOf(state, instance)?.phase === 'died'
    const isOnly = Object.keys(state.instances).length === 1
    const ended = reason === 'launch' ? {} : { undo: null, ...afterProcessEnd(state.store, isDead ? 'death' : 'restart', at, ownOf(state, instance)) }
    const unknown = isOnly ? { sessionCount: null, bytesPerSession: null, switching: null } : {}
    const store = { ...state.store, ...unknown, ...ended }
    return withInstance({ ...state, store }, instance, { phase: 'starting', boot, pid, listeningSince: null, heapLimitBytes, own: {} })
  },

  'server-listening': (state, { instance, at, pid, reason }) => {
    const before = instanceOf(state, instance)
    if (before === null) return state
    const running = withInstance(state, instance, { phase: 'running', listeningSince: at, pid })
    const { boot, lastDeath } = before
    const started = withNewRow(running, { kind: 'started', key: `started:${instance}:${boot}`, at, instance, boot, store: state.store.active, reason })
    // The death before it learns how long it took to come back.
    const isBack = lastDeath !== null && lastDeath.backAfterMs === null
    return isBack ? withDeath(started, { ...lastDeath, backAfterMs: Math.max(0, at - lastDeath.at) }) : started
  },

  'server-stopping': (state, { instance }) => withInstance(state, instance, { phase: 'stopping' }),

  'server-died': (state, event) => {
    const { instance } = event
    if (instance === null || instanceOf(state, instance) === null) return state
    // What was forgotten was kept in its heap.
    const ended = { ...withInstance(state, instance, { phase: 'died', pid: null, listeningSince: null }), store: { ...state.store, undo: null } }
    return withDeath(ended, deathOf(state, instance, event))
  },

  'requests-cut-off': (state, { instance, boot, requests }) => {
    const death = instanceOf(state, instance)?.lastDeath ?? null
    return death?.boot !== boot || requests === 0 ? state : withDeath(state, { ...death, requestsCutOff: death.requestsCutOff + requests })
  },

  configured: (state, { instance, at, seq, options, shop, secrets }) => {
    const before = instanceOf(state, instance)
    if (before === null) return state
    const changed = differences(before, { options, shop, secrets })
    return withNewRow(withInstance(state, instance, { options, shop, secrets }), {
      kind: 'configured',
      key: `configured:${seq}`,
      at,
      instance,
      options,
      changed,
    })
  },

  'memory-read': (state, { instance, sample, crowdMs }) => {
    const before = instanceOf(state, instance)
    if (before === null) return state
    const { samples } = before.memory
    const kept = samples.length < LIMITS.memorySamples ? samples.slice() : samples.slice(1 - LIMITS.memorySamples)
    const { boot, heapLimitBytes } = before
    const reading = {
      ...sample,
      boot,
      heapLimitBytes,
      store: state.store.active,
      waiting: state.store.elsewhere,
      bytesEach: bytesEach(before.memory.latest, sample, state),
      databaseBytes: databaseBytes(state),
    }
    kept.push(reading)
    const read = withInstance(state, instance, { memory: { latest: reading, samples: kept } })
    const { running } = state.crowd
    if (running === null || crowdMs === null) return read
    const point = { tMs: crowdMs, heapUsedBytes: sample.heapUsedBytes, heapLiveBytes: sample.heapLiveBytes, sessions: sample.sessionCount }
    return { ...read, crowd: { ...state.crowd, running: withCurvePoint(running, point) } }
  },
}

/** What a lesson server holds by itself, where there are two. */
function ownOf({ instances }: Snapshot, id: InstanceId | null): Own {
  return Object.keys(instances).length === 1 ? null : ((id === null ? undefined : instances[id]?.own) ?? {})
}

/** As before, and newly of the store in use. */
function bytesEach(before: MemoryReading | null, { bytesPerSession }: MemorySample, { store: { active } }: Snapshot): MemoryReading['bytesEach'] {
  return bytesPerSession === null || before?.bytesEach[active] === bytesPerSession
    ? (before?.bytesEach ?? {})
    : { ...before?.bytesEach, [active]: bytesPerSession }
}

/** Resident memory of the database behind the store in use, where it has one that can be read. */
function databaseBytes({ store, mongo, resources }: Snapshot): number | null {
  const resource = store.available.find(({ kind }) => kind === store.active)?.resource
  if (resource === undefined) return null
  if (resource === 'mongodb') return mongo.rssBytes
  return (resources as Partial<Readonly<Record<string, ServedState>>>)[resource]?.rssBytes ?? null
}

function deathOf(state: Snapshot, id: InstanceId, { at, why, signal, exitCode, lastWords, requestsCutOff }: EventOf<'server-died'>): Death {
  const { store } = state
  const instance = state.instances[id]
  const reading = instance?.memory.latest ?? null
  const since = instance?.listeningSince ?? null
  const held = heldSessions(store, ownOf(state, id))
  const sum = (kept: boolean) => held.reduce((total, each) => total + (each.kept === kept ? (each.sessions ?? 0) : 0), 0)
  return {
    instance: id,
    boot: instance?.boot ?? 0,
    at,
    cause: why,
    signal,
    exitCode,
    lastWords,
    lastReading: reading !== null && since !== null && reading.at >= since ? reading : null,
    store: store.active,
    held,
    sessionsLost: sum(false),
    sessionsKept: sum(true),
    requestsCutOff,
    uptimeMs: since === null ? 0 : Math.max(0, at - since),
    backAfterMs: null,
    heapLimitBytes: instance?.heapLimitBytes ?? 0,
  }
}

/** A death, or the same one with more that is known of it: of its lesson server, and in its row. */
function withDeath(state: Snapshot, death: Death): Snapshot {
  const { instance, boot, at } = death
  return withRow(withInstance(state, instance, { lastDeath: death }), { kind: 'death', key: `death:${instance}:${boot}`, at, instance, death })
}

type Configuration = Pick<EventOf<'configured'>, 'options' | 'shop' | 'secrets'>

function differences(before: Configuration, after: Configuration): readonly ConfigurationChange[] {
  const names = Object.keys(after.options) as (keyof SessionOptions)[]
  const options = names.map((option) => ({ option, from: before.options[option], to: after.options[option] }))
  const secrets = { option: 'secrets', from: before.secrets.join(', '), to: after.secrets.join(', ') } as const
  const all: readonly ConfigurationChange[] = [{ option: 'shop', from: before.shop, to: after.shop }, secrets, ...options]
  return all.filter(({ from, to }) => from !== to)
}
