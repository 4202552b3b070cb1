/** Looks at the sessions of better-sqlite3-session-store from outside, by SQL, and writes them as it does (its src/index.js, version 0.1). */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { LIMITS, STORES } from '../config.js'
import type { SessionRow, SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/stores.js'
import type { CarriedSession, SessionsQuery } from './adapter.js'
import { cookieExpiry, literalPattern, parseSession, sessionRow } from './session-json.js'
import { inTransaction, type SqliteClient, whenFree } from './sqlite-client.js'

const TABLE = 'sessions'
/** Without a date of its own, a session lives this long. */
const DEFAULT_LIFE_MS = 24 * 3_600_000
/** The package counts the life from the moment of its `set`, a few ms after express-session has. */
const SAME_MOMENT_MS = 1_000
/** Read at once; each is a fraction of a millisecond. */
const AT_A_TIME = 100
/** Sessions that stand for all. */
const SAMPLE = 20

interface Row {
  readonly sid: string
  readonly sess: string
  readonly expire: string
}

export class SqliteSessions {
  readonly #db: SqliteClient
  /** Of the file, without a folder. */
  readonly #file: string

  constructor(db: SqliteClient, file: string) {
    this.#db = db
    this.#file = file
  }

  makeTables(): Promise<void> {
    return whenFree(() =>
      this.#db.exec(
        `CREATE TABLE IF NOT EXISTS ${TABLE} (sid TEXT NOT NULL PRIMARY KEY, sess JSON NOT NULL, expire TEXT NOT NULL);
         CREATE TABLE IF NOT EXISTS carry_over (since TEXT NOT NULL)`,
      ),
    )
  }

  async count(): Promise<number> {
    return this.#db.prepare(`SELECT count(*) AS n FROM ${TABLE}`).all<{ n: number }>()[0]?.n ?? 0
  }

  async list({ search, offset, limit }: SessionsQuery): Promise<SessionsPage> {
    if (search === '') {
      const rows = this.#db.prepare(`SELECT sid, sess, expire FROM ${TABLE} ORDER BY sid LIMIT ? OFFSET ?`).all<Row>(limit, offset)
      return { rows: rows.map(rowOf), offset, total: await this.count() }
    }
    const pattern = literalPattern(search)
    const until = performance.now() + LIMITS.searchMs
    const rows: SessionRow[] = []
    let [scanned, matches] = [0, 0]
    for await (const batch of this.#batches()) {
      if (scanned >= LIMITS.searchScan || performance.now() > until) return { rows, offset, total: null }
      scanned += batch.length
      for (const row of batch) {
        if (!(pattern.test(row.sid) || pattern.test(row.sess))) continue
        matches += 1
        if (matches > offset && rows.length < limit) rows.push(rowOf(row))
      }
    }
    return { rows, offset, total: matches }
  }

  async read(id: string): Promise<StoredSession | null> {
    const [row] = this.#db.prepare(`SELECT sid, sess, expire FROM ${TABLE} WHERE sid = ?`).all<Row>(id)
    if (row === undefined) return null
    const { sid, sess, expire } = row
    return {
      id,
      document: { sid, sess: parse(sess) ?? sess, expire },
      form: 'row',
      where: `${this.#file}/${TABLE}`,
      bytes: bytesOf(row),
      expiresAt: expiryOf(row),
    }
  }

  async *entries(): AsyncGenerator<readonly CarriedSession[]> {
    let part: CarriedSession[] = []
    let bytes = 0
    for await (const batch of this.#batches())
      for (const session of batch.flatMap(carried)) {
        if (part.length === STORES.copyBatch || (part.length > 0 && bytes + session.json.length > STORES.copyBatchBytes)) {
          yield part
          part = []
          bytes = 0
        }
        part.push(session)
        bytes += session.json.length
      }
    if (part.length > 0) yield part
  }

  /** In the order of their IDs, letting others run in between. */
  async *#batches(): AsyncGenerator<readonly Row[]> {
    let after = ''
    for (;;) {
      const rows = this.#db.prepare(`SELECT sid, sess, expire FROM ${TABLE} WHERE sid > ? ORDER BY sid LIMIT ?`).all<Row>(after, AT_A_TIME)
      const last = rows.at(-1)
      if (last === undefined) return
      yield rows
      after = last.sid
      await nextTurn()
    }
  }

  async pick(ids: readonly string[]): Promise<readonly CarriedSession[]> {
    const statement = this.#db.prepare(`SELECT sid, sess, expire FROM ${TABLE} WHERE sid = ?`)
    return ids.flatMap((id) => statement.all<Row>(id)).flatMap(carried)
  }

  async put(sessions: readonly CarriedSession[]): Promise<void> {
    const statement = this.#db.prepare(`INSERT OR REPLACE INTO ${TABLE} VALUES (?, ?, ?)`)
    await this.#inParts(sessions, ({ id, json }) => {
      const expiresAt = cookieExpiry(parseSession(json) ?? {}) ?? Date.now() + DEFAULT_LIFE_MS
      statement.run(id, json, new Date(expiresAt).toISOString())
    })
  }

  async remove(ids: readonly string[]): Promise<void> {
    const statement = this.#db.prepare(`DELETE FROM ${TABLE} WHERE sid = ?`)
    await this.#inParts(ids, (id) => statement.run(id))
  }

  /** Each part in a transaction of its own: one write to the disk, instead of one for each. */
  async #inParts<T>(items: readonly T[], write: (item: T) => void): Promise<void> {
    for (let start = 0; start < items.length; start += AT_A_TIME) {
      const part = items.slice(start, start + AT_A_TIME)
      await whenFree(() =>
        inTransaction(this.#db, () => {
          for (const item of part) write(item)
        }),
      )
      await nextTurn()
    }
  }

  clear(): Promise<number> {
    return whenFree(() => this.#db.prepare(`DELETE FROM ${TABLE}`).run().changes)
  }

  async isStale(): Promise<boolean> {
    return this.#db.prepare('SELECT 1 AS mark FROM carry_over LIMIT 1').all().length > 0
  }

  async markStale(stale: boolean): Promise<void> {
    const sql = stale ? "INSERT INTO carry_over VALUES (datetime('now'))" : 'DELETE FROM carry_over'
    await whenFree(() => this.#db.exec(sql))
  }

  /** Of a few sessions that stand for all. */
  async averageBytes(): Promise<number | null> {
    const rows = this.#db.prepare(`SELECT sid, sess, expire FROM ${TABLE} LIMIT ?`).all<Row>(SAMPLE)
    return rows.length === 0 ? null : rows.reduce((sum, row) => sum + bytesOf(row), 0) / rows.length
  }

  /** Can it be written to just now? Nothing is. @throws the driver's error */
  tryToWrite(): void {
    this.#db.exec('BEGIN IMMEDIATE; ROLLBACK')
  }

  /** Writes 4 kB, into a place that SQLite leaves to its users. @throws the driver's error */
  write(): void {
    this.#db.pragma('user_version = 1')
    this.#db.pragma('user_version = 0')
  }
}

function bytesOf({ sid, sess, expire }: Row): number {
  return Buffer.byteLength(sid) + Buffer.byteLength(sess) + expire.length
}

/** What somebody else has put there may be no JSON. */
function parse(sess: string): Readonly<Record<string, unknown>> | null {
  try {
    return parseSession(sess)
  } catch {
    return null
  }
}

function rowOf(row: Row): SessionRow {
  return sessionRow(row.sid, parse(row.sess) ?? {}, bytesOf(row), expiryOf(row))
}

/** The column counts: `touch` moves it, and leaves the session as it is. While nobody has touched it, the cookie says the same. */
function expiryOf({ sess, expire }: Row): number {
  const at = Date.parse(expire)
  const cookieAt = cookieExpiry(parse(sess) ?? {})
  return cookieAt !== null && Math.abs(cookieAt - at) <= SAME_MOMENT_MS ? cookieAt : at
}

function carried(row: Row): readonly CarriedSession[] {
  const data = parse(row.sess)
  const expiresAt = expiryOf(row)
  if (data === null || !(expiresAt > Date.now())) return []
  // A session that was touched since it was saved: wherever it goes, its cookie is all that tells how long it lives.
  const cookieAt = cookieExpiry(data)
  if (cookieAt === null || cookieAt === expiresAt) return [{ id: row.sid, json: row.sess }]
  return [{ id: row.sid, json: JSON.stringify({ ...data, cookie: { ...(data.cookie as object), expires: new Date(expiresAt).toISOString() } }) }]
}
