/** Watches the MongoDB in use: the driver takes 2.8 s to notice a frozen server, and 40 s by default. */
import { MongoClient } from 'mongodb'
import { MONGO } from '../config.js'
import { type HealthOnlooker, type HealthWatch, watchHealth } from '../resources/health-watch.js'
import { within } from '../within.js'
import { whyUnanswered } from './explain-failure.js'

const MB = 1024 * 1024

/**
 * Tells within MONGO.noticeMs that it stopped or froze.
 *
 * @param onPass is told of each pass of the sweeper of one that is ours: when it was, in epoch ms. One that has not passed yet counts from its start
 */
export function watchMongo(uri: string, onlooker: HealthOnlooker, onPass: (at: number) => void = () => undefined): HealthWatch {
  let passes: number | null = null
  const client = new MongoClient(uri, {
    serverSelectionTimeoutMS: MONGO.pingTimeoutMs,
    connectTimeoutMS: MONGO.pingTimeoutMs,
    socketTimeoutMS: MONGO.socketTimeoutMs,
    heartbeatFrequencyMS: MONGO.heartbeatMs,
    maxPoolSize: 4,
    appName: 'sessionscope-health',
  })
  // Without its "metrics" MongoDB leaves out "mem" as well.
  const question = onlooker.owned ? { serverStatus: 1, repl: 0, locks: 0, wiredTiger: 0 } : { ping: 1 }
  const notePasses = (now: number, uptimeMs: number) => {
    const before = passes
    passes = now
    if (now === before) return
    if (now === 0) onPass(Date.now() - uptimeMs)
    // When the last one was of those before the first look, nobody says.
    else if (before !== null) onPass(Date.now())
  }
  const line = {
    async ping() {
      const answer = await within(client.db('admin').command(question), MONGO.pingTimeoutMs)
      if (answer.metrics?.ttl) notePasses(Number(answer.metrics.ttl.passes), Number(answer.uptimeMillis))
      const residentMb = Number(answer.mem?.resident ?? 0)
      return residentMb > 0 ? residentMb * MB : null
    },
    explain: whyUnanswered,
    hangUp: () => client.close(true).catch(() => undefined),
  }
  return watchHealth(line, onlooker, MONGO.pingIntervalMs)
}
