/**
 * The dashboard's view of everything, in slices. The supervisor owns it; a frame carries the slices that changed.
 * `GET /api/state` answers with {@link Snapshot}.
 */
import type { OpenLesson } from './lessons.js'
import type { Problem } from './problem.js'
import type { Actor, CookieVerdict, RequestRecord } from './requests.js'
import type { ResourceKind, ResourceState, SourceAttempt } from './resources.js'
import type { SessionOptions } from './session-options.js'
import type { ShopDescription } from './shops.js'

/** A store that the switch offers, as its adapter describes itself. */
export interface StoreDescription {
  /** Name of the adapter file's store, for example `memory` or `mongodb`. */
  readonly kind: string
  /** A proper name, the same in every language: "Memory", "MongoDB". */
  readonly label: string
  /** Hue of its colour, in degrees of oklch. */
  readonly hue: number
  /** What it needs to be somewhere. */
  readonly resource: ResourceKind
  readonly capabilities: StoreCapabilities
  /** null: ready to be switched to. Otherwise why not. */
  readonly unavailable: Problem | null
}

/** What a store can do. The one place to ask it: nothing is decided by a store's kind. `server/test/stores/contract.ts` tries each of these. */
export interface StoreCapabilities {
  /** Has `touch`: an unmodified session's expiry can move. */
  readonly touch: boolean
  /** Has `all`, and it answers. */
  readonly all: boolean
  /** Has `length`, and it answers. */
  readonly length: boolean
  /** Has `clear`, and it answers. */
  readonly clear: boolean
  /** Who removes an expired session: `on-read`, whoever asks for it next; `sweeper`, a job of the database's. */
  readonly expiry: 'on-read' | 'sweeper'
  /** Are its sessions still there when the lesson server's process has ended, however it ended? */
  readonly survivesRestart: boolean
  /** Can two servers share it? */
  readonly shared: boolean
  /** Do its sessions take the lesson server's own heap? */
  readonly inHeap: boolean
}

/** Which session store is in use, and what a switch under way is doing. */
export interface StoreState {
  readonly active: string
  readonly available: readonly StoreDescription[]
  readonly switching: SwitchProgress | null
  /** The last finished or refused switch. */
  readonly lastSwitch: SwitchReport | null
  /** Is the active store answering? `since` in epoch ms. */
  readonly health: { readonly up: boolean; readonly since: number; readonly reason: string | null }
  /** Sessions in the active store; null while unknown. */
  readonly sessionCount: number | null
  /** Bytes that one session takes where it is stored (heap for memory, the document for MongoDB), estimated live; null while there is none. */
  readonly bytesPerSession: number | null
  /** Is there a TTL index on `expires`, so that the database itself removes expired sessions? null: a store without indexes, or not known. */
  readonly ttlIndex: boolean | null
  /**
   * Sessions held by the stores that are not active, by kind, as they were last counted: a plain switch leaves them where they are.
   * A kind that is missing has not been counted in this launch.
   */
  readonly elsewhere: Readonly<Record<string, number>>
  /** Why a store has no sessions, where something is known to have taken them, by kind. Holds while the store is empty. */
  readonly emptiness: Readonly<Record<string, Emptiness>>
}

/** The last event after which a store had no sessions. */
export interface Emptiness {
  /**
   * - `restart`, `death`: they were in the process, which ended, as planned or not;
   * - `cleared`: a command forgot them; `lesson`: so did the set-up of a lesson;
   * - `carried`: they were carried over to another store;
   * - `switch`: the shop came here by a plain switch, and they stay in the store that it left;
   * - `logged-out`: their owners logged out; `expired`: they expired; `gone`: one of these, or somebody deleted them in the database.
   */
  readonly cause: 'restart' | 'death' | 'cleared' | 'lesson' | 'carried' | 'switch' | 'logged-out' | 'expired' | 'gone'
  /** Epoch ms. */
  readonly at: number
  /** How many sessions that was about; null: not known. */
  readonly sessions: number | null
}

export type SwitchPhase = 'probing' | 'copying' | 'waiting' | 'finishing'

export interface SwitchProgress {
  readonly from: string
  readonly to: string
  readonly carryOver: boolean
  readonly phase: SwitchPhase
  readonly copied: number
  /** null while it is being counted. */
  readonly total: number | null
  readonly startedAt: number
}

export interface SwitchReport {
  readonly from: string
  readonly to: string
  readonly carryOver: boolean
  readonly at: number
  readonly durationMs: number
  /** Carried sessions (0 for a plain switch), and how many of them changed while they were being copied. */
  readonly carried: number
  readonly recopied: number
  /** The longest that a request waited at the gate, in ms. */
  readonly longestWaitMs: number
  /** Sessions whose data did not come through the target store unchanged (a Date became a string …). */
  readonly altered: number
  /** Sessions that the target held before, and that a plain switch left behind in the other store; null: that store could not be asked. */
  readonly found: number | null
  readonly left: number | null
  /** null: done. Otherwise why it was refused, and the old store stayed. */
  readonly refused: Problem | null
}

export type LessonServerPhase = 'starting' | 'running' | 'stopping' | 'died'

export interface LessonServerState {
  readonly phase: LessonServerPhase
  /** 1 for the first life. */
  readonly boot: number
  readonly pid: number | null
  /** Epoch ms of the last start; null before it listens. */
  readonly listeningSince: number | null
  readonly heapLimitBytes: number
  readonly options: SessionOptions
  /** Name of the shop that runs, one of LaunchState.shops. */
  readonly shop: string
  readonly lastDeath: Death | null
}

/** One unplanned end of the lesson server (a planned restart leaves none). */
export interface Death {
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

export interface MemoryState {
  readonly latest: MemorySample | null
  /** Oldest first, at most LIMITS.memorySamples. */
  readonly samples: readonly MemorySample[]
}

export type MongoSourceKind = 'uri' | 'local' | 'binary' | 'embedded'

export type MongoAttempt = SourceAttempt<MongoSourceKind>

export interface MongoState extends ResourceState<MongoSourceKind> {
  /** Version of the server, as `buildInfo` says. */
  readonly version: string | null
  /** Address as built anew from what the driver parsed: hosts, database and harmless options, `***@` for credentials; good enough for Compass where there are none. */
  readonly shownUri: string | null
  readonly database: string
  readonly collection: string
  readonly download: DownloadState
  /** How often the sweeper of the MongoDB in use passes, in seconds: as it was told to where it is ours, elsewhere MongoDB's default. */
  readonly sweeperSeconds: number
  /** Resident memory of the database process, where it is ours; null otherwise. */
  readonly rssBytes: number | null
}

export interface DownloadState {
  readonly phase: 'idle' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly version: string
  readonly receivedBytes: number
  readonly totalBytes: number | null
  readonly problem: Problem | null
}

/** One cookie as its owner's jar keeps it (RFC 6265, section 5.3). */
export interface JarCookie {
  readonly name: string
  /** As in the header, not decoded. */
  readonly value: string
  /** What the session middleware would make of it, now; null for a cookie that is not the session's. */
  readonly verdict: CookieVerdict | null
  /**
   * - `session`: it has the name that the session's cookie has now;
   * - `former`: this shop handed it out as the session's cookie while that had another name;
   * - `shop`: this shop set it, as something else;
   * - `elsewhere`: it came in a Cookie header, and this shop has not set it: all ports of a host share their cookies.
   */
  readonly origin: 'session' | 'former' | 'shop' | 'elsewhere'
  /** The parts of a signed value, as they stand in the header; null when it has another form. */
  readonly parts: { readonly prefix: string; readonly sessionId: string; readonly signature: string } | null
  /** Attributes of the Set-Cookie header that made it; null when it was only ever seen in a Cookie header (a browser never sends attributes back). */
  readonly attributes: CookieAttributes | null
}

export interface CookieAttributes {
  readonly path: string | null
  readonly domain: string | null
  /** Epoch ms; null: a session cookie in the browser's sense, gone when it closes. */
  readonly expiresAt: number | null
  readonly maxAgeSeconds: number | null
  readonly httpOnly: boolean
  readonly secure: boolean
  readonly sameSite: string | null
  readonly partitioned: boolean
  readonly priority: string | null
  /** The whole Set-Cookie line. */
  readonly line: string
}

/** A browser that the dashboard follows: a real one (`you`, `visitor:N`) or a virtual one. */
export interface BrowserState {
  readonly id: Exclude<Actor, 'other' | 'crowd'>
  /** Empty for real browsers (the page words it from `real`). */
  readonly name: string
  /** null: a virtual browser. */
  readonly real: RealBrowserFacts | null
  readonly hue: number
  readonly jar: readonly JarCookie[]
  /** The session ID in its cookie, whether or not the store knows it. */
  readonly sessionId: string | null
  /** Does the store hold that session? null while unknown. */
  readonly known: boolean | null
  /** What became of the session cookie that the shop last sent it; null: none was sent, or it was taken back. */
  readonly lastSetCookie: SetCookieFate | null
  /** Set when its last request brought several cookies under the session's name. */
  readonly namesakes: Namesakes | null
  /** The page that a virtual browser last saw, as text; null for real ones and before the first visit. */
  readonly page: { readonly path: string; readonly status: number; readonly title: string; readonly greeting: string; readonly cartCount: number } | null
  readonly lastRequestAt: number | null
}

/** What is on the wire about a real browser: a jar is told by its cookies and its host name, so each host name counts for itself. */
export interface RealBrowserFacts {
  /** The product in its User-Agent: "Firefox"; empty where it has none that is known. */
  readonly product: string
  /** 1; more where another browser of the same product at the same host name has a lower one. */
  readonly number: number
  /** The shop's host name as this browser calls it, without the port; null before its first request. */
  readonly host: string | null
  readonly userAgent: string
  /** Has it shown the shop in a frame of the dashboard? */
  readonly isFramed: boolean
  /**
   * How it was told from the others: `frame`, `first`: the frame's, or the first to come; `agent`, `host`: another User-Agent, or host name;
   * `no-cookie`: it brought none when the others like it had one; `cookie`: it brought one that none of the others has.
   */
  readonly toldBy: 'frame' | 'first' | 'agent' | 'host' | 'no-cookie' | 'cookie'
}

/** A browser that is no longer followed. Rows of the timeline keep its name and colour. */
export interface FormerBrowser extends Pick<BrowserState, 'id' | 'name' | 'hue'> {
  readonly real: RealBrowserFacts | null
}

/** What a browser did with the session cookie that it was last sent. A real one shows that with its next request only. */
export interface SetCookieFate {
  /** Epoch ms. */
  readonly at: number
  /** The whole Set-Cookie line. */
  readonly line: string
  /**
   * `waiting`: no request has shown it yet; `kept`: it came back; `refused`: the next request brought none; `other`: it brought another one;
   * `gone`: it had come back, and then a request came without it; `expired`: its time is over.
   */
  readonly outcome: 'waiting' | 'kept' | 'refused' | 'other' | 'gone' | 'expired'
  /** Why a browser refuses this line, as far as the line tells; null: it does not. */
  readonly refusal: CookieRefusal | null
  /** The cookie under this name that the request had brought, where this shop had not signed it: the line overwrote it, whosever it was. */
  readonly overwrote: 'unsigned' | 'bad-signature' | 'malformed' | null
}

/**
 * `unreadable`: no name and value; `too-large`: more than 4,096 bytes; `none-without-secure`: SameSite=None without Secure;
 * `partitioned-without-secure`: Partitioned without Secure; `other-domain`: Domain names a host that the sender does not belong to;
 * `secure-over-http`: Secure, and not on this machine; `prefix`: the name promises more than the attributes keep.
 */
export type CookieRefusal = 'unreadable' | 'too-large' | 'none-without-secure' | 'partitioned-without-secure' | 'other-domain' | 'secure-over-http' | 'prefix'

/** Several cookies of one name in a Cookie header: express-session reads the first, and browsers put the longest path first. */
export interface Namesakes {
  readonly count: number
  /** Which of them this shop handed out: counted from 1; null: none. */
  readonly own: number | null
}

/** A session as the store holds it. */
export interface StoredSession {
  readonly id: string
  /** The raw document in relaxed Extended JSON (MongoDB) or the parsed JSON text (memory). */
  readonly document: Readonly<Record<string, unknown>>
  /** How it is really kept: `json-string` in a JavaScript object, `bson` in a collection … */
  readonly form: string
  readonly bytes: number
  /** Epoch ms; null: no date of its own. */
  readonly expiresAt: number | null
}

/** The document of a browser in focus, after its last request. */
export interface FocusedSession {
  readonly sessionId: string
  /** null: the store has none. */
  readonly stored: StoredSession | null
  /** What it was before the last request that changed it; null when it did not exist, or when no change was seen. */
  readonly previous: Readonly<Record<string, unknown>> | null
  /** Epoch ms of that change; null: none was seen, so nothing is known to be new in it. */
  readonly changedAt: number | null
}

export interface CrowdState {
  readonly running: CrowdRun | null
  /** Finished runs, oldest first, at most LIMITS.crowdRuns. */
  readonly finished: readonly CrowdRun[]
}

export interface CrowdOrder {
  readonly users: number
  /** null: full speed. */
  readonly usersPerSecond: number | null
  /** Items that each user puts into the cart; 0: only logs in. */
  readonly cartItems: number
  /** `visit`: one request without a cookie each, and never back. */
  readonly behaviour: 'shop' | 'visit'
}

/** Why a request of the crowd failed, as far as it has a name; `other`: only the reason says it. */
export type CrowdFailureKind = 'cut-off' | 'refused' | 'not-taken' | 'no-answer' | 'not-http' | 'no-cookie' | 'forgotten' | 'machine-memory' | 'other'

/** One crowd, under way or finished, with its memory curve. */
export interface CrowdRun {
  readonly id: number
  readonly order: CrowdOrder
  readonly store: string
  readonly boot: number
  readonly startedAt: number
  readonly endedAt: number | null
  readonly outcome: 'running' | 'done' | 'cancelled' | 'server-went-away' | 'store-switched' | 'failed'
  readonly usersDone: number
  readonly requests: number
  /** Users who did not get what they came for, whatever the status was: each gives up at the first request that fails it. */
  readonly errors: number
  /** Why, most frequent first, at most 5. `reason` is English, and may hold the shop's own words. */
  readonly errorKinds: readonly { readonly kind: CrowdFailureKind; readonly reason: string; readonly count: number }[]
  /** Users per second: over the last second while it runs, over the whole run afterwards. */
  readonly usersPerSecond: number
  /** null at full speed before the rate is known. */
  readonly remainingMs: number | null
  /** ms of one request, as the user felt it; null before the first. */
  readonly latency: { readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number } | null
  readonly sessionsBefore: number | null
  readonly sessionsAfter: number | null
  readonly bytesPerSession: number | null
  /** heapUsed at the start, after a collection; and how much it grew by. */
  readonly heapBeforeBytes: number | null
  readonly heapGrowthBytes: number | null
  /** The curve: ms since the start, heapUsed, sessions. At most LIMITS.runPoints. */
  readonly curve: readonly { readonly tMs: number; readonly heapUsedBytes: number; readonly sessions: number | null }[]
}

/** One row of the timeline. A row with a `key` already shown replaces it (the crowd's row grows in place). */
export type TimelineRow =
  | { readonly kind: 'request'; readonly key: string; readonly at: number; readonly request: RequestRecord }
  | {
      readonly kind: 'crowd'
      readonly key: string
      readonly at: number
      readonly until: number
      readonly run: number | null
      readonly requests: number
      readonly newSessions: number
      readonly errors: number
      readonly operations: Readonly<Record<string, { readonly count: number; readonly p95Ms: number }>>
      /** Share of the time from `at` to `until` that went into garbage collection, 0–1. */
      readonly gcShare: number
    }
  | { readonly kind: 'death'; readonly key: string; readonly at: number; readonly death: Death }
  | {
      readonly kind: 'started'
      readonly key: string
      readonly at: number
      readonly boot: number
      readonly store: string
      readonly reason: 'launch' | 'restart' | 'after-death' | 'heap-limit'
    }
  | { readonly kind: 'switched'; readonly key: string; readonly at: number; readonly report: SwitchReport }
  | {
      readonly kind: 'configured'
      readonly key: string
      readonly at: number
      /** All options in force from here on. */
      readonly options: SessionOptions
      /** What is another than before; empty: nothing is. */
      readonly changed: readonly ConfigurationChange[]
    }
  | { readonly kind: 'cleared'; readonly key: string; readonly at: number; readonly store: string; readonly sessions: number }
  | {
      /** An expired session has gone from the store without a request: its sweeper took it. */
      readonly kind: 'swept'
      readonly key: string
      readonly at: number
      readonly store: string
      readonly sessionId: string
      /** Epoch ms. */
      readonly expiredAt: number
    }
  | { readonly kind: 'store-health'; readonly key: string; readonly at: number; readonly store: string; readonly up: boolean; readonly reason: string | null }

/** An option of `session({...})`, or which shop runs, before and after. */
export type ConfigurationChange =
  | { readonly option: keyof SessionOptions; readonly from: string | number | boolean | null; readonly to: string | number | boolean | null }
  | { readonly option: 'shop'; readonly from: string; readonly to: string }

export interface LaunchState {
  readonly version: string
  readonly startedAt: number
  readonly dashboardPort: number
  readonly shopPort: number
  /** Machine memory that a heap limit and a crowd may use, in bytes. */
  readonly machineMemoryBytes: number
  readonly language: 'en' | 'pt-BR'
  /** Where to look up the same thing by script. */
  readonly dataFolder: string
  /** The shops that can run, the textbook's first. */
  readonly shops: readonly ShopDescription[]
}

/** The whole state, on connect and after a gap. */
export interface Snapshot {
  readonly protocol: number
  /** Sequence number of the last frame that this snapshot includes. */
  readonly seq: number
  readonly launch: LaunchState
  readonly server: LessonServerState
  readonly store: StoreState
  readonly mongo: MongoState
  readonly memory: MemoryState
  /** `you`, the virtual ones, the other real ones. */
  readonly browsers: readonly BrowserState[]
  /** Oldest first, at most LIMITS.formerBrowsers. */
  readonly formerBrowsers: readonly FormerBrowser[]
  /** By session ID, for the browsers in focus. */
  readonly focused: Readonly<Record<string, FocusedSession>>
  readonly crowd: CrowdState
  /** The lesson that is open; null: none. */
  readonly lesson: OpenLesson | null
  /** Newest last, at most LIMITS.timelineRows. */
  readonly timeline: readonly TimelineRow[]
  /** Records that the ring buffers had to drop since the launch. */
  readonly dropped: number
}
