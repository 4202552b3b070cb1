/** Session stores, the switch between them, and the sessions in them. */
import type { InstanceId } from './instances.js'
import type { Localized } from './language.js'
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
  /** What it is, in a few words. */
  readonly about: Localized
  /** Is it a choice of the switch itself, or one of *more stores*? */
  readonly place: 'switch' | 'more'
  /** Here to be learnt from, and not to be used: its `about` says why. */
  readonly isBadExample: boolean
  /** What `npm install` of it brings; null: express-session itself. */
  readonly npm: NpmPackage | null
  /** What it needs to be somewhere. */
  readonly resource: ResourceKind
  readonly capabilities: StoreCapabilities
  /** null: ready to be switched to. Otherwise why not. */
  readonly unavailable: Problem | null
}

/** A package as one installs it. */
export interface NpmPackage {
  readonly name: string
  /** Its versions that are known to do, as `dependencies` of a package.json names them. */
  readonly range: string
  /** Does it come with `npm install` of this project, or when somebody asks for it? */
  readonly installed: 'with-project' | 'on-demand'
  /** What one installs beside it, such as the driver of a database. */
  readonly alsoNeeds: readonly { readonly name: string; readonly range: string }[]
}

/**
 * Who removes an expired session, and when:
 * - `on-read`: whoever asks for it next;
 * - `sweeper`: a job of the database's, which passes now and then;
 * - `ttl`: the server that holds it, at that moment: each key has a time to live;
 * - `app-sweeper`: a timer of the store's in the shop's own process; whoever asks before finds nothing;
 * - `never`: nobody, and whoever has its cookie still gets it.
 */
export type ExpiryKind = 'on-read' | 'sweeper' | 'ttl' | 'app-sweeper' | 'never'

/** What a store can do. The one place to ask it: nothing is decided by a store's kind. The contract tries each of these. */
export interface StoreCapabilities {
  /** Has `touch`: an unmodified session's expiry can move. */
  readonly touch: boolean
  /** Has `all`, and it answers. */
  readonly all: boolean
  /** Has `length`, and it answers. */
  readonly length: boolean
  /** Has `clear`, and it answers. */
  readonly clear: boolean
  readonly expiry: ExpiryKind
  /** Of `app-sweeper`: how often it passes, in ms, as a learner's app has it by the store's lines. */
  readonly sweepEveryMs?: number
  /** Of `app-sweeper`: each pass comes after half to one and a half of that time, as its package draws it, so that nobody knows when the next one does. */
  readonly sweepsAtRandom?: true
  /** Are its sessions still there when the lesson server's process has ended, however it ended? */
  readonly survivesRestart: boolean
  /** Of one that survives: what was written within this many ms before may be lost all the same; left out: nothing is. */
  readonly losesLastMs?: number
  /** Of one that survives: its database has them in its own memory only, so they end with that process. */
  readonly endsWithDatabase?: true
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
  /** Is the active store answering? `since` in epoch ms. `up` and a `why`: it answers from memory, and cannot save any more. */
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
  /** What was forgotten last and can still be brought back; null: nothing is. */
  readonly undo: Undo | null
}

/** An offer that ends by the clock, when it is taken, when the shop leaves the store, when a lesson server's process ends, and when a lesson is opened. */
export interface Undo {
  /** How many sessions would come back. */
  readonly sessions: number
  /** Epoch ms. */
  readonly until: number
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
  /** How many each lesson server got, where each has a store of its own now and they came from one; left out: they were not divided. */
  readonly divided?: Readonly<Record<InstanceId, number>>
  /** null: done. Otherwise why it was refused, and the old store stayed. */
  readonly refused: Problem | null
}

/**
 * How a session is really kept:
 * - `json-string`: as a string in a JavaScript object;
 * - `object`: as the live JavaScript object itself;
 * - `bson`: as a document of a collection;
 * - `file`: as the text of a file of its own;
 * - `row`: as a row of a table;
 * - `key`: as a string under a key of a server;
 * - `item`: as an item of a table, attribute by attribute;
 * - `session`: not known; what the store's `get` gives is shown.
 */
export type StoredForm = 'json-string' | 'object' | 'bson' | 'file' | 'row' | 'key' | 'item' | 'session'

/** A session as the store holds it. */
export interface StoredSession {
  readonly id: string
  /** The raw document in relaxed Extended JSON (MongoDB), the row by its columns, or the parsed JSON text. */
  readonly document: Readonly<Record<string, unknown>>
  readonly form: StoredForm
  /** The name of what holds it, as one finds it with the store's own tools: of a file, a table, a collection, a key. Without it, it has none. */
  readonly where?: string
  /** What its server says is left of the key's time to live, when it was asked; it counts down by itself. Without it, nothing of the kind is kept. */
  readonly ttlMs?: number
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
  /** How its ends last moved, as consecutive readings of it show. Left out: no move of that end was seen. */
  readonly moved?: {
    /** Of {@link StoredSession.expiresAt}. */ readonly document?: EndMove /** Of the cookie's expiry that express-session keeps in it. */
    readonly session?: EndMove
  }
  /** The lesson server that alone holds it, as a row of `sessions:list` has it. */
  readonly instance?: InstanceId
  /** Of the event since which the document is known to be like this: a reading as of an earlier one says less. */
  readonly seq: number
}

/** A date at which something ends, before and after; null: it had none. */
export interface EndMove {
  /** Epoch ms. */
  readonly from: number | null
  readonly to: number | null
  /** When that was seen, epoch ms. */
  readonly at: number
  /** Id of the request after which it was; left out: none was known to have moved it. */
  readonly by?: string
}
