/**
 * SQLite through `libsql`, as far as it is used here (its README and `promise.js`, version 0.5). It has the interface of better-sqlite3, brings its binaries
 * as packages instead of building one, and locks the file as SQLite does. A WebAssembly build that was tried, node-sqlite3-wasm 0.8, locks by a folder beside
 * the file: after `kill -9` that stays, and nobody gets in any more.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { importPackage } from './packages.js'

export interface SqliteStatement {
  all<Row>(...values: readonly unknown[]): Row[]
  get<Row>(...values: readonly unknown[]): Row | undefined
  run(...values: readonly unknown[]): { readonly changes: number }
}

export interface SqliteClient {
  readonly inTransaction: boolean
  exec(sql: string): void
  prepare(sql: string): SqliteStatement
  pragma(text: string): unknown
  close(): void
}

interface Libsql {
  readonly default: new (path: string, options: { readonly timeout: number }) => SqliteClient
}

/** How long SQLite itself waits for another process, which holds up everybody: two servers that write at the same time are through in less. */
const LOCK_WAIT_MS = 20
/** Whoever still finds the file locked tries again at this interval, while others go on. */
const RETRY_MS = 25

/**
 * Opens a file of sessions, or makes one.
 *
 * @throws ProblemError `package-missing`; the driver's error
 */
export async function openSqlite(path: string): Promise<SqliteClient> {
  const { default: Database } = await importPackage<Libsql>('libsql')
  const client = lockingFirst(new Database(path, { timeout: LOCK_WAIT_MS }))
  try {
    await whenFree(() => {
      client.pragma('journal_mode = WAL')
      // What ends the process loses nothing; only what ends the machine may lose the last moment.
      client.pragma('synchronous = NORMAL')
    })
    return client
  } catch (error) {
    client.close()
    throw error
  }
}

/**
 * A statement that finds the file locked stays begun in libsql, and what the next one writes is not let go of until the garbage collector has met the first:
 * other processes wait for ever. So the lock is taken by `exec`, which ends what it has begun, and only then a statement is run.
 */
function lockingFirst(db: SqliteClient): SqliteClient {
  return {
    get inTransaction() {
      return db.inTransaction
    },
    exec: (sql) => db.exec(sql),
    pragma: (text) => db.pragma(text),
    close: () => db.close(),
    prepare(sql) {
      const statement = db.prepare(sql)
      return {
        all: (...values) => statement.all(...values),
        get: (...values) => statement.get(...values),
        run: (...values) => inTransaction(db, () => statement.run(...values)),
      }
    },
  }
}

/** All of the work is kept, or none of it; within another one, it belongs to that. @throws whatever the work throws */
export function inTransaction<T>(db: SqliteClient, work: () => T): T {
  if (db.inTransaction) return work()
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** Another process is writing, or reads in a way that nobody may write beside. */
export function isLocked(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(error.code)
}

/** As long as another process may have the file for itself, in ms: with what follows still below the budget of a request. */
export const LOCKED_MS = 1_000

/** Tries again while the file is locked. @throws whatever the work throws */
export async function whenFree<T>(work: () => T, ms: number = LOCKED_MS): Promise<T> {
  const until = performance.now() + ms
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!isLocked(error) || performance.now() > until) throw error
    }
    await sleep(RETRY_MS)
  }
}

type Done<T> = (error?: unknown, value?: T) => void

/** The same for a method that calls back. What it throws is reported as well. */
export function callWhenFree<T>(call: (done: Done<T>) => void, done: Done<T> | undefined): void {
  const until = performance.now() + LOCKED_MS
  const attempt = () => {
    let isAnswered = false
    const answer: Done<T> = (error, value) => {
      isAnswered = true
      if (isLocked(error) && performance.now() < until) setTimeout(attempt, RETRY_MS)
      else done?.(error, value)
    }
    try {
      call(answer)
    } catch (error) {
      // Thrown by whoever was called back.
      if (isAnswered) throw error
      answer(error)
    }
  }
  attempt()
}
