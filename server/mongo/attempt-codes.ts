/** Every `code` that a MongoAttempt can carry, so that a client can word each of them in its reader's language. */
export type AttemptCode =
  /** The source serves and is in use. */
  | 'uri-answers'
  | 'local-answers'
  | 'binary-runs'
  | 'embedded-runs'
  /** The embedded server runs, but its folder cannot be written: it keeps its data in memory only. */
  | 'embedded-in-memory'
  /** The embedded server runs without some records of its files, which it could not read. */
  | 'embedded-damaged'
  /** A better source was chosen before. */
  | 'not-needed'
  /** MONGODB_URI is not set. */
  | 'uri-not-set'
  /** MONGODB_URI is no connection string. */
  | 'uri-malformed'
  /** Its host has no address. */
  | 'host-not-found'
  /** Nothing listens on that host and port. */
  | 'connection-refused'
  /** Nobody answered in time. */
  | 'no-answer'
  /** User name or password were refused. */
  | 'auth-failed'
  /** It asks for a user, or this user may not use the database. */
  | 'not-authorized'
  /** It answers, but takes no writes (a secondary). */
  | 'not-writable'
  /** TLS could not be agreed on. */
  | 'tls-failed'
  /** Too old or too new for the driver. */
  | 'version-unsupported'
  /** Something else answers there, or the driver gave another reason. */
  | 'not-usable'
  /** Nothing listens on 127.0.0.1:27017. */
  | 'nothing-listens'
  /** No mongod on this machine. */
  | 'no-binary'
  /** MONGOD_BINARY names a file that is not there or may not be run. */
  | 'binary-not-executable'
  /** There is a mongod, but it did not start. */
  | 'binary-failed'
  /** The folder for its data cannot be written. */
  | 'folder-not-writable'
  /** The embedded server did not start. */
  | 'embedded-failed'
