/** What a command gets and gives. */
import type { Client } from './client.js'
import type { Databases } from './databases.js'
import type { Keyspace } from './keyspace.js'
import type { Reply } from './replies.js'

/** The running server, as its commands see it. */
export interface ServerContext {
  readonly databases: Databases
  /** Everybody who is connected, by id. */
  readonly clients: ReadonlyMap<number, Client>
  /** Epoch ms. */
  readonly startedAt: number
  /** 40 hexadecimal digits, another one each start. */
  readonly runId: string
  port(): number
  readonly counters: { connections: number; commands: number; hits: number; misses: number }
  /** Bytes that all keys together may take. */
  readonly maxMemoryBytes: number
  /** Epoch s at which everything was last known to be on the disk. */
  lastSave: number
}

export interface Call {
  /** As in the table. */
  readonly name: string
  /** The words behind the name. */
  readonly args: readonly string[]
  readonly client: Client
  readonly server: ServerContext
  /** Of the client's database. */
  readonly keys: Keyspace
}

/** @throws RedisError what it is refused with */
export type Command = (call: Call) => Reply

/** A command whose first word says what is wanted: CLIENT, CONFIG. */
export interface Subcommand {
  /** As in COMMAND: with both words. */
  readonly arity: number
  readonly run: Command
}
