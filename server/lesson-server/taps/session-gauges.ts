/** Counts the sessions now and then, so that every frame can say how many there are. */
import { STORES } from '../../config.js'
import type { HotApp } from '../switching/contract.js'
import type { SessionGauges } from './frame-sender.js'

/**
 * Reads the gauges every STORES.countIntervalMs, never two readings at a time.
 *
 * @returns stops it
 */
export function watchSessionGauges(hotApp: Pick<HotApp, 'active' | 'elsewhere'>, onGauges: (gauges: SessionGauges) => void): () => void {
  let reading = false
  const timer = setInterval(() => {
    if (reading) return
    reading = true
    void readSessionGauges(hotApp)
      .then(onGauges)
      .finally(() => {
        reading = false
      })
  }, STORES.countIntervalMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** The figures of this moment; a store that does not answer leaves a null. */
export async function readSessionGauges(hotApp: Pick<HotApp, 'active' | 'elsewhere'>): Promise<SessionGauges> {
  const { open } = hotApp.active()
  const [sessionCount, bytesPerSession, ttlIndex, elsewhere] = await Promise.all([
    open ? open.count().catch(() => null) : null,
    open ? open.bytesPerSession().catch(() => null) : null,
    open ? open.ttlIndex().catch(() => null) : null,
    hotApp.elsewhere().catch(() => ({})),
  ])
  return { sessionCount, bytesPerSession, ttlIndex, elsewhere }
}
