/** Arithmetic, and the accumulators that are also expressions. */
import { Decimal128, Double, Int32, Long } from 'mongodb'
import { averageOf, extremeOf, sumOf } from './accumulators.js'
import { add, fromDecimal, modulo, multiply, subtract, wholeNumber } from './arithmetic.js'
import { CommandError } from './command-error.js'
import type { Expression, OperatorCompiler, OperatorUse } from './expression.js'
import { binary, compileAll, compileArguments, isNullish, numeric, typeName, unary } from './expression-arguments.js'
import { isNumber, type Maybe, type NumberValue, toNumber, type Value } from './values.js'

/** On the doubles behind the numbers; an int stays an int where the result is whole. */
function real(apply: (value: number) => number, keepsType: boolean): OperatorCompiler {
  return (use) =>
    unary(use, (value) => {
      if (isNullish(value)) return null
      const number = numeric(value, use.name)
      const result = apply(toNumber(number))
      if (number instanceof Decimal128) return fromDecimal(result)
      if (!keepsType || number instanceof Double) return new Double(result)
      return wholeNumber(BigInt(Math.trunc(result)), number instanceof Long)
    })
}

function compileAdd(use: OperatorUse): Expression {
  const parts = compileAll(use)
  return (scope) => {
    let sum: NumberValue = new Int32(0)
    let date: Date | null = null
    for (const part of parts) {
      const value = part(scope)
      if (isNullish(value)) return null
      if (value instanceof Date) {
        if (date) throw new CommandError(16612, 'only one date allowed in an $add expression')
        date = value
      } else if (isNumber(value)) sum = add(sum, value)
      else throw new CommandError(16554, `$add only supports numeric or date types, not ${typeName(value)}`)
    }
    return date ? new Date(date.getTime() + toNumber(sum)) : sum
  }
}

function subtractValues(a: Maybe, b: Maybe): Maybe {
  if (isNullish(a) || isNullish(b)) return null
  if (isNumber(a) && isNumber(b)) return subtract(a, b)
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime())
  if (a instanceof Date && isNumber(b)) return new Date(a.getTime() - toNumber(b))
  throw new CommandError(16556, `can't $subtract ${typeName(b)} from ${typeName(a)}`)
}

function divideValues(a: Maybe, b: Maybe): Maybe {
  if (isNullish(a) || isNullish(b)) return null
  if (!isNumber(a) || !isNumber(b)) throw new CommandError(16609, `$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`)
  if (toNumber(b) === 0) throw new CommandError('BadValue', "can't $divide by zero")
  const result = toNumber(a) / toNumber(b)
  return a instanceof Decimal128 || b instanceof Decimal128 ? fromDecimal(result) : new Double(result)
}

function modValues(a: Maybe, b: Maybe): Maybe {
  if (isNullish(a) || isNullish(b)) return null
  if (!isNumber(a) || !isNumber(b)) throw new CommandError(16611, `$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`)
  if (toNumber(b) === 0) throw new CommandError(16610, "can't $mod by zero")
  return modulo(a, b)
}

/** Half goes to the even neighbour, as in IEEE 754. */
function halfToEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

function rounding(apply: (value: number) => number): OperatorCompiler {
  return (use) => {
    const [number, places] = compileArguments(use, 1, 2)
    return (scope) => {
      const value = number?.(scope) ?? null
      const digits = places?.(scope) ?? 0
      if (isNullish(value) || isNullish(digits)) return null
      const checked = numeric(value, use.name, 51081)
      const factor = 10 ** toNumber(numeric(digits, use.name, 51081))
      const result = factor === 1 ? apply(toNumber(checked)) : apply(toNumber(checked) * factor) / factor
      if (checked instanceof Double) return new Double(result)
      if (checked instanceof Decimal128) return fromDecimal(result)
      return wholeNumber(BigInt(Math.trunc(result)), checked instanceof Long)
    }
  }
}

/** `$sum` and its like as an expression: of its arguments, or of the elements of its only one. */
function folding(fold: (values: readonly Maybe[]) => Value): OperatorCompiler {
  return (use) => {
    const parts = compileAll(use)
    return (scope) => {
      const values = parts.map((part) => part(scope))
      const [only] = values
      return fold(values.length === 1 && Array.isArray(only) ? only : values)
    }
  }
}

export const NUMBER_OPERATORS: Readonly<Record<string, OperatorCompiler>> = {
  $add: compileAdd,
  $subtract: (use) => binary(use, subtractValues),
  $multiply: (use) => {
    const parts = compileAll(use)
    return (scope) => {
      let product: NumberValue = new Int32(1)
      for (const part of parts) {
        const value = part(scope)
        if (isNullish(value)) return null
        if (!isNumber(value)) throw new CommandError(16555, `$multiply only supports numeric types, not ${typeName(value)}`)
        product = multiply(product, value)
      }
      return product
    }
  },
  $divide: (use) => binary(use, divideValues),
  $mod: (use) => binary(use, modValues),
  $abs: real(Math.abs, true),
  $ceil: real(Math.ceil, true),
  $floor: real(Math.floor, true),
  $sqrt: real(Math.sqrt, false),
  $exp: real(Math.exp, false),
  $ln: real(Math.log, false),
  $log10: real(Math.log10, false),
  $pow: (use) =>
    binary(use, (a, b) => {
      if (isNullish(a) || isNullish(b)) return null
      const base = numeric(a, use.name)
      const exponent = numeric(b, use.name)
      const result = toNumber(base) ** toNumber(exponent)
      const whole = !(base instanceof Double || exponent instanceof Double) && Number.isSafeInteger(result)
      return whole ? wholeNumber(BigInt(result), base instanceof Long || exponent instanceof Long) : new Double(result)
    }),
  $round: rounding(halfToEven),
  $trunc: rounding(Math.trunc),
  $sum: folding(sumOf),
  $avg: folding(averageOf),
  $min: folding((values) => extremeOf(values, -1)),
  $max: folding((values) => extremeOf(values, 1)),
  $rand: () => () => new Double(Math.random()),
}
