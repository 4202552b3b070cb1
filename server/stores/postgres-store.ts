import type session from 'express-session'
import type { Store } from 'express-session'
import { SERVED, STORES } from '../config.js'
import type { ServedAddress } from '../protocol/resources.js'
import { whyOf } from '../protocol/why.js'
import { keepServedSecrets } from '../resources/served/address.js'
import { loadPg, type PgPool } from '../resources/served/pg.js'
import { within } from '../within.js'
import type { AdapterFor, CreatedStore, StoreTuning } from './adapter.js'
import { explainByDefault } from './default-explain.js'
import { defaultHealth } from './default-health.js'
import { reservedId } from './known-sessions.js'
import { importPackage } from './packages.js'
import { PostgresSessions } from './postgres-sessions.js'
import { probeStore } from './probe.js'
import { getSession } from './store-calls.js'
import { lookAt, tableLookIns } from './table-sessions.js'

const LABEL = 'PostgreSQL'
const MINUTE_MS = 60_000
const PROBE = reservedId('probe')

/** Sessions as rows of a table in PostgreSQL, through connect-pg-simple, in a schema of our own. */
const adapter: AdapterFor<'postgres'> = {
  kind: 'postgres',
  label: LABEL,
  hue: 255,
  about: { en: 'a row of a table in PostgreSQL', 'pt-BR': 'uma linha de tabela no PostgreSQL' },
  place: 'more',
  npm: { name: 'connect-pg-simple', range: '10.0.0', installed: 'on-demand', alsoNeeds: [{ name: 'pg', range: '8.23.1' }] },
  resource: 'postgres',
  capabilities: {
    touch: true,
    all: false,
    length: false,
    clear: false,
    expiry: 'app-sweeper',
    sweepEveryMs: 15 * MINUTE_MS,
    sweepsAtRandom: true,
    survivesRestart: true,
    shared: true,
    inHeap: false,
  },
  snippet: `import connectPgSimple from 'connect-pg-simple'
import pg from 'pg'

const PgStore = connectPgSimple(session)
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
pool.on('error', (error) => console.error(error)) // without it, a lost connection ends the process
const store = new PgStore({ pool, createTableIfMissing: true }) // one row a session, in the table "session"`,
  create,
}
export default adapter

interface PgStoreOptions {
  readonly pool: PgPool
  readonly schemaName: string
  /** In seconds. */
  readonly pruneSessionInterval?: number
  readonly pruneSessionRandomizedInterval?: false
  errorLog(): void
}

type PgStore = Store & { close(): Promise<void> }
type ConnectPgSimple = (sessionModule: typeof session) => new (options: PgStoreOptions) => PgStore

const look = <T>(work: Promise<T>) => lookAt(LABEL, work)

async function create(sessionModule: typeof session, { url, space }: ServedAddress<'postgres'>, { sweepEveryMs }: StoreTuning): Promise<CreatedStore> {
  keepServedSecrets(url)
  const { default: connectPgSimple } = await importPackage<{ readonly default: ConnectPgSimple }>('connect-pg-simple')
  const { Pool } = await loadPg()
  const pool = new Pool({
    connectionString: url,
    connectionTimeoutMillis: SERVED.connectTimeoutMs,
    query_timeout: STORES.callDeadlineMs,
    max: SERVED.poolSize,
    application_name: 'sessionscope-shop',
  })
  // Without a listener, a lost connection would end the process; what it means shows in the calls.
  pool.on('error', () => undefined)
  const sessions = new PostgresSessions(pool, space)
  try {
    // Not by the package: where that fails once, it fails ever after.
    await look(sessions.makeTables())
  } catch (error) {
    void pool.end().catch(() => undefined)
    throw error
  }
  const Store = connectPgSimple(sessionModule)
  const tuned = sweepEveryMs === undefined ? {} : ({ pruneSessionInterval: sweepEveryMs / 1000, pruneSessionRandomizedInterval: false } as const)
  const store = new Store({ pool, schemaName: space, errorLog: () => undefined, ...tuned })
  // Its timer begins with the first call.
  await getSession(store, PROBE)
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
      closing ??= within(Promise.all([store.close(), pool.end()]), STORES.callDeadlineMs).then(
        () => undefined,
        () => undefined,
      )
      return closing
    },
  }
}
