import { join } from 'node:path'
import type session from 'express-session'
import type { SessionData, Store } from 'express-session'
import { STORES } from '../config.js'
import { makeFolder } from '../own-files.js'
import type { FolderAddress } from '../protocol/resources.js'
import { whyOf } from '../protocol/why.js'
import { within } from '../within.js'
import type { AdapterFor, CreatedStore, StoreTuning } from './adapter.js'
import { importPackage } from './packages.js'
import { probeStore } from './probe.js'
import { callWhenFree, openSqlite, type SqliteClient } from './sqlite-client.js'
import { explainSqlite } from './sqlite-errors.js'
import { sqliteHealth } from './sqlite-health.js'
import { SqliteSessions } from './sqlite-sessions.js'

const LABEL = 'SQLite'
const FILE = 'sessions.sqlite'
const MINUTE_MS = 60_000
/** As the package has it. */
const SWEEP_MS = 15 * MINUTE_MS

/** Sessions as rows of a table in one file, through better-sqlite3-session-store. Its driver, and why this one: sqlite-client.ts. */
const adapter: AdapterFor<'folder'> = {
  kind: 'sqlite',
  label: LABEL,
  hue: 285,
  about: {
    en: 'a row of a table in one SQLite file; while another process writes to it, writers wait',
    'pt-BR': 'uma linha de tabela em um único arquivo SQLite; enquanto outro processo grava nele, quem grava espera',
  },
  place: 'more',
  npm: { name: 'better-sqlite3-session-store', range: '0.1.0', installed: 'on-demand', alsoNeeds: [{ name: 'libsql', range: '0.5.29' }] },
  resource: 'folder',
  capabilities: {
    touch: true,
    // What it gives are rows, no sessions.
    all: false,
    length: true,
    clear: true,
    expiry: 'app-sweeper',
    sweepEveryMs: SWEEP_MS,
    survivesRestart: true,
    shared: true,
    inHeap: false,
  },
  snippet: `import createSqliteStore from 'better-sqlite3-session-store'
// The interface of better-sqlite3, without a build. Take that one where processes share the file.
import Database from 'libsql'

// In ms: while one request waits for a locked file, all of them wait.
const db = new Database('./sessions.sqlite', { timeout: 20 })
db.pragma('journal_mode = WAL') // whoever reads does not wait for whoever writes

const SqliteStore = createSqliteStore(session)
const store = new SqliteStore({ client: db }) // one row a session`,
  naiveSnippet: `import createSqliteStore from 'better-sqlite3-session-store'
import Database from 'libsql'

const SqliteStore = createSqliteStore(session)
const store = new SqliteStore({ client: new Database('./sessions.sqlite') })`,
  create,
}
export default adapter

interface SqliteStore extends Store {
  readonly expired: { readonly intervalMs: number }
  get(id: string, done: (error: unknown, data?: SessionData | null) => void): void
  set(id: string, data: SessionData, done?: Done): void
  destroy(id: string, done?: Done): void
  clearExpiredSessions(): void
  startInterval(): void
}
type SqliteStoreClass = new (options: { readonly client: SqliteClient; readonly expired: { readonly intervalMs: number } }) => SqliteStore
type CreateSqliteStore = (sessionModule: typeof session) => SqliteStoreClass
type Done = (error?: unknown) => void

async function create(sessionModule: typeof session, { path: folder }: FolderAddress, { sweepEveryMs = SWEEP_MS }: StoreTuning): Promise<CreatedStore> {
  const { default: createSqliteStore } = await importPackage<{ readonly default: CreateSqliteStore }>('better-sqlite3-session-store')
  const explain = (error: unknown) => explainSqlite(LABEL, FILE, error)
  /** Every look from outside fails in words. */
  const look = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw explain(error)
    }
  }
  const path = join(folder, FILE)
  const { store, sessions, client, health } = await look(async () => {
    makeFolder(folder)
    const client = await openSqlite(path)
    try {
      const sessions = new SqliteSessions(client, FILE)
      await sessions.makeTables()
      const SqliteStore = considerate(createSqliteStore(sessionModule))
      const store = new SqliteStore({ client, expired: { intervalMs: sweepEveryMs } })
      return { store, sessions, client, health: sqliteHealth(path, sessions, (error) => whyOf(explain(error).problem)) }
    } catch (error) {
      client.close()
      throw error
    }
  })
  let isClosed = false

  return {
    store,
    explain,
    probe: () => look(() => within(probeStore(sessionModule, store), STORES.probeDeadlineMs)),
    count: () => look(() => sessions.count()),
    list: (query) => look(() => sessions.list(query)),
    read: (id) => look(() => sessions.read(id)),
    async *entries() {
      try {
        yield* sessions.entries()
      } catch (error) {
        throw explain(error)
      }
    },
    pick: (ids) => look(() => sessions.pick(ids)),
    put: (carried) => look(() => sessions.put(carried)),
    remove: (ids) => look(() => sessions.remove(ids)),
    clear: () => look(() => sessions.clear()),
    isStale: () => look(() => sessions.isStale()),
    markStale: (stale) => look(() => sessions.markStale(stale)),
    bytesPerSession: () => look(() => sessions.averageBytes()),
    ttlIndex: () => Promise.resolve(null),
    onHealth: (listener) => health.listen(listener),
    async close() {
      if (isClosed) return
      isClosed = true
      health.close()
      store.stopSweeping()
      client.close()
    },
  }
}

/**
 * The package's own store, but that its timer can be stopped and keeps no process alive, and that a call which finds the file locked tries again while
 * others go on: by itself it fails at once, or, with a `timeout` of seconds, has the whole process stand still.
 */
function considerate(Base: SqliteStoreClass) {
  return class extends Base {
    // Set while `super()` runs, so it must not be initialised after it.
    declare timer: NodeJS.Timeout | undefined

    override startInterval(): void {
      this.timer = setInterval(() => this.clearExpiredSessions(), this.expired.intervalMs).unref()
    }

    stopSweeping(): void {
      clearInterval(this.timer)
    }

    override get(id: string, done: (error: unknown, data?: SessionData | null) => void): void {
      callWhenFree<SessionData | null>((answer) => super.get(id, answer), done)
    }

    override set(id: string, data: SessionData, done?: Done): void {
      callWhenFree((answer) => super.set(id, data, answer), done)
    }

    override destroy(id: string, done?: Done): void {
      callWhenFree((answer) => super.destroy(id, answer), done)
    }

    override touch(id: string, data: SessionData, done?: Done): void {
      callWhenFree((answer) => super.touch?.(id, data, answer), done)
    }
  }
}
