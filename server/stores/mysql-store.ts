import type session from 'express-session'
import type { Store } from 'express-session'
import { SERVED, STORES } from '../config.js'
import type { ServedAddress } from '../protocol/resources.js'
import { whyOf } from '../protocol/why.js'
import { keepServedSecrets } from '../resources/served/address.js'
import { loadMysql, type MysqlQueries, type MysqlQuery } from '../resources/served/mysql2.js'
import { within } from '../within.js'
import type { AdapterFor, CreatedStore, StoreTuning } from './adapter.js'
import { explainByDefault } from './default-explain.js'
import { defaultHealth } from './default-health.js'
import { MysqlSessions, placeIn } from './mysql-sessions.js'
import { importPackage } from './packages.js'
import { probeStore } from './probe.js'
import { lookAt, tableLookIns } from './table-sessions.js'

const LABEL = 'MySQL'
const MINUTE_MS = 60_000
const SWEEP_EVERY_MS = 15 * MINUTE_MS

/** Sessions as rows of a table in MySQL or MariaDB, through express-mysql-session, in a database or in tables of our own. */
const adapter: AdapterFor<'mysql'> = {
  kind: 'mysql',
  label: LABEL,
  hue: 170,
  about: { en: 'a row of a table in MySQL or MariaDB', 'pt-BR': 'uma linha de tabela no MySQL ou MariaDB' },
  place: 'more',
  npm: { name: 'express-mysql-session', range: '3.0.3', installed: 'on-demand', alsoNeeds: [{ name: 'mysql2', range: '3.24.6' }] },
  resource: 'mysql',
  capabilities: {
    touch: true,
    all: true,
    length: true,
    clear: true,
    expiry: 'app-sweeper',
    sweepEveryMs: SWEEP_EVERY_MS,
    survivesRestart: true,
    shared: true,
    inHeap: false,
  },
  snippet: `import mysqlSession from 'express-mysql-session'
import mysql from 'mysql2/promise'

const MySQLStore = mysqlSession(session)
const pool = mysql.createPool(process.env.MYSQL_URL)
const options = {
  clearExpired: false, // without it, the store's own sweep ends the process when it finds the database away
}
const store = new MySQLStore(options, pool) // one row a session, in the table "sessions"
setInterval(() => store.clearExpiredSessions().catch(console.error), 15 * 60 * 1000) // the same sweep, which may fail`,
  hasten: 'store.onReady().then(() => store.options.clearExpired && store.setExpirationInterval(500)).catch(() => {})',
  create,
}
export default adapter

interface MysqlStore extends Store {
  clearExpiredSessions(): Promise<unknown>
}

interface MysqlStoreOptions {
  readonly clearExpired: boolean
  readonly createDatabaseTable: boolean
  readonly schema: { readonly tableName: string }
}

type MysqlSession = (
  sessionModule: typeof session,
) => new (
  options: MysqlStoreOptions,
  connection: { query(sql: string, values: readonly unknown[]): Promise<unknown> },
) => MysqlStore

const look = <T>(work: Promise<T>) => lookAt(LABEL, work)

async function create(sessionModule: typeof session, { url, space }: ServedAddress<'mysql'>, { sweepEveryMs }: StoreTuning): Promise<CreatedStore> {
  keepServedSecrets(url)
  const { default: mysqlSession } = await importPackage<{ readonly default: MysqlSession }>('express-mysql-session')
  const db = withTimeout((await loadMysql()).createPool({ uri: url, connectTimeout: SERVED.connectTimeoutMs, connectionLimit: SERVED.poolSize }))
  const place = placeIn(url, space)
  const sessions = new MysqlSessions(db, place)
  try {
    // Not by the package: where that fails once, it fails ever after.
    await look(sessions.makeTables())
  } catch (error) {
    void db.end().catch(() => undefined)
    throw error
  }
  const store = new (mysqlSession(sessionModule))(
    { clearExpired: false, createDatabaseTable: false, schema: { tableName: place.isGiven ? place.table : `${place.database}.${place.table}` } },
    { query: (sql, values) => db.query({ sql, values }) },
  )
  // By the package's own timer, a sweep that fails is a rejection that nobody handles: it ends the process.
  const sweeper = setInterval(() => void store.clearExpiredSessions().catch(() => undefined), sweepEveryMs ?? SWEEP_EVERY_MS).unref()
  const explain = (error: unknown) => explainByDefault(LABEL, error)
  const health = defaultHealth(store, (error) => whyOf(explain(error).problem))
  let closing: Promise<void> | null = null

  return {
    store,
    explain,
    probe: () => look(probeStore(sessionModule, store)),
    ...tableLookIns(sessions, look),
    onHealth: (listener) => health.listen(listener),
    close() {
      health.close()
      clearInterval(sweeper)
      closing ??= within(db.end(), STORES.callDeadlineMs).catch(() => undefined)
      return closing
    },
  }
}

/** Without it, a server that froze would keep every call for ever. */
function withTimeout(pool: MysqlQueries): MysqlQueries {
  return { query: <Result>(query: MysqlQuery) => pool.query<Result>({ ...query, timeout: STORES.callDeadlineMs }), end: () => pool.end() }
}
