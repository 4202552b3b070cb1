import type { MongoClient } from 'mongodb'
import { MONGO } from '../config.js'
import { whyUnanswered } from '../mongo/explain-failure.js'
import { within } from '../within.js'
import type { StoreHealth } from './adapter.js'

/** A server that is looked up again at once after a mere hiccup is not called down. */
const CONFIRM_MS = 150

/**
 * Watches a store's own connection: the driver says that a server has stopped within milliseconds, but needs 2.8 s for a frozen one (its socket is open,
 * nothing comes). So a ping of our own runs beside it.
 *
 * @param report each change; the connection counts as up at first
 * @returns stops watching
 */
export function watchMongodbHealth(client: MongoClient, report: (health: StoreHealth) => void): () => void {
  let up = true
  let stopped = false
  let nextPing: NodeJS.Timeout | undefined
  let suspicion: NodeJS.Timeout | undefined
  /** Servers of which the driver knows what they are, by address. */
  const known = new Set<string>()

  function tell(health: StoreHealth): void {
    if (stopped || health.up === up) return
    up = health.up
    report(health)
  }

  function ping(): void {
    if (stopped) return
    clearTimeout(nextPing)
    const answer = client
      .db(MONGO.database)
      .command({ ping: 1 })
      .then(
        (): StoreHealth => ({ up: true, why: null }),
        (error: unknown): StoreHealth => ({ up: false, why: whyUnanswered(error) }),
      )
    void within(answer, MONGO.pingTimeoutMs)
      .catch((error: unknown): StoreHealth => ({ up: false, why: whyUnanswered(error) }))
      .then((health) => {
        tell(health)
        if (stopped) return
        clearTimeout(nextPing)
        nextPing = setTimeout(ping, MONGO.pingIntervalMs).unref()
      })
  }

  function serverChanged({ address, newDescription }: { address: string; newDescription: { type: string; error: Error | null } }): void {
    if (newDescription.type !== 'Unknown') {
      known.add(address)
      if (!up) ping()
      return
    }
    known.delete(address)
    const { error } = newDescription
    if (known.size > 0 || !error || suspicion) return
    suspicion = setTimeout(() => {
      suspicion = undefined
      if (known.size === 0) tell({ up: false, why: whyUnanswered(error) })
    }, CONFIRM_MS).unref()
  }

  client.on('serverDescriptionChanged', serverChanged)
  ping()
  return () => {
    stopped = true
    client.off('serverDescriptionChanged', serverChanged)
    clearTimeout(nextPing)
    clearTimeout(suspicion)
  }
}
