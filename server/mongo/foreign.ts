/** Whether a MongoDB that was found holds somebody's documents where a store would keep its sessions. */
import { createHash } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { MONGO } from '../config.js'
import type { DatabaseOrder } from '../protocol/ipc.js'
import type { FoundMongodb } from '../protocol/mongo.js'
import { within } from '../within.js'

type Places = Pick<DatabaseOrder, 'database' | 'collections' | 'usedBefore'>

/** Names of this machine for itself. */
const LOOPBACK = /^(?:localhost|\[?::1\]?)(?=:|$)/i

/**
 * Asks each collection for one document, and writes nothing.
 *
 * @throws the driver's error, where one of them could not be asked: that it holds nothing is not known then
 */
export async function lookForForeign(uri: string, { database, collections, usedBefore }: Places): Promise<FoundMongodb> {
  const client = new MongoClient(uri, {
    serverSelectionTimeoutMS: MONGO.serverSelectionTimeoutMs,
    connectTimeoutMS: MONGO.connectTimeoutMs,
    socketTimeoutMS: MONGO.socketTimeoutMs,
    appName: 'sessionscope',
  })
  try {
    const keys = Object.fromEntries(collections.map((collection) => [collection, keyOf(client, database, collection)]))
    const unknown = collections.filter((collection) => !usedBefore.includes(keys[collection] ?? ''))
    const held = await within(Promise.all(unknown.map((collection) => holdsDocuments(client, database, collection))), MONGO.serverSelectionTimeoutMs)
    return { keys, foreign: unknown.filter((_, index) => held[index]) }
  } finally {
    void client.close(true).catch(() => {})
  }
}

async function holdsDocuments(client: MongoClient, database: string, collection: string): Promise<boolean> {
  try {
    return (
      (await client
        .db(database)
        .collection(collection)
        .findOne({}, { projection: { _id: 1 } })) !== null
    )
  } catch (error) {
    // 13, Unauthorized: the rights of the user cover another one, and then no store can use this one either.
    if (error instanceof Error && 'code' in error && error.code === 13) return false
    throw error
  }
}

/** The same for the same place, whoever the user is; nothing that was in the address can be read from it. */
function keyOf({ options: { srvHost, hosts } }: MongoClient, database: string, collection: string): string {
  const servers = srvHost ? [srvHost] : hosts.map((host) => host.toString().replace(LOOPBACK, '127.0.0.1')).sort()
  return createHash('sha256')
    .update(JSON.stringify([servers, database, collection]))
    .digest('base64url')
}
