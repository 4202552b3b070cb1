/** What a command gets and gives. */
import type { Catalog } from './catalog.js'
import type { CommandFields } from './command-fields.js'
import type { Cursors } from './cursors.js'
import type { TtlMonitor } from './ttl.js'
import type { Doc } from './values.js'

/** The running server, as its commands see it. */
export interface CommandContext {
  readonly catalog: Catalog
  readonly cursors: Cursors
  readonly startedAt: number
  /** Where it listens. */
  address(): string
  /** Open connections. */
  connections(): number
  /** Keeps its documents in memory only. */
  readonly inMemory: boolean
  readonly ttl: Pick<TtlMonitor, 'sleepSeconds' | 'reschedule' | 'passes' | 'deletedDocuments'>
  readonly counters: Map<string, number>
}

export interface Call {
  /** As it was sent. */
  readonly name: string
  readonly command: Doc
  readonly fields: CommandFields
  readonly database: string
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>
  readonly context: CommandContext
}

/** Answers with the fields of a success (`ok` is added), or with the bytes of a whole answer. */
export type Command = (call: Call) => Doc | Buffer | Promise<Doc | Buffer>
