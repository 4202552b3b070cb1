/** Where an update writes: `a.0.b`, `a.$.b`, `a.$[].b`, `a.$[name].b`, made into the places of one document. */
import { CommandError } from './command-error.js'
import { compileQuery } from './matcher.js'
import { shellField } from './shell-text.js'
import type { Predicate } from './value-tests.js'
import { copyDoc, type Doc, doc, isDoc, type Maybe, MISSING, type Value } from './values.js'

export interface UpdateScope {
  /** Of each name in `arrayFilters`. */
  readonly arrayFilters: ReadonlyMap<string, Predicate>
  /** The query that found the document; null for an insert. `$` is the first element that it matches. */
  readonly matched: PositionalMatch | null
  /** The path as it was given, for messages. */
  readonly text: string
}

/** The query that found a document, as `$` needs it. */
export interface PositionalMatch {
  readonly test: Predicate
  /** Does it say anything about this path? */
  touches(path: string): boolean
}

/** A change of what stands at a place; returning `current` itself changes nothing, MISSING removes it. */
export type Change = (current: Maybe, field: string) => Maybe

export function isIndex(part: string): boolean {
  return /^(0|[1-9]\d{0,8})$/.test(part)
}

/** @throws CommandError for empty parts, `$` without a match, unknown filters */
export function expandPath(document: Doc, path: readonly string[], scope: UpdateScope): readonly (readonly string[])[] {
  const position = path.findIndex((part) => part.startsWith('$') && (part === '$' || part.startsWith('$[')))
  if (position === -1) return [path]
  const before = path.slice(0, position)
  const part = path[position] ?? ''
  const array = valueAt(document, before)
  const indices = elementsFor(document, before, part, array, scope)
  return indices.flatMap((index) => expandPath(document, [...before, String(index), ...path.slice(position + 1)], scope))
}

function elementsFor(document: Doc, before: readonly string[], part: string, array: Maybe, scope: UpdateScope): readonly number[] {
  if (part === '$') {
    const index =
      Array.isArray(array) && scope.matched?.touches(before.join('.'))
        ? array.findIndex((element) => scope.matched?.test(withElementOnly(document, before, element)))
        : -1
    if (index === -1) throw new CommandError('BadValue', 'The positional operator did not find the match needed from the query.')
    return [index]
  }
  if (array === MISSING) throw new CommandError('BadValue', `The path '${before.join('.')}' must exist in the document in order to apply array updates.`)
  if (!Array.isArray(array)) throw new CommandError('BadValue', `Cannot apply array updates to non-array element ${shellField(before.at(-1) ?? '', array)}`)
  const all = array.map((_, index) => index)
  const name = part.slice(2, -1)
  if (name === '') return all
  const filter = scope.arrayFilters.get(name)
  if (!filter) throw new CommandError('BadValue', `No array filter found for identifier '${name}' in path '${scope.text}'`)
  return all.filter((index) => filter(doc({ [name]: array[index] ?? null })))
}

function withElementOnly(document: Doc, path: readonly string[], element: Value): Doc {
  const trial = copyDoc(document)
  changeAt(trial, path, () => [element], false)
  return trial
}

export function valueAt(document: Doc, path: readonly string[]): Maybe {
  let current: Maybe = document
  for (const part of path) {
    if (isDoc(current)) current = current.has(part) ? (current.get(part) ?? null) : MISSING
    else if (Array.isArray(current) && isIndex(part)) current = Number(part) < current.length ? (current[Number(part)] ?? null) : MISSING
    else return MISSING
  }
  return current
}

/** As far as the path leads into the document: the last container, and how many parts were used. */
function reach(document: Doc, path: readonly string[]): { readonly container: Doc | Value[]; readonly depth: number; readonly blocked: boolean } {
  let container: Doc | Value[] = document
  for (let depth = 0; depth < path.length - 1; depth++) {
    const part = path[depth] ?? ''
    const next = valueAt(doc({ c: container }), ['c', part])
    if (next === MISSING) return { container, depth, blocked: Array.isArray(container) && !isIndex(part) }
    if (!isDoc(next) && !Array.isArray(next)) return { container, depth: depth + 1, blocked: true }
    container = next
  }
  return { container, depth: path.length - 1, blocked: Array.isArray(container) && !isIndex(path.at(-1) ?? '') }
}

function put(container: Doc | Value[], part: string, value: Value): void {
  if (!Array.isArray(container)) {
    container.set(part, value)
    return
  }
  const index = Number(part)
  if (index > container.length + 1_500_000) throw new CommandError('BadValue', `can't backfill more than 1500000 elements`)
  while (container.length < index) container.push(null)
  container[index] = value
}

/**
 * Changes one place of `document`, which is the caller's own copy.
 *
 * @param create make the documents on the way that are not there
 * @returns whether anything changed
 * @throws CommandError PathNotViable when a value on the way is neither a document nor an array
 */
export function changeAt(document: Doc, path: readonly string[], change: Change, create: boolean): boolean {
  const { container, depth, blocked } = reach(document, path)
  const part = path[depth] ?? ''
  if (blocked) {
    if (!create) return false
    const name = depth === 0 ? '' : (path[depth - 1] ?? '')
    throw new CommandError('PathNotViable', `Cannot create field '${part}' in element {${shellField(name, valueAt(document, path.slice(0, depth)) as Value)}}`)
  }
  const current = depth === path.length - 1 ? valueAt(doc({ c: container }), ['c', part]) : MISSING
  if (current === MISSING && !create) return false
  const next = change(current, path.at(-1) ?? '')
  if (next === current) return false
  if (next === MISSING) {
    // An element of an array is not taken out: null stands in its place.
    if (Array.isArray(container)) container[Number(part)] = null
    else container.delete(part)
    return true
  }
  let value: Value = next
  for (let i = path.length - 1; i > depth; i--) value = new Map([[path[i] ?? '', value]])
  put(container, part, value)
  return true
}

/** Names of the filters, from `arrayFilters`. @throws CommandError FailedToParse */
export function compileArrayFilters(filters: readonly Value[]): ReadonlyMap<string, Predicate> {
  const result = new Map<string, Predicate>()
  for (const filter of filters) {
    if (!isDoc(filter)) throw new CommandError('TypeMismatch', `BSON field 'update.updates.arrayFilters.0' is the wrong type, expected type 'object'`)
    const [first] = topNames(filter)
    if (first === undefined) throw new CommandError('FailedToParse', 'Cannot use an expression without a top-level field name in arrayFilters')
    if (result.has(first)) throw new CommandError('FailedToParse', `Found multiple array filters with the same top-level field name ${first}`)
    result.set(first, compileQuery(filter))
  }
  return result
}

function topNames(filter: Doc): readonly string[] {
  return [...filter].flatMap(([name, value]) => {
    if (!name.startsWith('$')) return [name.split('.', 1)[0] ?? '']
    return Array.isArray(value) ? value.flatMap((clause) => (isDoc(clause) ? topNames(clause) : [])) : []
  })
}
