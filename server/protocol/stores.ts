/** Session stores, the switch between them, and the sessions in them. */
import type { Problem } from './problem.js'
import type { ResourceKind } from './resources.js'
import type { Why } from './why.js'

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
  readonly health: { readonly up: boolean; readonly since: number; readonly why: Why | null }
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
  /** Id of the request after which that change was first seen; left out: none was known to have made it. */
  readonly changedBy?: string
  /** Of the event since which the document is known to be like this: a reading as of an earlier one says less. */
  readonly seq: number
}
