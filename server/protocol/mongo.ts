/** Where the MongoDB of the sandbox is, how it was found, and how it is. */
import type { Problem } from './problem.js'
import type { ResourceState, SourceAttempt } from './resources.js'

export type MongoSourceKind = 'uri' | 'local' | 'binary' | 'embedded'

export type MongoAttempt = SourceAttempt<MongoSourceKind>

export interface MongoState extends ResourceState<MongoSourceKind> {
  /** It is looked for from the start. */
  readonly phase: Exclude<ResourceState['phase'], 'idle'>
  /** Version of the server, as `buildInfo` says. */
  readonly version: string | null
  /** Address as built anew from what the driver parsed: hosts, database and harmless options, `***@` for credentials; good enough for Compass where there are none. */
  readonly shownUri: string | null
  readonly database: string
  readonly collection: string
  readonly download: DownloadState
  /** How often the sweeper of the MongoDB in use passes, in seconds: as it was told to where it is ours, elsewhere MongoDB's default. */
  readonly sweeperSeconds: number
  /** When that of one that is ours passes next, in epoch ms; null: not known, or not ours. */
  readonly nextPassAt: number | null
  /**
   * Collections of a MongoDB that was found, and not started by the sandbox, which a store would use and which hold documents that were not put there from
   * this data folder: a person is asked before the first write there. Empty otherwise.
   */
  readonly foreign: readonly string[]
  /** Resident memory of the database process, where it is ours; null otherwise. */
  readonly rssBytes: number | null
}

/** What is known of a MongoDB that was found: for each collection that a store would use, how that place is remembered; and those that hold somebody's documents. */
export interface FoundMongodb {
  readonly keys: Readonly<Record<string, string>>
  readonly foreign: readonly string[]
}

export interface DownloadState {
  readonly phase: 'idle' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly version: string
  readonly receivedBytes: number
  readonly totalBytes: number | null
  readonly problem: Problem | null
}
