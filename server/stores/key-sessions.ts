/** What the sandbox wants to know of sessions that a server keeps under keys: those under the sandbox's own prefix, asked for in batches. Nothing outside of it is touched. */
import type session from 'express-session'
import { LIMITS, STORES } from '../config.js'
import type { SessionRow, SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/stores.js'
import type { CarriedSession, SessionsQuery } from './adapter.js'
import { isReservedId } from './known-sessions.js'
import { cookieExpiry, literalPattern, type PlainSession, parseSession, reviveSession, sessionRow } from './session-json.js'

/** A server of keys, as one's own client sees it. */
export interface KeyServer {
  /** Names of all keys that begin with this, in batches, in the server's order. One may come twice while the server rearranges its table. */
  names(prefix: string): AsyncIterable<readonly string[]>
  /** What each of them holds, in the order asked; null: there is no such key. */
  read(keys: readonly string[]): Promise<readonly (HeldText | null)[]>
  /** As the store's package writes it, with whole seconds to live; null: as long as the package lets one live whose cookie has no date. */
  write(key: string, text: string, ttlSeconds: number | null): Promise<unknown>
  /** @returns how many of them there were */
  remove(keys: readonly string[]): Promise<number>
  /** How many keys the whole server holds. */
  total(): Promise<number>
  /** The seconds to live of a life of this many ms, as the store's package rounds them; 0 or less: it is over. */
  seconds(lifeMs: number): number
  /** A life that differs from the date in the session by more than this has been moved, and was not only rounded. */
  readonly roundingMs: number
}

export interface HeldText {
  readonly text: string
  /** What is left of its life; null: it stays. */
  readonly ttlMs: number | null
}

export interface SessionKeys {
  readonly server: KeyServer
  /** What the keys of the sessions begin with. */
  readonly prefix: string
}

/** Sessions that stand for all. */
const SAMPLE = 20

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

/** Ids of all sessions, in the server's order, in batches of at most STORES.copyBatch. One may come twice. */
async function* idBatches({ server, prefix }: SessionKeys): AsyncGenerator<readonly string[]> {
  for await (const names of server.names(prefix)) {
    const ids = [...new Set(names)].map((name) => name.slice(prefix.length)).filter((id) => !isReservedId(id))
    for (let start = 0; start < ids.length; start += STORES.copyBatch) yield ids.slice(start, start + STORES.copyBatch)
  }
}

/** Of these the ones that are there. */
async function find({ server, prefix }: SessionKeys, ids: readonly string[]): Promise<readonly Found[]> {
  if (ids.length === 0) return []
  const askedAt = Date.now()
  const held = await server.read(ids.map((id) => `${prefix}${id}`))
  const answeredAt = Date.now()
  return ids.flatMap((id, index) => {
    const { text: json, ttlMs } = held[index] ?? { text: null, ttlMs: null }
    const data = json === null ? null : parse(json)
    if (json === null || data === null) return []
    return [{ id, json, data, ttlMs, expiresAt: expiryOf(data, ttlMs, askedAt, answeredAt, server.roundingMs) }]
  })
}

/**
 * `touch` may move the key's life and leave what it holds as it is: then the life counts, and not the date in it. When the server looked at the life is
 * known no better than that it was between the question and the answer, and on a busy machine seconds lie between them.
 */
function expiryOf(data: PlainSession, ttlMs: number | null, askedAt: number, answeredAt: number, roundingMs: number): number | null {
  const date = cookieExpiry(data)
  if (date === null || ttlMs === null) return date
  const [earliest, latest] = [askedAt + ttlMs, answeredAt + ttlMs]
  return earliest > date + roundingMs || latest < date - roundingMs ? latest : date
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
export async function listKeys(keys: SessionKeys, { search, offset, limit }: SessionsQuery, total: () => Promise<number>): Promise<SessionsPage> {
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

export async function readKey(keys: SessionKeys, id: string): Promise<StoredSession | null> {
  const [found] = await find(keys, [id])
  if (found === undefined) return null
  const { data, json, expiresAt, ttlMs } = found
  return { id, document: data, form: 'key', where: `${keys.prefix}${id}`, bytes: Buffer.byteLength(json), expiresAt, ...(ttlMs === null ? {} : { ttlMs }) }
}

export async function* entriesOfKeys(keys: SessionKeys): AsyncGenerator<readonly CarriedSession[]> {
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

export async function pickKeys(keys: SessionKeys, ids: readonly string[]): Promise<readonly CarriedSession[]> {
  return (await find(keys, ids)).flatMap((found) => carried(found) ?? [])
}

/** With the date until which it really lives: other stores go by that. */
function carried({ id, json, data, expiresAt }: Found): CarriedSession | null {
  if (expiresAt === null || expiresAt === cookieExpiry(data)) return { id, json }
  const cookie = typeof data.cookie === 'object' && data.cookie !== null ? data.cookie : {}
  return { id, json: JSON.stringify({ ...data, cookie: { ...cookie, expires: new Date(expiresAt).toISOString() } }) }
}

/** As the package's `set` would put each of them. */
export async function putKeys(sessionModule: typeof session, { server, prefix }: SessionKeys, sessions: readonly CarriedSession[]): Promise<void> {
  await Promise.all(
    sessions.map(async ({ id, json }) => {
      const data = reviveSession(sessionModule, id, json)
      if (!data) return
      const date = cookieExpiry(data)
      const ttl = date === null ? null : server.seconds(date - Date.now())
      if (ttl === null || ttl > 0) await server.write(`${prefix}${id}`, JSON.stringify(data), ttl)
      else await server.remove([`${prefix}${id}`])
    }),
  )
}

export async function removeKeys({ server, prefix }: SessionKeys, ids: readonly string[]): Promise<number> {
  return ids.length === 0 ? 0 : await server.remove(ids.map((id) => `${prefix}${id}`))
}

/** @param look does each step within the deadline @param onBatch as in LookIns */
export async function clearKeys(keys: SessionKeys, look: <T>(work: Promise<T>) => Promise<T>, onBatch: () => void = () => undefined): Promise<number> {
  let removed = 0
  for await (const ids of idBatches(keys)) {
    onBatch()
    removed += await look(removeKeys(keys, ids))
  }
  return removed
}

/** Bytes of key and text, on average of a few. */
export async function averageOfKeys(keys: SessionKeys): Promise<number | null> {
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
  readonly #keys: SessionKeys
  #last: { readonly sessions: number; readonly keys: number; readonly until: number } | null = null

  constructor(keys: SessionKeys) {
    this.#keys = keys
  }

  forget(): void {
    this.#last = null
  }

  async read(): Promise<number> {
    const keys = await this.#keys.server.total()
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
