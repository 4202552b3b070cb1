/** Sort keys. */
import { CommandError } from './command-error.js'
import { compare } from './compare.js'
import { parsePath, valuesAt } from './paths.js'
import { type Doc, isDoc, isNumber, type Maybe, toNumber } from './values.js'

export interface SortPart {
  readonly path: readonly string[]
  readonly direction: 1 | -1
}

/** @throws CommandError BadValue, 15975 for a direction that is neither 1 nor -1 */
export function parseSort(spec: Doc): readonly SortPart[] {
  return [...spec].map(([name, value]) => {
    if (name === '') throw new CommandError(40352, 'FieldPath cannot be constructed with empty string')
    if (name === '$natural') return { path: ['$natural'], direction: isNumber(value) && toNumber(value) < 0 ? (-1 as const) : (1 as const) }
    if (isDoc(value)) throw new CommandError(17312, '$meta is the only expression supported by $sort right now')
    if (!isNumber(value))
      throw new CommandError(15974, `Illegal key in $sort specification: ${name}: ${typeof value === 'string' ? `"${value}"` : String(value)}`)
    const direction = toNumber(value)
    if (direction !== 1 && direction !== -1) throw new CommandError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)')
    return { path: parsePath(name), direction }
  })
}

/** The value that a document is sorted by: of an array its least element, or its greatest when sorting downwards. */
function sortKey(document: Doc, part: SortPart): Maybe {
  const values = valuesAt(document, part.path)
  let best: Maybe = values[0] ?? null
  for (const value of values) if (compare(value, best) * part.direction < 0) best = value
  // An empty array is sorted before null, as undefined.
  if (Array.isArray(best) && best.length === 0 && values.length === 1) return undefined
  return typeof best === 'symbol' ? null : best
}

export interface Sortable<T> {
  readonly keys: readonly Maybe[]
  readonly item: T
}

export function withKeys<T>(item: T, document: Doc, parts: readonly SortPart[]): Sortable<T> {
  return { keys: parts.map((part) => sortKey(document, part)), item }
}

/** For `Array.prototype.sort`, which is stable: equal ones stay in the order in which they came. */
export function bySortKeys(parts: readonly SortPart[]): (a: Sortable<unknown>, b: Sortable<unknown>) => number {
  return (a, b) => {
    for (const [index, part] of parts.entries()) {
      const result = compare(a.keys[index], b.keys[index])
      if (result !== 0) return result * part.direction
    }
    return 0
  }
}
