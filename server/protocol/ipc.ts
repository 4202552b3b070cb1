/**
 * What the supervisor and its children say to each other, over `fork` IPC (advanced serialization) with birpc.
 * Functions answer with {@link Result}; notifications are sent without waiting.
 */
import type { BalancerRule } from './balancer.js'
import type { SessionListing } from './command-results.js'
import type { ParsedCommand } from './commands.js'
import type { ComparedFigures } from './comparison.js'
import type { CrowdOrder, CrowdRun } from './crowd.js'
import type { FaultsInForce } from './faults.js'
import type { MemorySample } from './instance-state.js'
import type { InstanceId } from './instances.js'
import type { DownloadState, FoundMongodb, MongoSourceKind } from './mongo.js'
import type { Problem, Result } from './problem.js'
import type { CrowdSlice, RequestRecord, SecretId } from './requests.js'
import type { Address, AddressOf, ResourceKind, SourceAttempt } from './resources.js'
import type { ServedKind, ServedSource } from './served-kinds.js'
import type { SessionOptions } from './session-options.js'
import type { Shares } from './shares.js'
import type { StoredSession, SwitchProgress, SwitchReport } from './stores.js'
import type { Why } from './why.js'

/** Which store, and where: everything that its adapter needs. It holds secrets; it crosses IPC only. */
export interface StoreTarget {
  readonly kind: string
  /** Of the resource that this kind of store needs; null while none has been found. */
  readonly address: Address | null
}

/** A secret that signs the shop's cookies, or did so. It crosses IPC only. */
export interface SigningSecret {
  readonly id: SecretId
  readonly value: string
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
  readonly secrets: readonly SigningSecret[]
  readonly faults: FaultsInForce
  /** express-session is not shown that the store can touch. */
  readonly withoutTouch?: true
  /** Value of the INTERNAL_HEADERS.key header; requests without it are refused. */
  readonly internalKey: string
}

/** What a lesson server knows once a switch is prepared. */
export interface PreparedSwitch {
  /** Kind of the store in use. */
  readonly from: string
  /** Why it cannot be switched to; then nothing has begun, and nothing has to be called off. */
  readonly refused: Problem | null
  /** It uses this very store already, and takes no part. */
  readonly isThere: boolean
  /** Another lesson server meets the same sessions in it: in the store in use, in the target. */
  readonly sourceIsShared: boolean
  readonly targetIsShared: boolean
  /** How many sessions the target held before; null: it did not say. */
  readonly found: number | null
}

/** What a switch has done in one lesson server. */
export type SwitchFigures = Pick<SwitchReport, 'carried' | 'recopied' | 'altered' | 'left' | 'longestWaitMs'>

/**
 * A switch of the store in phases, which all lesson servers go through together (the supervisor orders them: switch-together.ts). Each answers
 * with a problem when it could not be done; then the whole is called off, or, once the first has flipped, goes on with those that could. From
 * `switchHold` on there is a deadline of STORES.gate.maxWaitMs in the lesson server itself: whatever becomes of the supervisor, no gate stays closed.
 */
export interface SwitchFunctions {
  /** Opens and probes the target. With `carryOver`, what changes in the store in use is noted from now on. */
  switchPrepare(target: StoreTarget, carryOver: boolean): Promise<Result<PreparedSwitch>>
  /** Copies every live session while traffic flows. @param shares only those that are this one's share; null: all */
  switchCopy(shares: Shares | null): Promise<Result<null>>
  /** Takes the ids of the sessions that have changed since they were last taken. */
  switchChanged(): Promise<Result<readonly string[]>>
  /** Copies these once more; one that is gone in the source goes from the target too. @param others the share of others: they go from this one's target */
  switchCopyAgain(ids: readonly string[], others: readonly string[]): Promise<Result<null>>
  /**
   * New requests wait from now on.
   *
   * @param untilIdle answers when no request and no store call is under way
   * @param othersHaveFlipped there is no way back: if this one cannot follow, it lets nobody in on the store that was left, and waits for its end
   */
  switchHold(untilIdle: boolean, othersHaveFlipped: boolean): Promise<Result<null>>
  /** The next request meets the target, unless something changed since it was last taken: then false, and it is to be held, copied and tried once more. */
  switchFlip(): Promise<Result<boolean>>
  /** Requests go in again. @param marks first marks the store that was left, from which all sessions have moved */
  switchOpen(marks: boolean): Promise<Result<null>>
  /** Leaves the old store. @param empties removes what was moved from it */
  switchFinish(empties: boolean): Promise<Result<SwitchFigures>>
  /** It will not be flipped. Requests go in again, and what changes is still noted. */
  switchGiveUp(): Promise<Result<null>>
  /** Takes the copies out of the target again. @param ids sessions that others have changed, and that may be in the target although they are gone */
  switchTakeBack(ids: readonly string[]): Promise<Result<null>>
  /** Ends a switch that was not flipped: back to the store in use, as if nothing had happened. Nothing to do where none was prepared. */
  switchCallOff(): Promise<Result<SwitchFigures>>
}

/** Which sessions are listed. */
export type SessionsQuery = Omit<Extract<ParsedCommand, { type: 'sessions:list' }>, 'type'>

/** A session as a store held it. */
export interface StoreReading {
  /** Kind of the store that was read: while a switch is being finished, the supervisor may hear of it before it hears of the switch. */
  readonly store: string
  /** null: it has none. */
  readonly stored: StoredSession | null
  /** The lesson server that alone holds it; left out: they share the store, there is one, or nobody has it. */
  readonly instance?: InstanceId
}

/** Lesson server: what the supervisor may call. */
export interface LessonServerFunctions extends SwitchFunctions {
  /** Builds the app and listens on a free port of 127.0.0.1. When the store is out of reach, it starts all the same and says so. */
  start(order: LessonServerStart): Promise<Result<{ readonly port: number; readonly storeProblem: string | null }>>
  configure(options: SessionOptions, shop: string, secrets: readonly SigningSecret[]): Promise<Result<null>>
  /** What the wire to the store does from the next call on. */
  setFaults(faults: FaultsInForce): Promise<Result<null>>
  /** @param forGood it cannot be undone, nor can what was forgotten before */
  clearStore(forGood?: boolean): Promise<Result<{ readonly removed: number; readonly undoForMs: number }>>
  /** `removed`: 0 where there is no such session. */
  forgetSession(id: string): Promise<Result<{ readonly removed: number; readonly undoForMs: number }>>
  bringBackSessions(): Promise<Result<{ readonly restored: number }>>
  listSessions(query: SessionsQuery): Promise<Result<Omit<SessionListing, 'seq'>>>
  readSession(id: string): Promise<Result<StoreReading>>
  collect(): Promise<Result<MemorySample>>
  /** Answers what is under way (bounded), closes the stores and ends the process. */
  stop(): Promise<void>
}

/** Lesson server: what it tells the supervisor. */
export interface LessonServerNotifications {
  frame(frame: TapFrame): void
}

/** What the taps saw since the frame before. Sent at once while it is quiet, at most every FRAMES.busyIntervalMs when it is busy; the crowd's counters ride along. */
export interface TapFrame {
  readonly instance: InstanceId
  readonly boot: number
  readonly requests: readonly RequestRecord[]
  /** Documents of the sessions that requests used, as the store held them when they were read. In the order of reading. */
  readonly documents: readonly ReadDocument[]
  readonly crowd: CrowdSlice | null
  readonly memory: MemorySample | null
  readonly switching: SwitchProgress | null
  readonly health: { readonly up: boolean; readonly why: Why | null } | null
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
export interface ReadDocument extends StoreReading {
  readonly sessionId: string
  /** Id of the request after which it was read. */
  readonly request: string
  /** A request stored it for the first time since it was last read. */
  readonly isNew: boolean
}

/** Where a crowd goes. */
export interface CrowdTarget {
  /** Of the lesson servers, at least one: its connections are spread over them. */
  readonly ports: readonly number[]
  /** By which requests go to one of several. */
  readonly rule: BalancerRule
  readonly internalKey: string
  /** Of the session cookie, as the crowd sets off. */
  readonly cookieNames: readonly string[]
}

/** Simulator: what the supervisor may call. One crowd at a time. */
export interface SimulatorFunctions {
  start(order: CrowdOrder, target: CrowdTarget): Promise<Result<null>>
  cancel(): Promise<Result<null>>
  /** Other lesson servers, or another rule, for the crowd that is under way; nothing to do where none is. */
  steer(target: Pick<CrowdTarget, 'ports' | 'rule'>): Promise<Result<null>>
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
  /** Freezes or ends the server that it runs, and nobody starts it again meanwhile; null: as usual again. Where it runs none, there is nothing to do. */
  hold(how: Held | null): Promise<Result<null>>
  /** Stops whatever it started and ends the process. Data stays. */
  stop(): Promise<void>
}

/** What somebody has had done to a server that the sandbox runs. */
export type Held = 'frozen' | 'ended'

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
  /** null while it is up. */
  readonly why: Why | null
}

/** Database process: what the supervisor may call. It owns a mongod or the embedded server, or only knows the address of a MongoDB elsewhere. */
export interface DatabaseFunctions extends ResourceFunctions<'mongodb', DatabaseOrder, MongoSourceKind> {
  acquire(order: DatabaseOrder): Promise<Result<AcquiredMongodb>>
  /** Looks again at the MongoDB in use, where it was found; null: it was not. */
  lookForForeign(order: DatabaseOrder): Promise<Result<FoundMongodb | null>>
  /** Sets how often the sweeper of a MongoDB that it runs passes, now and whenever one is started; one elsewhere is left as it is. */
  sweepEvery(seconds: number): Promise<Result<null>>
  download(): Promise<Result<null>>
  cancelDownload(): Promise<Result<null>>
}

export interface AcquiredMongodb extends Acquired<'mongodb', MongoSourceKind> {
  /** null: the database process runs it. */
  readonly found: FoundMongodb | null
}

export interface MongodbOrder {
  /** From the environment or the command line; null: not set. */
  readonly uri: string | null
  readonly mongodBinary: string | null
  /** A folder of this launch's own. */
  readonly dataFolder: string
  readonly database: string
  readonly collection: string
}

export interface DatabaseOrder extends MongodbOrder {
  /** All that stores would use, each of its own. */
  readonly collections: readonly string[]
  /** Keys of places that were used from this data folder before, or that somebody has said may be used. */
  readonly usedBefore: readonly string[]
  /** One that runs for the sandbox is not left for one about which a person would have to be asked. */
  readonly staysOwn: boolean
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
  /** The sweeper of the MongoDB that it runs has passed, or begun to wait for its first pass. Epoch ms. */
  swept(pass: { readonly at: number }): void
}

/** The process of a served resource: what the supervisor may call. It owns a server, or only knows the address of one. */
export type ServedFunctions = ResourceFunctions<ServedKind, ServedOrder, ServedSource>

export interface ServedOrder {
  readonly kind: ServedKind
  /** From the environment; null: not set. */
  readonly url: string | null
  /** Where it was given, if not in the variable of its kind. */
  readonly variable?: string | undefined
  /** A folder of this launch's own. */
  readonly dataFolder: string
  /** See ServedAddress. */
  readonly space: string
  /** One that the sandbox runs serves already, and nobody has been asked whether one that was there before may be used instead. */
  readonly onlyOwn: boolean
}

/** The process of a served resource: what it tells the supervisor. */
export interface ServedNotifications {
  /** The server in use answers or does not; noticed within SERVED.noticeMs, also when it is frozen. */
  health(health: ResourceHealth): void
  /** None of the sources serves; told before that answer. */
  tried(attempts: readonly SourceAttempt<ServedSource>[]): void
  /** The process that it runs: whoever survives it must see that this one ends. Told anew when it is started again. */
  owned(process: { readonly pid: number }): void
  usage(usage: { readonly rssBytes: number }): void
}

/** The process of a comparison: what the supervisor may call. It has one store open at a time. */
export interface TrialFunctions {
  open(target: StoreTarget): Promise<Result<null>>
  /** Lets visitors in, and measures what their sessions take. Removes them again. */
  crowd(visitors: number): Promise<Result<Pick<ComparedFigures, 'get' | 'set' | 'appBytes' | 'outsideBytes'>>>
  /** Stores this many sessions. @returns their ids */
  leave(count: number): Promise<Result<readonly string[]>>
  /** How many of these sessions are there? */
  find(ids: readonly string[]): Promise<Result<number>>
  /** Removes every session of the store. */
  clear(): Promise<Result<null>>
  /** Removes them, and what they were kept in: the tables, the collection. */
  remove(): Promise<Result<null>>
  /** Closes the store and ends the process. */
  stop(): Promise<void>
}

/** The process of a comparison: what it tells the supervisor. */
export interface TrialNotifications {
  progress(progress: { readonly phase: 'crowd' | 'weighing'; readonly done: number }): void
}

/** Headers between the gateway or the simulator and the lesson server, and from the gateway to virtual browsers. The gateway removes them from what comes from outside. */
export const INTERNAL_HEADERS = {
  /** The launch's internal key: a lesson server refuses whoever does not have it. */
  key: 'x-sessionscope-key',
  /** An {@link Actor}. */
  actor: 'x-sessionscope-actor',
  /** Id that the gateway gave to the request. */
  request: 'x-sessionscope-request',
  /** Of a virtual browser, on behalf of another site's page: what that page did, and how the browser is set. */
  asks: 'x-sessionscope-asks',
  /** To a virtual browser: which life of which lesson server the request was passed to, as `a:1`. */
  life: 'x-sessionscope-life',
} as const
