/**
 * All that the dashboard shows, as of one moment of the log: the reduction of all events up to it (reduce.ts).
 * `GET /api/state` answers with {@link Snapshot}. Each part has a file of its own.
 */
import type { BalancerState } from './balancer.js'
import type { BrowserState, FormerBrowser } from './browsers.js'
import type { StoreComparison } from './comparison.js'
import type { CrowdState } from './crowd.js'
import type { FaultsInForce } from './faults.js'
import type { HttpsAddress } from './https.js'
import type { InstanceState } from './instance-state.js'
import type { InstanceId } from './instances.js'
import type { Language } from './language.js'
import type { OpenLesson } from './lessons.js'
import type { MongoState } from './mongo.js'
import type { PackagesState } from './packages.js'
import type { ServedStates } from './served.js'
import type { ShopDescription } from './shops.js'
import type { SideBySide } from './side-by-side.js'
import type { FocusedSession, StoreState } from './stores.js'
import type { TimelineRow } from './timeline.js'

export interface LaunchState {
  readonly version: string
  readonly startedAt: number
  readonly dashboardPort: number
  readonly shopPort: number
  /** Where another site's page is, which posts forms at the shop and the like; null: it could not be opened. */
  readonly otherSitePort: number | null
  /** Machine memory that a heap limit and a crowd may use, in bytes. */
  readonly machineMemoryBytes: number
  readonly language: Language
  /** Where to look up the same thing by script. */
  readonly dataFolder: string
  /** The shops that can run, the textbook's first. */
  readonly shops: readonly ShopDescription[]
}

/** The whole state, on connect and after a gap. */
export interface Snapshot {
  readonly protocol: number
  /** Sequence number of the last event that it includes. */
  readonly seq: number
  readonly launch: LaunchState
  /** The lesson servers by name; at least one. */
  readonly instances: Readonly<Record<InstanceId, InstanceState>>
  readonly balancer: BalancerState
  readonly store: StoreState
  readonly mongo: MongoState
  readonly packages: PackagesState
  /** The same crowd on each store, under way or the last one; null: none was in this launch. */
  readonly comparison: StoreComparison | null
  /** The same acts on several servers, under way or the last time; null: none were in this launch. */
  readonly sideBySide: SideBySide | null
  /** The database servers of the other stores, by kind. */
  readonly resources: ServedStates
  /** `you`, the virtual ones, the other real ones. */
  readonly browsers: readonly BrowserState[]
  /** Oldest first, at most LIMITS.formerBrowsers. */
  readonly formerBrowsers: readonly FormerBrowser[]
  /** Documents of the sessions in focus by session ID, as they were last read; at most LIMITS.documents, those of the browsers first of all. */
  readonly focused: Readonly<Record<string, FocusedSession>>
  readonly crowd: CrowdState
  /** What was done to the way of a request, and not undone yet. */
  readonly faults: FaultsInForce
  /** The shop's address over HTTPS; null: there is none. */
  readonly https: HttpsAddress | null
  /** The lesson that is open; null: none. */
  readonly lesson: OpenLesson | null
  /** Newest last, at most LIMITS.timelineRows. */
  readonly timeline: readonly TimelineRow[]
  /** Records that were not noted, or are no longer shown, since there were too many of them. */
  readonly dropped: number
  readonly log: LogBounds
}

/** What the log no longer holds one by one: it is folded into the state that the log begins with. */
export interface LogBounds {
  /** Events that were folded since the launch, readings (below) not among them. */
  readonly folded: number
  /** Of the first event that is still held. */
  readonly since: number
}
