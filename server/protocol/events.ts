/**
 * All that happens, as events of one append-only log. The supervisor writes it; state now is the reduction of all events (reduce.ts),
 * state then the reduction up to one of them.
 */
import type { BalancerRule } from './balancer.js'
import type { BrowserState, FormerBrowser } from './browsers.js'
import type { ComparedStore, ComparisonStep, StoreComparison } from './comparison.js'
import type { CrossSiteRequest } from './cross-site.js'
import type { CrowdRun, CurvePoint } from './crowd.js'
import type { FaultId, FaultMeans, FaultSettings, WireInstead } from './faults.js'
import type { HttpsAddress } from './https.js'
import type { Death, InstanceState, MemorySample } from './instance-state.js'
import type { InstanceId } from './instances.js'
import type { Language } from './language.js'
import type { OpenLesson } from './lessons.js'
import type { DownloadState, MongoState } from './mongo.js'
import type { Installation, PackageSetState } from './packages.js'
import type { Problem } from './problem.js'
import type { CrowdSlice, RequestRecord, SecretId } from './requests.js'
import type { ServedState } from './served.js'
import type { ServedKind } from './served-kinds.js'
import type { SessionOptions } from './session-options.js'
import type { Side, SideAnswer, SideBySide } from './side-by-side.js'
import type { StoreDescription, StoredSession, SwitchProgress, SwitchReport } from './stores.js'
import type { StartReason } from './timeline.js'
import type { Verdict } from './verdicts.js'
import type { Why } from './why.js'

/** One event. */
export type LogEvent = EventBase & EventBody

interface EventBase {
  /** Orders all events of a launch: each has a higher one than the event before. */
  readonly seq: number
  /** Epoch ms by the supervisor's clock. For people: order goes by `seq`. */
  readonly at: number
  /** The lesson server that it is about; null: none, or all of them. */
  readonly instance: InstanceId | null
  /** What brought it about; null: nothing that has a name. */
  readonly cause: Cause | null
}

/** A request of the shop ({@link RequestRecord}'s id), or a command, by a number that is its own in the launch. */
export type Cause = { readonly request: string } | { readonly command: string }

export type EventKind = EventBody['kind']
export type EventOf<K extends EventKind> = EventBase & Extract<EventBody, { readonly kind: K }>

export type EventBody =
  | ServerEvent
  | RequestEvent
  | StoreEvent
  | BrowserEvent
  | MongoEvent
  | ResourceEvent
  | CrowdEvent
  | LessonEvent
  | PackageEvent
  | ComparisonEvent
  | SideBySideEvent
  | { readonly kind: 'balancer-chosen'; readonly rule: BalancerRule }
  | FaultEvent
  | { readonly kind: 'language-set'; readonly language: Language }
  /** The log has grown beyond its bounds: this many of its oldest events are no longer held one by one. */
  | { readonly kind: 'log-folded'; readonly events: number; readonly since: number }

/** The lives of a lesson server, and what it is. All of them are about an instance. */
export type ServerEvent =
  | { readonly kind: 'server-starting'; readonly boot: number; readonly pid: number | null; readonly heapLimitBytes: number; readonly reason: StartReason }
  | { readonly kind: 'server-listening'; readonly pid: number | null; readonly reason: StartReason }
  | { readonly kind: 'server-stopping' }
  /** It ended and was not asked to. What was lost with it follows from the state. */
  | ({ readonly kind: 'server-died' } & Pick<Death, 'signal' | 'exitCode' | 'lastWords' | 'requestsCutOff'> & { readonly why: Death['cause'] })
  /** More requests of that life were cut off than was known when it ended. */
  | { readonly kind: 'requests-cut-off'; readonly boot: number; readonly requests: number }
  /** A second one is there, with a configuration and no life yet. `boot`: of the last life that one of this name had, since each has a number of its own. */
  | ({ readonly kind: 'instance-added' } & Pick<InstanceState, 'boot' | 'heapLimitBytes' | 'options' | 'secrets' | 'shop'>)
  /** It has been taken away, for good. What it alone held is gone. */
  | { readonly kind: 'instance-removed' }
  | { readonly kind: 'configured'; readonly options: SessionOptions; readonly shop: string; readonly secrets: readonly SecretId[] }
  /** @see ReadingKind */
  | { readonly kind: 'memory-read'; readonly sample: MemorySample /** ms since the crowd under way began; null: none is. */; readonly crowdMs: number | null }

/** Requests of the shop. */
export type RequestEvent =
  /** A finished request, or one that the lesson server did not answer; both may be told of the same one. */
  | { readonly kind: 'request'; readonly request: RequestRecord }
  /** A page of another site set this request off; told of one that has a row. */
  | { readonly kind: 'cross-site-noted'; readonly request: string; readonly crossSite: CrossSiteRequest }
  /** Records that did not fit. */
  | { readonly kind: 'records-dropped'; readonly records: number }
  /** What a crowd's requests did since the slice before. */
  | { readonly kind: 'crowd-slice'; readonly slice: CrowdSlice }

/** The store in use, the others, and the documents in it. */
export type StoreEvent =
  | { readonly kind: 'stores-available'; readonly available: readonly StoreDescription[] }
  | { readonly kind: 'switch-progress'; readonly progress: SwitchProgress | null }
  /** The launch was to begin on a store about which somebody has to be asked first, and begins on another one; `report` is of the switch that waits for that. */
  | { readonly kind: 'begun-elsewhere'; readonly report: SwitchReport }
  /** A switch has ended; `report.refused` says whether anything has changed. */
  | { readonly kind: 'switched'; readonly report: SwitchReport }
  /** For `undoForMs` it can be undone; 0: not at all. */
  | { readonly kind: 'cleared'; readonly removed: number; readonly undoForMs: number }
  | { readonly kind: 'session-forgotten'; readonly sessionId: string; readonly undoForMs: number }
  /** That was undone. */
  | { readonly kind: 'brought-back'; readonly restored: number }
  | { readonly kind: 'store-health'; readonly up: boolean; readonly why: Why | null }
  | {
      readonly kind: 'sessions-counted'
      /** Kind of the store that was counted. */
      readonly store: string
      readonly sessionCount: number
      readonly bytesPerSession: number | null
      readonly ttlIndex: boolean | null
      /** Sessions that the shop has destroyed since their number last changed, as a log-out does. */
      readonly loggedOut: number
    }
  /** What a lesson server holds by itself, in stores that it shares with nobody; told while there are two. */
  | { readonly kind: 'own-counted'; readonly counts: Readonly<Record<string, number>> }
  /** What the lesson server knows of stores that are not in use. */
  | { readonly kind: 'others-counted'; readonly counts: Readonly<Record<string, number>> }
  /** The sweeper of the store took an expired session. */
  | { readonly kind: 'swept'; readonly sessionId: string; readonly expiredAt: number }
  | {
      readonly kind: 'document-read'
      readonly sessionId: string
      /** null: the store has none. */
      readonly stored: StoredSession | null
      /** A request has stored it for the first time. */
      readonly isNew: boolean
    }
  /** Another store, another life, or an emptied store: what was known of documents holds no more. */
  | { readonly kind: 'documents-forgotten' }

/** A browser without what follows from the documents that were read. */
export type ObservedBrowser = Omit<BrowserState, 'known'>

/** Browsers and their jars. */
export type BrowserEvent =
  /** A browser that is new, or another than it was. */
  | { readonly kind: 'browser-changed'; readonly browser: ObservedBrowser }
  /** A browser that is no longer followed. */
  | { readonly kind: 'browser-gone'; readonly browser: FormerBrowser }

/** The sandbox's MongoDB. */
export type MongoEvent =
  | { readonly kind: 'mongo-resolving' }
  | ({ readonly kind: 'mongo-found' } & Pick<MongoState, 'source' | 'version' | 'attempts' | 'shownUri' | 'sweeperSeconds' | 'foreign'>)
  /** It was looked again, or somebody has said that it may be used. */
  | { readonly kind: 'mongo-foreign'; readonly foreign: readonly string[] }
  | { readonly kind: 'mongo-health'; readonly up: boolean; readonly why: Why | null }
  | { readonly kind: 'mongo-download'; readonly download: DownloadState }
  /** Its process is gone. */
  | { readonly kind: 'mongo-ended'; readonly why: Why; readonly download: DownloadState }
  | { readonly kind: 'mongo-sweeper'; readonly seconds: number; readonly nextPassAt: number | null }
  /** Its sweeper has passed, or begun to wait for its first pass. */
  | { readonly kind: 'mongo-passed'; readonly nextPassAt: number }
  /** @see ReadingKind */
  | { readonly kind: 'mongo-usage'; readonly rssBytes: number }

/** Packages that are installed on demand. */
export type PackageEvent =
  /** What is there now. */
  | { readonly kind: 'packages-found'; readonly sets: readonly PackageSetState[] }
  | { readonly kind: 'packages-installing'; readonly installing: Installation }
  /** @param problem null: it is there; `cancelled`: somebody ended it */
  | { readonly kind: 'packages-ended'; readonly set: string; readonly problem: Problem | 'cancelled' | null }

/** The same crowd on each store. */
export type ComparisonEvent =
  | ({ readonly kind: 'comparison-started' } & Pick<StoreComparison, 'visitors' | 'stores'>)
  | { readonly kind: 'comparison-step'; readonly step: ComparisonStep }
  /** One has had its turn. */
  | { readonly kind: 'store-compared'; readonly row: ComparedStore }
  | { readonly kind: 'comparison-ended'; readonly outcome: 'done' | 'cancelled' }

/** The same acts on several servers. `side`: its place in the list. */
export type SideBySideEvent =
  | ({ readonly kind: 'side-by-side-started'; readonly sides: readonly Side['configuration'][] } & Pick<SideBySide, 'browsers' | 'acts' | 'pace'>)
  | ({ readonly kind: 'side-changed'; readonly side: number } & Pick<Side, 'phase' | 'problem'>)
  | { readonly kind: 'side-answered'; readonly side: number; readonly answer: SideAnswer }
  | { readonly kind: 'side-by-side-ended'; readonly outcome: 'done' | 'cancelled' }

/** What was done to the way of a request. */
export type FaultEvent =
  /** It is there, or with other settings than before; of one lesson server alone, or of all. `until`, `means`, `instead`: see FaultInForce */
  | {
      readonly kind: 'fault-set'
      readonly fault: FaultId
      readonly settings: FaultSettings
      readonly until: number | null
      readonly means: FaultMeans
      readonly instead?: WireInstead
    }
  /** As usual again. `by`: somebody asked for it, or it had lasted as long as it may */
  | { readonly kind: 'fault-undone'; readonly fault: FaultId; readonly by: 'command' | 'time' }
  /** The shop has an address over HTTPS, or one with another certificate than before. */
  | { readonly kind: 'https-opened'; readonly address: HttpsAddress }
  | { readonly kind: 'https-closed' }

/** Database servers that are found or started when a store needs them. */
export type ResourceEvent =
  | { readonly kind: 'resource-resolving'; readonly resource: ServedKind }
  | ({ readonly kind: 'resource-found'; readonly resource: ServedKind } & Pick<ServedState, 'source' | 'version' | 'attempts' | 'shown' | 'isFound'>)
  /** It has not been looked for, or could not be: it will be when a store that needs it is chosen. */
  | { readonly kind: 'resource-idle'; readonly resource: ServedKind }
  /** None of the sources serves. */
  | { readonly kind: 'resource-missing'; readonly resource: ServedKind; readonly attempts: ServedState['attempts']; readonly why: Why }
  | { readonly kind: 'resource-health'; readonly resource: ServedKind; readonly up: boolean; readonly why: Why | null }
  /** The process that looks after it is gone, and what it had started with it. */
  | { readonly kind: 'resource-ended'; readonly resource: ServedKind; readonly why: Why }
  /** Somebody has said that one that was found may be used. */
  | { readonly kind: 'resource-allowed'; readonly resource: ServedKind }
  /** @see ReadingKind */
  | { readonly kind: 'resource-usage'; readonly resource: ServedKind; readonly rssBytes: number }

/** Figures of a run that change while it is under way. */
export type CrowdFigures = Omit<CrowdRun, 'curve' | 'curveSpacingMs'>

/** Crowds. */
export type CrowdEvent =
  /** It is under way, or about to be. */
  | { readonly kind: 'crowd-started'; readonly run: CrowdFigures }
  | { readonly kind: 'crowd-progress'; readonly run: CrowdFigures }
  /** `point`: the last of its curve; null: none was read at its end. */
  | { readonly kind: 'crowd-finished'; readonly run: CrowdFigures; readonly point: CurvePoint | null }
  /** It did not come about. */
  | { readonly kind: 'crowd-called-off' }
  /** @param run null: all finished ones */
  | { readonly kind: 'crowd-forgotten'; readonly run: number | null }

/** The lesson that is open. */
export type LessonEvent =
  | { readonly kind: 'lesson-opened'; readonly lesson: string }
  | { readonly kind: 'lesson-closed' }
  /** `since`: epoch ms; what happened before belongs to the step before. */
  | { readonly kind: 'step-begun'; readonly step: number; readonly since: number }
  | { readonly kind: 'step-answered'; readonly step: string; readonly answer: string; readonly wrong: readonly string[] }
  | { readonly kind: 'hint-opened'; readonly step: string }
  | { readonly kind: 'step-judged'; readonly verdict: Verdict | null }
  | { readonly kind: 'solution-shown'; readonly showing: OpenLesson['showing'] }

/**
 * Kinds that come by the clock, many a second, whatever happens or does not. The log thins them out as they age, and has a bound of its
 * own for them, so that they push nothing else out.
 */
export type ReadingKind = 'memory-read' | 'mongo-usage' | 'resource-usage' | 'crowd-slice' | 'crowd-progress'
