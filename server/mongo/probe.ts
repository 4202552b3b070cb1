/** Asks a MongoDB whether it can be used, as the shop would use it, within a deadline. */
import { randomUUID } from 'node:crypto'
import { type Document, MongoClient, MongoServerError } from 'mongodb'
import { MONGO } from '../config.js'
import { within } from '../within.js'
import { type Explanation, readAddress } from './connection-string.js'
import { AUTH_REQUIRED, explainFailure, NOT_MONGODB, NOT_WRITABLE, TLS_REQUIRED } from './explain-failure.js'
import { accepts, type Place, speaksTls } from './who-listens.js'

export interface ProbeTarget {
  readonly uri: string
  readonly database: string
  readonly collection: string
}

/** `shown`: the address as it may be shown; null where it cannot be read, or nobody was found there, since what looks like a host may be part of a password. */
export type ProbeResult =
  | { readonly ok: true; readonly version: string; readonly shown: string }
  | ({ readonly ok: false; readonly shown: string | null } & Explanation)

/** Codes after which it is not known that the host is one. */
const NOBODY_THERE: ReadonlySet<string> = new Set(['host-not-found', 'srv-not-found', 'no-answer'])

/**
 * Connects, asks for the version, and tries in the collection what the shop does: read, write, delete, make an index
 * (a user who may not could not serve the shop either).
 *
 * @param timeoutMs for the driver; the whole, name resolution and a second look included, takes at most twice MONGO.secondLookMs more
 * @returns the version, or why not, without any credential; never throws
 */
export async function probe(target: ProbeTarget, timeoutMs: number): Promise<ProbeResult> {
  const read = readAddress(target.uri)
  if (!read.ok) return { ...read, shown: null }
  const { shown } = read
  let client: MongoClient | undefined
  try {
    client = new MongoClient(target.uri, {
      serverSelectionTimeoutMS: timeoutMs,
      connectTimeoutMS: timeoutMs,
      socketTimeoutMS: timeoutMs,
      appName: 'sessionscope',
    })
    const asking = ask(client, target)
    // Whoever loses the race must not become an unhandled rejection.
    asking.catch(() => {})
    // The driver itself gives no error in time everywhere: it looks names up without a bound.
    return { ok: true, shown, version: await within(Promise.race([asking, everyoneRefused(client)]), timeoutMs + MONGO.secondLookMs) }
  } catch (error) {
    const why = error instanceof NotWritable ? NOT_WRITABLE : await lookCloser(explainFailure(error), client)
    return { ok: false, ...why, shown: NOBODY_THERE.has(why.code) ? null : shown }
  } finally {
    void client?.close(true).catch(() => {})
  }
}

/** @returns the version */
async function ask(client: MongoClient, { database, collection }: ProbeTarget): Promise<string> {
  await client.connect()
  const { version } = await client.db('admin').command({ buildInfo: 1 })
  const hello = await client.db('admin').command({ hello: 1 })
  if (hello.isWritablePrimary === false) throw new NotWritable()
  const shop = client.db(database)
  await shop.collection(collection).findOne({}, { projection: { _id: 1 } })
  for (const command of attempts(collection)) await shop.command(command).catch(refuseOnly)
  return String(version)
}

class NotWritable extends Error {}

/**
 * What the shop does, in a way that leaves no trace: MongoDB asks for the right to do something before it looks at what is to be done,
 * so nothing is found, and what would be made has no valid form. Not even the collection is made.
 */
function attempts(collection: string): readonly Document[] {
  const nobody = `sessionscope-probe-${randomUUID()}`
  return [
    { insert: collection, documents: [{ _id: [nobody] }] },
    { update: collection, updates: [{ q: { _id: nobody }, u: { $set: { expires: new Date(0) } } }] },
    { delete: collection, deletes: [{ q: { _id: nobody }, limit: 1 }] },
    { createIndexes: collection, indexes: [] },
  ]
}

/** That it has no valid form is what was to be expected. @throws what says that this user, or this server, does not do it */
function refuseOnly(error: unknown): void {
  // 2 BadValue, 53 InvalidIdField.
  if (error instanceof MongoServerError && (error.code === 2 || error.code === 53)) return
  throw error
}

/** Where the driver knows too little, the port is looked at once more. */
async function lookCloser(why: Explanation, client: MongoClient | undefined): Promise<Explanation> {
  if (why.code === 'not-authorized' && client && !client.options.credentials) return AUTH_REQUIRED
  const place = client && placeOf(client)
  if (!place) return why
  if (why.code === 'not-mongodb' && !client.options.tls && (await speaksTls(place, MONGO.secondLookMs))) return TLS_REQUIRED
  if (why.code === 'no-answer' && (await accepts(place, MONGO.secondLookMs))) return NOT_MONGODB
  return why
}

/** The first host; null for a socket's path. */
function placeOf(client: MongoClient): Place | null {
  const [first] = client.options.hosts
  return typeof first?.host === 'string' && first.port !== undefined ? { host: first.host, port: first.port } : null
}

/** Rejects as soon as no host of the address is there; the driver would go on asking them until the timeout. */
function everyoneRefused(client: MongoClient): Promise<never> {
  const hopeless = new Set<string>()
  return new Promise((_, reject) => {
    client.on('serverHeartbeatFailed', ({ connectionId, failure }) => {
      const cause = failure.cause instanceof Error ? failure.cause : failure
      if (!/ECONNREFUSED|ENOTFOUND/.test(String(cause))) return
      hopeless.add(connectionId)
      if (hopeless.size >= client.options.hosts.length) reject(cause)
    })
  })
}
