/** What is used here of session-file-store 1.5, which has no types. Read from its lib. */
declare module 'session-file-store' {
  import type session from 'express-session'
  import type { Store } from 'express-session'

  namespace createFileStore {
    interface FileStoreOptions {
      readonly path?: string
      /** Seconds that a session without a `cookie.originalMaxAge` lives after it was saved or touched; an hour by default. */
      readonly ttl?: number
      /** How often a file that cannot be read is tried again, 50 ms apart; 5 by default. */
      readonly retries?: number
      /** Seconds between two passes of the timer that removes what has expired; an hour by default. */
      readonly reapInterval?: number
      /** What it has to say goes to `console.log` by default. */
      readonly logFn?: (message: string) => void
    }

    interface FileStore extends Store {
      readonly options: { readonly reapIntervalObject?: NodeJS.Timeout }
    }

    interface FileStoreConstructor {
      new (options?: FileStoreOptions): FileStore
    }
  }

  function createFileStore(sessionModule: typeof session): createFileStore.FileStoreConstructor
  export = createFileStore
}
