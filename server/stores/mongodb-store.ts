import type { MongoDBStore } from 'connect-mongodb-session'
import type session from 'express-session'
import { MONGO, STORES } from '../config.js'
import type { MongodbAddress } from '../protocol/resources.js'
import { keepSecrets } from '../redact.js'
import { within } from '../within.js'
import type { AdapterFor, CreatedStore } from './adapter.js'
import { explainMongodb, MONGODB_LABEL } from './mongodb-errors.js'
import { askFirst, CLIENT_OPTIONS, mongodbLookIns, unreachable } from './mongodb-look-ins.js'
import type { PlainSession } from './session-json.js'

/** Sessions as documents in MongoDB, through connect-mongodb-session. The driver is loaded only when this store is opened. */
const adapter: AdapterFor<'mongodb'> = {
  kind: 'mongodb',
  label: MONGODB_LABEL,
  hue: 150,
  about: { en: 'documents in MongoDB, which deletes the expired ones itself', 'pt-BR': 'documentos no MongoDB, que apaga sozinho os expirados' },
  place: 'switch',
  npm: { name: 'connect-mongodb-session', range: '^5.0.0', installed: 'with-project', alsoNeeds: [] },
  resource: 'mongodb',
  // Its `all` never calls back.
  capabilities: { touch: false, all: false, length: false, clear: true, expiry: 'sweeper', survivesRestart: true, shared: true, inHeap: false },
  snippet: `import connectMongoDBSession from 'connect-mongodb-session'

const MongoDBStore = connectMongoDBSession(session)
const store = new MongoDBStore({
  uri: process.env.MONGODB_URI, // where the database is
  databaseName: 'shop',
  collection: 'sessions', // one document a session
})
store.on('error', (error) => console.error(error)) // without it, a lost connection ends the process`,
  create,
}
export default adapter

async function create(sessionModule: typeof session, address: MongodbAddress): Promise<CreatedStore> {
  keepSecrets(address.uri)
  await askFirst(MONGODB_LABEL, address)
  const store = await connect(sessionModule, address)
  // Its emitter is its own; an operation without a callback that fails would throw where nobody can catch it.
  store.on('error', () => undefined)
  const { client, collection } = store
  const defaultLifeMs = store.options.expires
  return mongodbLookIns({ label: MONGODB_LABEL, store, client, database: address.database, collection, sessionModule, written: asDocument, defaultLifeMs })
}

async function connect(sessionModule: typeof session, address: MongodbAddress): Promise<MongoDBStore> {
  const { default: connectMongodbSession } = await import('connect-mongodb-session')
  const Store = connectMongodbSession(sessionModule)
  let store: MongoDBStore | undefined
  try {
    // Without a callback, a failed connection would end the process; with it, a failed index calls back twice, of which a promise hears the first.
    const connected = new Promise<void>((resolve, reject) => {
      store = new Store(
        {
          uri: address.uri,
          databaseName: address.database,
          collection: address.collection,
          expires: MONGO.defaultExpiryMs,
          connectionOptions: CLIENT_OPTIONS,
        },
        (error) => (error ? reject(error) : resolve()),
      )
    })
    await within(connected, STORES.probeDeadlineMs)
    if (!store) throw new Error('connect-mongodb-session made no store.')
    return store
  } catch (error) {
    void store?.client.close(true).catch(() => undefined)
    throw unreachable(MONGODB_LABEL, `${explainMongodb(error, MONGODB_LABEL).problem.params.reason} Check the server and the rights of its user.`)
  }
}

/** As connect-mongodb-session writes it: the cookie as JSON has it, everything else as it is. */
function asDocument(data: PlainSession): Record<string, unknown> {
  const document: Record<string, unknown> = Object.create(null)
  for (const [key, value] of Object.entries(data)) {
    document[key] =
      key === 'cookie' && typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value
  }
  return document
}
