/** Looking at sessions that a store keeps in this process as JSON texts, without asking the store itself. */
import type session from 'express-session'
import type { Store } from 'express-session'
import { LIMITS, STORES } from '../config.js'
import type { SessionRow, SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/stores.js'
import { describeError } from '../redact.js'
import type { CarriedSession, LookIns, SessionsQuery } from './adapter.js'
import { cookieExpiry, literalPattern, parseSession, reviveSession, sessionRow } from './session-json.js'
import { StoreCallError } from './store-call-error.js'

/** What is looked at. */
export interface Texts {
  size(): number
  /** From the given position on, letting others run now and then. What is added or removed meanwhile may be seen or not. */
  ids(offset: number): AsyncIterable<string>
  text(id: string): string | undefined
}

/**
 * What is the same for every store whose sessions are texts in this process: each of its calls ends at once, and it cannot go away without the process.
 *
 * @param label a proper name
 * @param store as its package makes it
 */
export function textLookIns(
  label: string,
  store: Pick<Store, 'set' | 'destroy'> & { clear(): void },
  texts: Texts,
  sessionModule: typeof session,
): Omit<LookIns, 'bytesPerSession' | 'close'> {
  let isStale = false
  return {
    explain: (error) => new StoreCallError(label, describeError(error).slice(0, 300)),
    probe: () => Promise.resolve(),
    count: () => Promise.resolve(texts.size()),
    list: (query) => listTexts(texts, query),
    // Not `get`: that would free an expired session.
    read: (id) => Promise.resolve(readText(texts, id)),
    entries: () => entriesOfTexts(texts),
    pick: (ids) => Promise.resolve(pickTexts(texts, ids)),
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
      const removed = texts.size()
      store.clear()
      return removed
    },
    isStale: () => Promise.resolve(isStale),
    markStale: async (stale) => {
      isStale = stale
    },
    ttlIndex: () => Promise.resolve(null),
    onHealth: () => () => undefined,
  }
}

function row(id: string, json: string): SessionRow {
  const data = parseSession(json) ?? {}
  return sessionRow(id, data, Buffer.byteLength(json), cookieExpiry(data))
}

/** A page of sessions, in the order in which the ids come. */
async function listTexts(texts: Texts, { search, offset, limit }: SessionsQuery): Promise<SessionsPage> {
  const rows: SessionRow[] = []
  if (search === '') {
    for await (const id of texts.ids(offset)) {
      if (rows.length >= limit) break
      const json = texts.text(id)
      if (json !== undefined) rows.push(row(id, json))
    }
    return { rows, offset, total: texts.size() }
  }
  const pattern = literalPattern(search)
  const until = performance.now() + LIMITS.searchMs
  let scanned = 0
  let matches = 0
  for await (const id of texts.ids(0)) {
    if (scanned++ >= LIMITS.searchScan || performance.now() > until) return { rows, offset, total: null }
    const json = texts.text(id)
    if (json === undefined || !(pattern.test(id) || pattern.test(json))) continue
    matches += 1
    if (matches > offset && rows.length < limit) rows.push(row(id, json))
  }
  return { rows, offset, total: matches }
}

/** Without asking the store, which may free what has expired. */
function readText(texts: Texts, id: string): StoredSession | null {
  const json = texts.text(id)
  const document = json === undefined ? null : parseSession(json)
  if (json === undefined || document === null) return null
  return { id, document, form: 'json-string', bytes: Buffer.byteLength(json), expiresAt: cookieExpiry(document) }
}

/** Of these ids the ones that are there and have not expired. */
function pickTexts(texts: Texts, ids: readonly string[]): readonly CarriedSession[] {
  return ids.flatMap((id) => carried(texts, id) ?? [])
}

function carried(texts: Texts, id: string): CarriedSession | null {
  const json = texts.text(id)
  const data = json === undefined ? null : parseSession(json)
  if (json === undefined || data === null) return null
  const expiresAt = cookieExpiry(data)
  return expiresAt !== null && expiresAt <= Date.now() ? null : { id, json }
}

/** Every session that has not expired, in batches. */
async function* entriesOfTexts(texts: Texts): AsyncGenerator<readonly CarriedSession[]> {
  let batch: CarriedSession[] = []
  for await (const id of texts.ids(0)) {
    const session = carried(texts, id)
    if (session) batch.push(session)
    if (batch.length >= STORES.copyBatch) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
