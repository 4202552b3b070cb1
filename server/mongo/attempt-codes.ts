/** Every `code` that a MongoAttempt can carry, so that a client can word each of them in its reader's language. */
export const ATTEMPT_CODES = [
  /** The source serves and is in use. */
  'uri-answers',
  'local-answers',
  'binary-runs',
  'embedded-runs',
  /** The embedded server runs, but its folder cannot be written: it keeps its data in memory only. */
  'embedded-in-memory',
  /** The embedded server runs without some records of its files, which it could not read. */
  'embedded-damaged',
  /** A better source was chosen before. */
  'not-needed',
  /** MONGODB_URI is not set. */
  'uri-not-set',
  /** MONGODB_URI is no connection string, and nothing more can be said. */
  'uri-malformed',
  /** It begins with another scheme, or with none. */
  'uri-scheme',
  /** A control character in it. */
  'uri-control',
  /** User name or password (or an option) hold a character that has to be percent-encoded. */
  'uri-encoding',
  /** A password without a user name. */
  'uri-user',
  /** Its hosts are not written as hosts; mostly since no @ stands before them. */
  'uri-host',
  /** mongodb+srv with a port or several hosts. */
  'uri-srv-host',
  /** An option that MongoDB does not have, or without a value. */
  'uri-option-name',
  /** params: option */
  'uri-option-value',
  /** A file that an option names (tlsCAFile, tlsCertificateKeyFile) cannot be read. */
  'uri-file',
  /** It needs a package that is not installed: compression, Kerberos, AWS. */
  'uri-needs-package',
  /** Its host has no address. */
  'host-not-found',
  /** mongodb+srv: its host has no SRV record. */
  'srv-not-found',
  /** Nothing listens on that host and port. */
  'connection-refused',
  /** Nobody answered in time. */
  'no-answer',
  /** Something accepts connections there, and says nothing that a MongoDB would say. */
  'not-mongodb',
  /** It asks for a user, and the address has none. */
  'auth-required',
  /** User name or password were refused, or the user is in another database than authSource says. */
  'auth-failed',
  /** The server does not offer this authMechanism. */
  'auth-mechanism',
  /** This user may not do in the database what the shop does. */
  'not-authorized',
  /** It answers, but takes no writes (a secondary). */
  'not-writable',
  /** It answers, but is not in the replica set that the address names. */
  'wrong-replica-set',
  /** The server wants TLS, and the address does not say so. */
  'tls-required',
  /** The address says TLS, and the server does not speak it. */
  'tls-not-spoken',
  /** Its certificate is not trusted: made by itself, out of date, for another name. */
  'tls-certificate',
  /** TLS could not be agreed on. */
  'tls-failed',
  /** Too old or too new for the driver. */
  'version-unsupported',
  /** The driver gave another reason. */
  'not-usable',
  /** It holds somebody's documents where a store would keep its sessions, and the one that runs for the sandbox stays. */
  'holds-documents',
  /** Nothing listens on 127.0.0.1:27017. */
  'nothing-listens',
  /** No mongod on this machine. */
  'no-binary',
  /** MONGOD_BINARY names a file that is not there or may not be run. */
  'binary-not-executable',
  /** There is a mongod, but it did not start. */
  'binary-failed',
  /** The folder for its data cannot be written. */
  'folder-not-writable',
  /** The embedded server did not start. */
  'embedded-failed',
] as const

export type AttemptCode = (typeof ATTEMPT_CODES)[number]
