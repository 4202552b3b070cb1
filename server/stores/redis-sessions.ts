/** What the sandbox wants to know of the sessions in Redis: keys under a prefix of ours, asked for in batches. Nothing outside of it is touched. */
import type session from 'express-session'
import { LIMITS, STORES } from '../config.js'
import type { SessionRow, SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/state.js'
import type { CarriedSession, SessionsQuery } from './adapter.js'
import { isReservedId } from './known-sessions.js'
import type { RedisClient } from './redis-client.js'
import { cookieExpiry, literalPattern, type PlainSession, parseSession, reviveSession, sessionRow } from './session-json.js'

export interface RedisKeys {
  readonly client: RedisClient
  /** What the keys of the sessions begin with. */
  readonly prefix: string
  /** Key of the mark of a carry-over. */
  readonly mark: string
}

/** How long connect-redis lets a session live whose cookie has no date: its own default. */
export const DEFAULT_TTL_SECONDS = 86_400
/** Keys that one SCAN looks at. */
const SCAN_COUNT = 1_000
/** Sessions that stand for all. */
const SAMPLE = 20
/** Lives are counted in whole seconds, rounded up; what differs by more has been moved. */
const ROUNDING_MS = 1_500

interface Found {
  readonly id: string
  readonly json: string
  readonly data: PlainSession
  /** What is left of its life; null: it stays. */
  readonly ttlMs: number | null
  /** Epoch ms; null: it has no date of its own. */
  readonly expiresAt: number | null
}

/** Does the work on a few at a time. */
export async function inBatches<T>(items: readonly T[], work: (batch: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < items.length; start += STORES.copyBatch) await work(items.slice(start, start + STORES.copyBatch))
}

/** Ids of all sessions, in the server's order, in batches of at most STORES.copyBatch. One may come twice while the server rearranges its table. */
async function* idBatches({ client, prefix }: RedisKeys): AsyncGenerator<readonly string[]> {
  const pattern = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`
  for await (const keys of client.scanIterator({ MATCH: pattern, COUNT: SCAN_COUNT })) {
    const ids = [...new Set(keys)].map((key) => key.slice(prefix.length)).filter((id) => !isReservedId(id))
    for (let start = 0; start < ids.length; start += STORES.copyBatch) yield ids.slice(start, start + STORES.copyBatch)
  }
}

/** Of these the ones that are there. */
async function find({ client, prefix }: RedisKeys, ids: readonly string[]): Promise<readonly Found[]> {
  if (ids.length === 0) return []
  const keys = ids.map((id) => `${prefix}${id}`)
  const askedAt = Date.now()
  const [texts, lives] = await Promise.all([client.mGet(keys), Promise.all(keys.map((key) => client.pTTL(key)))])
  const answeredAt = Date.now()
  return ids.flatMap((id, index) => {
    const json = texts[index]
    const data = typeof json === 'string' ? parse(json) : null
    if (typeof json !== 'string' || data === null) return []
    const life = Number(lives[index])
    const ttlMs = life >= 0 ? life : null
    return [{ id, json, data, ttlMs, expiresAt: expiryOf(data, ttlMs, askedAt, answeredAt) }]
  })
}

/**
 * `touch` moves the key's life and leaves what it holds as it is: then the life counts, and not the date in it. When the server looked at the life is
 * known no better than that it was between the question and the answer, and on a busy machine seconds lie between them.
 */
function expiryOf(data: PlainSession, ttlMs: number | null, askedAt: number, answeredAt: number): number | null {
  const date = cookieExpiry(data)
  if (date === null || ttlMs === null) return date
  const [earliest, latest] = [askedAt + ttlMs, answeredAt + ttlMs]
  return earliest > date + ROUNDING_MS || latest < date - ROUNDING_MS ? latest : date
}

/** What somebody else has put there may be no JSON. */
function parse(json: string): PlainSession | null {
  try {
    return parseSession(json)
  } catch {
    return null
  }
}

function rowOf({ id, json, data, expiresAt }: Found): SessionRow {
  return sessionRow(id, data, Buffer.byteLength(json), expiresAt)
}

/** @param total how many there are */
export async function listRedis(keys: RedisKeys, { search, offset, limit }: SessionsQuery, total: () => Promise<number>): Promise<SessionsPage> {
  const until = performance.now() + LIMITS.searchMs
  const pattern = search === '' ? null : literalPattern(search)
  const rows: SessionRow[] = []
  let [position, scanned] = [0, 0]
  for await (const ids of idBatches(keys)) {
    if (pattern === null) {
      const wanted = ids.slice(Math.max(0, offset - position), Math.max(0, offset + limit - position))
      position += ids.length
      rows.push(...(await find(keys, wanted)).map(rowOf))
      if (position >= offset + limit || performance.now() > until) break
      continue
    }
    if (scanned >= LIMITS.searchScan || performance.now() > until) return { rows, offset, total: null }
    scanned += ids.length
    for (const found of await find(keys, ids)) {
      if (!(pattern.test(found.id) || pattern.test(found.json))) continue
      position += 1
      if (position > offset && rows.length < limit) rows.push(rowOf(found))
    }
  }
  return { rows, offset, total: pattern === null ? await total() : position }
}

export async function readRedis(keys: RedisKeys, id: string): Promise<StoredSession | null> {
  const [found] = await find(keys, [id])
  if (found === undefined) return null
  const { data, json, expiresAt, ttlMs } = found
  return { id, document: data, form: 'key', where: `${keys.prefix}${id}`, bytes: Buffer.byteLength(json), expiresAt, ...(ttlMs === null ? {} : { ttlMs }) }
}

export async function* entriesRedis(keys: RedisKeys): AsyncGenerator<readonly CarriedSession[]> {
  for await (const ids of idBatches(keys)) {
    let part: CarriedSession[] = []
    let bytes = 0
    for (const found of await find(keys, ids)) {
      const entry = carried(found)
      if (entry === null) continue
      if (part.length > 0 && bytes + entry.json.length > STORES.copyBatchBytes) {
        yield part
        part = []
        bytes = 0
      }
      part.push(entry)
      bytes += entry.json.length
    }
    if (part.length > 0) yield part
  }
}

export async function pickRedis(keys: RedisKeys, ids: readonly string[]): Promise<readonly CarriedSession[]> {
  return (await find(keys, ids)).flatMap((found) => carried(found) ?? [])
}

/** With the date until which it really lives: other stores go by that. */
function carried({ id, json, data, expiresAt }: Found): CarriedSession | null {
  if (expiresAt === null || expiresAt === cookieExpiry(data)) return { id, json }
  const cookie = typeof data.cookie === 'object' && data.cookie !== null ? data.cookie : {}
  return { id, json: JSON.stringify({ ...data, cookie: { ...cookie, expires: new Date(expiresAt).toISOString() } }) }
}

/** As connect-redis' `set` would put each of them. */
export async function putRedis(sessionModule: typeof session, { client, prefix }: RedisKeys, sessions: readonly CarriedSession[]): Promise<void> {
  await Promise.all(
    sessions.map(async ({ id, json }) => {
      const data = reviveSession(sessionModule, id, json)
      if (!data) return
      const date = cookieExpiry(data)
      const ttl = date === null ? DEFAULT_TTL_SECONDS : Math.ceil((date - Date.now()) / 1000)
      if (ttl > 0) await client.set(`${prefix}${id}`, JSON.stringify(data), { expiration: { type: 'EX', value: ttl } })
      else await client.del(`${prefix}${id}`)
    }),
  )
}

export async function removeRedis({ client, prefix }: RedisKeys, ids: readonly string[]): Promise<number> {
  return ids.length === 0 ? 0 : await client.unlink(ids.map((id) => `${prefix}${id}`))
}

/** @param look does each step within the deadline */
export async function clearRedis(keys: RedisKeys, look: <T>(work: Promise<T>) => Promise<T>): Promise<number> {
  let removed = 0
  for await (const ids of idBatches(keys)) removed += await look(removeRedis(keys, ids))
  return removed
}

/** Bytes of key and text, on average of a few. */
export async function averageRedis(keys: RedisKeys): Promise<number | null> {
  for await (const ids of idBatches(keys)) {
    const sample = await find(keys, ids.slice(0, SAMPLE))
    if (sample.length > 0) return sample.reduce((sum, { id, json }) => sum + keys.prefix.length + id.length + Buffer.byteLength(json), 0) / sample.length
  }
  return null
}

/** For how many times as long as a count took no other one is begun, and for how long at least. */
const REST_FACTOR = 20
const REST_MS = 5_000

/** How many sessions there are: counted now and then, and in between told by how many keys the whole database has more or less than at the last count. */
export class SessionCount {
  readonly #keys: RedisKeys
  #last: { readonly sessions: number; readonly keys: number; readonly until: number } | null = null

  constructor(keys: RedisKeys) {
    this.#keys = keys
  }

  forget(): void {
    this.#last = null
  }

  async read(): Promise<number> {
    const keys = await this.#keys.client.dbSize()
    const last = this.#last
    if (last !== null && performance.now() < last.until) return Math.max(0, last.sessions + keys - last.keys)
    const begun = performance.now()
    let sessions = 0
    for await (const ids of idBatches(this.#keys)) sessions += ids.length
    const ended = performance.now()
    this.#last = { sessions, keys, until: ended + Math.max(REST_MS, (ended - begun) * REST_FACTOR) }
    return sessions
  }
}
