import type { Store } from 'express-session'
import { STORES } from '../config.js'
import { type Why, why } from '../protocol/why.js'
import type { StoreHealth } from './adapter.js'
import { reservedId } from './known-sessions.js'
import { getSession } from './store-calls.js'

const PING = reservedId('ping')
const UP: StoreHealth = { up: true, why: null }

/**
 * How a store is that does not say it by itself: it is asked for a session that nobody has, again and again while somebody listens, and at once when it
 * emits `connect` or `disconnect` (the two events that express-session knows of).
 */
export class DefaultHealth {
  readonly #store: Store
  /** What an error of the store means. */
  readonly #explain: (error: unknown) => Why
  readonly #listeners = new Set<(health: StoreHealth) => void>()
  #health: StoreHealth = UP
  #timer: NodeJS.Timeout | undefined
  #isAsking = false
  #isClosed = false

  constructor(store: Store, explain: (error: unknown) => Why) {
    this.#store = store
    this.#explain = explain
    // A store need not be an EventEmitter to work with express-session.
    if (typeof store.on !== 'function') return
    // Without a listener, an 'error' would end the process; what it means shows in the calls.
    store.on('error', () => void this.#ask())
    store.on('disconnect', () => this.#tell({ up: false, why: why('lost-connection', {}, 'It has lost its connection.') }))
    store.on('connect', () => void this.#ask())
  }

  listen(listener: (health: StoreHealth) => void): () => void {
    this.#listeners.add(listener)
    if (!this.#health.up) listener(this.#health)
    if (this.#listeners.size === 1) this.#askLater()
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

  #askLater(): void {
    clearTimeout(this.#timer)
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.#ask(), STORES.pingIntervalMs).unref()
  }

  async #ask(): Promise<void> {
    if (this.#isAsking || this.#listeners.size === 0) return
    this.#isAsking = true
    try {
      await getSession(this.#store, PING, STORES.pingTimeoutMs)
      this.#tell(UP)
    } catch (error) {
      this.#tell({ up: false, why: this.#explain(error) })
    } finally {
      this.#isAsking = false
    }
    if (this.#listeners.size > 0) this.#askLater()
  }

  #tell(health: StoreHealth): void {
    if (this.#isClosed || health.up === this.#health.up) return
    this.#health = health
    for (const listener of this.#listeners) listener(health)
  }
}
