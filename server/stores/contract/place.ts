/** Where a store is tried: in a folder of its own, and on a database server of its own where it needs one. Never on one that was found: it may hold somebody's data. */
import { rmSync } from 'node:fs'
import { MONGO } from '../../config.js'
import { findBinary, isExecutable } from '../../mongo/binary-path.js'
import { openEmbedded } from '../../mongo/embedded-source.js'
import { probe } from '../../mongo/probe.js'
import { isOpen } from '../../mongo/source.js'
import type { Address, ResourceKind } from '../../protocol/resources.js'
import { isServed, type ServedKind } from '../../protocol/served-kinds.js'
import type { OwnedProcess } from '../../resources/owned-process.js'
import { loadDatabase } from '../../resources/served/databases.js'
import { SERVED_FACTS } from '../../resources/served/facts.js'
import { findProgram } from '../../resources/served/find-program.js'
import { runEmbedded } from '../../resources/served/run-embedded.js'
import { runProgram } from '../../resources/served/run-program.js'
import { temporaryFolder } from '../../resources/temporary-folder.js'

const SWEEPER_SECONDS = 1
const SPACE = 'contract'

/** What a database server is, for whom it is tried on. */
export interface Server {
  /** Its own address. */
  readonly url: string
  /** The environment variable in which a learner's lines look for it. */
  readonly variable: string
  addressOf(url: string): Address
}

export interface Place {
  /** The processes that are tried have it as their working folder. */
  readonly folder: string
  /** null: none is needed. */
  readonly server: Server | null
  /** As an adapter takes it. */
  readonly address: Address
  /** Ends and removes all of it. */
  close(): Promise<void>
}

/** There is no database server of this kind on this machine, and no embedded one stands in. */
export class NoDatabase extends Error {
  readonly kind: ServedKind

  constructor(kind: ServedKind) {
    super(`There is no ${SERVED_FACTS[kind].label} on this machine. ${SERVED_FACTS[kind].toGetOne}`)
    this.kind = kind
  }
}

/** What there is to try a store on, without starting anything. */
export async function whatThereIs(resource: ResourceKind): Promise<'nothing-needed' | 'program' | 'embedded' | 'none'> {
  if (resource === 'heap' || resource === 'folder') return 'nothing-needed'
  if (resource === 'mongodb') return mongodPath() === null ? 'embedded' : 'program'
  if (!isServed(resource)) return 'none'
  const { program, embedded } = await loadDatabase(resource)
  if (program && findProgram(program.names, program.folders())) return 'program'
  return embedded ? 'embedded' : 'none'
}

/**
 * Makes a place, with a program of this machine where there is one, and otherwise the embedded server.
 *
 * @throws NoDatabase where there is neither, ProblemError `package-missing` where the driver is; Error when it does not start
 */
export async function openPlace(resource: ResourceKind, calledOff: AbortSignal): Promise<Place> {
  const folder = temporaryFolder('sessionscope-contract-')
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  if (resource === 'heap') return { folder, server: null, address: { resource }, close: async () => remove() }
  if (resource === 'folder') return { folder, server: null, address: { resource, path: folder }, close: async () => remove() }
  try {
    if (resource !== 'mongodb' && !isServed(resource)) throw new Error(`Nothing is known of how to start what ${String(resource)} stands for.`)
    const { owned, server } = await (resource === 'mongodb' ? startMongodb(folder, calledOff) : startServed(resource, folder, calledOff))
    return { folder, server, address: server.addressOf(server.url), close: () => owned.stop().finally(remove) }
  } catch (error) {
    remove()
    throw error
  }
}

interface Started {
  readonly owned: OwnedProcess
  readonly server: Server
}

async function startServed(kind: ServedKind, folder: string, calledOff: AbortSignal): Promise<Started> {
  const database = await loadDatabase(kind)
  await database.load()
  const { program, embedded } = database
  const { variable } = SERVED_FACTS[kind]
  const shared = { variable, addressOf: (url: string) => ({ resource: kind, url, space: SPACE }) as Address }
  const path = program && findProgram(program.names, program.folders())
  if (program && path) {
    const started = await program.start(path, folder, calledOff)
    if ('outcome' in started) throw new Error(started.reason)
    return { owned: started.owned, server: { ...shared, url: started.url } }
  }
  if (!embedded) throw new NoDatabase(kind)
  const { owned, url } = await runEmbedded(embedded, folder)
  return { owned, server: { ...shared, url } }
}

function mongodPath(): string | null {
  const path = findBinary(process.env.MONGOD_BINARY || null)?.path
  return path !== undefined && isExecutable(path) ? path : null
}

async function startMongodb(folder: string, calledOff: AbortSignal): Promise<Started> {
  const uri = (port: number) => `mongodb://127.0.0.1:${port}/?directConnection=true`
  const addressOf = (url: string): Address => ({ resource: 'mongodb', uri: url, database: MONGO.database, collection: MONGO.collection })
  const path = mongodPath()
  if (path === null) {
    const source = await openEmbedded({ uri: null, mongodBinary: null, dataFolder: folder, database: MONGO.database, collection: MONGO.collection })
    if (!isOpen(source) || !source.process) throw new Error(source.reason)
    await sweepEverySecond(source.uri)
    return { owned: source.process, server: { url: source.uri, variable: 'MONGODB_URI', addressOf } }
  }
  const owned = await runProgram(
    {
      path,
      args: (port) => {
        const cache = ['--wiredTigerCacheSizeGB', String(MONGO.wiredTigerCacheGb)]
        return [
          '--dbpath',
          folder,
          '--port',
          String(port),
          '--bind_ip',
          '127.0.0.1',
          '--quiet',
          ...cache,
          '--setParameter',
          `ttlMonitorSleepSecs=${SWEEPER_SECONDS}`,
        ]
      },
      async answers(port) {
        const answer = await probe({ uri: uri(port), database: MONGO.database, collection: 'probe' }, MONGO.serverSelectionTimeoutMs)
        if (!answer.ok) throw new Error(answer.what)
      },
    },
    calledOff,
  )
  return { owned, server: { url: uri(owned.port), variable: 'MONGODB_URI', addressOf } }
}

async function sweepEverySecond(uri: string): Promise<void> {
  const { MongoClient } = await import('mongodb')
  const client = new MongoClient(uri)
  try {
    await client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: SWEEPER_SECONDS })
  } finally {
    await client.close()
  }
}
