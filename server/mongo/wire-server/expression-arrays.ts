/** Arrays and documents. */
import { Int32 } from 'mongodb'
import { encode } from './codec.js'
import { CommandError } from './command-error.js'
import { keyOf } from './compare.js'
import { type OperatorCompiler, orNull, truthy, withVariables } from './expression.js'
import { binary, compileAll, compileArguments, isNullish, named, typeName, unary } from './expression-arguments.js'
import { type Doc, doc, isDoc, isNumber, type Maybe, MISSING, toNumber, type Value } from './values.js'

function element(array: readonly Value[], index: number): Maybe {
  const at = index < 0 ? array.length + index : index
  return at >= 0 && at < array.length ? (array[at] ?? null) : MISSING
}

function arrayOrThrow(value: Maybe, code: number, message: string): readonly Value[] {
  if (Array.isArray(value)) return value
  throw new CommandError(code, message)
}

/** `$filter`, `$map`: an expression for each element, with the element in a variable. */
function eachElement(body: 'cond' | 'in'): OperatorCompiler {
  return (use) => {
    const { name, operand, compile } = use
    if (!isDoc(operand)) throw new CommandError(body === 'cond' ? 28646 : 16878, `${name} only supports an object as its argument`)
    const as = operand.get('as')
    const variable = typeof as === 'string' ? as : 'this'
    const { input } = named({ ...use, operand: doc({ input: at(operand, 'input') }) }, ['input'])
    if (!operand.has(body)) throw new CommandError(body === 'cond' ? 28648 : 16882, `Missing '${body}' parameter to ${name}`)
    const inner = compile(operand.get(body) ?? null)
    return (scope) => {
      const value = input?.(scope) ?? null
      if (isNullish(value)) return null
      const array = arrayOrThrow(value, body === 'cond' ? 28651 : 16883, `input to ${name} must be an array not ${typeName(value)}`)
      const answer = (one: Value) => inner(withVariables(scope, { [variable]: one }))
      return body === 'cond' ? array.filter((one) => truthy(answer(one))) : array.map((one) => orNull(answer(one)))
    }
  }
}

const reduce: OperatorCompiler = (use) => {
  const { operand, compile } = use
  const folded = doc({ input: at(operand, 'input'), initialValue: at(operand, 'initialValue') })
  const { input, initialValue } = named({ ...use, operand: folded }, ['input', 'initialValue'])
  const body = compile(at(operand, 'in'))
  return (scope) => {
    const value = input?.(scope) ?? null
    if (isNullish(value)) return null
    const array = arrayOrThrow(value, 40080, `$reduce requires that 'input' be an array, found: ${typeName(value)}`)
    return array.reduce<Value>((total, one) => orNull(body(withVariables(scope, { value: total, this: one }))), orNull(initialValue?.(scope) ?? null))
  }
}

function at(operand: Value, key: string): Value {
  return isDoc(operand) ? (operand.get(key) ?? null) : null
}

const slice: OperatorCompiler = (use) => {
  const parts = compileArguments(use, 2, 3)
  return (scope) => {
    const [value, a, b] = parts.map((part) => part(scope))
    if (isNullish(value ?? null) || isNullish(a ?? null)) return null
    const array = arrayOrThrow(value ?? null, 28724, `First argument to $slice must be an array, but is of type: ${typeName(value ?? null)}`)
    if (a === undefined || !isNumber(a))
      throw new CommandError(28725, `Second argument to $slice must be a numeric value, but is of type: ${typeName(a ?? null)}`)
    if (b === undefined) return toNumber(a) < 0 ? array.slice(toNumber(a)) : array.slice(0, toNumber(a))
    if (!isNumber(b)) return null
    const start = toNumber(a) < 0 ? Math.max(0, array.length + toNumber(a)) : toNumber(a)
    return array.slice(start, start + toNumber(b))
  }
}

function setOf(value: Maybe, name: string): ReadonlyMap<string, Value> {
  const array = arrayOrThrow(value, 17041, `All operands of ${name} must be arrays. One argument is of type: ${typeName(value)}`)
  return new Map(array.map((one) => [keyOf(one), one]))
}

function pairs(value: Maybe): Maybe {
  if (isNullish(value)) return null
  if (!isDoc(value)) throw new CommandError(40390, `$objectToArray requires a document input, found: ${typeName(value)}`)
  return [...value].map(([k, v]) => doc({ k, v }))
}

function fromPairs(value: Maybe): Maybe {
  if (isNullish(value)) return null
  const result: Doc = new Map()
  for (const pair of arrayOrThrow(value, 40386, `$arrayToObject requires an array input, found: ${typeName(value)}`)) {
    const [k, v] = Array.isArray(pair) ? pair : isDoc(pair) ? [pair.get('k'), pair.get('v')] : []
    if (typeof k !== 'string')
      throw new CommandError(
        40394,
        `$arrayToObject requires an object with keys 'k' and 'v', where the value of 'k' must be of type string. Found type: ${typeName(k ?? null)}`,
      )
    result.set(k, v ?? null)
  }
  return result
}

export const ARRAY_OPERATORS: Readonly<Record<string, OperatorCompiler>> = {
  $size: (use) =>
    unary(use, (value) => {
      if (!Array.isArray(value)) throw new CommandError(17124, `The argument to $size must be an array, but was of type: ${typeName(value)}`)
      return new Int32(value.length)
    }),
  $isArray: (use) => unary(use, (value) => Array.isArray(value)),
  $arrayElemAt: (use) =>
    binary(use, (value, index) => {
      if (isNullish(value) || isNullish(index)) return null
      const array = arrayOrThrow(value, 28689, `$arrayElemAt's first argument must be an array, but is ${typeName(value)}`)
      if (!isNumber(index)) throw new CommandError(28690, `$arrayElemAt's second argument must be a numeric value, but is ${typeName(index)}`)
      return element(array, toNumber(index))
    }),
  $first: (use) =>
    unary(use, (value) => (isNullish(value) ? null : element(arrayOrThrow(value, 28689, `$first's argument must be an array, but is ${typeName(value)}`), 0))),
  $last: (use) =>
    unary(use, (value) => (isNullish(value) ? null : element(arrayOrThrow(value, 28689, `$last's argument must be an array, but is ${typeName(value)}`), -1))),
  $in: (use) =>
    binary(use, (value, array) => {
      const list = arrayOrThrow(array, 40081, `$in requires an array as a second argument, found: ${typeName(array)}`)
      const key = keyOf(value)
      return list.some((one) => keyOf(one) === key)
    }),
  $concatArrays: (use) => {
    const parts = compileAll(use)
    return (scope) => {
      const result: Value[] = []
      for (const part of parts) {
        const value = part(scope)
        if (isNullish(value)) return null
        result.push(...arrayOrThrow(value, 28664, `$concatArrays only supports arrays, not ${typeName(value)}`))
      }
      return result
    }
  },
  $filter: eachElement('cond'),
  $map: eachElement('in'),
  $reduce: reduce,
  $slice: slice,
  $reverseArray: (use) =>
    unary(use, (value) =>
      isNullish(value)
        ? null
        : [...arrayOrThrow(value, 34435, `The argument to $reverseArray must be an array, but was of type: ${typeName(value)}`)].reverse(),
    ),
  $range: (use) => {
    const parts = compileArguments(use, 2, 3)
    return (scope) => {
      const [start, end, step] = parts.map((part) => part(scope))
      if (start === undefined || end === undefined || !isNumber(start) || !isNumber(end))
        throw new CommandError(34443, '$range requires a numeric starting value')
      const by = step !== undefined && isNumber(step) ? toNumber(step) : 1
      if (by === 0) throw new CommandError(34449, '$range requires a non-zero step value')
      const length = Math.max(0, Math.ceil((toNumber(end) - toNumber(start)) / by))
      return Array.from({ length }, (_, index) => new Int32(toNumber(start) + index * by))
    }
  },
  $setUnion: (use) => {
    const parts = compileAll(use)
    return (scope) => {
      const values = parts.map((part) => part(scope))
      return values.some(isNullish) ? null : [...new Map(values.flatMap((value) => [...setOf(value, use.name)])).values()]
    }
  },
  $setIntersection: (use) => {
    const parts = compileAll(use)
    return (scope) => {
      const values = parts.map((part) => part(scope))
      if (values.some(isNullish)) return null
      const [first, ...others] = values.map((value) => setOf(value, use.name))
      return [...(first ?? [])].filter(([key]) => others.every((other) => other.has(key))).map(([, value]) => value)
    }
  },
  $objectToArray: (use) => unary(use, pairs),
  $arrayToObject: (use) => unary(use, fromPairs),
  $mergeObjects: (use) => {
    const parts = compileAll(use)
    return (scope) => {
      const values = parts.map((part) => part(scope))
      const [only] = values
      const result: Doc = new Map()
      for (const value of values.length === 1 && Array.isArray(only) ? only : values) {
        if (isNullish(value)) continue
        if (!isDoc(value)) throw new CommandError(40400, `$mergeObjects requires object inputs, but input ${String(value)} is of type ${typeName(value)}`)
        for (const [key, inner] of value) result.set(key, inner)
      }
      return result
    }
  },
  $bsonSize: (use) =>
    unary(use, (value) => {
      if (isNullish(value)) return null
      if (!isDoc(value)) throw new CommandError(31393, `$bsonSize requires a document input, found: ${typeName(value)}`)
      return new Int32(encode(value).length)
    }),
}
