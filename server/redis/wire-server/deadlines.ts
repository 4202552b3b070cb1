/** Removes keys at their time, to the millisecond, also when nobody asks for them. */
import TinyQueue from 'tinyqueue'
import { EMBEDDED_REDIS } from '../../config.js'

export interface Deadline {
  readonly database: number
  readonly key: string
  /** Epoch ms. */
  readonly at: number
}

const MAX_TIMER_MS = 2 ** 31 - 1
/** Deadlines that no longer hold are thrown out when there are this many more of them than keys that expire. */
const MIN_STALE = 10_000

export class Deadlines {
  readonly #isDue: (deadline: Deadline) => boolean
  readonly #remove: (deadline: Deadline) => void
  /** How many keys will expire. */
  readonly #expiring: () => number
  #queue = new TinyQueue<Deadline>([], earlierFirst)
  #timer: NodeJS.Timeout | null = null
  #timerAt = 0
  #stopped = false

  /** @param isDue does the key still expire just then? It may have been given another time, or be gone */
  constructor(isDue: (deadline: Deadline) => boolean, remove: (deadline: Deadline) => void, expiring: () => number) {
    this.#isDue = isDue
    this.#remove = remove
    this.#expiring = expiring
  }

  add(deadline: Deadline): void {
    this.#queue.push(deadline)
    if (this.#queue.length > 2 * this.#expiring() + MIN_STALE) this.#queue = new TinyQueue(this.#queue.data.filter(this.#isDue), earlierFirst)
    if (this.#timer === null || deadline.at < this.#timerAt) this.#schedule()
  }

  stop(): void {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const next = this.#queue.peek()
    if (next === undefined || this.#stopped) return
    this.#timerAt = next.at
    // It is due once its millisecond is over.
    this.#timer = setTimeout(() => this.#pass(), Math.min(MAX_TIMER_MS, Math.max(0, next.at + 1 - Date.now())))
  }

  /** In slices, so that others are answered when very many expire at the same time. */
  #pass(): void {
    const until = performance.now() + EMBEDDED_REDIS.sliceMs
    this.#timer = null
    for (let next = this.#queue.peek(); next !== undefined && next.at < Date.now() && performance.now() < until; next = this.#queue.peek()) {
      this.#queue.pop()
      if (this.#isDue(next)) this.#remove(next)
    }
    this.#schedule()
  }
}

function earlierFirst(one: Deadline, other: Deadline): number {
  return one.at - other.at
}
