/** The fields of a command, checked as MongoDB's IDL checks them. */
import { CommandError } from './command-error.js'
import { type Doc, isDoc, isNumber, toNumber, typeOf, type Value } from './values.js'

/** Fields that any command may have. */
const GENERIC = new Set(
  '$db lsid $clusterTime txnNumber autocommit startTransaction readConcern writeConcern $readPreference comment maxTimeMS apiVersion apiStrict apiDeprecationErrors $configServerState $client $audit help databaseVersion shardVersion allowImplicitCollectionCreation mayBypassWriteBlocking $queryOptions coordinator startOrContinueTransaction maxTimeMSOpOnly requestGossipRoutingCache'.split(
    ' ',
  ),
)

export class CommandFields {
  readonly name: string
  readonly #doc: Doc

  /** @param name of the command (or of a part of it: `update.updates`) for messages */
  constructor(name: string, document: Doc) {
    this.name = name
    this.#doc = document
  }

  /** @throws CommandError 40415 for a field that is in neither list */
  allowOnly(names: string): void {
    const allowed = new Set(names.split(' '))
    for (const field of this.#doc.keys()) {
      if (!allowed.has(field) && !GENERIC.has(field) && field !== this.name)
        throw new CommandError(40415, `BSON field '${this.name}.${field}' is an unknown field.`)
    }
  }

  has(field: string): boolean {
    return this.#doc.has(field)
  }

  value(field: string): Value | undefined {
    return this.#doc.get(field)
  }

  #wrong(field: string, value: Value, expected: string): CommandError {
    return new CommandError('TypeMismatch', `BSON field '${this.name}.${field}' is the wrong type '${typeOf(value).name}', expected ${expected}`)
  }

  required(field: string): Value {
    if (!this.#doc.has(field)) throw new CommandError(40414, `BSON field '${this.name}.${field}' is missing but a required field`)
    return this.#doc.get(field) ?? null
  }

  /** null counts as left out. */
  document(field: string): Doc | undefined {
    const value = this.#doc.get(field)
    if (value === undefined || value === null) return undefined
    if (!isDoc(value)) throw this.#wrong(field, value, "type 'object'")
    return value
  }

  array(field: string): readonly Value[] | undefined {
    const value = this.#doc.get(field)
    if (value === undefined || value === null) return undefined
    if (!Array.isArray(value)) throw this.#wrong(field, value, "type 'array'")
    return value
  }

  string(field: string): string | undefined {
    const value = this.#doc.get(field)
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string') throw this.#wrong(field, value, "type 'string'")
    return value
  }

  number(field: string): number | undefined {
    const value = this.#doc.get(field)
    if (value === undefined || value === null) return undefined
    if (!isNumber(value)) throw this.#wrong(field, value, "types '[long, int, decimal, double']")
    return Math.trunc(toNumber(value))
  }

  /** @throws CommandError 51024 below zero */
  count(field: string): number | undefined {
    const value = this.number(field)
    if (value !== undefined && value < 0) throw new CommandError(51024, `BSON field '${field}' value must be >= 0, actual value '${value}'`)
    return value
  }

  boolean(field: string): boolean {
    const value = this.#doc.get(field)
    if (value === undefined || value === null) return false
    if (typeof value === 'boolean') return value
    if (isNumber(value)) return toNumber(value) !== 0
    throw this.#wrong(field, value, "types '[bool, long, int, decimal, double']")
  }
}
