/**
 * What the check of a step says, as codes and parameters. The page words them in the reader's language
 * (client/features/lessons/sentence-words.ts); each carries the English sentence for scripts, as a Problem does.
 */
import type { BalancerRule } from './balancer.js'
import type { CrossSiteAct, CrossSiteAnswer, CrossSiteCookie } from './cross-site.js'
import type { FaultId } from './faults.js'
import type { CookieVerdict, RequestRecord } from './requests.js'

/** What a check says: true or not yet, what was expected, what was seen. */
export interface Verdict {
  readonly passed: boolean
  /** For scripts: what is still open, or all of it once it holds. */
  readonly expected: readonly CheckSentence[]
  readonly observed: readonly CheckSentence[]
  /** The whole check to tick off, in its order: none goes away when it becomes true. */
  readonly lines: readonly VerdictLine[]
}

/** One thing that a step waits for. */
export interface VerdictLine extends Judged {
  readonly wanted: CheckSentence
  readonly seen: CheckSentence | null
}

/** How a line of a check stands, before it is put into words. */
export interface Judged {
  /** `wrong`: what came is not what is wanted, or what was so no longer is; `open`: not yet. */
  readonly state: 'done' | 'open' | 'wrong'
  readonly wanted: CheckSaying
  /** What is there instead; null: nothing that could be compared. */
  readonly seen: CheckSaying | null
  /** Epoch ms at which it becomes true by itself; null: it does not wait for a moment that is known. */
  readonly dueAt: number | null
}

/** A sentence of a check that is not yet in words. */
export type CheckSaying = { readonly [Code in keyof CheckParams]: { readonly code: Code; readonly params: CheckParams[Code] } }[keyof CheckParams]

/** The same with its words in English, complete: `a request GET /, with a valid cookie`. */
export type CheckSentence = CheckSaying & { readonly message: string }

/** All that a check can say, by code, with what goes into the words. */
export interface CheckParams {
  /** Wanted: this many requests. */
  readonly request: { readonly request: WantedRequest; readonly times: number }
  /** Wanted: none of these. */
  readonly 'no-request': { readonly request: WantedRequest }
  /** Seen: what one request was, as far as checks look. */
  readonly 'request-seen': SeenRequest
  readonly 'requests-so-far': { readonly count: number }
  /** Seen: none at all since the step began. */
  readonly 'no-request-yet': NoParams
  /** Seen: none of those that must not be. */
  readonly none: NoParams
  /** Wanted, or seen. */
  readonly event: { readonly event: WantedEvent }
  readonly 'no-event-yet': NoParams
  /** Wanted, in a step that answers a guess: what is to be done, without what comes of it. */
  readonly 'request-watched': { readonly request: WantedRequest }
  readonly 'event-watched': NoParams
  readonly 'fact-watched': { readonly fact: FactReference }
  /** One moment of a sequence that is not its first. */
  readonly 'in-order-next': { readonly moment: WantedMoment }
  readonly 'in-order-next-watched': { readonly moment: WantedMoment }
  readonly 'one-session': NoParams
  /** Wanted: one after the other. */
  readonly 'in-order': { readonly moments: readonly WantedMoment[]; readonly sameSession: boolean }
  readonly 'all-in-order': NoParams
  readonly 'in-order-so-far': { readonly reached: number; readonly total: number; readonly next: WantedMoment }
  /** Wanted: each of these browsers has a session of its own. */
  readonly 'own-sessions': { readonly who: readonly string[] }
  readonly 'sessions-held': { readonly held: readonly HeldSession[] }
  readonly 'facts-wanted': { readonly facts: readonly { readonly fact: FactReference; readonly wanted: Comparator }[] }
  readonly 'facts-seen': { readonly facts: readonly { readonly fact: FactReference; readonly value: Fact }[] }
  readonly crowd: WantedCrowd
  readonly 'crowd-running': { readonly users: number }
  /** Seen: the last one. What it left is null where nobody counted it: its server died. */
  readonly 'crowd-seen': { readonly users: number; readonly store: string; readonly newSessions: number | null; readonly heapGrowthMb: number | null }
  readonly 'no-crowd-yet': NoParams
  /** Wanted: an answer to the step's task, whichever it is. */
  readonly 'any-answer': NoParams
  readonly 'right-answer': NoParams
  readonly 'no-answer-yet': NoParams
  readonly answered: NoParams
  readonly 'wrong-answer': NoParams
}

export type NoParams = Readonly<Record<never, never>>

export type CookieKind = CookieVerdict['kind']
/** `hit` and `miss`: what reading answered; `nothing`: no store operation. */
export type StoreUse = 'hit' | 'miss' | 'saved' | 'touched' | 'destroyed' | 'nothing'

/** What is asked of a request; what is left out may be anything. */
export interface WantedRequest {
  readonly method?: 'GET' | 'POST' | undefined
  readonly path?: string | undefined
  /** `you`, `other`, or the id of a virtual browser. */
  readonly who?: string | undefined
  readonly cookie?: CookieKind | readonly CookieKind[] | undefined
  readonly store?: StoreUse | undefined
  readonly setCookie?: boolean | undefined
  readonly newSession?: boolean | undefined
  readonly loggedIn?: boolean | undefined
  /** Exactly this many lines in the cart. */
  readonly cart?: number | undefined
  readonly status?: number | undefined
  /** Kind of the store that served it. */
  readonly storeKind?: string | undefined
  readonly outcome?: RequestRecord['outcome'] | undefined
  /** A page of another site set it off, by this. */
  readonly crossSite?: CrossSiteAct | undefined
  /** Of such a request: whether the session cookie went along, and what that page was given of the answer. */
  readonly sessionCookie?: CrossSiteCookie['outcome'] | undefined
  readonly otherSiteGets?: CrossSiteAnswer['outcome'] | undefined
  /** Did a cache at the proxy answer, instead of the shop? */
  readonly fromCache?: boolean | undefined
}

/** What is seen of some requests only: how it stands in words is the same as where it is wanted. */
export type SeenBeside = CrossSiteCookie['outcome'] | CrossSiteAnswer['outcome'] | 'from-cache'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  /** An Actor. */
  readonly who: string
  readonly cookie: CookieKind
  readonly store: StoreUse
  readonly setCookie: boolean
  readonly beside: readonly SeenBeside[]
}

/** Something that happened to the sandbox. */
export interface WantedEvent {
  readonly kind: 'started' | 'death' | 'switched' | 'configured' | 'cleared' | 'swept'
  /** started: why. */
  readonly reason?: 'launch' | 'restart' | 'after-death' | 'heap-limit' | undefined
  /** death: of what. */
  readonly cause?: 'out-of-memory' | 'killed' | 'crashed' | 'watchdog' | undefined
  /** switched: kind of the new store. */
  readonly to?: string | undefined
  readonly carryOver?: boolean | undefined
  /** configured: these options, with these values. */
  readonly options?: Readonly<Record<string, Fact | undefined>> | undefined
}

export type WantedMoment = { readonly request: WantedRequest } | { readonly event: WantedEvent }

export interface HeldSession {
  readonly who: string
  readonly sessionId: string | null
  /** Does the store hold it? */
  readonly known: boolean
}

export interface Bounds {
  readonly atLeast?: number | undefined
  readonly atMost?: number | undefined
}

export interface WantedCrowd {
  /** At least this many. */
  readonly users: number
  readonly store?: string | undefined
  readonly outcome?: 'done' | 'cancelled' | 'server-went-away' | 'failed' | undefined
  readonly heapGrowthMb?: Bounds | undefined
  readonly newSessions?: Bounds | undefined
}

/** A value that a check compares. */
export type Fact = string | number | boolean | null
/** What a fact is compared with: this very value, or bounds. */
export type Comparator = Fact | Bounds

/** Facts about the sandbox, by what kind of value they have: words differ by it. */
export interface FactValues {
  /** Kind of a store. */
  readonly 'store.active': string | null
  readonly 'store.sessions': number | null
  readonly 'store.up': boolean
  readonly 'store.ttlIndex': boolean | null
  readonly 'store.elsewhere': number
  readonly 'server.phase': 'starting' | 'running' | 'stopping' | 'died'
  readonly 'server.boot': number
  /** Name of a variant of the shop. */
  readonly 'server.shop': string
  readonly 'server.heapLimitMb': number
  /** How many lesson servers there are, and how many of them the proxy sends requests to. */
  readonly 'server.count': number
  readonly 'server.serving': number
  readonly 'balancer.rule': BalancerRule
  readonly 'memory.heapUsedMb': number | null
  readonly 'mongo.phase': 'resolving' | 'up' | 'down'
  readonly 'crowd.running': boolean
  /** null: not yet, or never. */
  readonly 'crowd.expiredForSeconds': number | null
}

/** Facts about one browser. */
export interface BrowserFacts {
  readonly hasCookie: boolean
  readonly known: boolean
  readonly loggedIn: boolean
  readonly cart: number
  /** What its last page showed, wherever the shop had it from; null before the first visit, and always for the real browser. */
  readonly pageCart: number | null
  /** Does it have a copy of another browser's session cookie? */
  readonly borrowed: boolean
}

/** Which fact: one of the sandbox, an option of `session({…})`, or one of a browser, named by its id. */
export type FactReference =
  | { readonly of: 'sandbox'; readonly name: keyof FactValues }
  | { readonly of: 'options'; readonly name: string }
  | { readonly of: 'browser'; readonly browser: string; readonly name: keyof BrowserFacts }
  /** Of what is done to the way: one of its settings; null: is it there? */
  | { readonly of: 'faults'; readonly fault: FaultId; readonly setting: string | null }
