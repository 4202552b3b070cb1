import type session from 'express-session'
import type { Store } from 'express-session'
import { SERVED, STORES } from '../config.js'
import { ProblemError } from '../protocol/problem.js'
import type { ServedAddress } from '../protocol/resources.js'
import { whyOf } from '../protocol/why.js'
import { keepServedSecrets } from '../resources/served/address.js'
import { within } from '../within.js'
import type { AdapterFor, CreatedStore } from './adapter.js'
import { explainByDefault } from './default-explain.js'
import { defaultHealth } from './default-health.js'
import type { SessionKeys } from './key-sessions.js'
import { importPackage } from './packages.js'
import { probeStore } from './probe.js'
import type { StoreCallError } from './store-call-error.js'

const LABEL = 'Memcached'
/** ms until a server that was away is asked again. */
const RETRY_MS = 500

/** Sessions as keys in Memcached, each with a time to live, through connect-memcached. */
const adapter: AdapterFor<'memcached'> = {
  kind: 'memcached',
  label: LABEL,
  hue: 50,
  about: {
    en: 'keys in Memcached, in memory only: what does not fit is pushed out, and a session above 1 MB is refused',
    'pt-BR': 'chaves no Memcached, só em memória: o que não cabe é descartado, e uma session acima de 1 MB é recusada',
  },
  place: 'more',
  npm: { name: 'connect-memcached', range: '3.0.0', installed: 'on-demand', alsoNeeds: [] },
  resource: 'memcached',
  capabilities: {
    touch: true,
    all: false,
    length: false,
    clear: false,
    expiry: 'ttl',
    survivesRestart: true,
    endsWithDatabase: true,
    shared: true,
    inHeap: false,
  },
  // It writes the whole session, as the request that touches it had read it.
  breaks: ['touch'],
  snippet: `import connectMemcached from 'connect-memcached'

const MemcachedStore = connectMemcached(session)
const store = new MemcachedStore({
  hosts: [new URL(process.env.MEMCACHED_URL).host], // where the server is, such as memcached://127.0.0.1:11211
  prefix: 'shop:session:', // one key a session
  retry: 500, // a server that was away is tried again after this many ms
  retries: 0, // without it, calls wait for minutes while the server is away
  failures: Number.MAX_SAFE_INTEGER, // without it, a server that failed five times is given up for five hours
}) // a server that is there and says nothing keeps requests waiting all the same`,
  create,
}
export default adapter

interface MemcachedStore extends Store {
  readonly client: { end(): void; flush(callback: (error: Error) => void): void }
}

type ConnectMemcached = (sessionModule: typeof session) => new (options: Readonly<Record<string, unknown>>) => MemcachedStore

async function create(sessionModule: typeof session, { url, space }: ServedAddress<'memcached'>): Promise<CreatedStore> {
  keepServedSecrets(url)
  const [{ default: connectMemcached }, { SessionCount }, { keyLookIns }, { isTooLarge, memcachedKeys, tooLarge }, { placeOf }] = await Promise.all([
    importPackage<{ readonly default: ConnectMemcached }>('connect-memcached'),
    import('./key-sessions.js'),
    import('./key-look-ins.js'),
    import('./memcached-keys.js'),
    import('../resources/served/memcached-client.js'),
  ])
  const { host, port } = placeOf(url)
  const server = memcachedKeys(url)
  const keys: SessionKeys = { server, prefix: `${space}:session:` }
  const mark = `${space}:carry-over`
  const count = new SessionCount(keys)
  const explain = (error: unknown): StoreCallError => (isTooLarge(error) ? tooLarge() : explainByDefault(LABEL, error))
  /** Every look at the server from outside answers within the deadline, in words. */
  const look = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await within(work, STORES.callDeadlineMs)
    } catch (error) {
      throw error instanceof ProblemError ? error : explain(error)
    }
  }

  try {
    await look(server.total())
  } catch (error) {
    server.close()
    throw error
  }
  const listsKeys = await server.listsKeys()
  const store = new (connectMemcached(sessionModule))({
    hosts: [`${host}:${port}`],
    prefix: keys.prefix,
    retries: 0,
    retry: RETRY_MS,
    failures: Number.MAX_SAFE_INTEGER,
    // A timer that the package leaves behind.
    failuresTimeout: RETRY_MS,
    timeout: SERVED.connectTimeoutMs,
  })
  // `flush_all` empties the whole server, with everything that others keep there.
  store.client.flush = (callback) => setImmediate(callback, new Error('Only the whole server could be emptied, with what others keep there.'))
  const health = defaultHealth(store, (error) => whyOf(explain(error).problem))
  let isClosed = false
  const always: CreatedStore = {
    store,
    explain,
    probe: () => look(probeStore(sessionModule, store)),
    onHealth: (listener) => health.listen(listener),
    async close() {
      health.close()
      server.close()
      if (!isClosed) store.client.end()
      isClosed = true
    },
  }
  // An older one, or one that was told not to: then there are the ids that have passed through.
  if (!listsKeys) return always
  return {
    ...always,
    ...keyLookIns(sessionModule, keys, count, look),
    isStale: async () => (await look(server.read([mark])))[0] !== null,
    async markStale(stale) {
      await look<unknown>(stale ? server.write(mark, new Date().toISOString(), 0) : server.remove([mark]))
      // A key that is no session has come or gone.
      count.forget()
    },
  }
}
