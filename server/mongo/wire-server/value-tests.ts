/** What a query asks of one value, and of the values that a path leads to: the ground that queries and the operators of a field share. */
import { BSONRegExp } from 'mongodb'
import { compare, equal, keyOf } from './compare.js'
import { type Path, visitPath } from './paths.js'
import { compileRegex } from './regex.js'
import type { Pattern } from './regex-bound.js'
import { type Doc, isDoc, type Maybe, typeOf, type Value } from './values.js'

export type Predicate = (document: Doc) => boolean
/** Asked for each value that the path of a field leads to. */
export type ValueTest = (value: Maybe) => boolean

/** Is it `{$gt: 1, …}` rather than a document to be compared with? */
export function isOperatorDoc(value: Value): value is Doc {
  if (!isDoc(value)) return false
  const [first] = value.keys()
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id' && first !== '$db'
}

export function onPath(path: Path, test: ValueTest): Predicate {
  return (document) => visitPath(document, path, test)
}

/** Equal to it; null is also equal to nothing at all. */
export function equalityTest(operand: Value): ValueTest {
  if (operand === null || operand === undefined) return (value) => value === null || typeOf(value).order === 0
  if (typeof operand === 'string') return (value) => value === operand || (typeof value === 'object' && equal(value, operand))
  return (value) => equal(value, operand)
}

export function regexTest(regex: Pattern, original: BSONRegExp | null): ValueTest {
  return (value) => (typeof value === 'string' ? regex.test(value) : original !== null && value instanceof BSONRegExp && equal(value, original))
}

export function orderTest(operand: Value, accept: (order: number) => boolean, withEqual: boolean): ValueTest {
  const { order } = typeOf(operand)
  // Values are only compared within their type, but MinKey and MaxKey with all of them.
  if (order === -1 || order === 127) return (value) => typeof value !== 'symbol' && accept(compare(value, operand))
  if (operand === null || operand === undefined) return (value) => withEqual && (value === null || typeOf(value).order === 0)
  return (value) => {
    if (typeOf(value).order !== order) return false
    const result = compare(value, operand)
    return Number.isNaN(result) ? false : accept(result)
  }
}

/** One of them; regular expressions among them are matched. */
export function membershipTest(operands: readonly Value[]): ValueTest {
  const keys = new Set(operands.filter((operand) => !(operand instanceof BSONRegExp)).map(keyOf))
  const regexes = operands.filter((operand) => operand instanceof BSONRegExp).map((operand) => regexTest(compileRegex(operand, null), operand))
  return (value) => keys.has(keyOf(value)) || regexes.some((test) => test(value))
}
