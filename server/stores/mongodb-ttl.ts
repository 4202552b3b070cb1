import type { MongoDBStore } from 'connect-mongodb-session'
import type { BSON } from 'mongodb'

/** As connect-mongodb-session makes it, once, when it connects. */
const KEYS = { expires: 1 } as const
const OPTIONS = { expireAfterSeconds: 0 } as const

/** Which collection it is, although others may have had its name; null: there is none; undefined: this user may not know. */
type Identity = string | null | undefined

/**
 * The index by which the database removes expired sessions. Where it vanished with its data (the database was dropped, the server came back
 * empty) it is made again; nobody else would. Where somebody has removed just the index, it stays removed.
 */
export class TtlIndex {
  readonly #collection: MongoDBStore['collection']
  readonly #listCollections: MongoDBStore['db']['listCollections']
  /** The collection that was seen last with its index. */
  #seenOn: Identity

  constructor({ collection, db }: Pick<MongoDBStore, 'collection' | 'db'>) {
    this.#collection = collection
    this.#listCollections = db.listCollections.bind(db)
  }

  /** Is it there (again)? */
  async look(): Promise<boolean> {
    const identity = await this.#identify()
    if (identity !== null && (await this.#isThere())) {
      this.#seenOn = identity
      return true
    }
    if (this.#seenOn === undefined || identity === undefined || identity === this.#seenOn) return false
    await this.#collection.createIndex(KEYS, OPTIONS)
    this.#seenOn = await this.#identify()
    return true
  }

  async #isThere(): Promise<boolean> {
    const indexes = await this.#collection.listIndexes().toArray()
    return indexes.some((index) => index.key.expires === 1 && index.expireAfterSeconds !== undefined)
  }

  async #identify(): Promise<Identity> {
    try {
      const found = (await this.#listCollections({ name: this.#collection.collectionName }, { nameOnly: false }).next()) as {
        readonly info?: { readonly uuid?: BSON.Binary }
      } | null
      return found === null ? null : found.info?.uuid?.toString('hex')
    } catch {
      return undefined
    }
  }
}
