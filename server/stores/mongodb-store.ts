import { randomUUID } from 'node:crypto'
import type { MongoDBStore } from 'connect-mongodb-session'
import type session from 'express-session'
import type { SessionData } from 'express-session'
import type { Collection } from 'mongodb'
import { MONGO, STORES } from '../config.js'
import { ProblemError } from '../protocol/problem.js'
import type { MongodbAddress } from '../protocol/resources.js'
import { keepSecrets } from '../redact.js'
import { within } from '../within.js'
import type { AdapterFor, CreatedStore, StoreHealth } from './adapter.js'
import { explainMongodb, MONGODB_LABEL } from './mongodb-errors.js'

/** Sessions as documents in MongoDB, through connect-mongodb-session. The driver is loaded only when this store is opened. */
const adapter: AdapterFor<'mongodb'> = {
  kind: 'mongodb',
  label: MONGODB_LABEL,
  hue: 150,
  about: { en: 'documents in MongoDB, which deletes the expired ones itself', 'pt-BR': 'documentos no MongoDB, que apaga sozinho os expirados' },
  place: 'switch',
  npm: { name: 'connect-mongodb-session', range: '^5.0.0', installed: 'with-project', alsoNeeds: [] },
  resource: 'mongodb',
  // Its `all` never calls back.
  capabilities: { touch: false, all: false, length: false, clear: true, expiry: 'sweeper', survivesRestart: true, shared: true, inHeap: false },
  snippet: `import connectMongoDBSession from 'connect-mongodb-session'

const MongoDBStore = connectMongoDBSession(session)
const store = new MongoDBStore({
  uri: process.env.MONGODB_URI, // where the database is
  databaseName: 'shop',
  collection: 'sessions', // one document a session
})
store.on('error', (error) => console.error(error)) // without it, a lost connection ends the process`,
  create,
}
export default adapter

const WRITE_BATCH = 250
/** Of the collection beside the sessions that holds the mark of a carry-over: in the same database, so that it is there whenever they are. */
const MARK_SUFFIX = '_carry_over'

interface StaleMark {
  readonly _id: 'stale'
  readonly since: Date
}

/** Code 13, Unauthorized: the rights of the user may cover the collection of the sessions only. */
function isNotAuthorized(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 13
}

/** @throws ProblemError `store-unreachable`, where the user may not write the mark */
function explainMark(error: unknown, collection: string): never {
  if (!isNotAuthorized(error)) throw error
  throw unreachable(
    `To carry sessions over safely, the shop keeps a mark in the collection "${collection}", which this user may not write to. Give the user the role readWrite on the database, or switch without carrying over.`,
    { why: 'no-mark', collection },
  )
}

/** @param why a code of the reason, for its words in the reader's language, and what goes into them */
function unreachable(reason: string, why: Readonly<Record<string, string>> = {}): ProblemError {
  return new ProblemError('store-unreachable', `MongoDB cannot be used now. ${reason}`, { ...why, store: MONGODB_LABEL, reason })
}

/** Asks before connect-mongodb-session does: it tries once, and turns every reason into the same text. */
async function askFirst({ uri, database, collection }: MongodbAddress): Promise<void> {
  const { probe } = await import('../mongo/probe.js')
  const answer = await probe({ uri, database, collection }, MONGO.serverSelectionTimeoutMs)
  if (answer.ok) return
  const reason = `${answer.what} ${answer.advice}`
  const why = { ...answer.params, why: answer.code }
  if (!answer.code.startsWith('uri-')) throw unreachable(reason, why)
  throw new ProblemError('bad-mongodb-uri', `The address of the MongoDB cannot be used. ${reason}`, { ...why, reason })
}

async function create(sessionModule: typeof session, address: MongodbAddress): Promise<CreatedStore> {
  keepSecrets(address.uri)
  await askFirst(address)
  const store = await connect(sessionModule, address)
  return watch(sessionModule, store, store.client.db(address.database).collection<StaleMark>(`${address.collection}${MARK_SUFFIX}`))
}

async function connect(sessionModule: typeof session, address: MongodbAddress): Promise<MongoDBStore> {
  const { default: connectMongodbSession } = await import('connect-mongodb-session')
  const Store = connectMongodbSession(sessionModule)
  let store: MongoDBStore | undefined
  try {
    // Without a callback, a failed connection would end the process; with it, a failed index calls back twice, of which a promise hears the first.
    const connected = new Promise<void>((resolve, reject) => {
      store = new Store(
        {
          uri: address.uri,
          databaseName: address.database,
          collection: address.collection,
          expires: MONGO.defaultExpiryMs,
          connectionOptions: {
            serverSelectionTimeoutMS: MONGO.serverSelectionTimeoutMs,
            connectTimeoutMS: MONGO.connectTimeoutMs,
            socketTimeoutMS: MONGO.socketTimeoutMs,
            heartbeatFrequencyMS: MONGO.heartbeatMs,
            appName: 'sessionscope-shop',
          },
        },
        (error) => (error ? reject(error) : resolve()),
      )
    })
    await within(connected, STORES.probeDeadlineMs)
    if (!store) throw new Error('connect-mongodb-session made no store.')
    return store
  } catch (error) {
    void store?.client.close(true).catch(() => undefined)
    throw unreachable(`${explainMongodb(error).problem.params.reason} Check the server and the rights of its user.`)
  }
}

async function watch(sessionModule: typeof session, store: MongoDBStore, marks: Collection<StaleMark>): Promise<CreatedStore> {
  const [sessions, { watchMongodbHealth }, { TtlIndex }] = await Promise.all([
    import('./mongodb-sessions.js'),
    import('./mongodb-health.js'),
    import('./mongodb-ttl.js'),
  ])
  const { collection } = store
  // Its emitter is its own; an operation without a callback that fails would throw where nobody can catch it.
  store.on('error', () => undefined)

  const listeners = new Set<(health: StoreHealth) => void>()
  let health: StoreHealth = { up: true, why: null }
  const stopWatching = watchMongodbHealth(store.client, (next) => {
    health = next
    for (const listener of listeners) listener(health)
  })

  /** Every look at the database from outside answers within the deadline, in words without secrets. */
  async function look<T>(work: Promise<T>): Promise<T> {
    try {
      return await within(work, STORES.callDeadlineMs)
    } catch (error) {
      if (error instanceof ProblemError) throw error
      throw unreachable(String(explainMongodb(error).problem.params.reason))
    }
  }

  const ttl = new TtlIndex(store)
  // From the first moment on, so that it is missed from the first moment on.
  await look(ttl.look()).catch(() => false)

  let closing: Promise<void> | null = null
  return {
    store,
    explain: (error) => explainMongodb(error),
    probe: () => look(probe(store)),
    ttlIndex: () => look(ttl.look()),
    count: () => look(collection.estimatedDocumentCount()),
    list: (query) => sessions.listMongodb(collection, query).catch((error: unknown) => look(Promise.reject(error))),
    read: (id) => look(sessions.readMongodb(collection, id)),
    entries: () => sessions.entriesMongodb(collection),
    pick: (ids) => look(sessions.pickMongodb(collection, ids)),
    async put(carried) {
      // Each message must be answered before the socket gives up, also by a busy server.
      for (let start = 0; start < carried.length; start += WRITE_BATCH)
        await look(sessions.putMongodb(sessionModule, store, carried.slice(start, start + WRITE_BATCH)))
    },
    remove: async (ids) => {
      await look(collection.deleteMany({ _id: { $in: [...ids] } }))
    },
    clear: () => sessions.clearMongodb(collection).catch((error: unknown) => look(Promise.reject(error))),
    async isStale() {
      // Who may not read the mark has never been able to set it.
      const mark = marks.findOne({ _id: 'stale' }).catch((error: unknown) => {
        if (isNotAuthorized(error)) return null
        throw error
      })
      return (await look(mark)) !== null
    },
    async markStale(stale) {
      // On disk before anything follows: neither a mark nor its end may be lost where what follows is not.
      const writeConcern = { w: 1, journal: true } as const
      const written: Promise<unknown> = stale
        ? marks.updateOne({ _id: 'stale' }, { $set: { since: new Date() } }, { upsert: true, writeConcern })
        : marks.deleteOne({ _id: 'stale' }, { writeConcern })
      await look(written.catch((error: unknown) => explainMark(error, marks.collectionName)))
    },
    bytesPerSession: () => look(sessions.averageMongodb(collection)),
    onHealth(listener) {
      listeners.add(listener)
      if (!health.up) listener(health)
      return () => listeners.delete(listener)
    },
    close() {
      stopWatching()
      closing ??= store.client.close(true).catch(() => undefined)
      return closing
    },
  }
}

/** Sets and destroys a key of our own through the store itself. */
async function probe(store: MongoDBStore): Promise<void> {
  const id = `sessionscope-probe-${randomUUID()}`
  const data = { cookie: { originalMaxAge: 60_000, expires: new Date(Date.now() + 60_000) } } as SessionData
  await new Promise<void>((resolve, reject) => store.set(id, data, (error) => (error ? reject(error) : resolve())))
  await new Promise<void>((resolve, reject) => store.destroy(id, (error) => (error ? reject(error) : resolve())))
}
