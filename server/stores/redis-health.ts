import { STORES } from '../config.js'
import { within } from '../within.js'
import type { StoreHealth } from './adapter.js'
import { type RedisClient, whyRedis } from './redis-client.js'

export interface RedisHealth {
  /** @returns the unsubscriber */
  listen(listener: (health: StoreHealth) => void): () => void
  stop(): void
}

/** The client says at once that a server has stopped, and nothing of one that is frozen: so a ping of our own runs beside it. */
export function watchRedisHealth(client: RedisClient): RedisHealth {
  const listeners = new Set<(health: StoreHealth) => void>()
  let health: StoreHealth = { up: true, why: null }
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const tell = (next: StoreHealth) => {
    if (isStopped || next.up === health.up) return
    health = next
    for (const listener of listeners) listener(health)
  }
  const ask = async () => {
    clearTimeout(timer)
    try {
      await within(client.ping(), STORES.pingTimeoutMs)
      tell({ up: true, why: null })
    } catch (error) {
      tell({ up: false, why: whyRedis(error) })
    }
    clearTimeout(timer)
    if (!isStopped) timer = setTimeout(() => void ask(), STORES.pingIntervalMs).unref()
  }
  client.on('error', (error: unknown) => tell({ up: false, why: whyRedis(error) }))
  client.on('ready', () => void ask())
  void ask()
  return {
    listen(listener) {
      listeners.add(listener)
      if (!health.up) listener(health)
      return () => listeners.delete(listener)
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
