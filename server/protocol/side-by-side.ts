/**
 * The same acts on two or more servers of their own, side by side, until they part. Nobody's session is touched: each side has a process, a jar a browser and a
 * place for its sessions of its own. (Another thing than the same crowd on each store, comparison.ts, which measures.)
 */
import type { Decision } from './decisions.js'
import type { FaultId, FaultSettings } from './faults.js'
import type { Problem } from './problem.js'
import type { CookieVerdict } from './requests.js'
import type { SessionOptions } from './session-options.js'
import type { TraceAct } from './trace.js'
import type { Why } from './why.js'

/** One run; the last one stays until the next begins. */
export interface SideBySide {
  /** What is repeated, with the pauses as they were. */
  readonly browsers: readonly string[]
  readonly acts: readonly TraceAct[]
  readonly pace: Pace
  readonly sides: readonly Side[]
  /** Epoch ms. */
  readonly startedAt: number
  /** null: it is under way. `cancelled`: before all sides had come to their end. */
  readonly ended: { readonly at: number; readonly outcome: 'done' | 'cancelled' } | null
}

/** How fast it goes. What the shop's own code and a store of its own wait for or let expire is as long as ever. */
export interface Pace {
  /** How many times shorter pauses are; 1: as they were. */
  readonly speed: number
  /** `maxAge` is shortened as well, so that sessions expire between the same acts; false: they live as long as they were to. */
  readonly agesToo: boolean
}

export interface Side {
  readonly configuration: SideConfiguration
  /** `waiting`: for its turn, where the machine has no room for all at once; `ready`: for the others. */
  readonly phase: 'waiting' | 'opening' | 'ready' | 'running' | 'tidying' | 'ended'
  /** Why it could not be run, or not to its end. */
  readonly problem: Problem | null
  /** In the order of the acts; those that came. */
  readonly answers: readonly SideAnswer[]
}

export interface SideConfiguration {
  /** Kind of the store. */
  readonly store: string
  /** `withheld`: the store has a `touch`, and express-session is not shown it. */
  readonly touch: 'as-it-is' | 'withheld'
  readonly shop: string
  /** All options in force. `maxAgeMs` as it was asked for; see {@link Pace}. */
  readonly options: SessionOptions
  /** What is done on the wire to the store. */
  readonly faults: { readonly [Id in FaultId]?: FaultSettings }
}

/** What came of one act on one side. Sessions have names of this run, in the order in which the side met them: S1, S2, … */
export interface SideAnswer {
  /** Its place among the acts. */
  readonly act: number
  /** When it was sent, in ms since the first act was to be. */
  readonly atMs: number
  /** How much later than it was to be it reached its server, in ms; a machine that is busy is late (doubt.ts). */
  readonly lateMs: number
  /** Its server did not tell in time what it decided: of that, nothing is known. */
  readonly untold?: true
  /** What the store held after it could not be read: when that was to end is not known, and `storedLeft` is null. */
  readonly unread?: true
  /** null: no answer came. */
  readonly status: number | null
  /** Of a redirect. */
  readonly location?: string
  /** The heading of the page: "Hello, Alice"; of what is no page, how it begins; empty: there is none. */
  readonly greeting: string
  /** The session at the end of the request says that somebody is logged in. */
  readonly isLoggedIn: boolean
  readonly cookieIn: CookieVerdict['kind']
  /** What became of the Set-Cookie line of the session; null: none came. */
  readonly cookie: 'kept' | 'refused' | 'removed' | null
  /** The session in force at the end; null: there was none. */
  readonly session: string | null
  readonly decisions: readonly Decision[]
  /** What is left, in ms from when it was sent, of the cookie in the jar and of the session in the store. */
  readonly cookieLeft: TimeLeft
  readonly storedLeft: TimeLeft
  /** For one that was not found since it had expired: how many ms before. */
  readonly expiredAgoMs?: number
  readonly problem?: Why
}

/** `none`: there is no such thing; null: it ends with the browser, or nobody knows when; otherwise ms. */
export type TimeLeft = 'none' | null | number
