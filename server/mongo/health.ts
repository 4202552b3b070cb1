/** Watches the MongoDB in use with pings of our own: the driver takes 2.8 s to notice a frozen server, and 40 s by default. */
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { MONGO } from '../config.js'
import { describeError } from '../redact.js'

export interface HealthReport {
  readonly up: boolean
  /** English; null while it is up. */
  readonly reason: string | null
}

export interface HealthWatch {
  /** Something else saw that it is gone: no need to wait for the next ping. */
  markDown(reason: string): void
  stop(): Promise<void>
}

const MB = 1024 * 1024

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const enough = new AbortController()
  work.catch(() => {})
  try {
    return await Promise.race([
      work,
      sleep(ms, undefined, { signal: enough.signal, ref: false }).then(() => {
        throw new Error(`it did not answer a ping within ${ms} ms`)
      }),
    ])
  } finally {
    enough.abort()
  }
}

/**
 * Pings every MONGO.pingIntervalMs. A server that stopped or froze is reported within MONGO.noticeMs, once; so is its return.
 *
 * @param askForMemory ask the server for its resident memory too (it is ours)
 */
export function watchHealth(uri: string, askForMemory: boolean, report: (health: HealthReport) => void, reportRss: (rssBytes: number) => void): HealthWatch {
  const client = new MongoClient(uri, {
    serverSelectionTimeoutMS: MONGO.pingTimeoutMs,
    connectTimeoutMS: MONGO.pingTimeoutMs,
    socketTimeoutMS: MONGO.socketTimeoutMs,
    heartbeatFrequencyMS: MONGO.heartbeatMs,
    maxPoolSize: 4,
    appName: 'sessionscope-health',
  })
  const stopped = new AbortController()
  let up = true

  const tell = (next: HealthReport) => {
    if (next.up === up || stopped.signal.aborted) return
    up = next.up
    report(next)
  }
  const askOnce = async () => {
    try {
      const admin = client.db('admin')
      const answer = await within(
        // Without its "metrics" MongoDB leaves out "mem" as well.
        admin.command(askForMemory ? { serverStatus: 1, repl: 0, locks: 0, wiredTiger: 0 } : { ping: 1 }),
        MONGO.pingTimeoutMs,
      )
      tell({ up: true, reason: null })
      const residentMb = Number(answer.mem?.resident ?? 0)
      if (residentMb > 0 && !stopped.signal.aborted) reportRss(residentMb * MB)
    } catch (error) {
      tell({ up: false, reason: `MongoDB does not answer (${describeError(error)}).` })
    }
  }
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      await askOnce()
      await sleep(MONGO.pingIntervalMs, undefined, { signal: stopped.signal }).catch(() => {})
    }
  })()

  return {
    markDown: (reason) => tell({ up: false, reason }),
    async stop() {
      stopped.abort()
      await client.close(true).catch(() => {})
      await within(loop, MONGO.pingTimeoutMs * 2).catch(() => {})
    },
  }
}
