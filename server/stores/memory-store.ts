import type session from 'express-session'
import { LIMITS, STORES } from '../config.js'
import type { SessionRow, SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/state.js'
import { describeError } from '../redact.js'
import type { AdapterFor, CarriedSession, CreatedStore, SessionsQuery } from './adapter.js'
import { createWatchedMemoryStore, type WatchedMemoryStore } from './memory-watch.js'
import { cookieExpiry, literalPattern, parseSession, reviveSession, sessionRow } from './session-json.js'
import { StoreCallError } from './store-call-error.js'

const LABEL = 'Memory'

/** Sessions in the lesson server's own memory: what express-session uses when it is given no store. Nothing expires here until it is asked for. */
const adapter: AdapterFor<'heap'> = {
  kind: 'memory',
  label: LABEL,
  hue: 75,
  about: { en: "a JavaScript object in the shop's own process", 'pt-BR': 'um objeto JavaScript no próprio processo da loja' },
  place: 'switch',
  npm: null,
  resource: 'heap',
  capabilities: { touch: true, all: true, length: true, clear: true, expiry: 'on-read', survivesRestart: false, shared: false, inHeap: true },
  snippet: 'const store = new session.MemoryStore()',
  alwaysAnswers: true,
  create: (sessionModule) => createMemory(sessionModule),
}
export default adapter

function createMemory(sessionModule: typeof session): CreatedStore {
  const store = createWatchedMemoryStore(sessionModule)
  let isStale = false
  return {
    store,
    explain: (error) => new StoreCallError(LABEL, describeError(error).slice(0, 300)),
    probe: () => Promise.resolve(),
    count: () => Promise.resolve(store.ids.size),
    list: (query) => list(store, query),
    read: (id) => Promise.resolve(read(store, id)),
    entries: () => entries(store),
    pick: (ids) => Promise.resolve(ids.flatMap((id) => carried(store, id) ?? [])),
    put: async (sessions) => {
      for (const { id, json } of sessions) {
        const data = reviveSession(sessionModule, id, json)
        if (data) store.set(id, data)
      }
    },
    remove: async (ids) => {
      for (const id of ids) store.destroy(id)
    },
    clear: async () => {
      const removed = store.ids.size
      store.clear()
      return removed
    },
    isStale: () => Promise.resolve(isStale),
    markStale: async (stale) => {
      isStale = stale
    },
    ttlIndex: () => Promise.resolve(null),
    bytesPerSession: () => Promise.resolve(store.ids.size > 0 ? store.heapBytes() / store.ids.size : null),
    // It cannot go away without the process that it is in.
    onHealth: () => () => undefined,
    close: () => Promise.resolve(),
  }
}

function row(id: string, json: string): SessionRow {
  const data = parseSession(json) ?? {}
  return sessionRow(id, data, Buffer.byteLength(json), cookieExpiry(data))
}

async function list(store: WatchedMemoryStore, { search, offset, limit }: SessionsQuery): Promise<SessionsPage> {
  const rows: SessionRow[] = []
  if (search === '') {
    for await (const id of store.ids.from(offset)) {
      if (rows.length >= limit) break
      const json = store.sessions[id]
      if (json !== undefined) rows.push(row(id, json))
    }
    return { rows, offset, total: store.ids.size }
  }
  const pattern = literalPattern(search)
  const until = performance.now() + LIMITS.searchMs
  let scanned = 0
  let matches = 0
  for await (const id of store.ids.from(0)) {
    if (scanned++ >= LIMITS.searchScan || performance.now() > until) return { rows, offset, total: null }
    const json = store.sessions[id]
    if (json === undefined || !(pattern.test(id) || pattern.test(json))) continue
    matches += 1
    if (matches > offset && rows.length < limit) rows.push(row(id, json))
  }
  return { rows, offset, total: matches }
}

function read(store: WatchedMemoryStore, id: string): StoredSession | null {
  // Not `get`: that would free an expired session.
  const json = store.sessions[id]
  const document = json === undefined ? null : parseSession(json)
  if (json === undefined || document === null) return null
  return { id, document, form: 'json-string', bytes: Buffer.byteLength(json), expiresAt: cookieExpiry(document) }
}

function carried(store: WatchedMemoryStore, id: string): CarriedSession | null {
  const json = store.sessions[id]
  const data = json === undefined ? null : parseSession(json)
  if (json === undefined || data === null) return null
  const expiresAt = cookieExpiry(data)
  return expiresAt !== null && expiresAt <= Date.now() ? null : { id, json }
}

async function* entries(store: WatchedMemoryStore): AsyncGenerator<readonly CarriedSession[]> {
  let batch: CarriedSession[] = []
  for await (const id of store.ids.from(0)) {
    const session = carried(store, id)
    if (session) batch.push(session)
    if (batch.length >= STORES.copyBatch) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
