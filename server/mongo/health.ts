/** Watches the MongoDB in use with pings of our own: the driver takes 2.8 s to notice a frozen server, and 40 s by default. */
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { MONGO } from '../config.js'
import type { ResourceHealth } from '../protocol/ipc.js'
import type { Why } from '../protocol/why.js'
import { within } from '../within.js'
import { whyUnanswered } from './explain-failure.js'

export interface HealthWatch {
  /** As it was reported last. */
  readonly health: ResourceHealth
  /** Something else saw that it is gone: no need to wait for the next ping. */
  markDown(why: Why): void
  /** It has just been started: what was not answered before does not count against it. */
  startCounting(): void
  stop(): Promise<void>
}

export interface HealthOnlooker {
  /** A change: it stopped or froze, within MONGO.noticeMs; or it is back. */
  report(health: ResourceHealth): void
  /** Asked only of a MongoDB that the sandbox runs, whose resident memory it tells too. */
  readonly owned: {
    reportRss(rssBytes: number): void
    /** It did not answer MONGO.frozenAfterPings times in a row; called again after as many more. */
    unanswered(): void
  } | null
}

const MB = 1024 * 1024

/**
 * Pings every MONGO.pingIntervalMs, and again at once where there was no answer.
 */
export function watchHealth(uri: string, { report, owned }: HealthOnlooker): HealthWatch {
  const client = new MongoClient(uri, {
    serverSelectionTimeoutMS: MONGO.pingTimeoutMs,
    connectTimeoutMS: MONGO.pingTimeoutMs,
    socketTimeoutMS: MONGO.socketTimeoutMs,
    heartbeatFrequencyMS: MONGO.heartbeatMs,
    maxPoolSize: 4,
    appName: 'sessionscope-health',
  })
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
      const admin = client.db('admin')
      const answer = await within(
        // Without its "metrics" MongoDB leaves out "mem" as well.
        admin.command(owned ? { serverStatus: 1, repl: 0, locks: 0, wiredTiger: 0 } : { ping: 1 }),
        MONGO.pingTimeoutMs,
      )
      unanswered = 0
      if (!last.up) tell({ up: true, why: null })
      const residentMb = Number(answer.mem?.resident ?? 0)
      if (residentMb > 0 && !stopped.signal.aborted) owned?.reportRss(residentMb * MB)
    } catch (error) {
      if (last.up) tell({ up: false, why: whyUnanswered(error) })
      unanswered += 1
      if (unanswered % MONGO.frozenAfterPings === 0 && !stopped.signal.aborted) owned?.unanswered()
    }
  }
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      await askOnce()
      await sleep(MONGO.pingIntervalMs, undefined, { signal: stopped.signal }).catch(() => {})
    }
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
      await client.close(true).catch(() => {})
      await within(loop, MONGO.pingTimeoutMs * 2).catch(() => {})
    },
  }
}
