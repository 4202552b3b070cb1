/** Watches the server in use by pings of our own on a connection of our own: a driver says that a server has stopped, and nothing (or late) of one that is frozen. */
import { setTimeout as sleep } from 'node:timers/promises'
import { MONGO } from '../config.js'
import type { ResourceHealth } from '../protocol/ipc.js'
import type { Why } from '../protocol/why.js'
import { within } from '../within.js'

export interface HealthWatch {
  /** As it was reported last. */
  readonly health: ResourceHealth
  /** Something else saw that it is gone: no need to wait for the next ping. */
  markDown(why: Why): void
  /** It has just been started: what was not answered before does not count against it. */
  startCounting(): void
  /** Idempotent. Never fails, and takes no longer than a ping. */
  stop(): Promise<void>
}

export interface HealthOnlooker {
  /** A change. */
  report(health: ResourceHealth): void
  /** Asked only of a server that the sandbox runs. */
  readonly owned: {
    reportRss(rssBytes: number): void
    /** It did not answer MONGO.frozenAfterPings times in a row; called again after as many more. */
    unanswered(): void
  } | null
}

/** A connection of our own to the server. */
export interface Line {
  /**
   * Asks once, connecting first where need be.
   *
   * @returns the server's resident memory in bytes; null: not known here
   * @throws what the driver says, or when nothing came in time
   */
  ping(): Promise<number | null>
  /** What an error of a ping means. */
  explain(error: unknown): Why
  /** Lets go of it, also in the middle of a ping. Idempotent; never fails. */
  hangUp(): Promise<void>
}

/** A server that stopped is told of within `intervalMs` and what a ping may take, one that froze too. */
export function watchHealth(line: Line, { report, owned }: HealthOnlooker, intervalMs: number): HealthWatch {
  const stopped = new AbortController()
  let last: ResourceHealth = { up: true, why: null }
  let unanswered = 0

  const tell = (next: ResourceHealth) => {
    if (stopped.signal.aborted) return
    last = next
    report(next)
  }
  const askOnce = async () => {
    try {
      const rssBytes = await line.ping()
      unanswered = 0
      if (!last.up) tell({ up: true, why: null })
      if (rssBytes !== null && !stopped.signal.aborted) owned?.reportRss(rssBytes)
    } catch (error) {
      if (last.up) tell({ up: false, why: line.explain(error) })
      unanswered += 1
      if (unanswered % MONGO.frozenAfterPings === 0 && !stopped.signal.aborted) owned?.unanswered()
    }
  }
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      await askOnce()
      await sleep(intervalMs, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
    // What the last ping has opened meanwhile.
    await line.hangUp()
  })()

  return {
    get health() {
      return last
    },
    markDown: (why) => tell({ up: false, why }),
    startCounting() {
      unanswered = 0
    },
    async stop() {
      stopped.abort()
      await line.hangUp()
      await within(loop, MONGO.pingTimeoutMs * 2).catch(() => undefined)
    },
  }
}
