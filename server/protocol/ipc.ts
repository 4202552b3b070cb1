/**
 * What the supervisor and its children say to each other, over `fork` IPC (advanced serialization) with birpc.
 * Functions answer with {@link Result}; notifications are sent without waiting.
 */
import type { ParsedCommand, SessionsPage } from './commands.js'
import type { InstanceId } from './instances.js'
import type { Result } from './problem.js'
import type { CrowdSlice, RequestRecord } from './requests.js'
import type { Address, AddressOf, ResourceKind, SourceAttempt } from './resources.js'
import type { SessionOptions } from './session-options.js'
import type { CrowdOrder, CrowdRun, DownloadState, MemorySample, MongoSourceKind, StoredSession, SwitchProgress, SwitchReport } from './state.js'

/** Which store, and where: everything that its adapter needs. It holds secrets; it crosses IPC only. */
export interface StoreTarget {
  readonly kind: string
  /** Of the resource that this kind of store needs; null while none has been found. */
  readonly address: Address | null
}

/** What a new lesson server needs to know. */
export interface LessonServerStart {
  readonly instance: InstanceId
  readonly boot: number
  readonly store: StoreTarget
  readonly options: SessionOptions
  /** Name of the shop to run. */
  readonly shop: string
  /** First signs, all verify. */
  readonly secrets: readonly string[]
  /** Value of the INTERNAL_HEADERS.key header; requests without it are refused. */
  readonly internalKey: string
}

/** Lesson server: what the supervisor may call. */
export interface LessonServerFunctions {
  /** Builds the app and listens on a free port of 127.0.0.1. When the store is out of reach, it starts all the same and says so. */
  start(order: LessonServerStart): Promise<Result<{ readonly port: number; readonly storeProblem: string | null }>>
  /** Refused (as a report with `refused`) when the target does not answer or the gate cannot be closed in time. */
  switchStore(target: StoreTarget, carryOver: boolean): Promise<Result<SwitchReport>>
  configure(options: SessionOptions, shop: string): Promise<Result<null>>
  clearStore(): Promise<Result<{ readonly removed: number }>>
  listSessions(query: Omit<Extract<ParsedCommand, { type: 'sessions:list' }>, 'type'>): Promise<Result<SessionsPage>>
  readSession(id: string): Promise<Result<StoredSession | null>>
  collect(): Promise<Result<MemorySample>>
  /** Answers what is under way (bounded), closes the stores and ends the process. */
  stop(): Promise<void>
}

/** Lesson server: what it tells the supervisor. */
export interface LessonServerNotifications {
  frame(frame: TapFrame): void
}

/** What the taps saw since the frame before. Sent at once while it is quiet, at most every FRAMES.busyIntervalMs when it is busy. */
export interface TapFrame {
  readonly instance: InstanceId
  readonly boot: number
  readonly requests: readonly RequestRecord[]
  /** Documents of the sessions that requests used, as the store held them when they were read. In the order of reading. */
  readonly documents: readonly ReadDocument[]
  readonly crowd: CrowdSlice | null
  readonly memory: MemorySample | null
  readonly switching: SwitchProgress | null
  readonly health: { readonly up: boolean; readonly reason: string | null } | null
  /** Kind of the store that the next three figures are about; null: none was read yet. */
  readonly counted: string | null
  readonly sessionCount: number | null
  readonly bytesPerSession: number | null
  readonly ttlIndex: boolean | null
  readonly elsewhere: Readonly<Record<string, number>>
  /** Records that did not fit (FRAMES.maxRequests). */
  readonly dropped: number
}

/** A session's document as the store held it after a request. */
export interface ReadDocument {
  readonly sessionId: string
  /** null: the store has none. */
  readonly stored: StoredSession | null
  /** Id of the request after which it was read. */
  readonly request: string
  /** A request stored it for the first time since it was last read. */
  readonly isNew: boolean
}

/** Simulator: what the supervisor may call. One crowd at a time. */
export interface SimulatorFunctions {
  start(order: CrowdOrder, target: { readonly port: number; readonly internalKey: string; readonly cookieName: string }): Promise<Result<null>>
  cancel(): Promise<Result<null>>
}

/** Simulator: what it tells the supervisor. */
export interface SimulatorNotifications {
  /** At most every FRAMES.busyIntervalMs, and once more at the end with an outcome other than `running`. */
  progress(progress: CrowdProgress): void
}

/** The part of a {@link CrowdRun} that the simulator knows. */
export type CrowdProgress = Pick<CrowdRun, 'usersDone' | 'requests' | 'errors' | 'errorKinds' | 'usersPerSecond' | 'remainingMs' | 'latency'> & {
  readonly outcome: Extract<CrowdRun['outcome'], 'running' | 'done' | 'cancelled' | 'server-went-away' | 'failed'>
}

/** A resource that has a process of its own: what the supervisor may call. `Order` says where to look. */
export interface ResourceFunctions<R extends ResourceKind, Order, Source extends string = string> {
  /** Tries the sources in order and answers with the first that serves. Calling it again looks for a better one, starts it beside the old one and leaves the old one running until `retire`. */
  acquire(order: Order): Promise<Result<Acquired<R, Source>>>
  /** Stops a source that an earlier `acquire` started and a later one replaced. */
  retire(): Promise<Result<null>>
  /** Asked again and again to see that the process lives. Answers with how the resource in use is; null while none is. */
  pulse(): Promise<ResourceHealth | null>
  /** Stops whatever it started and ends the process. Data stays. */
  stop(): Promise<void>
}

/** What a resource found. */
export interface Acquired<R extends ResourceKind, Source extends string = string> {
  readonly source: Source
  /** The real address, credentials included: IPC only. */
  readonly address: AddressOf<R>
  /** The address as it may be shown; null: not at all. */
  readonly shown: string | null
  readonly version: string
  readonly attempts: readonly SourceAttempt<Source>[]
}

export interface ResourceHealth {
  readonly up: boolean
  /** English; null while it is up. */
  readonly reason: string | null
}

/** Database process: what the supervisor may call. It owns a mongod or the embedded server, or only knows the address of a MongoDB elsewhere. */
export interface DatabaseFunctions extends ResourceFunctions<'mongodb', DatabaseOrder, MongoSourceKind> {
  /** Has the sweeper of a MongoDB that it runs pass so often, now and whenever one is started; one elsewhere is left as it is. */
  sweepEvery(seconds: number): Promise<Result<null>>
  download(): Promise<Result<null>>
  cancelDownload(): Promise<Result<null>>
}

export interface DatabaseOrder {
  /** From the environment or the command line; null: not set. */
  readonly uri: string | null
  readonly mongodBinary: string | null
  /** A folder of this launch's own. */
  readonly dataFolder: string
  readonly database: string
  readonly collection: string
}

/** Database process: what it tells the supervisor. */
export interface DatabaseNotifications {
  /** The MongoDB in use answers or does not; noticed within MONGO.noticeMs, also when it is frozen. */
  health(health: ResourceHealth): void
  /** The process of the MongoDB that it runs: whoever survives it must see that this one ends. Told anew when it is started again. */
  owned(process: { readonly pid: number }): void
  download(state: DownloadState): void
  /** Resident memory of the database process, where it is ours. */
  usage(usage: { readonly rssBytes: number }): void
}

/** Headers between the gateway or the simulator and the lesson server. The gateway removes them from what comes from outside. */
export const INTERNAL_HEADERS = {
  /** The launch's internal key: a lesson server refuses whoever does not have it. */
  key: 'x-sessionscope-key',
  /** An {@link Actor}. */
  actor: 'x-sessionscope-actor',
  /** Id that the gateway gave to the request. */
  request: 'x-sessionscope-request',
} as const
