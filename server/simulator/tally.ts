import { createHistogram } from 'node:perf_hooks'
import { CROWD } from '../config.js'
import type { CrowdFailureKind } from '../protocol/crowd.js'
import type { CrowdProgress } from '../protocol/ipc.js'

const RATE_WINDOW_MS = 1_000
const OTHER: Failure = { kind: 'others', message: 'something else' }

/** Why a user gave up; a RequestFailure is one. */
interface Failure {
  readonly kind: CrowdFailureKind
  readonly message: string
}

/** What a crowd did so far, in figures of a fixed size whatever the number of users. Times are in ms of one monotonic clock. */
export class Tally {
  /** In µs. */
  readonly #latency = createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 })
  /** By reason. */
  readonly #errorKinds = new Map<string, { readonly kind: CrowdFailureKind; count: number }>()
  readonly #startedAt: number
  /** Readings of the last second, oldest first. */
  readonly #readings: { readonly at: number; readonly usersDone: number }[] = []
  #usersDone = 0
  #requests = 0
  #errors = 0

  constructor(now: number) {
    this.#startedAt = now
    this.#readings.push({ at: now, usersDone: 0 })
  }

  get usersDone(): number {
    return this.#usersDone
  }

  requestAnswered(durationMs: number): void {
    this.#requests += 1
    this.#latency.record(Math.max(1, Math.round(durationMs * 1000)))
  }

  requestFailed(): void {
    this.#requests += 1
  }

  /** @param failure why the user gave up; null when it got what it wanted */
  userDone(failure: Failure | null): void {
    this.#usersDone += 1
    if (failure === null) return
    this.#errors += 1
    const { kind, message } = this.#errorKinds.has(failure.message) || this.#errorKinds.size < CROWD.errorKindsKept ? failure : OTHER
    this.#errorKinds.set(message, { kind, count: (this.#errorKinds.get(message)?.count ?? 0) + 1 })
  }

  /** Users per second over the last second. Called with a `now` that never goes back; it forgets readings that are older. */
  recentUsersPerSecond(now: number): number {
    this.#readings.push({ at: now, usersDone: this.#usersDone })
    while (this.#readings.length > 2 && (this.#readings[1]?.at ?? now) <= now - RATE_WINDOW_MS) this.#readings.shift()
    return rate(this.#readings[0], now, this.#usersDone)
  }

  /** Users per second over the whole run. */
  overallUsersPerSecond(now: number): number {
    return rate({ at: this.#startedAt, usersDone: 0 }, now, this.#usersDone)
  }

  /** The figures of a progress report; the rate and the time left are the crowd's to say. */
  get figures(): Pick<CrowdProgress, 'usersDone' | 'requests' | 'errors' | 'errorKinds' | 'latency'> {
    const latency = this.#latency
    return {
      usersDone: this.#usersDone,
      requests: this.#requests,
      errors: this.#errors,
      errorKinds: Array.from(this.#errorKinds, ([reason, { kind, count }]) => ({ kind, reason, count }))
        .sort((a, b) => b.count - a.count)
        .slice(0, CROWD.errorKindsShown),
      latency:
        latency.count === 0 ? null : { p50Ms: latency.percentile(50) / 1000, p95Ms: latency.percentile(95) / 1000, p99Ms: latency.percentile(99) / 1000 },
    }
  }
}

function rate(since: { readonly at: number; readonly usersDone: number } | undefined, now: number, usersDone: number): number {
  if (since === undefined || now <= since.at) return 0
  return ((usersDone - since.usersDone) * 1000) / (now - since.at)
}
