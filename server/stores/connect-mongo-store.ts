import type { SessionDocument } from 'connect-mongodb-session'
import type session from 'express-session'
import type { Collection } from 'mongodb'
import { STORES } from '../config.js'
import type { MongodbAddress } from '../protocol/resources.js'
import { keepSecrets } from '../redact.js'
import { within } from '../within.js'
import type { AdapterFor, CreatedStore } from './adapter.js'
import { explainMongodb } from './mongodb-errors.js'
import { askFirst, CLIENT_OPTIONS, mongodbLookIns, unreachable } from './mongodb-look-ins.js'

const LABEL = 'connect-mongo'
/** In the same database as connect-mongodb-session's, and apart from it: each holds sessions in a way of its own. */
const collectionBeside = (collection: string) => `${collection}_connect_mongo`
/** As the package has it: two weeks. */
const DEFAULT_LIFE_MS = 1_209_600_000

/** Sessions as documents in MongoDB, through connect-mongo: each as a JSON text in a field, with a `touch`. The driver is loaded only when this store is opened. */
const adapter: AdapterFor<'mongodb'> = {
  kind: 'connect-mongo',
  label: LABEL,
  hue: 190,
  about: { en: 'MongoDB through another package, which can touch', 'pt-BR': 'o MongoDB por outro pacote, que sabe fazer touch' },
  place: 'more',
  npm: { name: 'connect-mongo', range: '^6.0.0', installed: 'with-project', alsoNeeds: [{ name: 'mongodb', range: '^6.22.0' }] },
  resource: 'mongodb',
  collectionBeside,
  capabilities: { touch: true, all: true, length: true, clear: true, expiry: 'sweeper', survivesRestart: true, shared: true, inHeap: false },
  snippet: `import { MongoStore } from 'connect-mongo'

const store = MongoStore.create({
  mongoUrl: process.env.MONGODB_URI, // where the database is
  dbName: 'shop',
  collectionName: 'sessions', // one document a session, with the session in it as a JSON text
  touchAfter: 0, // in seconds: how old a document must be for touch to move its end on; 0: each time
})`,
  create,
}
export default adapter

async function create(sessionModule: typeof session, address: MongodbAddress): Promise<CreatedStore> {
  keepSecrets(address.uri)
  const collectionName = collectionBeside(address.collection)
  await askFirst(LABEL, { ...address, collection: collectionName })
  const [{ MongoStore }, { MongoClient }] = await Promise.all([import('connect-mongo'), import('mongodb')])
  // A client of the sandbox's own, since the store keeps its own to itself, and has the driver's patience: 30 s.
  const client = new MongoClient(address.uri, CLIENT_OPTIONS)
  try {
    // Each touch moves the end on, as the clocks and the computed answers have it: a touchAfter of more would let most of them do nothing.
    const store = MongoStore.create({ client, dbName: address.database, collectionName, touchAfter: 0 })
    // It makes its index at once; where that fails and nobody waits for it, the process would end.
    const collection = (await within(store.collectionP, STORES.probeDeadlineMs)) as unknown as Collection<SessionDocument>
    const { database } = address
    return mongodbLookIns({ label: LABEL, store, client, database, collection, sessionModule, written: JSON.stringify, defaultLifeMs: DEFAULT_LIFE_MS })
  } catch (error) {
    void client.close(true).catch(() => undefined)
    throw unreachable(LABEL, `${explainMongodb(error, LABEL).problem.params.reason} Check the server and the rights of its user.`)
  }
}
