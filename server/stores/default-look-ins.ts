/**
 * What the sandbox wants to know of a store, made of its `get`, `set` and `destroy` alone, each with a deadline, and of the ids that are known. Not of `all` and
 * `length`: some stores have neither, some never call back, some walk every session while everybody waits.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type session from 'express-session'
import type { Store } from 'express-session'
import { LIMITS, STORES } from '../config.js'
import type { SessionRow, SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/stores.js'
import { whyOf } from '../protocol/why.js'
import { within } from '../within.js'
import type { CarriedSession, CreatedStore, LookIns, SessionsQuery, StoreAdapter } from './adapter.js'
import { explainByDefault } from './default-explain.js'
import { defaultHealth } from './default-health.js'
import { isReservedId, KnownSessions, reservedId } from './known-sessions.js'
import { ownSession } from './own-session.js'
import { probeStore } from './probe.js'
import { cookieExpiry, literalPattern, parseSession, reviveSession, sessionRow } from './session-json.js'
import { callStore, destroySession, getSession, setSession } from './store-calls.js'

/** A session that the sandbox itself puts into the store: so it is there exactly as long as the others are. */
const MARK = reservedId('carry-over')
/** Longer than anything that it stands beside. */
const MARK_LIVES_MS = 400 * 24 * 3600 * 1000
/** Ids that are learnt before others run. */
const IDS_AT_A_TIME = 1_000
/** Sessions that stand for all. */
const SAMPLE = 20

type Ids = CreatedStore['ids']

/** @param ids of all sessions that are stored, where the adapter knows them */
export async function defaultLookIns(
  adapter: StoreAdapter,
  sessionModule: typeof session,
  { store, explain, count }: CreatedStore,
  ids: Ids,
): Promise<LookIns> {
  const words = explain ?? ((error: unknown) => explainByDefault(adapter.label, error))
  const stored = new StoredSessions(store, ids, adapter.addsToSession)
  await stored.meet()
  const health = defaultHealth(store, (error) => whyOf(words(error).problem))
  let closing: Promise<void> | null = null

  /** What a store reports reaches nobody as it is. */
  async function inWords<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      throw words(error)
    }
  }

  return {
    explain: words,
    probe: () => inWords(within(probeStore(sessionModule, store), STORES.probeDeadlineMs)),
    count: () => Promise.resolve(stored.size),
    list: (query) => inWords(list(stored, query, count)),
    read: (id) => inWords(stored.read(id)),
    async *entries() {
      for await (const batch of stored.batches()) {
        const live = (await inWords(stored.get(batch))).filter(isLive)
        if (live.length > 0) yield live
      }
    },
    pick: async (wanted) => (await inWords(stored.get(wanted))).filter(isLive),
    put: (sessions) => inWords(put(sessionModule, store, sessions)),
    remove: (gone) => inWords(eachAtOnce(gone, (id) => destroySession(store, id)).then(() => undefined)),
    clear: (onBatch) => inWords(clear(store, stored, adapter.capabilities.clear, onBatch)),
    isStale: async () => (await inWords(getSession(store, MARK))) !== null,
    markStale: (stale) => inWords(stale ? setSession(store, MARK, ownSession(sessionModule, MARK, MARK_LIVES_MS)) : destroySession(store, MARK)),
    bytesPerSession: () => inWords(averageBytes(stored)),
    ttlIndex: () => Promise.resolve(null),
    onHealth: (listener) => health.listen(listener),
    close() {
      health.close()
      closing ??= closeStore(store)
      return closing
    },
  }
}

/** The sessions of a store: which there are, and what they hold. */
class StoredSessions {
  readonly #store: Store
  readonly #known: KnownSessions
  readonly #ids: Ids
  /** Keys of the session data that are the store's own. */
  readonly #added: ReadonlySet<string>

  constructor(store: Store, ids: Ids, added: readonly string[] = []) {
    this.#store = store
    this.#added = new Set(added)
    this.#known = new KnownSessions(store)
    this.#ids = ids
  }

  get size(): number {
    return this.#known.size
  }

  /** Is the store asked for the ids, and may take its time to say them? */
  get areAskedFor(): boolean {
    return this.#ids !== undefined
  }

  /** Learns which sessions there are from before. */
  async meet(): Promise<void> {
    if (!this.#ids) return
    let met = 0
    for await (const _id of this.from(0)) if (++met % IDS_AT_A_TIME === 0) await nextTurn()
  }

  /** From the given position on. Where the store knows its ids, what is known is put right on the way. */
  async *from(offset: number): AsyncGenerator<string> {
    if (!this.#ids) {
      yield* this.#known.from(offset)
      return
    }
    let position = 0
    for await (const id of this.#ids()) {
      if (isReservedId(id)) continue
      this.#known.add(id)
      if (position++ >= offset) yield id
    }
  }

  /** All ids, in batches that can be read at the same time. */
  async *batches(): AsyncGenerator<readonly string[]> {
    let batch: string[] = []
    for await (const id of this.from(0)) {
      batch.push(id)
      if (batch.length < STORES.callsAtOnce) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  }

  async json(id: string): Promise<string | null> {
    const data = await getSession(this.#store, id)
    if (!data?.cookie) return null
    return JSON.stringify(this.#added.size === 0 ? data : Object.fromEntries(Object.entries(data).filter(([key]) => !this.#added.has(key))))
  }

  /** Of these the ones that are there, expired or not. */
  async get(ids: readonly string[]): Promise<readonly CarriedSession[]> {
    const found = await eachAtOnce(ids, async (id) => ({ id, json: await this.json(id) }))
    return found.flatMap(({ id, json }) => (json === null ? [] : [{ id, json }]))
  }

  async read(id: string): Promise<StoredSession | null> {
    const json = await this.json(id)
    const document = json === null ? null : parseSession(json)
    if (json === null || document === null) return null
    return { id, document, form: 'session', bytes: Buffer.byteLength(json), expiresAt: cookieExpiry(document) }
  }
}

/** @param count of the adapter's, where it knows better */
async function list(stored: StoredSessions, { search, offset, limit }: SessionsQuery, count: CreatedStore['count']): Promise<SessionsPage> {
  if (search === '') {
    const ids: string[] = []
    for await (const id of stored.from(offset)) {
      if (ids.length >= limit) break
      ids.push(id)
    }
    const rows = (await stored.get(ids)).map(rowOf)
    return { rows, offset, total: count ? await count() : stored.size }
  }
  const pattern = literalPattern(search)
  const until = performance.now() + LIMITS.searchMs
  const rows: SessionRow[] = []
  let scanned = 0
  let matches = 0
  for await (const batch of stored.batches()) {
    if (scanned >= LIMITS.searchScan || performance.now() > until) return { rows, offset, total: null }
    scanned += batch.length
    for (const session of await stored.get(batch)) {
      if (!(pattern.test(session.id) || pattern.test(session.json))) continue
      matches += 1
      if (matches > offset && rows.length < limit) rows.push(rowOf(session))
    }
  }
  return { rows, offset, total: matches }
}

function rowOf({ id, json }: CarriedSession): SessionRow {
  const data = parseSession(json) ?? {}
  return sessionRow(id, data, Buffer.byteLength(json), cookieExpiry(data))
}

function isLive({ json }: CarriedSession): boolean {
  const expiresAt = cookieExpiry(parseSession(json) ?? {})
  return expiresAt === null || expiresAt > Date.now()
}

async function put(sessionModule: typeof session, store: Store, sessions: readonly CarriedSession[]): Promise<void> {
  await eachAtOnce(sessions, async ({ id, json }) => {
    const data = reviveSession(sessionModule, id, json)
    if (data) await setSession(store, id, data)
  })
}

/** @param hasClear the store can do it itself, and then does it too: it may hold sessions that are not known */
async function clear(store: Store, stored: StoredSessions, hasClear: boolean, onBatch: () => void = () => undefined): Promise<number> {
  let removed = 0
  const onAnswer = stored.areAskedFor ? onBatch : () => undefined
  for await (const batch of stored.batches()) {
    onAnswer()
    await eachAtOnce(batch, async (id) => {
      await destroySession(store, id)
      onBatch()
    })
    removed += batch.length
  }
  if (hasClear && store.clear) {
    onAnswer()
    await callStore((done) => store.clear?.(done))
  }
  return removed
}

async function averageBytes(stored: StoredSessions): Promise<number | null> {
  const ids: string[] = []
  for await (const id of stored.from(Math.max(0, Math.floor(Math.random() * (stored.size - SAMPLE))))) {
    ids.push(id)
    if (ids.length >= SAMPLE) break
  }
  const sample = await stored.get(ids)
  return sample.length === 0 ? null : sample.reduce((sum, { json }) => sum + Buffer.byteLength(json), 0) / sample.length
}

/** A few at a time, so that neither the store nor the heap is flooded. @throws the first failure */
async function eachAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += STORES.callsAtOnce)
    results.push(...(await Promise.all(items.slice(start, start + STORES.callsAtOnce).map(work))))
  return results
}

/** Many stores have a `close`, and none of them promises anything about it. */
async function closeStore(store: Store): Promise<void> {
  const close: unknown = Reflect.get(store, 'close')
  if (typeof close !== 'function') return
  await within(
    Promise.resolve().then(() => close.call(store)),
    STORES.callDeadlineMs,
  ).catch(() => undefined)
}
