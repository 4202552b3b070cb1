/** The stores that are measured: what this machine can run of them, each somewhere of its own. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { MONGO } from '../config.js'
import type { StoreTarget } from '../protocol/ipc.js'
import type { Address, ResourceKind } from '../protocol/resources.js'
import { isServed, type ServedKind } from '../protocol/served-kinds.js'
import { INITIAL_OPTIONS, type SessionOptions } from '../protocol/session-options.js'
import { describeError } from '../redact.js'
import { setWith } from '../stores/package-sets.js'
import { isThere, PACKAGES_VARIABLE } from '../stores/packages.js'
import { ADAPTERS } from '../stores/registry.js'
import type { DatabaseFunctions } from './children/database.js'
import type { Bench } from './measurement.js'
import { startProcess, temporaryFolder } from './processes.js'

/** Addresses at one resource; everyone who writes takes a space of their own, a plain identifier. */
export type AddressIn = (space: string) => Address

export interface MeasuredStore {
  /** For the table: "memory", "MongoDB 6.0.5", "embedded MongoDB". */
  readonly label: string
  readonly kind: string
  /** null: it needs no MongoDB. */
  readonly mongodbUri: string | null
  readonly addressIn: AddressIn
}

const inHeap: AddressIn = () => ({ resource: 'heap' })

export const MEMORY: MeasuredStore = { label: 'memory', kind: 'memory', mongodbUri: null, addressIn: inHeap }

/** The options that a launch begins with, as far as they cost anything. */
export const OPTIONS: SessionOptions = { ...INITIAL_OPTIONS, name: 'shop.sid' }

/** @param space of its own for everyone who writes: a collection, a folder, a prefix of keys */
export function targetOf({ kind, addressIn }: MeasuredStore, space: string): StoreTarget {
  return { kind, address: addressIn(space) }
}

/** Starts each MongoDB that this machine has. @throws Error when the embedded server does not come up */
export async function startDatabases(): Promise<readonly MeasuredStore[]> {
  const binary = process.env.MONGOD_BINARY
  const stores = [await startMongodb(null)]
  if (binary) stores.push(await startMongodb(binary))
  return stores
}

async function startMongodb(binary: string | null): Promise<MeasuredStore> {
  const { rpc } = startProcess<DatabaseFunctions>('bench/children/database', {})
  const { uri, version } = await rpc.openMongodb(binary, temporaryFolder())
  const addressIn: AddressIn = (collection) => ({ resource: 'mongodb', uri, database: MONGO.database, collection })
  return { label: binary === null ? 'embedded MongoDB' : `MongoDB ${version}`, kind: 'mongodb', mongodbUri: uri, addressIn }
}

/**
 * One of each store of the switch, memory first: on a server that is started here, by a program of this machine or else the embedded one, never on one that was
 * there before.
 *
 * Those that were asked for, if any were; memory in any case. Says which cannot be measured, and why.
 */
export async function startAllStores({ stores: wanted, say }: Pick<Bench, 'stores' | 'say'>): Promise<readonly MeasuredStore[]> {
  process.env[PACKAGES_VARIABLE] ??= join(homedir(), '.cache', 'sessionscope', 'packages')
  const started = new Map<ResourceKind, Promise<{ readonly addressIn: AddressIn; readonly at: string }>>()
  const stores: MeasuredStore[] = []
  for (const { kind, label, resource, npm } of ADAPTERS) {
    if (kind !== MEMORY.kind && wanted !== null && !wanted.includes(kind)) continue
    const set = npm?.installed === 'on-demand' ? setWith(npm.name) : undefined
    if (set && !isThere(set)) {
      say(`${label} is not measured: ${npm?.name} is not installed. Install it from the page, and set ${PACKAGES_VARIABLE} to the packages folder of its data.`)
      continue
    }
    try {
      if (!started.has(resource)) started.set(resource, startResource(resource))
      const { addressIn, at } = (await started.get(resource)) ?? { addressIn: inHeap, at: '' }
      stores.push({ label: at === '' ? label : `${label} (${at})`, kind, mongodbUri: null, addressIn })
    } catch (error) {
      say(`${label} is not measured: ${describeError(error)}`)
    }
  }
  return stores
}

async function startResource(resource: ResourceKind): Promise<{ readonly addressIn: AddressIn; readonly at: string }> {
  if (resource === 'heap') return { addressIn: inHeap, at: '' }
  if (resource === 'folder') {
    const folder = temporaryFolder()
    return { addressIn: (space) => ({ resource, path: join(folder, space) }), at: '' }
  }
  if (resource === 'mongodb') {
    const { addressIn, label } = await startMongodb(process.env.MONGOD_BINARY || null)
    return { addressIn, at: label }
  }
  if (!isServed(resource)) throw new Error(`The benchmark cannot start what ${String(resource)} stands for.`)
  return await startServed(resource)
}

async function startServed(kind: ServedKind): Promise<{ readonly addressIn: AddressIn; readonly at: string }> {
  const { rpc } = startProcess<DatabaseFunctions>('bench/children/database', {})
  const { url, label } = await rpc.openServed(kind, temporaryFolder())
  return { addressIn: (space) => ({ resource: kind, url, space }) as Address, at: label }
}
