/** The keys of a Redis, for looking in from outside. */
import type { KeyServer } from './key-sessions.js'
import type { RedisClient } from './redis-client.js'

/** How long connect-redis lets a session live whose cookie has no date: its own default. */
export const DEFAULT_TTL_SECONDS = 86_400
/** Keys that one SCAN looks at. */
const SCAN_COUNT = 1_000

export function redisKeys(client: RedisClient): KeyServer {
  return {
    names: (prefix) => client.scanIterator({ MATCH: `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`, COUNT: SCAN_COUNT }),
    async read(keys) {
      const [texts, lives] = await Promise.all([client.mGet([...keys]), Promise.all(keys.map((key) => client.pTTL(key)))])
      return texts.map((text, index) => {
        const life = Number(lives[index])
        return typeof text === 'string' ? { text, ttlMs: life >= 0 ? life : null } : null
      })
    },
    write: (key, text, ttlSeconds) => client.set(key, text, { expiration: { type: 'EX', value: ttlSeconds ?? DEFAULT_TTL_SECONDS } }),
    remove: (keys) => client.unlink([...keys]),
    total: () => client.dbSize(),
    seconds: (lifeMs) => Math.ceil(lifeMs / 1000),
    roundingMs: 1_500,
  }
}
