/** An index other than `_id`'s: keeps what is unique unique, finds equal values, and says when a document expires. */
import { CommandError } from './command-error.js'
import { keyOf } from './compare.js'
import { compileQuery } from './matcher.js'
import { parsePath, valuesAt } from './paths.js'
import type { Row } from './row.js'
import { shellText } from './shell-text.js'
import type { Predicate } from './value-tests.js'
import { type Doc, isDoc, isNumber, type Maybe, MISSING, toNumber, type Value } from './values.js'

export class SecondaryIndex {
  /** As `listIndexes` answers it. */
  spec: Doc
  readonly #paths: readonly (readonly string[])[]
  readonly #partial: Predicate | null
  readonly #entries: Map<string, Set<Row>> | null

  constructor(spec: Doc) {
    this.spec = spec
    this.#paths = [...this.keys.keys()].map(parsePath)
    const filter = spec.get('partialFilterExpression')
    this.#partial = isDoc(filter ?? null) ? compileQuery(filter as Doc) : null
    // An index that only expires documents is never asked for a value.
    this.#entries = this.unique || this.expireAfterSeconds === null ? new Map() : null
  }

  get name(): string {
    const name = this.spec.get('name')
    return typeof name === 'string' ? name : ''
  }

  get keys(): Doc {
    const key = this.spec.get('key')
    return isDoc(key ?? null) ? (key as Doc) : new Map()
  }

  /** Names on the top level of a document that it depends on. */
  get topFields(): readonly string[] {
    return this.#paths.map(([first = '']) => first)
  }

  /** Its filter may ask for any field. */
  get looksAtEverything(): boolean {
    return this.#partial !== null
  }

  get unique(): boolean {
    return this.spec.get('unique') === true
  }

  get expireAfterSeconds(): number | null {
    const seconds = this.spec.get('expireAfterSeconds')
    return seconds !== undefined && isNumber(seconds) && this.#paths.length === 1 ? toNumber(seconds) : null
  }

  #covers(document: Doc): boolean {
    if (this.#partial && !this.#partial(document)) return false
    return this.spec.get('sparse') !== true || this.#paths.some((path) => valuesAt(document, path).some((value) => value !== MISSING))
  }

  /** The combinations of values that the document is found by. */
  #combinations(document: Doc): readonly (readonly Maybe[])[] {
    if (!this.#covers(document)) return []
    let combinations: readonly (readonly Maybe[])[] = [[]]
    for (const path of this.#paths) {
      const values = valuesAt(document, path)
      const distinct = [...new Map(values.map((value): [string, Maybe] => [keyOf(value), value])).values()]
      combinations = combinations.flatMap((left) => distinct.map((value): readonly Maybe[] => [...left, value]))
    }
    return combinations
  }

  /** @throws CommandError DuplicateKey when another row has one of its values */
  check(document: Doc, self: Row | null, namespace: string): void {
    if (!this.unique || !this.#entries) return
    for (const values of this.#combinations(document)) {
      for (const row of this.#entries.get(combinedKey(values)) ?? []) if (row !== self) throw duplicateKey(namespace, this.name, this.keys, values)
    }
  }

  add(document: Doc, row: Row): void {
    for (const values of this.#entries ? this.#combinations(document) : []) {
      const key = combinedKey(values)
      const rows = this.#entries?.get(key)
      if (rows) rows.add(row)
      else this.#entries?.set(key, new Set([row]))
    }
    row.expiresAt = Math.min(row.expiresAt, this.#expiry(document))
  }

  remove(document: Doc, row: Row): void {
    for (const values of this.#entries ? this.#combinations(document) : []) {
      const key = combinedKey(values)
      const rows = this.#entries?.get(key)
      rows?.delete(row)
      if (rows?.size === 0) this.#entries?.delete(key)
    }
  }

  /** Rows with this value in the only field of the index; null when it cannot tell. */
  rowsEqual(value: Value): Iterable<Row> | null {
    if (!this.#entries || this.#partial || this.spec.get('sparse') === true) return null
    return this.#entries.get(combinedKey([value])) ?? []
  }

  /** The least date in the field counts; a document without a date never expires (MongoDB manual, "TTL Indexes"). */
  #expiry(document: Doc): number {
    const seconds = this.expireAfterSeconds
    const [path] = this.#paths
    if (seconds === null || !path || !this.#covers(document)) return Number.POSITIVE_INFINITY
    const times = valuesAt(document, path).flatMap((value) => (value instanceof Date ? [value.getTime()] : []))
    return Math.min(Number.POSITIVE_INFINITY, ...times) + seconds * 1000
  }
}

function combinedKey(values: readonly Maybe[]): string {
  const [only] = values
  return values.length === 1 ? keyOf(only ?? null) : values.map((value) => `${keyOf(value).length}:${keyOf(value)}`).join('')
}

export function duplicateKey(namespace: string, index: string, pattern: Doc, values: readonly Maybe[]): CommandError {
  const fields = [...pattern.keys()].map((name, position): [string, Value] => {
    const value = values[position] ?? null
    return [name, value === MISSING ? null : value]
  })
  const keyText = `{ ${fields.map(([name, value]) => `${name}: ${shellText(value)}`).join(', ')} }`
  const extra = new Map<string, Value>([
    ['keyPattern', pattern],
    ['keyValue', new Map(fields)],
  ])
  return new CommandError('DuplicateKey', `E11000 duplicate key error collection: ${namespace} index: ${index} dup key: ${keyText}`, extra)
}
