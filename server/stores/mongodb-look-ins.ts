import type { Store } from 'express-session'
import type { MongoClient } from 'mongodb'
import { MONGO, STORES } from '../config.js'
import { ProblemError } from '../protocol/problem.js'
import type { MongodbAddress } from '../protocol/resources.js'
import { within } from '../within.js'
import type { CreatedStore, StoreHealth } from './adapter.js'
import { explainMongodb } from './mongodb-errors.js'
import type { MongodbWriter } from './mongodb-sessions.js'
import { probeStore } from './probe.js'

/** A store of sessions in a collection: a document each, with `_id`, `session` and `expires`. */
export interface MongodbStoreParts extends MongodbWriter {
  /** Proper name of the store. */
  readonly label: string
  readonly store: Store
  readonly client: MongoClient
  readonly database: string
}

/** For a client of the sandbox's own, so that an outage is told in time. */
export const CLIENT_OPTIONS = {
  serverSelectionTimeoutMS: MONGO.serverSelectionTimeoutMs,
  connectTimeoutMS: MONGO.connectTimeoutMs,
  socketTimeoutMS: MONGO.socketTimeoutMs,
  heartbeatFrequencyMS: MONGO.heartbeatMs,
  appName: 'sessionscope-shop',
} as const

const WRITE_BATCH = 250
/** Of the collection beside the sessions that holds the mark of a carry-over: in the same database, so that it is there whenever they are. */
const MARK_SUFFIX = '_carry_over'

export interface StaleMark {
  readonly _id: 'stale'
  readonly since: Date
}

/** Code 26, NamespaceNotFound. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 26)) throw error
}

/** Code 13, Unauthorized: the rights of the user may cover the collection of the sessions only. */
function isNotAuthorized(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 13
}

/** @throws ProblemError `store-unreachable`, where the user may not write the mark */
function explainMark(label: string, error: unknown, collection: string): never {
  if (!isNotAuthorized(error)) throw error
  throw unreachable(
    label,
    `To carry sessions over safely, the shop keeps a mark in the collection "${collection}", which this user may not write to. Give the user the role readWrite on the database, or switch without carrying over.`,
    { why: 'no-mark', collection },
  )
}

/** @param why a code of the reason, for its words in the reader's language, and what goes into them */
export function unreachable(label: string, reason: string, why: Readonly<Record<string, string>> = {}): ProblemError {
  return new ProblemError('store-unreachable', `${label} cannot be used now. ${reason}`, { ...why, store: label, reason })
}

/** Asks before the package does: it tries once, and turns reasons into texts that say less. @throws ProblemError in words */
export async function askFirst(label: string, { uri, database, collection }: MongodbAddress): Promise<void> {
  const { probe } = await import('../mongo/probe.js')
  const answer = await probe({ uri, database, collection }, MONGO.serverSelectionTimeoutMs)
  if (answer.ok) return
  const reason = `${answer.what} ${answer.advice}`
  const why = { ...answer.params, why: answer.code }
  if (!answer.code.startsWith('uri-')) throw unreachable(label, reason, why)
  throw new ProblemError('bad-mongodb-uri', `The address of the MongoDB cannot be used. ${reason}`, { ...why, reason })
}

/** @param of a store that is connected */
export async function mongodbLookIns(of: MongodbStoreParts): Promise<CreatedStore> {
  const [sessions, { watchMongodbHealth }, { TtlIndex }] = await Promise.all([
    import('./mongodb-sessions.js'),
    import('./mongodb-health.js'),
    import('./mongodb-ttl.js'),
  ])
  const { label, sessionModule, store, client, database, collection } = of
  const db = client.db(database)
  const marks = db.collection<StaleMark>(`${collection.collectionName}${MARK_SUFFIX}`)

  const listeners = new Set<(health: StoreHealth) => void>()
  let health: StoreHealth = { up: true, why: null }
  const stopWatching = watchMongodbHealth(client, (next) => {
    health = next
    for (const listener of listeners) listener(health)
  })

  /** Every look at the database from outside answers within the deadline, in words without secrets. */
  async function look<T>(work: Promise<T>): Promise<T> {
    try {
      return await within(work, STORES.callDeadlineMs)
    } catch (error) {
      if (error instanceof ProblemError) throw error
      throw unreachable(label, String(explainMongodb(error, label).problem.params.reason))
    }
  }

  const ttl = new TtlIndex({ collection, db })
  // From the first moment on, so that it is missed from the first moment on.
  await look(ttl.look()).catch(() => false)

  let closing: Promise<void> | null = null
  return {
    store,
    explain: (error) => explainMongodb(error, label),
    probe: () => look(probeStore(sessionModule, store)),
    ttlIndex: () => look(ttl.look()),
    count: () => look(collection.estimatedDocumentCount()),
    list: (query) => sessions.listMongodb(collection, query).catch((error: unknown) => look(Promise.reject(error))),
    read: (id) => look(sessions.readMongodb(collection, id)),
    entries: () => sessions.entriesMongodb(collection),
    pick: (ids) => look(sessions.pickMongodb(collection, ids)),
    async put(carried) {
      // Each message must be answered before the socket gives up, also by a busy server.
      for (let start = 0; start < carried.length; start += WRITE_BATCH) await look(sessions.putMongodb(of, carried.slice(start, start + WRITE_BATCH)))
    },
    remove: async (ids) => {
      await look(collection.deleteMany({ _id: { $in: [...ids] } }))
    },
    clear: (onBatch) => sessions.clearMongodb(collection, onBatch).catch((error: unknown) => look(Promise.reject(error))),
    async drop() {
      for (const each of [collection, marks]) await look(each.drop().catch(unlessGone))
    },
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
      await look(written.catch((error: unknown) => explainMark(label, error, marks.collectionName)))
    },
    bytesPerSession: () => look(sessions.averageMongodb(collection)),
    onHealth(listener) {
      listeners.add(listener)
      if (!health.up) listener(health)
      return () => listeners.delete(listener)
    },
    close() {
      stopWatching()
      closing ??= client.close(true).catch(() => undefined)
      return closing
    },
  }
}
