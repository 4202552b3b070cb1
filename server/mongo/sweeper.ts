/** How often a MongoDB's sweeper, the TTL monitor, passes. */
import { MongoClient } from 'mongodb'
import { MONGO } from '../config.js'

/**
 * Sets ttlMonitorSleepSecs, which lasts until the server ends. A MongoDB before 7 first sleeps out the time that it had begun.
 *
 * @throws Error of the driver
 */
export async function setSweeper(uri: string, seconds: number): Promise<void> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: MONGO.serverSelectionTimeoutMs, socketTimeoutMS: MONGO.socketTimeoutMs })
  try {
    await client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: seconds })
  } finally {
    await client.close().catch(() => {})
  }
}
