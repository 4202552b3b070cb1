/** Which rows a query has to look at, and in which order: by `_id`, by an index, or all of them in slices that let others in. */
import { EMBEDDED } from '../../config.js'
import { type Collection, inNaturalOrder } from './collection.js'
import { CommandError } from './command-error.js'
import { compileQuery, type QueryContext } from './matcher.js'
import { regexOperatorIn, withinBound } from './regex-bound.js'
import type { Row } from './row.js'
import { nextTurn, Slice } from './slice.js'
import { bySortKeys, parseSort, type Sortable, type SortPart, withKeys } from './sorting.js'
import { isOperatorDoc, type Predicate } from './value-tests.js'
import { type Doc, typeOf, type Value } from './values.js'

export interface Plan {
  /** Rows that may match. Null predicate: all of them do. */
  readonly candidates: Iterable<Row>
  readonly predicate: Predicate | null
  /** The operator by which the predicate matches regular expressions, which is to be interrupted when it takes too long; null: none. */
  readonly regexOperator: string | null
  /** The predicate looks at nothing but `_id`, which every row has at hand: it need not be decoded. */
  readonly onlyId: boolean
  /** What is still to be sorted; empty when the candidates come in order. */
  readonly sort: readonly SortPart[]
  readonly stage: 'IDHACK' | 'IXSCAN' | 'COLLSCAN'
  /** Matches still to be left out. */
  readonly skip: number
}

/** A value that an index can be asked for; undefined for an operator, a regular expression, null. */
function exactValues(condition: Value): readonly Value[] | undefined {
  const simple = (value: Value) => value !== null && value !== undefined && !Array.isArray(value) && typeOf(value).name !== 'regex'
  if (!isOperatorDoc(condition)) return simple(condition) ? [condition] : undefined
  const one = condition.get('$eq')
  if (condition.has('$eq') && simple(one ?? null)) return [one ?? null]
  const many = condition.get('$in')
  return Array.isArray(many) && many.every(simple) ? many : undefined
}

/** @throws CommandError for a query or a sort that is not one */
export function planQuery(collection: Collection, query: Doc, sort: Doc, skip = 0, context?: QueryContext): Plan {
  const parts = parseSort(sort)
  const compiled = query.size === 0 ? null : compileQuery(query, context)
  const regexOperator = regexOperatorIn(query)
  const onlyId = query.size === 1 && query.has('_id')
  const ids = query.has('_id') ? exactValues(query.get('_id') ?? null) : undefined
  // Rows found by nothing but their _id match already: they need not be decoded.
  const predicate = ids && onlyId && !isMoreThanOne(query.get('_id') ?? null) ? null : compiled
  if (ids) {
    const rows = new Set(ids.flatMap((id) => collection.byId(id) ?? []))
    return {
      candidates: rows.size > 1 ? [...rows].sort((a, b) => a.recordId - b.recordId) : rows,
      predicate,
      regexOperator,
      onlyId,
      sort: parts,
      stage: 'IDHACK',
      skip,
    }
  }
  for (const index of collection.indexes) {
    const [field] = index.keys.keys()
    const values = index.keys.size === 1 && field !== undefined && query.has(field) ? exactValues(query.get(field) ?? null) : undefined
    const found = values?.map((value) => index.rowsEqual(value))
    if (found?.every((rows) => rows !== null)) {
      const rows = [...new Set(found.flatMap((rows) => [...(rows ?? [])]))]
      return { candidates: rows.sort((a, b) => a.recordId - b.recordId), predicate, regexOperator, onlyId, sort: parts, stage: 'IXSCAN', skip }
    }
  }
  const [first] = parts
  if (parts.length === 1 && first && first.path.length === 1 && first.path[0] === '_id') {
    const from = first.direction === 1 ? lowerBound(query.get('_id') ?? null) : undefined
    // Where every row matches, those to be left out need not be looked at.
    const jump = predicate ? 0 : skip
    return { candidates: collection.sorted().rows(first.direction, jump, from), predicate, regexOperator, onlyId, sort: [], stage: 'IXSCAN', skip: skip - jump }
  }
  if (first?.path[0] === '$natural')
    return { candidates: inNaturalOrder(collection, first.direction), predicate, regexOperator, onlyId, sort: [], stage: 'COLLSCAN', skip }
  return { candidates: inNaturalOrder(collection, 1), predicate, regexOperator, onlyId, sort: parts, stage: 'COLLSCAN', skip }
}

function lowerBound(condition: Value): Value | undefined {
  if (!isOperatorDoc(condition)) return undefined
  const bound = condition.get('$gt') ?? condition.get('$gte')
  return bound === null ? undefined : bound
}

function isMoreThanOne(condition: Value): boolean {
  return isOperatorDoc(condition) && condition.size > 1
}

export interface Match {
  readonly row: Row
  /** Decoded where it was needed. */
  readonly document: Doc | null
  /** The row's, when it was looked at. */
  readonly text: string
}

/** Matching rows in the order asked for. Long work is done in slices of EMBEDDED.sliceMs. */
export async function* matches(plan: Plan, limit = Number.POSITIVE_INFINITY): AsyncGenerator<Match> {
  if (limit <= 0) return
  const found = plan.sort.length > 0 ? sorted(plan) : filtered(plan)
  let left = plan.skip
  let given = 0
  for await (const match of found) {
    if (left-- > 0) continue
    yield match
    if (++given >= limit) return
  }
}

/** Matches that are looked for at once, where interrupting costs too much to be made ready for each. */
const MOST_AT_ONCE = 64

async function* filtered(plan: Plan): AsyncGenerator<Match> {
  const slice = new Slice()
  if (!plan.predicate || plan.regexOperator === null) {
    for (const row of plan.candidates) {
      if (slice.over()) await slice.pause()
      const match = matchOf(row, plan)
      if (match) yield match
    }
    return
  }
  const rows = plan.candidates[Symbol.iterator]()
  for (let done = false; !done; ) {
    const found: Match[] = []
    await nextTurn()
    withinBound(() => {
      const endsAt = performance.now() + EMBEDDED.sliceMs
      while (found.length < MOST_AT_ONCE && performance.now() < endsAt) {
        const next = rows.next()
        if (next.done) {
          done = true
          return
        }
        const match = matchOf(next.value, plan)
        if (match) found.push(match)
      }
    }, plan.regexOperator)
    yield* found
  }
}

function matchOf(row: Row, plan: Plan): Match | null {
  if (row.removed) return null
  if (!plan.predicate) return { row, document: null, text: row.text }
  const document = plan.onlyId ? null : row.document()
  return plan.predicate(document ?? new Map([['_id', row.id]])) ? { row, document, text: row.text } : null
}

/**
 * Changes what matches, in the order asked for. Others come in between finding a row and getting to it, so it is asked once more,
 * and what it is then is changed at once: whoever changes a row has seen it as it was just before.
 *
 * @param change must not wait for anything
 * @returns how many rows it was called with
 */
export async function changeMatches(plan: Plan, limit: number, change: (row: Row, document: Doc) => void): Promise<number> {
  let changed = 0
  for await (const match of matches(plan)) {
    const document = stillMatching(match, plan)
    if (!document) continue
    change(match.row, document)
    if (++changed >= limit) break
  }
  return changed
}

function stillMatching({ row, document, text }: Match, plan: Plan): Doc | null {
  if (row.removed) return null
  if (document && row.text === text) return document
  const now = row.document()
  return !plan.predicate || plan.onlyId || plan.predicate(now) ? now : null
}

async function* sorted(plan: Plan): AsyncGenerator<Match> {
  const entries: Sortable<Match>[] = []
  let bytes = 0
  for await (const { row, document, text } of filtered(plan)) {
    const whole = document ?? row.document()
    bytes += row.bytes
    if (bytes > EMBEDDED.maxSortBytes) {
      throw new CommandError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Sort exceeded memory limit of ${EMBEDDED.maxSortBytes} bytes, but did not opt in to external sorting.`,
      )
    }
    entries.push(withKeys({ row, document: whole, text }, whole, plan.sort))
  }
  for (const entry of entries.sort(bySortKeys(plan.sort))) yield entry.item
}
