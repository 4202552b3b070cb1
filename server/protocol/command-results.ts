/** What commands answer with: beside the commands, since lessons name commands, and some answers are lessons. */
import type { BrowserState } from './browsers.js'
import type { CommandType } from './commands.js'
import type { LineTrial } from './cookie-verdict.js'
import type { CrowdRun } from './crowd.js'
import type { MemorySample } from './instance-state.js'
import type { InstanceId } from './instances.js'
import type { Curriculum } from './lessons.js'
import type { SecretId } from './requests.js'
import type { SessionOptions } from './session-options.js'
import type { ShopExplanation } from './shops.js'
import type { StoredSession, SwitchReport } from './stores.js'
import type { Trace } from './trace.js'

export interface SessionsPage {
  /** Sessions of this page, in the store's own order. */
  readonly rows: readonly SessionRow[]
  readonly offset: number
  /** How many match; null when the search stopped at LIMITS.searchScan documents and there may be more. */
  readonly total: number | null
}

export interface SessionRow {
  readonly id: string
  readonly bytes: number
  readonly expiresAt: number | null
  /** What a glance should tell, from the session data. */
  readonly isLoggedIn: boolean
  readonly name: string | null
  readonly cartCount: number
  /** The lesson server that alone holds it; left out: they share the store, or there is one. */
  readonly instance?: InstanceId
}

/** A page of sessions, as a command answers with it. */
export interface SessionListing extends SessionsPage {
  /** Kind of the store that was listed: at a switch, it may be another one than the state says by then. */
  readonly store: string
  /** Of the last event before the store was asked: what is known since a later one may be missing here. */
  readonly seq: number
}

/** A session as it was read just now. */
export interface SessionReading {
  /** Of the last event before the store was asked: what the state knows since a later one may be newer than this, and nothing else is. */
  readonly seq: number
  /** Kind of the store that was read: at a switch, it may be another one than the state says by then. */
  readonly store: string
  /** null: the store has none. */
  readonly stored: StoredSession | null
  /** As a row of the list has it. */
  readonly instance?: InstanceId
}

/** A source file of the shop in the two languages in which people write Express. */
export interface SourceCode {
  /** As it stands on disk. */
  readonly typescript: string
  /** What the build makes of it, which is what runs. */
  readonly javascript: string
}

/** A place in the log: a state with at least this `seq` includes all that the command did. */
export interface LogPlace {
  readonly seq: number
}

export interface ShopSource {
  /** `app.ts`. */
  readonly code: SourceCode
  readonly path: string
  /** The file of the variant, whose routes stand in front of the shop's own; null: the textbook's shop. */
  readonly variant: {
    readonly shop: string
    readonly code: SourceCode
    readonly path: string
    readonly explained: ShopExplanation
  } | null
  readonly options: SessionOptions
  /** How many secrets are in force; the secrets themselves are never shown. */
  readonly secrets: number
  /** Kind of the store in use, or of the one that was asked about. */
  readonly store: string
  /** The lines that make that store in a learner's own app. */
  readonly storeCode: string
}

/** What a report about the shop names. */
export interface Versions {
  readonly sessionscope: string
  readonly node: string
  /** System and processor, as Node.js calls them: `linux x64`. */
  readonly system: string
  /** Express, express-session, and what the store in use is made of. */
  readonly packages: readonly { readonly name: string /** null: not known. */; readonly version: string | null }[]
  /** The database server of the store in use: what it is called, what it says of itself, and how it was found; null: it has none. */
  readonly database: { readonly name: string; readonly version: string | null; readonly source: string | null } | null
}

/** What each command answers with; a command that is not listed answers with `null`. */
export interface CommandResults {
  'store:switch': SwitchReport
  /** For how many ms it can be undone; 0: not at all, since there were too many. */
  'store:clear': { readonly removed: number; readonly undoForMs: number }
  'store:bring-back': { readonly restored: number }
  /** As `store:clear`; `removed`: 0 where there is no such session. */
  'sessions:forget': { readonly removed: number; readonly undoForMs: number }
  'server:restart': { readonly boot: number }
  'server:collect': MemorySample
  'instances:add': { readonly instance: InstanceId }
  'instances:rolling-restart': { readonly restarted: readonly InstanceId[] }
  'secrets:add': { readonly id: SecretId }
  'server:source': ShopSource
  'browser:create': { readonly browser: BrowserState['id'] }
  'browser:visit': { readonly status: number }
  'browser:send': { readonly status: number }
  'browser:log-in': { readonly status: number }
  'browser:add-to-cart': { readonly status: number }
  'browser:log-out': { readonly status: number }
  'browser:try-line': LineTrial
  'browser:from-another-site': { readonly status: number }
  'browser:together': { readonly statuses: readonly number[] }
  /** Answers that came, and how many of them brought a cookie. */
  'visits:without-cookies': { readonly answered: number; readonly cookies: number }
  'crowd:start': { readonly run: CrowdRun['id'] }
  'lessons:read': Curriculum
  'sessions:list': SessionListing
  'sessions:read': SessionReading
  'lesson:open': LogPlace
  'lesson:start-over': LogPlace
  'language:set': LogPlace
  'link:read': Trace
  'versions:read': Versions
  /** `leftOut`: how many of its acts are nothing that a browser asks the shop for. */
  'lesson:trace': { readonly trace: Trace; readonly leftOut: number }
}
export type ResultOf<T extends CommandType> = T extends keyof CommandResults ? CommandResults[T] : null
export type CommandResult = ResultOf<CommandType>
