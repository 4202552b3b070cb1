/** The same shop without anything around it: no taps, no frames, no switch. What the watching is compared with. */
import { createServer } from 'node:http'
import connectMongodbSession from 'connect-mongodb-session'
import session, { type Store } from 'express-session'
import { createShop } from '../../lesson-server/create-shop.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import { answerParent, listen } from './answer-parent.js'

export interface BareShopFunctions {
  /** Opens the store as its package's README says, and answers with the port. */
  start(target: StoreTarget, options: SessionOptions): Promise<number>
  /** Forgets all sessions. */
  clear(): Promise<void>
}

let store: Store | null = null

async function openStore({ address }: StoreTarget): Promise<Store> {
  if (address?.resource !== 'mongodb') return new session.MemoryStore()
  const MongoDBStore = connectMongodbSession(session)
  return await new Promise<Store>((resolve, reject) => {
    const opened: Store = new MongoDBStore({ uri: address.uri, databaseName: address.database, collection: address.collection }, (error) =>
      error ? reject(error) : resolve(opened),
    )
  })
}

answerParent<BareShopFunctions>({
  async start(target, options) {
    store = await openStore(target)
    return await listen(createServer(createShop({ store, options, secrets: ['a-secret-of-the-benchmark'] })))
  },
  clear: () => new Promise((resolve, reject) => store?.clear?.((error: unknown) => (error ? reject(error) : resolve()))),
})
