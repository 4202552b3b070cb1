import type session from 'express-session'
import { STORES } from '../config.js'
import { ProblemError } from '../protocol/problem.js'
import type { AddressOf } from '../protocol/resources.js'
import { keepSecrets } from '../redact.js'
import { within } from '../within.js'
import type { AdapterFor, CreatedStore } from './adapter.js'
import { explainByDefault } from './default-explain.js'
import type { SessionKeys } from './key-sessions.js'
import { probeStore } from './probe.js'
import { connectRedis, REDIS_LABEL, redisUnreachable, whyRedis } from './redis-client.js'
import { StoreCallError } from './store-call-error.js'
import { LateCallError, whyLate } from './store-calls.js'

/** Sessions as keys in Redis, each with a time to live, through connect-redis. The client is loaded only when this store is opened. */
const adapter: AdapterFor<'redis'> = {
  kind: 'redis',
  label: REDIS_LABEL,
  hue: 25,
  about: {
    en: 'keys in Redis, each with a time to live: the usual choice where several servers share sessions',
    'pt-BR': 'chaves no Redis, cada uma com um tempo de vida: a escolha habitual quando vários servidores compartilham sessions',
  },
  place: 'more',
  npm: { name: 'connect-redis', range: '^9.0.0', installed: 'with-project', alsoNeeds: [{ name: 'redis', range: '^6.3.1' }] },
  resource: 'redis',
  capabilities: { touch: true, all: true, length: true, clear: true, expiry: 'ttl', survivesRestart: true, shared: true, inHeap: false },
  snippet: `import { RedisStore } from 'connect-redis'
import { createClient } from 'redis'

const client = createClient({
  url: process.env.REDIS_URL, // where the server is
  disableOfflineQueue: true, // while it is away, calls fail at once instead of waiting
})
client.on('error', (error) => console.error(error)) // without it, a lost connection ends the process
await client.connect()

const store = new RedisStore({ client, prefix: 'shop:session:' }) // one key a session`,
  create,
}
export default adapter

async function create(sessionModule: typeof session, { url, space }: AddressOf<'redis'>): Promise<CreatedStore> {
  keepSecrets(url)
  const client = await connectRedis(url)
  const [{ RedisStore }, { SessionCount }, { keyLookIns }, { DEFAULT_TTL_SECONDS, redisKeys }, { redisHealth }] = await Promise.all([
    import('connect-redis'),
    import('./key-sessions.js'),
    import('./key-look-ins.js'),
    import('./redis-keys.js'),
    import('./redis-health.js'),
  ])
  const keys: SessionKeys = { server: redisKeys(client), prefix: `${space}:session:` }
  const mark = `${space}:carry-over`
  const store = new RedisStore({ client, prefix: keys.prefix, ttl: DEFAULT_TTL_SECONDS })
  const count = new SessionCount(keys)
  const health = redisHealth(client)

  /** Every look at the server from outside answers within the deadline, in words. */
  async function look<T>(work: Promise<T>): Promise<T> {
    try {
      return await within(work, STORES.callDeadlineMs, () => new StoreCallError(REDIS_LABEL, whyLate(STORES.callDeadlineMs)))
    } catch (error) {
      if (error instanceof ProblemError) throw error
      throw redisUnreachable(whyRedis(error))
    }
  }

  return {
    store,
    explain: (error) =>
      error instanceof StoreCallError || error instanceof LateCallError
        ? explainByDefault(REDIS_LABEL, error)
        : new StoreCallError(REDIS_LABEL, whyRedis(error)),
    probe: () => look(probeStore(sessionModule, store)),
    ...keyLookIns(sessionModule, keys, count, look),
    isStale: async () => (await look(client.exists(mark))) === 1,
    async markStale(stale) {
      await look<unknown>(stale ? client.set(mark, new Date().toISOString()) : client.del(mark))
      // A key that is no session has come or gone.
      count.forget()
    },
    onHealth: (listener) => health.listen(listener),
    async close() {
      health.close()
      if (client.isOpen) client.destroy()
    },
  }
}
