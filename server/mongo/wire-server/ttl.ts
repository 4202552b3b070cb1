/** The TTL monitor: removes what has expired, every ttlMonitorSleepSecs as MongoDB's does. */
import { MONGO } from '../../config.js'
import type { Catalog } from './catalog.js'
import { WriteSet } from './collection.js'
import { Slice } from './slice.js'

export interface TtlMonitor {
  /** As serverStatus counts them under metrics.ttl. */
  readonly passes: number
  readonly deletedDocuments: number
  /** As MongoDB's server parameter ttlMonitorSleepSecs. */
  sleepSeconds: number
  /** After sleepSeconds changed. */
  reschedule(): void
  /** One pass, now. @returns how many documents went */
  sweep(now?: number): Promise<number>
  stop(): void
}

export function startTtlMonitor(catalog: Catalog): TtlMonitor {
  let timer: NodeJS.Timeout | null = null
  let stopped = false
  let passes = 0
  let deletedDocuments = 0

  const sweep = async (now = Date.now()): Promise<number> => {
    let gone = 0
    for (const collection of catalog.all()) {
      if (!collection.indexes.some((index) => index.expireAfterSeconds !== null)) continue
      const slice = new Slice()
      const writes = new WriteSet()
      for (const row of [...collection.rows.values()]) {
        if (slice.over()) await slice.pause()
        if (row.removed || row.expiresAt > now) continue
        collection.remove(row, writes)
        gone++
      }
      await collection.commit(writes)
    }
    passes += 1
    deletedDocuments += gone
    return gone
  }
  const monitor: TtlMonitor = {
    get passes() {
      return passes
    },
    get deletedDocuments() {
      return deletedDocuments
    },
    sleepSeconds: MONGO.ttlMonitorMs / 1000,
    reschedule() {
      if (timer) clearTimeout(timer)
      if (stopped) return
      timer = setTimeout(() => {
        // A full disk must not end the monitor; the next pass tries again.
        void sweep()
          .catch(() => 0)
          .finally(() => monitor.reschedule())
      }, monitor.sleepSeconds * 1000).unref()
    },
    sweep,
    stop() {
      stopped = true
      if (timer) clearTimeout(timer)
    },
  }
  monitor.reschedule()
  return monitor
}
