/** What each update operator makes of the value that it finds. */
import { Int32, Long, Timestamp } from 'mongodb'
import { add, identical, multiply } from './arithmetic.js'
import { CommandError } from './command-error.js'
import { compare, equal, keyOf } from './compare.js'
import { compileOperators, compileQuery } from './matcher.js'
import { shellField, shellText } from './shell-text.js'
import { bySortKeys, parseSort, withKeys } from './sorting.js'
import type { Change } from './update-paths.js'
import { equalityTest, isOperatorDoc } from './value-tests.js'
import { copy, type Doc, doc, isDoc, isNumber, MISSING, toNumber, typeOf, type Value } from './values.js'

export interface OperatorContext {
  /** Of the document that is changed, for messages. */
  readonly id: Value
  /** The whole path, as it was given. */
  readonly path: string
}

export interface UpdateOperator {
  /** Does it make what is not there? */
  readonly creates: boolean
  /** @throws CommandError for an operand that does not fit */
  compile(operand: Value, context: OperatorContext): Change
}

function bad(message: string): CommandError {
  return new CommandError('BadValue', message)
}

function whose(id: Value): string {
  return `{_id: ${shellText(id)}}`
}

function arithmetic(name: string, gerund: string, apply: typeof add, zero: (operand: Value) => Value): UpdateOperator {
  return {
    creates: true,
    compile(operand, { id, path }) {
      if (!isNumber(operand)) throw new CommandError('TypeMismatch', `Cannot ${gerund} with non-numeric argument: {${shellField(path, operand)}}`)
      return (current, field) => {
        if (current === MISSING) return zero(operand)
        if (!isNumber(current)) {
          throw new CommandError(
            'TypeMismatch',
            `Cannot apply ${name} to a value of non-numeric type. ${whose(id)} has the field '${field}' of non-numeric type ${typeOf(current).name}`,
          )
        }
        const result = apply(current, operand)
        // Past 64 bits there is no whole number left to hold it.
        if (isFloating(result) && !isFloating(current) && !isFloating(operand)) {
          throw bad(`Failed to apply ${name} operations to current value (${shellText(current)}) for document ${whose(id)}`)
        }
        return identical(current, result) ? current : result
      }
    },
  }
}

function isFloating(value: Value): boolean {
  return typeOf(value).name === 'double' || typeOf(value).name === 'decimal'
}

function extreme(sign: 1 | -1): UpdateOperator {
  return {
    creates: true,
    compile: (operand) => (current) => (current === MISSING || compare(operand, current) * sign > 0 ? copy(operand) : current),
  }
}

/** Equal in value and in every type and order within. */
export function same(a: Value, b: Value): boolean {
  if (typeOf(a).number !== typeOf(b).number) return false
  if (isDoc(a) && isDoc(b)) {
    const other = [...b]
    return a.size === b.size && [...a].every(([name, value], index) => other[index]?.[0] === name && same(value, other[index]?.[1] ?? null))
  }
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, index) => same(value, b[index] ?? null))
  return equal(a, b)
}

function arrayAt(current: Value | typeof MISSING, context: OperatorContext): Value[] {
  if (current === MISSING) return []
  if (Array.isArray(current)) return [...current]
  throw bad(`The field '${context.path}' must be an array but is of type ${typeOf(current).name} in document ${whose(context.id)}`)
}

const push: UpdateOperator = {
  creates: true,
  compile(operand, context) {
    const modifiers: Doc = isDoc(operand) && operand.has('$each') ? operand : doc({ $each: [operand] })
    for (const name of modifiers.keys()) if (!['$each', '$position', '$slice', '$sort'].includes(name)) throw bad(`Unrecognized clause in $push: ${name}`)
    const each = modifiers.get('$each')
    if (!Array.isArray(each))
      throw new CommandError('BadValue', `The argument to $each in $push must be an array but it was of type: ${typeOf(each ?? null).name}`)
    const position = modifiers.get('$position')
    const slice = modifiers.get('$slice')
    if (position !== undefined && !isNumber(position)) throw bad(`The value for $position must be an integer value, not of type: ${typeOf(position).name}`)
    if (slice !== undefined && !isNumber(slice)) throw bad(`The value for $slice must be an integer value but was given type: ${typeOf(slice).name}`)
    const sort = modifiers.has('$sort') ? sorter(modifiers.get('$sort') ?? null) : null
    return (current) => {
      const array = arrayAt(current, context)
      if (each.length === 0 && slice === undefined && sort === null && current !== MISSING) return current
      array.splice(position === undefined ? array.length : toNumber(position), 0, ...each.map(copy))
      const sorted = sort ? sort(array) : array
      if (slice === undefined) return sorted
      const count = toNumber(slice)
      return count < 0 ? sorted.slice(count) : sorted.slice(0, count)
    }
  },
}

function sorter(order: Value): (array: readonly Value[]) => Value[] {
  if (isNumber(order)) {
    const direction = toNumber(order)
    if (direction !== 1 && direction !== -1) throw bad('The $sort element value must be either 1 or -1')
    return (array) => [...array].sort((a, b) => compare(a, b) * direction)
  }
  if (!isDoc(order)) throw bad('The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields')
  const parts = parseSort(order)
  return (array) =>
    array
      .map((item) => withKeys(item, isDoc(item) ? item : new Map(), parts))
      .sort(bySortKeys(parts))
      .map((entry) => entry.item)
}

const addToSet: UpdateOperator = {
  creates: true,
  compile(operand, context) {
    const each = isDoc(operand) && operand.has('$each') ? operand.get('$each') : [operand]
    if (!Array.isArray(each))
      throw new CommandError('TypeMismatch', `The argument to $each in $addToSet must be an array but it was of type ${typeOf(each ?? null).name}`)
    return (current) => {
      if (current !== MISSING && !Array.isArray(current)) {
        throw bad(`Cannot apply $addToSet to non-array field. Field named '${context.path.split('.').at(-1)}' has non-array type ${typeOf(current).name}`)
      }
      const array = current === MISSING ? [] : [...current]
      const keys = new Set(array.map(keyOf))
      for (const value of each) {
        if (keys.has(keyOf(value))) continue
        keys.add(keyOf(value))
        array.push(copy(value))
      }
      return current !== MISSING && array.length === current.length ? current : array
    }
  },
}

/** Elements go when this says so. */
function taking(name: string, goes: (operand: Value) => (element: Value) => boolean): UpdateOperator {
  return {
    creates: false,
    compile(operand) {
      const test = goes(operand)
      return (current) => {
        if (current === MISSING) return MISSING
        if (!Array.isArray(current)) throw bad(`Cannot apply ${name} to a non-array value`)
        const left = current.filter((element) => !test(element))
        return left.length === current.length ? current : left
      }
    },
  }
}

function pullTest(operand: Value): (element: Value) => boolean {
  if (isOperatorDoc(operand)) {
    const test = compileOperators(['v'], operand, { variables: new Map() })
    return (element) => test(new Map([['v', element]]))
  }
  if (isDoc(operand)) {
    const test = compileQuery(operand)
    return (element) => isDoc(element) && test(element)
  }
  const regex = typeOf(operand).name === 'regex' ? compileQuery(new Map([['v', operand]])) : null
  return regex ? (element) => regex(new Map([['v', element]])) : equalityTest(operand)
}

export const UPDATE_OPERATORS: Readonly<Record<string, UpdateOperator>> = {
  $set: { creates: true, compile: (operand) => (current) => (current !== MISSING && same(current, operand) ? current : copy(operand)) },
  $setOnInsert: { creates: true, compile: (operand) => () => copy(operand) },
  $unset: { creates: false, compile: () => () => MISSING },
  $inc: arithmetic('$inc', 'increment', add, (operand) => operand),
  $mul: arithmetic('$mul', 'multiply', multiply, (operand) => (isNumber(operand) ? multiply(operand, new Int32(0)) : operand)),
  $min: extreme(-1),
  $max: extreme(1),
  $push: push,
  $addToSet: addToSet,
  $pull: taking('$pull', pullTest),
  $pullAll: taking('$pullAll', (operand) => {
    if (!Array.isArray(operand)) throw bad(`$pullAll requires an array argument but was given a ${typeOf(operand).name}`)
    const keys = new Set(operand.map(keyOf))
    return (element) => keys.has(keyOf(element))
  }),
  $pop: {
    creates: false,
    compile(operand, { path }) {
      if (!isNumber(operand)) throw new CommandError('FailedToParse', `Expected a number in: ${shellField(path, operand)}`)
      const end = toNumber(operand)
      if (end !== 1 && end !== -1) throw new CommandError('FailedToParse', `$pop expects 1 or -1, found: ${shellText(operand)}`)
      return (current) => {
        if (current === MISSING) return MISSING
        if (!Array.isArray(current)) throw new CommandError('TypeMismatch', `Path '${path}' contains an element of non-array type '${typeOf(current).name}'`)
        if (current.length === 0) return current
        return end === 1 ? current.slice(0, -1) : current.slice(1)
      }
    },
  },
  $currentDate: {
    creates: true,
    compile(operand) {
      if (typeof operand === 'boolean') return () => new Date()
      if (!isDoc(operand))
        throw bad(
          `${typeOf(operand).name} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
        )
      const type = operand.get('$type')
      for (const name of operand.keys()) if (name !== '$type') throw bad(`Unrecognized $currentDate option: ${name}`)
      if (type !== 'date' && type !== 'timestamp')
        throw bad("The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}")
      return () => (type === 'date' ? new Date() : new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 }))
    },
  },
  $bit: {
    creates: true,
    compile(operand, { id }) {
      if (!isDoc(operand))
        throw bad(`The $bit modifier is not compatible with a ${typeOf(operand).name}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`)
      return (current, field) => {
        let bits = current === MISSING ? 0n : null
        if (current instanceof Int32 || current instanceof Long) bits = BigInt(toNumber(current))
        if (bits === null)
          throw bad(
            `Cannot apply $bit to a value of non-integral type.${whose(id).slice(1, -1)} has the field ${field} of non-integer type ${typeOf(current).name}`,
          )
        for (const [name, value] of operand) {
          if (!(value instanceof Int32 || value instanceof Long))
            throw bad(`The $bit modifier field must be an Integer(32/64 bit); a '${typeOf(value).name}' is not supported here: {${shellField(name, value)}}`)
          const other = BigInt(toNumber(value))
          if (name === 'and') bits &= other
          else if (name === 'or') bits |= other
          else if (name === 'xor') bits ^= other
          else throw bad(`The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${shellField(name, value)}}`)
        }
        return current instanceof Long ? Long.fromBigInt(BigInt.asIntN(64, bits)) : new Int32(Number(BigInt.asIntN(32, bits)))
      }
    },
  },
}
