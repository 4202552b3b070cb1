/** What `$group` gathers. The sums and extremes are expressions too. */
import { Decimal128, Double, Int32 } from 'mongodb'
import { add, fromDecimal } from './arithmetic.js'
import { compare, keyOf } from './compare.js'
import { copy, isNumber, type Maybe, MISSING, type NumberValue, toNumber, type Value } from './values.js'

/** One group's running figure. */
export interface Accumulator {
  add(value: Maybe): void
  result(): Value
}

export function sumOf(values: readonly Maybe[]): Value {
  return values.reduce<NumberValue>((sum, value) => (isNumber(value) ? add(sum, value) : sum), new Int32(0))
}

export function averageOf(values: readonly Maybe[]): Value {
  const numbers = values.filter(isNumber)
  if (numbers.length === 0) return null
  const mean = numbers.reduce<number>((sum, value) => sum + toNumber(value), 0) / numbers.length
  return numbers.some((value) => value instanceof Decimal128) ? fromDecimal(mean) : new Double(mean)
}

/** @param sign 1: the greatest; -1: the least. Nothing and null do not count. */
export function extremeOf(values: readonly Maybe[], sign: 1 | -1): Value {
  let best: Value = null
  for (const value of values) {
    if (value === MISSING || value === null || value === undefined) continue
    if (best === null || compare(value, best) * sign > 0) best = value
  }
  return best
}

function folded(step: (total: Value, value: Maybe) => Value, start: Value): Accumulator {
  let total = start
  return {
    add: (value) => {
      total = step(total, value)
    },
    result: () => total,
  }
}

function average(): Accumulator {
  let sum = 0
  let count = 0
  let decimal = false
  return {
    add(value) {
      if (!isNumber(value)) return
      sum += toNumber(value)
      count++
      decimal ||= value instanceof Decimal128
    },
    result: () => (count === 0 ? null : decimal ? fromDecimal(sum / count) : new Double(sum / count)),
  }
}

function gathered(unique: boolean): Accumulator {
  const values: Value[] = []
  const seen = new Set<string>()
  return {
    add(value) {
      if (value === MISSING) return
      const key = unique ? keyOf(value) : ''
      if (unique && seen.has(key)) return
      seen.add(key)
      values.push(copy(value))
    },
    result: () => values,
  }
}

function first(): Accumulator {
  let value: Maybe = MISSING
  let taken = false
  return {
    add(next) {
      if (!taken) value = next
      taken = true
    },
    result: () => (value === MISSING ? null : value),
  }
}

export const ACCUMULATORS: Readonly<Record<string, () => Accumulator>> = {
  $sum: () => folded((total, value) => (isNumber(value) && isNumber(total) ? add(total, value) : total), new Int32(0)),
  $count: () => folded((total) => (isNumber(total) ? add(total, new Int32(1)) : total), new Int32(0)),
  $avg: average,
  $min: () => folded((total, value) => extremeOf([total, value], -1), null),
  $max: () => folded((total, value) => extremeOf([total, value], 1), null),
  $first: first,
  $last: () => folded((_, value) => (value === MISSING ? null : value), null),
  $push: () => gathered(false),
  $addToSet: () => gathered(true),
  $mergeObjects: () => folded((total, value) => (value instanceof Map ? new Map([...(total instanceof Map ? total : []), ...value]) : total), new Map()),
}
