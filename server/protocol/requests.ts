/** What a tap says about one HTTP request, and how the timeline shows it. */
import type { CrossSiteRequest } from './cross-site.js'
import type { Decision } from './decisions.js'
import type { StoreFaultId } from './faults.js'
import type { InstanceId } from './instances.js'
import type { SessionOptions } from './session-options.js'
import type { Why } from './why.js'

/**
 * Who sent a request.
 * - `you`: the real browser that shows the shop in the dashboard's frame, through the gateway;
 * - `visitor:N`: another real browser, or the same one at another host name, which is another jar;
 * - `browser:NAME`: a virtual browser (id of {@link BrowserState});
 * - `other`: another program (curl, a script) through the gateway;
 * - `crowd`: a simulated user. Crowd requests arrive as {@link CrowdSlice}, not one by one.
 */
export type Actor = RealBrowserId | VirtualBrowserId | 'other' | 'crowd'

export type VirtualBrowserId = `browser:${string}`

export type RealBrowserId = 'you' | `visitor:${number}`

/** Names one of the secrets that sign the shop's cookies; good for one launch. Their values never leave the server. */
export type SecretId = string

/**
 * What the session middleware makes of the cookie that came. The kinds follow express-session's `getcookie`:
 * only `good` loads a session, every other kind means "a new, empty session".
 */
export type CookieVerdict =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'good'
      readonly sessionId: string
      readonly secretId: SecretId /** Its place in the list of secrets then: above 0, an old one. */
      readonly secretIndex: number
    }
  /** The value does not start with `s:`: nobody signed it. */
  | { readonly kind: 'unsigned'; readonly value: string }
  /** Signed, but not with any of our secrets. */
  | { readonly kind: 'bad-signature'; readonly sessionId: string; readonly signature: string }
  /** Cannot be decoded, or is empty. */
  | { readonly kind: 'malformed'; readonly value: string }

export type StoreOperationName = 'get' | 'set' | 'touch' | 'destroy'

/** One call of a method of the session store, as the tap saw it. */
export interface StoreOperation {
  readonly name: StoreOperationName
  readonly sessionId: string
  /** When it began, in ms since the request came. */
  readonly startedMs: number
  readonly durationMs: number
  /** get: found or not. */
  readonly hit?: boolean
  /** get, set: length of the session as JSON, in bytes. */
  readonly bytes?: number
  /** Set when the store reported a failure. */
  readonly error?: Why
  /** What was done to it on the way to the store, or why it failed; left out where nothing was. */
  readonly fault?: OperationFault
}

/** A fault as one call of the store met it. */
export interface OperationFault {
  readonly kind: StoreFaultId
  /** How long the call was held up, in ms; it is a part of its duration. */
  readonly waitedMs: number
}

/** One finished (or cut off) request, in full. Kept for the browsers in focus; the timeline and, later, its reasons are built from it. */
export interface RequestRecord {
  /** Unique in this launch. */
  readonly id: string
  readonly actor: Actor
  /** For `other`: the program's own name from User-Agent, at most 40 characters. */
  readonly agent?: string
  /** The lesson server that served it; null: none saw it. */
  readonly instance: InstanceId | null
  /** Which life of the lesson server served it (1, 2, …); 0 where none saw it. */
  readonly boot: number
  /** Kind of the store that it began on. */
  readonly store: string
  /** Epoch ms. */
  readonly at: number
  readonly method: string
  /** Path with query, at most 200 characters. */
  readonly path: string
  /** The form that it brought, as it came (`application/x-www-form-urlencoded`), at most LIMITS.formCharacters, without fields that sound like a password; left out where it brought none. Kept as `before` and `after` are. */
  readonly form?: string
  readonly cookieIn: CookieVerdict
  readonly operations: readonly StoreOperation[]
  /** What express-session decided, in the order in which it did; empty when the request never reached it. */
  readonly decisions: readonly Decision[]
  /** The session ID in force at the end of the request (`req.sessionID`), null when the request never reached the middleware. */
  readonly sessionId: string | null
  /** True when that id was generated during this request. */
  readonly sessionIsNew: boolean
  /** Session data (without `cookie`) as loaded and as it stood at the end; null where there was none. Only for browsers in focus. */
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
  /** HTTP status; null when the answer was cut off. */
  readonly status: number | null
  /** Where express says that it came from; left out where it never saw it. */
  readonly seen?: SeenByExpress
  /** Set where the proxy's cache answered, and no server: with the answer to which request, and how long after it. */
  readonly cached?: { readonly of: string; readonly ageMs: number }
  /** The Set-Cookie headers as sent. */
  readonly setCookie: readonly string[]
  /** Location of a redirect. */
  readonly location?: string
  /** Until the headers left, and until the end of the answer. */
  readonly headersMs: number | null
  readonly durationMs: number
  /** `cut-off`: the lesson server died; `aborted`: the client went away; `failed`: answered with an error of the store or the app. */
  readonly outcome: 'answered' | 'failed' | 'aborted' | 'cut-off'
  /** Another request on the same session with which this one crossed; left out where none did. Only for browsers in focus. */
  readonly crossed?: Crossing
  /** Set when a page of another site set it off. The gateway tells it, not the lesson server. */
  readonly crossSite?: CrossSiteRequest
  /** Why, for any outcome but `answered` — or for an answer that was sent although its save failed. */
  readonly problem?: Why
  /** Set when the shop's own code threw. */
  readonly mistake?: ShopMistake
  /** The session options in force, so that a decision can be explained later. */
  readonly options: SessionOptions
  /** Which shop served it (ShopDescription.name); left out where none did. */
  readonly shop?: string
}

/** What express makes of X-Forwarded-*, with the shop's `trust proxy` as it is. Each at most 200 characters. */
export interface SeenByExpress {
  /** `req.secure`: over HTTPS. */
  readonly secure: boolean
  /** `req.ip` */
  readonly ip: string
  /** `req.hostname` */
  readonly hostname: string
  /** The headers X-Forwarded-Proto, -For and -Host as the proxy passed them on; null: there was none. */
  readonly forwarded: { readonly proto: string | null; readonly for: string | null; readonly host: string | null }
}

/**
 * How a request crossed with another one on the same session.
 * - `overwrote`: it had read the session before `request` saved it, and saved it afterwards: of what the other had changed, nothing is left;
 * - `overwritten`: the other way round, its own save was overwritten by `request`;
 * - `read-early`: it read the session while `request`, whose answer was on its way already, was still saving it, and found nothing, or the old state.
 */
export interface Crossing extends CrossedRequest {
  readonly kind: 'overwrote' | 'overwritten' | 'read-early'
  /** Of a save over several: the others of which something is lost, as they came. Left out where there are none. */
  readonly also?: readonly CrossedRequest[]
}

/** The other one of two requests that crossed. */
export interface CrossedRequest {
  readonly request: string
  /** Of a save over another: keys that the first one had changed, and of whose change nothing is left (at most FRAMES.changedKeys). Left out where there are none. */
  readonly lost?: readonly string[]
  /** Of these, those that both saves changed from the same number, list or object to the same: two steps, and one is there. Left out where there are none. */
  readonly alike?: readonly string[]
}

/** An error that the shop's own code threw. */
export interface ShopMistake {
  /** The error's name and message, as the machine words it: "TypeError: x is not a function". Without credentials and paths of this machine. */
  readonly message: string
  /** Where the shop's source threw it, as learners read that file; null: not known. */
  readonly place: { readonly file: string; readonly line: number } | null
}

/** What the crowd did between two frames: counters, and percentiles of what was measured. */
export interface CrowdSlice {
  /** Epoch ms. */
  readonly from: number
  readonly to: number
  readonly requests: number
  /** Of these, how many were timed: all while they come slowly, otherwise a sample. */
  readonly timed: number
  /** New session ids that were stored. */
  readonly newSessions: number
  /** Answers that say no (status 400 and above), and requests that were cut off. */
  readonly errors: number
  /** Count and 95th percentile in ms of each store operation. */
  readonly operations: Readonly<Partial<Record<StoreOperationName, { readonly count: number; readonly p95Ms: number }>>>
}
