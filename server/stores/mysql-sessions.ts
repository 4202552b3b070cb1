/** Looks at the sessions of express-mysql-session from outside, by SQL, and writes them as it does (its index.js and schema.sql, version 3). */
import { STORES } from '../config.js'
import type { SessionRow, SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/stores.js'
import type { MysqlChanged, MysqlQueries } from '../resources/served/mysql2.js'
import type { CarriedSession, SessionsQuery } from './adapter.js'
import { cookieExpiry, type PlainSession, parseSession, sessionRow } from './session-json.js'
import type { Batch, TableSessions } from './table-sessions.js'

/** Without a date of its own, a session lives this long. */
const DEFAULT_LIFE_S = 24 * 3600

interface Row {
  readonly id: string
  readonly json: string
  /** Seconds since 1970. */
  readonly expires: number
  readonly bytes: number
}

const BYTES = 'LENGTH(session_id) + LENGTH(data) + 4'
const COLUMNS = `session_id AS id, data AS json, expires, ${BYTES} AS bytes`

/** MySQL drops a database with whatever is in it. Triggers and indexes are parts of tables. */
const IN_A_DATABASE = `SELECT 1 FROM information_schema.tables WHERE table_schema = ?
  UNION ALL SELECT 1 FROM information_schema.routines WHERE routine_schema = ?
  UNION ALL SELECT 1 FROM information_schema.events WHERE event_schema = ? LIMIT 1`

/** Where the sessions are: the sandbox's own names, whatever database it is. */
export interface MysqlPlace {
  readonly database: string
  /** Does the address name it? Then it is not ours, and only tables in it are. */
  readonly isGiven: boolean
  readonly table: string
  readonly marks: string
}

/**
 * Whoever names a database in the address may be let into no other one: then names of tables are ours. Otherwise a database is. One that is called as ours
 * would be is no exception: somebody has made it, and what is in it may be theirs.
 *
 * @param space a plain identifier; see ServedAddress
 */
export function placeIn(url: string, space: string): MysqlPlace {
  const database = decodeURIComponent(new URL(url).pathname.slice(1))
  if (database === '') return { database: space, isGiven: false, table: 'sessions', marks: 'carry_over' }
  return { database, isGiven: true, table: `${space}_sessions`, marks: `${space}_carry_over` }
}

export class MysqlSessions implements TableSessions {
  readonly #db: MysqlQueries
  readonly #place: MysqlPlace
  readonly #table: string
  readonly #marks: string

  constructor(db: MysqlQueries, place: MysqlPlace) {
    this.#db = db
    this.#place = place
    const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``
    this.#table = `${quoted(place.database)}.${quoted(place.table)}`
    this.#marks = `${quoted(place.database)}.${quoted(place.marks)}`
  }

  async makeTables(): Promise<void> {
    if (!this.#place.isGiven) await this.#run(`CREATE DATABASE IF NOT EXISTS \`${this.#place.database}\``)
    await this.#run(
      `CREATE TABLE IF NOT EXISTS ${this.#table} (session_id varchar(128) COLLATE utf8mb4_bin NOT NULL, expires int unsigned NOT NULL,
       data mediumtext COLLATE utf8mb4_bin, PRIMARY KEY (session_id)) ENGINE=InnoDB`,
    )
    await this.#run(`CREATE TABLE IF NOT EXISTS ${this.#marks} (mark tinyint NOT NULL PRIMARY KEY, since timestamp NOT NULL) ENGINE=InnoDB`)
  }

  async count(): Promise<number> {
    const [row] = await this.#rows<{ readonly n: number }>(`SELECT COUNT(*) AS n FROM ${this.#table}`)
    return row?.n ?? 0
  }

  async list({ search, offset, limit }: SessionsQuery): Promise<SessionsPage> {
    const where = search === '' ? 'TRUE' : `LOWER(session_id) LIKE LOWER(?) ESCAPE '|' OR LOWER(data) LIKE LOWER(?) ESCAPE '|'`
    const pattern = `%${search.replace(/[|%_]/g, '|$&')}%`
    const values = search === '' ? [] : [pattern, pattern]
    const rows = await this.#rows<Row>(`SELECT ${COLUMNS} FROM ${this.#table} WHERE ${where} ORDER BY session_id LIMIT ? OFFSET ?`, [...values, limit, offset])
    const [all] = await this.#rows<{ readonly n: number }>(`SELECT COUNT(*) AS n FROM ${this.#table} WHERE ${where}`, values)
    return { rows: rows.map(rowOf), offset, total: all?.n ?? 0 }
  }

  async read(id: string): Promise<StoredSession | null> {
    const [row] = await this.#rows<Row>(`SELECT ${COLUMNS} FROM ${this.#table} WHERE session_id = ?`, [id])
    if (row === undefined) return null
    const data = parseSession(row.json) ?? {}
    return {
      id,
      document: { session_id: row.id, expires: row.expires, data: row.json },
      form: 'row',
      where: `${this.#place.database}.${this.#place.table}`,
      bytes: row.bytes,
      expiresAt: expiryOf(row, data),
    }
  }

  /** The live ones of the next batch in the order of their IDs. */
  async batchAfter(id: string): Promise<Batch> {
    const rows = await this.#rows<Row>(`SELECT ${COLUMNS} FROM ${this.#table} WHERE session_id > ? ORDER BY session_id LIMIT ?`, [id, STORES.copyBatch])
    return { live: rows.flatMap(carried), last: rows.length < STORES.copyBatch ? null : (rows.at(-1)?.id ?? null) }
  }

  async pick(ids: readonly string[]): Promise<readonly CarriedSession[]> {
    if (ids.length === 0) return []
    return (await this.#rows<Row>(`SELECT ${COLUMNS} FROM ${this.#table} WHERE session_id IN (?)`, [ids])).flatMap(carried)
  }

  /** In statements that are never much longer than a batch may be: a server refuses long ones. */
  async put(sessions: readonly CarriedSession[]): Promise<void> {
    let batch: (readonly [string, number, string])[] = []
    let bytes = 0
    for (const { id, json } of sessions) {
      if (batch.length === STORES.copyBatch || (batch.length > 0 && bytes + json.length > STORES.copyBatchBytes)) {
        await this.#insert(batch)
        batch = []
        bytes = 0
      }
      batch.push([id, expiresOf(json), json])
      bytes += json.length
    }
    if (batch.length > 0) await this.#insert(batch)
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += STORES.copyBatch)
      await this.#run(`DELETE FROM ${this.#table} WHERE session_id IN (?)`, [ids.slice(start, start + STORES.copyBatch)])
  }

  clear(): Promise<number> {
    return this.#run(`DELETE FROM ${this.#table}`)
  }

  async drop(): Promise<void> {
    await this.#run(`DROP TABLE IF EXISTS ${this.#table}, ${this.#marks}`)
    const { database, isGiven } = this.#place
    if (isGiven) return
    const left = await this.#rows(IN_A_DATABASE, [database, database, database])
    if (left.length === 0) await this.#run(`DROP DATABASE IF EXISTS \`${database}\``)
  }

  async isStale(): Promise<boolean> {
    return (await this.#rows(`SELECT 1 FROM ${this.#marks} LIMIT 1`)).length > 0
  }

  async markStale(stale: boolean): Promise<void> {
    await this.#run(stale ? `INSERT IGNORE INTO ${this.#marks} VALUES (1, CURRENT_TIMESTAMP)` : `DELETE FROM ${this.#marks}`)
  }

  /** Of a few sessions that stand for all. */
  async averageBytes(): Promise<number | null> {
    const [row] = await this.#rows<{ readonly average: number | string | null }>(
      `SELECT AVG(bytes) AS average FROM (SELECT ${BYTES} AS bytes FROM ${this.#table} LIMIT 20) AS sample`,
    )
    return row?.average == null ? null : Number(row.average)
  }

  async #insert(rows: readonly (readonly [string, number, string])[]): Promise<void> {
    await this.#run(`INSERT INTO ${this.#table} (session_id, expires, data) VALUES ? ON DUPLICATE KEY UPDATE expires = VALUES(expires), data = VALUES(data)`, [
      rows,
    ])
  }

  async #rows<R>(sql: string, values?: readonly unknown[]): Promise<readonly R[]> {
    return (await this.#db.query<readonly R[]>({ sql, values }))[0]
  }

  async #run(sql: string, values?: readonly unknown[]): Promise<number> {
    return (await this.#db.query<MysqlChanged>({ sql, values }))[0].affectedRows
  }
}

function rowOf({ id, json, expires, bytes }: Row): SessionRow {
  const data = parseSession(json) ?? {}
  return sessionRow(id, data, bytes, expiryOf({ expires }, data))
}

function carried({ id, json, expires }: Row): readonly CarriedSession[] {
  const data = parseSession(json) ?? {}
  const expiresAt = expiryOf({ expires }, data)
  if (expiresAt <= Date.now()) return []
  // A session that was touched since it was saved: wherever it goes, its cookie is all that tells how long it lives.
  const cookieAt = cookieExpiry(data)
  if (cookieAt === null || cookieAt === expiresAt) return [{ id, json }]
  return [{ id, json: JSON.stringify({ ...data, cookie: { ...(data.cookie as object), expires: new Date(expiresAt).toISOString() } }) }]
}

/** The column counts: `touch` moves it, and leaves the session as it is. The cookie knows the same moment to the ms, while nobody has touched it. */
function expiryOf({ expires }: Pick<Row, 'expires'>, data: PlainSession): number {
  const cookieAt = cookieExpiry(data)
  return cookieAt !== null && Math.round(cookieAt / 1000) === expires ? cookieAt : expires * 1000
}

/** As the package counts it: whole seconds, the nearest. */
function expiresOf(json: string): number {
  const expiresAt = cookieExpiry(parseSession(json) ?? {})
  return Math.round((expiresAt ?? Date.now() + DEFAULT_LIFE_S * 1000) / 1000)
}
