/** Errors with MongoDB's own codes and names (https://github.com/mongodb/mongo/blob/r6.0.5/src/mongo/base/error_codes.yml). */
import type { Doc } from './values.js'

export const ERROR_CODES = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  UnknownError: 8,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  IllegalOperation: 20,
  InvalidBSON: 22,
  LockBusy: 24,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  RoleNotFound: 31,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  DottedFieldName: 57,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  OutOfDiskSpace: 14031,
  CommandNotSupported: 115,
  NamespaceCannotBeSharded: 117,
  CommandFailed: 125,
  CommandNotSupportedOnView: 166,
  InvalidPipelineOperator: 168,
  InvalidIndexSpecificationOption: 197,
  NotImplemented: 238,
  ConversionFailure: 241,
  UnsupportedOpQueryCommand: 352,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  ClientMetadataCannotBeMutated: 186,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
} as const

export type ErrorName = keyof typeof ERROR_CODES

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(ERROR_CODES).map(([name, code]) => [code, name]))

/** What a command answers when it fails. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: number
  readonly codeName: string
  /** Further fields of the answer, such as keyPattern and keyValue. */
  readonly extra: Doc

  /** @param kind name of a code, or a number that has no name (MongoDB calls those Location12345) */
  constructor(kind: ErrorName | number, message: string, extra: Doc = new Map()) {
    super(message)
    this.code = typeof kind === 'number' ? kind : ERROR_CODES[kind]
    this.codeName = typeof kind === 'number' ? (NAMES.get(kind) ?? `Location${kind}`) : kind
    this.extra = extra
  }

  /** The same, with where it happened in front of the message. */
  within(where: string): CommandError {
    return new CommandError(this.code, `${where} :: caused by :: ${this.message}`, this.extra)
  }
}
