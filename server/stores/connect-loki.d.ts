/** What is used here of connect-loki 1.2 and of the LokiJS in it, which have no types for it. Read from their sources. */
declare module 'connect-loki' {
  import type session from 'express-session'
  import type { SessionData, Store } from 'express-session'

  namespace createLokiStore {
    interface LokiStoreOptions {
      /** File; `./session-store.db` by default. */
      readonly path?: string
      /** Is what has changed written to the file every 5 s? By default it is. */
      readonly autosave?: boolean
    }

    interface LokiRecord {
      readonly sid: string
      /** The very object that express-session gave to `set`. */
      readonly content: SessionData
    }

    /** Emits `connect` when the file has been read. */
    interface LokiStore extends Store {
      readonly collection: {
        readonly data: readonly LokiRecord[]
        count(): number
        find(query: { readonly sid: string }): readonly LokiRecord[]
        clear(): void
      }
      readonly client: {
        /** Writes all of it to a file beside, which takes the place of the one before. An error of that is the text of the system's error in another one. */
        saveDatabase(callback: (error?: unknown) => void): void
        /** From now on, whatever has changed is saved every 5 s; `callback` hears what came of each time. */
        autosaveEnable(options: undefined, callback: (error?: unknown) => void): void
        autosaveDisable(): void
      }
    }

    interface LokiStoreConstructor {
      new (options?: LokiStoreOptions): LokiStore
    }
  }

  function createLokiStore(sessionModule: typeof session): createLokiStore.LokiStoreConstructor
  export = createLokiStore
}
