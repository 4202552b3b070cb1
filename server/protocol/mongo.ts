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
