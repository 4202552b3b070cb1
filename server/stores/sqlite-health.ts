import { type Stats, statSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { STORES } from '../config.js'
import { type Why, why } from '../protocol/why.js'
import type { StoreHealth } from './adapter.js'
import { whenFree } from './sqlite-client.js'
import type { SqliteSessions } from './sqlite-sessions.js'

/** With less than this left, whether something can still be written is found out by writing. */
const SCARCE_BYTES = 1024 * 1024

/**
 * Reading goes on while a file cannot be written to, and both go on when it was deleted: SQLite keeps it open, and what it holds is gone when the process is.
 * So it is looked at again and again, while somebody listens.
 */
export class SqliteHealth {
  readonly #path: string
  readonly #opened: Stats
  readonly #sessions: SqliteSessions
  readonly #explain: (error: unknown) => Why
  readonly #listeners = new Set<(health: StoreHealth) => void>()
  #health: StoreHealth = { up: true, why: null }
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  /** @param path of the file, which is open */
  constructor(path: string, sessions: SqliteSessions, explain: (error: unknown) => Why) {
    this.#path = path
    this.#opened = statSync(path)
    this.#sessions = sessions
    this.#explain = explain
  }

  listen(listener: (health: StoreHealth) => void): () => void {
    this.#listeners.add(listener)
    if (!this.#health.up) listener(this.#health)
    if (this.#listeners.size === 1) this.#lookLater()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) clearTimeout(this.#timer)
    }
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#listeners.clear()
  }

  #lookLater(): void {
    clearTimeout(this.#timer)
    if (!this.#isClosed && this.#listeners.size > 0) this.#timer = setTimeout(() => void this.#look(), STORES.pingIntervalMs).unref()
  }

  async #look(): Promise<void> {
    const reason = await this.#whatIsWrong()
    if (!this.#isClosed && (reason === null) !== this.#health.up) {
      this.#health = { up: reason === null, why: reason }
      for (const listener of this.#listeners) listener(this.#health)
    }
    this.#lookLater()
  }

  async #whatIsWrong(): Promise<Why | null> {
    try {
      const found = await stat(this.#path).catch(() => null)
      if (found?.ino !== this.#opened.ino || found.dev !== this.#opened.dev) return deleted()
      const { bavail, bsize } = await statfs(dirname(this.#path))
      if (this.#isClosed) return null
      await whenFree(() => (bavail * bsize < SCARCE_BYTES ? this.#sessions.write() : this.#sessions.tryToWrite()), STORES.pingTimeoutMs)
      return null
    } catch (error) {
      return this.#isClosed ? null : this.#explain(error)
    }
  }
}

function deleted(): Why {
  return why(
    'sqlite-gone',
    {},
    'its file was deleted or replaced. The server still has the old one open, and what is in it is lost when it ends. Restart it: it begins with the file that is there then.',
  )
}
