import type session from 'express-session'
import type { Store } from 'express-session'
import { STORES } from '../config.js'
import type { ServedAddress } from '../protocol/resources.js'
import { why, whyOf } from '../protocol/why.js'
import { keepServedSecrets } from '../resources/served/address.js'
import { type DynamoClient, loadDynamo, openDynamo } from '../resources/served/dynamodb-client.js'
import { LateError, within } from '../within.js'
import type { AdapterFor, CreatedStore, StoreTuning } from './adapter.js'
import { explainByDefault } from './default-explain.js'
import { defaultHealth } from './default-health.js'
import { DynamoSessions } from './dynamodb-sessions.js'
import { KnownSessions } from './known-sessions.js'
import { importPackage } from './packages.js'
import { probeStore } from './probe.js'
import { StoreCallError } from './store-call-error.js'

const LABEL = 'DynamoDB'
const MINUTE_MS = 60_000
/** As in the lines that a learner writes. */
const REAP_MS = 10 * MINUTE_MS
/** How long the sessions that are there from before are counted, at most, before the store is open. */
const MEET_MS = 2_000
/** One try of a request; with the second one it stays below STORES.callDeadlineMs. */
const REQUEST_MS = STORES.callDeadlineMs / 2 - 100

/** Sessions as items of a table of our own in DynamoDB, through connect-dynamodb. */
const adapter: AdapterFor<'dynamodb'> = {
  kind: 'dynamodb',
  label: LABEL,
  hue: 222,
  about: { en: 'an item of a table in Amazon DynamoDB', 'pt-BR': 'um item de tabela no Amazon DynamoDB' },
  place: 'more',
  npm: { name: 'connect-dynamodb', range: '3.0.5', installed: 'on-demand', alsoNeeds: [{ name: '@aws-sdk/client-dynamodb', range: '3.1169.0' }] },
  resource: 'dynamodb',
  capabilities: {
    touch: true,
    all: false,
    length: false,
    clear: false,
    expiry: 'app-sweeper',
    sweepEveryMs: REAP_MS,
    survivesRestart: true,
    shared: true,
    inHeap: false,
  },
  snippet: `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import createDynamoDBStore from 'connect-dynamodb'

const DynamoDBStore = createDynamoDBStore(session)
const client = new DynamoDBClient({
  region: 'us-east-1',
  // Of DynamoDB Local. Without these two it is Amazon's own, with the keys of the environment.
  endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
const store = new DynamoDBStore({ client, table: 'sessions' }) // one item a session
await store.initialize() // left to the first request, one that finds it down ends the process

// Removes what has expired. So does its option reapInterval, which ends the process in an outage.
setInterval(() => store.reap((error) => error && console.error(error)), 600_000).unref()`,
  // By its README. Its sweeper passes every second, to be seen within an outage.
  naiveSnippet: `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import createDynamoDBStore from 'connect-dynamodb'

const DynamoDBStore = createDynamoDBStore(session)
const client = new DynamoDBClient({
  endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
const store = new DynamoDBStore({ client, reapInterval: 1_000 })`,
  create,
}
export default adapter

interface DynamoStoreOptions {
  readonly client: DynamoClient
  readonly table: string
}
type DynamoStore = Store & { initialize(): Promise<void>; reap(done: (error?: unknown) => void): void }
type ConnectDynamo = (sessionModule: typeof session) => new (options: DynamoStoreOptions) => DynamoStore

async function create(
  sessionModule: typeof session,
  { url, space }: ServedAddress<'dynamodb'>,
  { sweepEveryMs = REAP_MS }: StoreTuning,
): Promise<CreatedStore> {
  keepServedSecrets(url)
  const { default: connectDynamo } = await importPackage<{ readonly default: ConnectDynamo }>('connect-dynamodb')
  const aws = await loadDynamo()
  const client = await openDynamo(url, REQUEST_MS)
  const table = `${space}-sessions`
  const Store = connectDynamo(sessionModule)
  const store = new Store({ client, table })
  const sessions = new DynamoSessions(aws, client, table)
  const known = new KnownSessions(store)
  let isClosed = false
  const meet = async () => {
    for await (const id of sessions.ids()) {
      if (isClosed) return
      known.add(id)
    }
  }
  try {
    await look(store.initialize())
    await look(sessions.whenActive())
    // Of very many, the rest are counted while the shop serves.
    await within(meet(), MEET_MS).catch((error: unknown) => {
      if (!(error instanceof LateError)) throw error
    })
  } catch (error) {
    client.destroy()
    throw explain(error)
  }
  const reaping = setInterval(() => store.reap(() => undefined), sweepEveryMs).unref()
  const health = defaultHealth(store, (error) => whyOf(explain(error).problem))

  return {
    store,
    explain,
    probe: () => look(probeStore(sessionModule, store)),
    count: () => Promise.resolve(known.size),
    list: (query) => look(sessions.list(query, () => known.size)),
    read: (id) => look(sessions.read(id)),
    async *entries() {
      try {
        yield* sessions.entries()
      } catch (error) {
        throw explain(error)
      }
    },
    pick: (ids) => look(sessions.pick(ids)),
    async put(carried) {
      await inWords(sessions.put(carried))
      for (const { id } of carried) known.add(id)
    },
    async remove(ids) {
      await inWords(sessions.remove(ids))
      for (const id of ids) known.remove(id)
    },
    async clear(onBatch) {
      const removed = await inWords(sessions.clear(onBatch))
      known.clear()
      return removed
    },
    drop: () => look(sessions.drop()),
    isStale: () => look(sessions.isStale()),
    markStale: (stale) => look(sessions.markStale(stale)),
    bytesPerSession: () => look(sessions.averageBytes()),
    ttlIndex: () => Promise.resolve(null),
    onHealth: (listener) => health.listen(listener),
    async close() {
      isClosed = true
      clearInterval(reaping)
      health.close()
      client.destroy()
    },
  }
}

/** What it holds of sessions, and of whom, is in none of its messages but those about the item itself. */
function explain(error: unknown): StoreCallError {
  const isLate = error instanceof Error && error.name === 'TimeoutError'
  return isLate
    ? new StoreCallError(LABEL, why('no-answer-within', { ms: REQUEST_MS }, `it did not answer within ${REQUEST_MS} ms.`))
    : explainByDefault(LABEL, error)
}

async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw explain(error)
  }
}

/** A look from outside that answers within the deadline. */
function look<T>(work: Promise<T>): Promise<T> {
  return inWords(within(work, STORES.callDeadlineMs))
}
