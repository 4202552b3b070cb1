/** A lesson server as the dashboard shows it: its life, its memory, and how it ended. */
import { FIRST_INSTANCE, type InstanceId } from './instances.js'
import type { SecretId } from './requests.js'
import type { SessionOptions } from './session-options.js'

export type LessonServerPhase = 'starting' | 'running' | 'stopping' | 'died'

/** One lesson server, over all of its lives. */
export interface InstanceState {
  readonly phase: LessonServerPhase
  /** 1 for the first life. One that is taken away and comes again goes on counting, so that no two lives of one name have one number. */
  readonly boot: number
  readonly pid: number | null
  /** Epoch ms of the last start; null before it listens. */
  readonly listeningSince: number | null
  readonly heapLimitBytes: number
  readonly options: SessionOptions
  /** Those that sign and verify the shop's cookies, the newest first: it signs, all of them verify. */
  readonly secrets: readonly SecretId[]
  /** Name of the shop that runs, one of LaunchState.shops. */
  readonly shop: string
  readonly lastDeath: Death | null
  /** Sessions that it alone holds, by kind of the store that it shares with nobody; counted while there are two. */
  readonly own: Readonly<Record<string, number>>
  readonly memory: MemoryState
}

/** One unplanned end of the lesson server (a planned restart leaves none). */
export interface Death {
  readonly instance: InstanceId
  readonly boot: number
  readonly at: number
  readonly cause: 'out-of-memory' | 'killed' | 'crashed' | 'watchdog'
  readonly signal: string | null
  readonly exitCode: number | null
  /** V8's or Node's own words from stderr, one or a few lines. */
  readonly lastWords: string | null
  readonly lastReading: MemorySample | null
  readonly store: string
  /** What each store held when it happened, the active one first. A count that is null was not known. */
  readonly held: readonly HeldSessions[]
  /** Sums over {@link held}. */
  readonly sessionsLost: number
  readonly sessionsKept: number
  readonly requestsCutOff: number
  readonly uptimeMs: number
  /** From death to listening again; null while it is not. */
  readonly backAfterMs: number | null
  readonly heapLimitBytes: number
}

export interface HeldSessions {
  readonly store: string
  readonly sessions: number | null
  /** False: they were in the process, and ended with it. */
  readonly kept: boolean
}

export interface MemorySample {
  /** Epoch ms. */
  readonly at: number
  readonly heapUsedBytes: number
  readonly rssBytes: number
  readonly externalBytes: number
  /** heapUsed after the last full collection: what is really in use. null before the first. */
  readonly heapLiveBytes: number | null
  /** Share of the last interval that went into garbage collection, 0–1. */
  readonly gcShare: number
  /** 99th percentile of the event-loop delay in the interval. */
  readonly eventLoopDelayMs: number
  readonly sessionCount: number | null
  readonly bytesPerSession: number | null
}

/** A reading and whose it is: what a chart has to know of it later, when another life or another store has come. */
export interface MemoryReading extends MemorySample {
  /** Of the process that was read. */
  readonly boot: number
  readonly heapLimitBytes: number
  /** Kind of the store in use then: what `sessionCount` and `bytesPerSession` are about. */
  readonly store: string
  /** Sessions of the other stores, by kind, as StoreState.elsewhere said. */
  readonly waiting: Readonly<Record<string, number>>
  /** Bytes of one session by kind of store, as last estimated while the store was in use. */
  readonly bytesEach: Readonly<Record<string, number>>
  /** Resident memory of that store's database, as last read; null: it has none of its own, or one that is not ours to read. */
  readonly databaseBytes: number | null
}

export interface MemoryState {
  readonly latest: MemoryReading | null
  /** Oldest first, at most LIMITS.memorySamples. */
  readonly samples: readonly MemoryReading[]
}

/** What the session's cookie is called: one name as a rule, since the lesson servers of one shop agree on it. */
export function sessionNames({ instances }: { readonly instances: Readonly<Record<InstanceId, InstanceState>> }): readonly string[] {
  return [...new Set(Object.values(instances).map(({ options }) => options.name))]
}

/**
 * The lesson server, for whoever takes it that there is one: the first of them.
 *
 * @throws Error when there is none, which no state of a launch is
 */
export function onlyInstance({ instances }: { readonly instances: Readonly<Record<InstanceId, InstanceState>> }): InstanceState {
  const only = instances[FIRST_INSTANCE] ?? Object.values(instances)[0]
  if (!only) throw new Error('A state without a lesson server.')
  return only
}

/** Is there a lesson server that the proxy sends requests to? */
export function isServing({ instances }: { readonly instances: Readonly<Record<InstanceId, InstanceState>> }): boolean {
  return Object.values(instances).some(({ phase }) => phase === 'running')
}

/** Which lives of which lesson servers there are: another text as soon as a process is another. */
export function livesOf({ instances }: { readonly instances: Readonly<Record<InstanceId, InstanceState>> }): string {
  return Object.entries(instances)
    .map(([id, { boot }]) => `${id}${boot}`)
    .join()
}
