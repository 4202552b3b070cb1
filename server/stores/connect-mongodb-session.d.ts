/** What is used here of connect-mongodb-session 5 (its @types package pulls in an old driver). Read from its index.js. */
declare module 'connect-mongodb-session' {
  import type session from 'express-session'
  import type { Store } from 'express-session'
  import type { Collection, Db, Document, MongoClient, MongoClientOptions } from 'mongodb'

  namespace connectMongoDBSession {
    interface MongoDBStoreOptions {
      readonly uri: string
      readonly databaseName?: string
      readonly collection?: string
      /** ms that a session without `cookie.expires` lives; two weeks by default. */
      readonly expires?: number
      readonly connectionOptions?: MongoClientOptions
    }

    interface SessionDocument extends Document {
      _id: string
      /** A text: some other packages keep JSON in the same field. */
      session: Record<string, unknown> | string
      expires?: Date | null
    }

    /** No `touch`, no `length`; its `all` never calls back. `on` and `once` reach a private emitter that emits only `connected` and `error`. */
    interface MongoDBStore extends Store {
      readonly client: MongoClient
      readonly db: Db
      readonly collection: Collection<SessionDocument>
      readonly options: { readonly expires: number }
      readonly initialConnectionPromise: Promise<unknown>
      clear(callback: (error?: unknown) => void): void
    }

    interface MongoDBStoreConstructor {
      /** @param callback after the first connection; twice when the index cannot be made */
      new (options: MongoDBStoreOptions, callback: (error?: unknown) => void): MongoDBStore
    }
  }

  function connectMongoDBSession(sessionModule: typeof session): connectMongoDBSession.MongoDBStoreConstructor
  export = connectMongoDBSession
}
