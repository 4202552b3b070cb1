/** The stores that are measured: memory, the embedded server, and a real MongoDB where the machine has one. */
import { MONGO } from '../config.js'
import type { StoreTarget } from '../protocol/ipc.js'
import { INITIAL_OPTIONS, type SessionOptions } from '../protocol/session-options.js'
import type { DatabaseFunctions } from './children/database.js'
import { startProcess, temporaryFolder } from './processes.js'

export interface MeasuredStore {
  /** For the table: "memory", "MongoDB 6.0.5", "embedded MongoDB". */
  readonly label: string
  readonly kind: string
  /** null: it needs no MongoDB. */
  readonly mongodbUri: string | null
}

export const MEMORY: MeasuredStore = { label: 'memory', kind: 'memory', mongodbUri: null }

/** The options that a launch begins with, as far as they cost anything. */
export const OPTIONS: SessionOptions = { ...INITIAL_OPTIONS, name: 'shop.sid' }

/** @param collection of its own for everyone who writes */
export function targetOf({ kind, mongodbUri }: MeasuredStore, collection: string): StoreTarget {
  return { kind, address: mongodbUri === null ? { resource: 'heap' } : { resource: 'mongodb', uri: mongodbUri, database: MONGO.database, collection } }
}

/** Starts each MongoDB that this machine has. @throws Error when the embedded server does not come up */
export async function startDatabases(): Promise<readonly MeasuredStore[]> {
  const binary = process.env.MONGOD_BINARY
  const stores = [await startDatabase(null)]
  if (binary) stores.push(await startDatabase(binary))
  return stores
}

async function startDatabase(binary: string | null): Promise<MeasuredStore> {
  const { rpc } = startProcess<DatabaseFunctions>('bench/children/database', {})
  const { uri, version } = await rpc.open(binary, temporaryFolder())
  return { label: binary === null ? 'embedded MongoDB' : `MongoDB ${version}`, kind: 'mongodb', mongodbUri: uri }
}
