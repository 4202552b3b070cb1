/** What simulated users did since the last frame: counters and percentiles instead of records. */
import type { CrowdSlice, StoreOperationName } from '../../protocol/requests.js'

/** Durations kept for the percentile; beyond it a frame's worth is a fair sample. */
const MAX_DURATIONS = 2_000

interface OperationCounter {
  count: number
  durationsMs: number[]
}

export class CrowdCounters {
  #from = Date.now()
  #requests = 0
  #newSessions = 0
  #errors = 0
  #operations = new Map<StoreOperationName, OperationCounter>()

  countRequest(failed: boolean, newSession: boolean): void {
    this.#requests += 1
    if (failed) this.#errors += 1
    if (newSession) this.#newSessions += 1
  }

  countOperation(name: StoreOperationName, durationMs: number): void {
    let counter = this.#operations.get(name)
    if (!counter) {
      counter = { count: 0, durationsMs: [] }
      this.#operations.set(name, counter)
    }
    counter.count += 1
    if (counter.durationsMs.length < MAX_DURATIONS) counter.durationsMs.push(durationMs)
  }

  get isEmpty(): boolean {
    return this.#requests === 0
  }

  /** What was counted since the last call, or null when no request ended. */
  take(): CrowdSlice | null {
    const to = Date.now()
    if (this.isEmpty) return null
    const operations: Partial<Record<StoreOperationName, { count: number; p95Ms: number }>> = {}
    for (const [name, { count, durationsMs }] of this.#operations) operations[name] = { count, p95Ms: percentile(durationsMs, 0.95) }
    const slice = { from: this.#from, to, requests: this.#requests, newSessions: this.#newSessions, errors: this.#errors, operations }
    this.#from = to
    this.#requests = 0
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
