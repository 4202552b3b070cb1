/** Looks at the sessions of connect-pg-simple from outside, by SQL, and writes them as it does (its index.js and table.sql, version 10). */
import { STORES } from '../config.js'
import type { SessionRow, SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/stores.js'
import type { PgQueries } from '../resources/served/pg.js'
import type { CarriedSession, SessionsQuery } from './adapter.js'
import { cookieExpiry, type PlainSession, parseSession, sessionRow } from './session-json.js'
import type { Batch, TableSessions } from './table-sessions.js'

/** Without a date of its own, a session lives this long. */
const DEFAULT_LIFE_S = 24 * 3600
/** Code of PostgreSQL: there is something else in it. */
const IN_USE = '2BP01'
/** Codes of PostgreSQL: two who make the same table at once collide in spite of IF NOT EXISTS. */
const COLLISIONS: ReadonlySet<unknown> = new Set(['23505', '42P06', '42P07'])

interface Row {
  readonly sid: string
  readonly json: string
  readonly expire: Date
  readonly bytes: number
}

const COLUMNS = 'sid, sess::text AS json, expire::timestamptz AS expire, octet_length(sid) + octet_length(sess::text) + 8 AS bytes'

export class PostgresSessions implements TableSessions {
  readonly #db: PgQueries
  readonly #schema: string
  readonly #table: string
  readonly #marks: string

  /** @param space a plain identifier */
  constructor(db: PgQueries, space: string) {
    this.#db = db
    this.#schema = `"${space}"`
    this.#table = `"${space}"."session"`
    this.#marks = `"${space}"."carry_over"`
  }

  async makeTables(): Promise<void> {
    const statements = [
      `CREATE SCHEMA IF NOT EXISTS ${this.#schema}`,
      `CREATE TABLE IF NOT EXISTS ${this.#table} (sid varchar NOT NULL PRIMARY KEY, sess json NOT NULL, expire timestamp(6) NOT NULL)`,
      `CREATE INDEX IF NOT EXISTS "IDX_session_expire" ON ${this.#table} (expire)`,
      `CREATE TABLE IF NOT EXISTS ${this.#marks} (since timestamptz NOT NULL)`,
    ]
    for (const statement of statements)
      await this.#db.query(statement).catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && COLLISIONS.has(error.code))) throw error
      })
  }

  async count(): Promise<number> {
    const { rows } = await this.#db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${this.#table}`)
    return rows[0]?.n ?? 0
  }

  async list({ search, offset, limit }: SessionsQuery): Promise<SessionsPage> {
    const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
    const where = search === '' ? 'true' : `sid ILIKE $3 OR sess::text ILIKE $3`
    const parameters = search === '' ? [] : [pattern]
    const page = await this.#db.query<Row>(`SELECT ${COLUMNS} FROM ${this.#table} WHERE ${where} ORDER BY sid LIMIT $1 OFFSET $2`, [
      limit,
      offset,
      ...parameters,
    ])
    const all = await this.#db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${this.#table} WHERE ${where.replaceAll('$3', '$1')}`, parameters)
    return { rows: page.rows.map(rowOf), offset, total: all.rows[0]?.n ?? 0 }
  }

  async read(id: string): Promise<StoredSession | null> {
    const { rows } = await this.#db.query<Row>(`SELECT ${COLUMNS} FROM ${this.#table} WHERE sid = $1`, [id])
    const [row] = rows
    if (row === undefined) return null
    const sess = parseSession(row.json) ?? {}
    return {
      id,
      document: { sid: row.sid, sess, expire: row.expire.toISOString() },
      form: 'row',
      where: this.#table.replaceAll('"', ''),
      bytes: row.bytes,
      expiresAt: expiryOf(row, sess),
    }
  }

  /** The live ones of the next batch in the order of their IDs. */
  async batchAfter(id: string): Promise<Batch> {
    const { rows } = await this.#db.query<Row>(`SELECT ${COLUMNS} FROM ${this.#table} WHERE sid > $1 ORDER BY sid LIMIT $2`, [id, STORES.copyBatch])
    return { live: rows.flatMap(carried), last: rows.length < STORES.copyBatch ? null : (rows.at(-1)?.sid ?? null) }
  }

  async pick(ids: readonly string[]): Promise<readonly CarriedSession[]> {
    const { rows } = await this.#db.query<Row>(`SELECT ${COLUMNS} FROM ${this.#table} WHERE sid = ANY($1)`, [ids])
    return rows.flatMap(carried)
  }

  async put(sessions: readonly CarriedSession[]): Promise<void> {
    for (let start = 0; start < sessions.length; start += STORES.copyBatch) {
      const batch = sessions.slice(start, start + STORES.copyBatch)
      await this.#db.query(
        `INSERT INTO ${this.#table} (sid, sess, expire)
         SELECT sid, sess::json, to_timestamp(expire) FROM unnest($1::text[], $2::text[], $3::float8[]) AS batch (sid, sess, expire)
         ON CONFLICT (sid) DO UPDATE SET sess = EXCLUDED.sess, expire = EXCLUDED.expire`,
        [batch.map(({ id }) => id), batch.map(({ json }) => json), batch.map(({ json }) => expireSeconds(json))],
      )
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#db.query(`DELETE FROM ${this.#table} WHERE sid = ANY($1)`, [ids])
  }

  async clear(): Promise<number> {
    return (await this.#db.query(`DELETE FROM ${this.#table}`)).rowCount ?? 0
  }

  async drop(): Promise<void> {
    await this.#db.query(`DROP TABLE IF EXISTS ${this.#table}, ${this.#marks}`)
    await this.#db.query(`DROP SCHEMA IF EXISTS ${this.#schema} RESTRICT`).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === IN_USE)) throw error
    })
  }

  async isStale(): Promise<boolean> {
    return (await this.#db.query(`SELECT 1 FROM ${this.#marks} LIMIT 1`)).rows.length > 0
  }

  async markStale(stale: boolean): Promise<void> {
    await this.#db.query(stale ? `INSERT INTO ${this.#marks} VALUES (now())` : `DELETE FROM ${this.#marks}`)
  }

  /** Of a few sessions that stand for all. */
  async averageBytes(): Promise<number | null> {
    const sample = `SELECT octet_length(sid) + octet_length(sess::text) + 8 AS bytes FROM ${this.#table} LIMIT 20`
    const { rows } = await this.#db.query<{ average: number | null }>(`SELECT avg(bytes)::float8 AS average FROM (${sample}) AS sample`)
    return rows[0]?.average ?? null
  }
}

function rowOf({ sid, json, expire, bytes }: Row): SessionRow {
  const data = parseSession(json) ?? {}
  return sessionRow(sid, data, bytes, expiryOf({ expire }, data))
}

function carried({ sid, json, expire }: Row): readonly CarriedSession[] {
  const data = parseSession(json) ?? {}
  const expiresAt = expiryOf({ expire }, data)
  if (expiresAt <= Date.now()) return []
  // A session that was touched since it was saved: wherever it goes, its cookie is all that tells how long it lives.
  const cookieAt = cookieExpiry(data)
  if (cookieAt === null || cookieAt === expiresAt) return [{ id: sid, json }]
  return [{ id: sid, json: JSON.stringify({ ...data, cookie: { ...(data.cookie as object), expires: new Date(expiresAt).toISOString() } }) }]
}

/** The column counts: `touch` moves it, and leaves the session as it is. The cookie knows the same moment to the ms, while nobody has touched it. */
function expiryOf({ expire }: Pick<Row, 'expire'>, data: PlainSession): number {
  const cookieAt = cookieExpiry(data)
  return cookieAt !== null && Math.ceil(cookieAt / 1000) * 1000 === expire.getTime() ? cookieAt : expire.getTime()
}

/** As the package counts it: whole seconds, the next one. */
function expireSeconds(json: string): number {
  const expiresAt = cookieExpiry(parseSession(json) ?? {})
  return Math.ceil(expiresAt === null ? Date.now() / 1000 + DEFAULT_LIFE_S : expiresAt / 1000)
}
