/** Looking at sessions that a store keeps in this process as JSON texts, without asking the store itself. */
import { LIMITS, STORES } from '../config.js'
import type { SessionRow, SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/state.js'
import type { CarriedSession, SessionsQuery } from './adapter.js'
import { cookieExpiry, literalPattern, parseSession, sessionRow } from './session-json.js'

/** What is looked at. */
export interface Texts {
  size(): number
  /** From the given position on, letting others run now and then. What is added or removed meanwhile may be seen or not. */
  ids(offset: number): AsyncIterable<string>
  text(id: string): string | undefined
}

function row(id: string, json: string): SessionRow {
  const data = parseSession(json) ?? {}
  return sessionRow(id, data, Buffer.byteLength(json), cookieExpiry(data))
}

/** A page of sessions, in the order in which the ids come. */
export async function listTexts(texts: Texts, { search, offset, limit }: SessionsQuery): Promise<SessionsPage> {
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
export function readText(texts: Texts, id: string): StoredSession | null {
  const json = texts.text(id)
  const document = json === undefined ? null : parseSession(json)
  if (json === undefined || document === null) return null
  return { id, document, form: 'json-string', bytes: Buffer.byteLength(json), expiresAt: cookieExpiry(document) }
}

/** Of these ids the ones that are there and have not expired. */
export function pickTexts(texts: Texts, ids: readonly string[]): readonly CarriedSession[] {
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
export async function* entriesOfTexts(texts: Texts): AsyncGenerator<readonly CarriedSession[]> {
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
