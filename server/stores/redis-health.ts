import { STORES } from '../config.js'
import { within } from '../within.js'
import { PolledHealth } from './polled-health.js'
import { type RedisClient, whyRedis } from './redis-client.js'

/** The client says at once that a server has stopped, and nothing of one that is frozen: so a ping of our own runs beside it. */
export function redisHealth(client: RedisClient): PolledHealth {
  const health = new PolledHealth(() => within(client.ping(), STORES.pingTimeoutMs).then(() => null, whyRedis))
  client.on('error', (error: unknown) => health.tell(whyRedis(error)))
  client.on('ready', () => void health.lookNow())
  return health
}
