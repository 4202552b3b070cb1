import { STORES } from '../config.js'
import type { Why } from '../protocol/why.js'
import type { StoreHealth } from './adapter.js'

const UP: StoreHealth = { up: true, why: null }

/**
 * How a store is: it is looked at every STORES.pingIntervalMs while somebody listens, and at once when something has happened. It counts as up at first; a change is
 * told once.
 */
export class PolledHealth {
  readonly #look: () => Promise<Why | null>
  readonly #answersAlways: boolean
  readonly #listeners = new Set<(health: StoreHealth) => void>()
  #health = UP
  #timer: NodeJS.Timeout | undefined
  #isLooking = false
  #isClosed = false

  /**
   * @param look what is wrong; null: nothing. Never rejects, and ends in bounded time
   * @param answersAlways whatever is wrong, it stays up: visitors are served from memory
   */
  constructor(look: () => Promise<Why | null>, answersAlways = false) {
    this.#look = look
    this.#answersAlways = answersAlways
  }

  /** @returns the unsubscriber */
  listen(listener: (health: StoreHealth) => void): () => void {
    this.#listeners.add(listener)
    if (this.#health.why === null) this.#lookLater()
    else if (this.#listeners.size > 1) listener(this.#health)
    else {
      // How it was when somebody listened last says nothing of now.
      this.#health = UP
      void this.lookNow()
    }
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) clearTimeout(this.#timer)
    }
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Without waiting for the next time. */
  async lookNow(): Promise<void> {
    if (this.#isLooking || this.#isClosed || this.#listeners.size === 0) return
    this.#isLooking = true
    try {
      this.tell(await this.#look())
    } finally {
      this.#isLooking = false
      this.#lookLater()
    }
  }

  /** What the store says of itself. @param reason what is wrong; null: nothing */
  tell(reason: Why | null): void {
    if (this.#isClosed || reason?.code === this.#health.why?.code) return
    this.#health = { up: reason === null || this.#answersAlways, why: reason }
    for (const listener of this.#listeners) listener(this.#health)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#listeners.clear()
  }

  #lookLater(): void {
    clearTimeout(this.#timer)
    if (!this.#isClosed && this.#listeners.size > 0) this.#timer = setTimeout(() => void this.lookNow(), STORES.pingIntervalMs).unref()
  }
}
