import type { SessionDocument } from 'connect-mongodb-session'
import type session from 'express-session'
import { BSON, type Collection, type Filter } from 'mongodb'
import { LIMITS, MONGO, STORES } from '../config.js'
import type { SessionRow, SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/stores.js'
import type { CarriedSession, SessionsQuery } from './adapter.js'
import { cookieExpiry, literalPattern, type PlainSession, parseSession, reviveSession, sessionRow } from './session-json.js'

type Sessions = Collection<SessionDocument>

/** Documents that one delete takes away: it must end well within the socket's timeout. */
const DELETE_BATCH = 1_000
/** Documents that stand for all where the server does not tell their average size. */
const SAMPLE = 200
const MAX_TIME = { maxTimeMS: MONGO.socketTimeoutMs } as const

/** As the driver got it, so that its size and its types are those of the database. */
function rawFind(sessions: Sessions, filter: Filter<SessionDocument>) {
  return sessions.find(filter, { raw: true, ...MAX_TIME })
}

function bytesOf(raw: unknown): Uint8Array {
  if (raw instanceof Uint8Array) return raw
  throw new TypeError('The driver was asked for raw documents and gave others.')
}

function documentExpiry(document: SessionDocument): number | null {
  return document.expires instanceof Date ? document.expires.getTime() : null
}

/** The session in a document, which some packages keep as a JSON text; null: there is none that can be read. */
function dataOf({ session }: SessionDocument): PlainSession | null {
  if (typeof session === 'object' && session !== null) return session
  if (typeof session !== 'string') return null
  try {
    return parseSession(session)
  } catch {
    return null
  }
}

function row(raw: Uint8Array): SessionRow {
  const document = BSON.deserialize(raw) as SessionDocument
  return sessionRow(String(document._id), dataOf(document) ?? {}, raw.byteLength, documentExpiry(document))
}

/** One page in the order of `_id`. A search looks at the text of every document, as many as LIMITS.searchScan and LIMITS.searchMs allow. */
export async function listMongodb(sessions: Sessions, { search, offset, limit }: SessionsQuery): Promise<SessionsPage> {
  if (search === '') {
    const [page, total] = await Promise.all([
      rawFind(sessions, {}).sort({ _id: 1 }).skip(offset).limit(limit).toArray(),
      sessions.estimatedDocumentCount(MAX_TIME),
    ])
    return { rows: page.map((raw) => row(bytesOf(raw))), offset, total }
  }
  // An ID pasted in, or its beginning, is found through the index.
  const byId = await rawFind(sessions, { _id: { $regex: `^${literalPattern(search).source}` } })
    .sort({ _id: 1 })
    .skip(offset)
    .limit(limit)
    .toArray()
  if (byId.length > 0 && byId.length < limit && search.length >= 8) return { rows: byId.map((raw) => row(bytesOf(raw))), offset, total: offset + byId.length }
  return scan(sessions, literalPattern(search), offset, limit)
}

async function scan(sessions: Sessions, pattern: RegExp, offset: number, limit: number): Promise<SessionsPage> {
  const until = performance.now() + LIMITS.searchMs
  const rows: SessionRow[] = []
  let scanned = 0
  let matches = 0
  for await (const batch of batches(sessions)) {
    for (const raw of batch) {
      if (scanned++ >= LIMITS.searchScan || performance.now() > until) return { rows, offset, total: null }
      // Keys and texts stand in BSON as UTF-8, between bytes that are none: good enough to search in, without building objects.
      if (!pattern.test(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8'))) continue
      matches += 1
      if (matches > offset && rows.length < limit) rows.push(row(raw))
    }
  }
  return { rows, offset, total: matches }
}

/** All documents by `_id`, each batch a query of its own: nothing to time out in between. */
async function* batches(sessions: Sessions): AsyncGenerator<readonly Uint8Array[]> {
  let after: string | null = null
  for (;;) {
    const filter: Filter<SessionDocument> = { _id: after === null ? { $gte: '' } : { $gt: after } }
    const found = await rawFind(sessions, filter).sort({ _id: 1 }).limit(STORES.copyBatch).toArray()
    const batch = found.map(bytesOf)
    if (batch.length > 0) yield batch
    const last = batch.at(-1)
    if (!last || batch.length < STORES.copyBatch) return
    after = String(BSON.deserialize(last)._id)
  }
}

/** The document in relaxed Extended JSON, as mongosh and Compass write it. */
export async function readMongodb(sessions: Sessions, id: string): Promise<StoredSession | null> {
  const [found] = await rawFind(sessions, { _id: id }).limit(1).toArray()
  if (!found) return null
  const raw = bytesOf(found)
  const document = BSON.deserialize(raw, { promoteLongs: false }) as SessionDocument
  return {
    id,
    document: BSON.EJSON.serialize(document, { relaxed: true }),
    form: 'bson',
    where: sessions.collectionName,
    bytes: raw.byteLength,
    expiresAt: documentExpiry(document),
  }
}

/** Every session that has not expired, as connect-mongodb-session's `get` decides it. */
export async function* entriesMongodb(sessions: Sessions): AsyncGenerator<readonly CarriedSession[]> {
  for await (const batch of batches(sessions)) {
    for (const part of partsOf(batch, STORES.copyBatchBytes)) yield part.flatMap((raw) => carried(raw) ?? [])
  }
}

/** The documents in their order, in parts of at most the bytes given, or of one document that is larger. */
function* partsOf(documents: readonly Uint8Array[], maxBytes: number): Generator<readonly Uint8Array[]> {
  let part: Uint8Array[] = []
  let bytes = 0
  for (const document of documents) {
    if (part.length > 0 && bytes + document.byteLength > maxBytes) {
      yield part
      part = []
      bytes = 0
    }
    part.push(document)
    bytes += document.byteLength
  }
  if (part.length > 0) yield part
}

export async function pickMongodb(sessions: Sessions, ids: readonly string[]): Promise<readonly CarriedSession[]> {
  const found = await rawFind(sessions, { _id: { $in: [...ids] } }).toArray()
  return found.flatMap((raw) => carried(bytesOf(raw)) ?? [])
}

function carried(raw: Uint8Array): CarriedSession | null {
  const document = BSON.deserialize(raw) as SessionDocument
  const { _id, expires } = document
  const data = dataOf(document)
  if (data === null || (expires && new Date() >= expires)) return null
  const { cookie, ...rest } = data
  // Fields of the cookie that nobody set are undefined for express-session and null in BSON.
  const plain = { cookie: withExpiry(withoutNulls(cookie), expires), ...rest }
  const entry = { id: String(_id), json: JSON.stringify(plain) }
  return holdsMoreThanJson(rest) ? { ...entry, altered: true } : entry
}

/** The cookie with the date that the store goes by: some move that one only when they are told to `touch`. */
function withExpiry(cookie: unknown, expires: Date | null | undefined): unknown {
  if (typeof cookie !== 'object' || cookie === null || !('expires' in cookie) || cookie.expires === null || !expires) return cookie
  return { ...cookie, expires: expires.toISOString() }
}

const OPTIONAL_COOKIE_FIELDS = new Set(['partitioned', 'priority', 'secure', 'domain', 'sameSite'])

function withoutNulls(cookie: unknown): unknown {
  if (typeof cookie !== 'object' || cookie === null) return cookie
  return Object.fromEntries(Object.entries(cookie).filter(([field, value]) => value !== null || !OPTIONAL_COOKIE_FIELDS.has(field)))
}

/** A Date, an ObjectId, a Binary …: what JSON turns into something else. */
function holdsMoreThanJson(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return value === undefined || typeof value === 'bigint'
  if (value instanceof Date || value instanceof RegExp || ArrayBuffer.isView(value) || '_bsontype' in value) return true
  return Object.values(value).some(holdsMoreThanJson)
}

/** How a package writes its sessions. */
export interface MongodbWriter {
  readonly sessionModule: typeof session
  readonly collection: Sessions
  /** What it puts into the field `session`. */
  readonly written: (data: PlainSession) => SessionDocument['session']
  /** Of a session whose cookie has no date, in ms. */
  readonly defaultLifeMs: number
}

/** The update that the package's own `set` would send for each of these, all in one message. */
export async function putMongodb({ sessionModule, collection, written, defaultLifeMs }: MongodbWriter, sessions: readonly CarriedSession[]): Promise<void> {
  const updates = sessions.flatMap(({ id, json }) => {
    const data = reviveSession(sessionModule, id, json)
    if (!data) return []
    const document = { _id: id, session: written(data), expires: new Date(cookieExpiry(data) ?? Date.now() + defaultLifeMs) }
    return [{ updateOne: { filter: { _id: id }, update: { $set: document }, upsert: true } }]
  })
  if (updates.length > 0) await collection.bulkWrite(updates, { ordered: false })
}

/** In pieces, since a server that deletes 500,000 documents in one command answers later than the socket waits. */
export async function clearMongodb(sessions: Sessions, onBatch: () => void = () => undefined): Promise<number> {
  let removed = 0
  for (;;) {
    const ids = await sessions
      .find({}, { projection: { _id: 1 }, ...MAX_TIME })
      .sort({ _id: 1 })
      .limit(DELETE_BATCH)
      .toArray()
    if (ids.length === 0) return removed
    onBatch()
    const { deletedCount } = await sessions.deleteMany({ _id: { $in: ids.map((document) => document._id) } })
    removed += deletedCount
    if (ids.length < DELETE_BATCH) return removed
  }
}

/** Average BSON document: as the server knows it ($collStats), else of the first documents. */
export async function averageMongodb(sessions: Sessions): Promise<number | null> {
  try {
    const [stats] = await sessions.aggregate([{ $collStats: { storageStats: {} } }], MAX_TIME).toArray()
    const average: unknown = stats?.storageStats?.avgObjSize
    if (typeof average === 'number') return average
    if (stats?.storageStats?.count === 0) return null
  } catch {
    // A user without the right to ask for it, or a server that does not know the stage.
  }
  const sample = await rawFind(sessions, {}).limit(SAMPLE).toArray()
  return sample.length > 0 ? sample.reduce((sum, raw) => sum + bytesOf(raw).byteLength, 0) / sample.length : null
}
