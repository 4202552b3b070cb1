/** What simulated users did since the last frame: counters and percentiles instead of records. */
import type { CrowdSlice, StoreOperationName } from '../../protocol/requests.js'

/** How many requests of a frame are all timed, and of those that follow, one in how many: a fair sample for a percentile. */
const ALL_TIMED = 10
const EACH_TIMED = 16

interface OperationCounter {
  count: number
  durationsMs: number[]
}

export class CrowdCounters {
  #from = Date.now()
  #requests = 0
  #timed = 0
  #begun = 0
  #newSessions = 0
  #errors = 0
  #operations = new Map<StoreOperationName, OperationCounter>()
  readonly #p95Ms = new Map<StoreOperationName, number>()

  /** Is the request that begins now to be timed? */
  wantsTimes(): boolean {
    this.#begun += 1
    return this.#begun <= ALL_TIMED || this.#begun % EACH_TIMED === 0
  }

  countRequest(failed: boolean, newSession: boolean, timed: boolean): void {
    this.#requests += 1
    if (timed) this.#timed += 1
    if (failed) this.#errors += 1
    if (newSession) this.#newSessions += 1
  }

  /** @param durationMs null when it was not timed */
  countOperation(name: StoreOperationName, durationMs: number | null): void {
    let counter = this.#operations.get(name)
    if (!counter) {
      counter = { count: 0, durationsMs: [] }
      this.#operations.set(name, counter)
    }
    counter.count += 1
    if (durationMs !== null) counter.durationsMs.push(durationMs)
  }

  get isEmpty(): boolean {
    return this.#requests === 0
  }

  /** What was counted since the last call, or null when no request ended. */
  take(): CrowdSlice | null {
    const to = Date.now()
    if (this.isEmpty) return null
    const operations: Partial<Record<StoreOperationName, { count: number; p95Ms: number }>> = {}
    for (const [name, { count, durationsMs }] of this.#operations) {
      // A frame in which none was timed is taken to be like the one before.
      if (durationsMs.length > 0) this.#p95Ms.set(name, percentile(durationsMs, 0.95))
      operations[name] = { count, p95Ms: this.#p95Ms.get(name) ?? 0 }
    }
    const slice = { from: this.#from, to, requests: this.#requests, timed: this.#timed, newSessions: this.#newSessions, errors: this.#errors, operations }
    this.#from = to
    this.#requests = 0
    this.#timed = 0
    this.#begun = 0
    this.#newSessions = 0
    this.#errors = 0
    this.#operations = new Map()
    return slice
  }
}

/** Nearest rank; 0 for no values. Sorts in place. */
export function percentile(values: number[], share: number): number {
  values.sort((a, b) => a - b)
  return values[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0
}
