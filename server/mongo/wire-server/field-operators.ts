/** The operators of a field in a query: `{field: {$gt: 1}}`. */
import { Binary, BSONRegExp } from 'mongodb'
import { CommandError } from './command-error.js'
import { type Path, visitPath } from './paths.js'
import { compileRegex } from './regex.js'
import { equalityTest, isOperatorDoc, membershipTest, onPath, orderTest, type Predicate, regexTest, type ValueTest } from './value-tests.js'
import { type Doc, isDoc, isNumber, type Maybe, TYPES, toNumber, typeOf, type Value } from './values.js'

/** Compiles what stands inside an operand (`$not`, `$all`, `$elemMatch`). It is passed in, since whoever compiles queries uses these operators. */
export interface InnerQueries {
  query(query: Doc): Predicate
  /** All operators of `{field: {$op: …, …}}`. */
  operators(path: Path, operators: Doc): Predicate
}

function bad(message: string): CommandError {
  return new CommandError('BadValue', message)
}

function not(test: Predicate): Predicate {
  return (document) => !test(document)
}

/** @param siblings the operators beside it: `$options` belongs to `$regex`. @throws CommandError BadValue and others */
export function compileFieldOperator(path: Path, name: string, operand: Value, siblings: Doc, inner: InnerQueries): Predicate {
  switch (name) {
    case '$eq':
      if (operand instanceof BSONRegExp) return onPath(path, (value) => value instanceof BSONRegExp && equalityTest(operand)(value))
      return onPath(path, equalityTest(operand))
    case '$ne':
      if (operand instanceof BSONRegExp) throw bad("Can't have regex as arg to $ne.")
      return not(onPath(path, equalityTest(operand)))
    case '$gt':
      return onPath(
        path,
        orderTest(notRegex(path, operand), (order) => order > 0, false),
      )
    case '$gte':
      return onPath(
        path,
        orderTest(notRegex(path, operand), (order) => order >= 0, true),
      )
    case '$lt':
      return onPath(
        path,
        orderTest(notRegex(path, operand), (order) => order < 0, false),
      )
    case '$lte':
      return onPath(
        path,
        orderTest(notRegex(path, operand), (order) => order <= 0, true),
      )
    case '$in':
      return onPath(path, membershipTest(list(name, operand)))
    case '$nin':
      return not(onPath(path, membershipTest(list(name, operand))))
    case '$exists': {
      const exists: Predicate = (document) => visitPath(document, path, (value) => typeof value !== 'symbol')
      return operand === false || operand === null || (isNumber(operand) && toNumber(operand) === 0) ? not(exists) : exists
    }
    case '$not':
      return compileNot(path, operand, inner)
    case '$regex':
      if (typeof operand !== 'string' && !(operand instanceof BSONRegExp)) throw bad('$regex has to be a string')
      return onPath(path, regexTest(compileRegex(operand, optionsBeside(operand, siblings)), operand instanceof BSONRegExp ? operand : null))
    case '$options':
      if (!siblings.has('$regex')) throw bad('$options needs a $regex')
      return () => true
    case '$size':
      return onWhole(path, sizeTest(operand))
    case '$type':
      return onPath(path, typeTest(operand))
    case '$all':
      return compileAll(path, operand, inner)
    case '$elemMatch':
      return onWhole(path, elementTest(operand, inner))
    case '$mod':
      return onPath(path, modTest(operand))
    case '$comment':
      return () => true
    case '$bitsAllSet':
    case '$bitsAnySet':
    case '$bitsAllClear':
    case '$bitsAnyClear':
      return onPath(path, bitsTest(name, operand))
  }
  throw bad(`unknown operator: ${name}`)
}

/** Operators about an array as a whole do not look at its elements one by one. */
function onWhole(path: Path, test: ValueTest): Predicate {
  return (document) => visitPath(document, path, test, 0, false)
}

function notRegex(path: Path, operand: Value): Value {
  if (operand instanceof BSONRegExp) throw bad(`Can't have RegEx as arg to predicate over field '${path.join('.')}'.`)
  return operand
}

function list(name: string, operand: Value): readonly Value[] {
  if (!Array.isArray(operand)) throw bad(`${name} needs an array`)
  if (operand.some(isOperatorDoc)) throw bad(`cannot nest $ under ${name}`)
  return operand
}

function optionsBeside(operand: string | BSONRegExp, siblings: Doc): string | null {
  const options = siblings.get('$options')
  if (!siblings.has('$options')) return null
  if (typeof options !== 'string') throw bad('$options has to be a string')
  if (operand instanceof BSONRegExp && operand.options !== '') throw new CommandError(51075, 'options set in both $regex and $options')
  return options
}

function compileNot(path: Path, operand: Value, inner: InnerQueries): Predicate {
  if (operand instanceof BSONRegExp) return not(onPath(path, regexTest(compileRegex(operand, null), operand)))
  if (!isDoc(operand)) throw bad('$not needs a regex or a document')
  if (operand.size === 0) throw bad('$not cannot be empty')
  return not(inner.operators(path, operand))
}

function wholeNumber(operand: Value): number | null {
  if (!isNumber(operand)) return null
  const number = toNumber(operand)
  return Number.isInteger(number) ? number : null
}

function sizeTest(operand: Value): ValueTest {
  if (!isNumber(operand))
    throw new CommandError('BadValue', `Failed to parse $size. Expected a number in: $size: ${typeof operand === 'string' ? `"${operand}"` : String(operand)}`)
  const size = wholeNumber(operand)
  if (size === null) throw new CommandError('BadValue', `Failed to parse $size. Expected an integer: $size: ${toNumber(operand)}`)
  if (size < 0) throw new CommandError('BadValue', `Failed to parse $size. Expected a non-negative number in: $size: ${size}`)
  return (value) => Array.isArray(value) && value.length === size
}

function typeTest(operand: Value): ValueTest {
  const wanted = (Array.isArray(operand) ? operand : [operand]).map((one) => {
    if (typeof one === 'string') {
      if (one === 'number') return [1, 16, 18, 19]
      const known = TYPES[one]
      if (!known || one === 'missing') throw bad(`Unknown type name alias: ${one}`)
      return [known.number]
    }
    if (!isNumber(one)) throw new CommandError('TypeMismatch', 'type must be represented as a number or a string')
    const number = toNumber(one)
    if (!Object.values(TYPES).some((type) => type.number === number) || number === 0) throw bad(`Invalid numerical type code: ${number}`)
    return [number]
  })
  const numbers = new Set(wanted.flat())
  return (value) => typeof value !== 'symbol' && numbers.has(typeOf(value).number)
}

function compileAll(path: Path, operand: Value, inner: InnerQueries): Predicate {
  if (!Array.isArray(operand)) throw bad('$all needs an array')
  if (operand.length === 0) return () => false
  const tests = operand.map((one): Predicate => {
    if (isDoc(one) && one.has('$elemMatch')) return onWhole(path, elementTest(one.get('$elemMatch') ?? null, inner))
    if (isOperatorDoc(one)) throw bad('no $ expressions in $all')
    return onPath(path, one instanceof BSONRegExp ? regexTest(compileRegex(one, null), one) : equalityTest(one))
  })
  return (document) => tests.every((test) => test(document))
}

/** `$elemMatch` with a query is asked of documents in the array, with operators of any element. */
export function elementTest(operand: Value, inner: InnerQueries): ValueTest {
  if (!isDoc(operand)) throw bad('$elemMatch needs an Object')
  const first = [...operand.keys()][0] ?? ''
  if (first.startsWith('$') && !['$and', '$or', '$nor', '$where'].includes(first)) {
    const test = inner.operators(['v'], operand)
    return (value) => Array.isArray(value) && value.some((element) => test(new Map([['v', element]])))
  }
  const test = inner.query(operand)
  return (value) => Array.isArray(value) && value.some((element) => (isDoc(element) ? test(element) : Array.isArray(element) && test(asDoc(element))))
}

function asDoc(array: readonly Value[]): Doc {
  return new Map(array.map((element, index) => [String(index), element]))
}

function modTest(operand: Value): ValueTest {
  if (!Array.isArray(operand)) throw bad('malformed mod, needs to be an array')
  if (operand.length < 2) throw bad('malformed mod, not enough elements')
  if (operand.length > 2) throw bad('malformed mod, too many elements')
  const [divisor, remainder] = operand
  if (divisor === undefined || !isNumber(divisor)) throw bad('malformed mod, divisor not a number')
  if (remainder === undefined || !isNumber(remainder)) throw bad('malformed mod, remainder not a number')
  const by = Math.trunc(toNumber(divisor))
  const rest = Math.trunc(toNumber(remainder))
  if (by === 0) throw bad('divisor cannot be 0')
  // -0 is 0 here.
  return (value) => isNumber(value) && Number.isFinite(toNumber(value)) && (Math.trunc(toNumber(value)) % by) + 0 === rest
}

function bitsTest(name: string, operand: Value): ValueTest {
  let mask = 0n
  if (Array.isArray(operand)) {
    for (const position of operand) {
      const bit = wholeNumber(position)
      if (bit === null || bit < 0) throw bad(`Failed to parse bit position. Expected a non-negative number in: ${String(position)}`)
      mask |= 1n << BigInt(bit)
    }
  } else if (operand instanceof Binary) {
    Buffer.from(operand.value()).forEach((byte, index) => {
      mask |= BigInt(byte) << BigInt(8 * index)
    })
  } else {
    const number = wholeNumber(operand)
    if (number === null || number < 0) throw bad(`${name} takes an Array, a number, or a BinData but received: ${String(operand)}`)
    mask = BigInt(number)
  }
  const bitsOf = (value: Maybe): bigint | null => {
    if (value instanceof Binary) return Buffer.from(value.value()).reduce((bits, byte, index) => bits | (BigInt(byte) << BigInt(8 * index)), 0n)
    return isNumber(value) && Number.isInteger(toNumber(value)) ? BigInt.asUintN(64, BigInt(toNumber(value))) : null
  }
  return (value) => {
    const bits = bitsOf(value)
    if (bits === null) return false
    const set = bits & mask
    if (name === '$bitsAllSet') return set === mask
    if (name === '$bitsAnySet') return set !== 0n
    return name === '$bitsAllClear' ? set === 0n : set !== mask
  }
}
