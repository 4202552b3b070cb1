/** Arithmetic on BSON numbers: the result has the wider type of the two, and an int that overflows becomes a long. */
import { Decimal128, Double, Int32, Long } from 'mongodb'
import { isNumber, type NumberValue, toNumber } from './values.js'

const INT_MAX = 2 ** 31 - 1
const INT_MIN = -(2 ** 31)
const LONG_MAX = 2n ** 63n - 1n
const LONG_MIN = -(2n ** 63n)

function exact(value: NumberValue | number): bigint | null {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null
  if (value instanceof Int32) return BigInt(value.value)
  return value instanceof Long ? value.toBigInt() : null
}

/** A whole number as int where it fits and `wide` is false, else as long; past 64 bits as double. */
export function wholeNumber(value: bigint, wide = false): NumberValue {
  if (!wide && value <= BigInt(INT_MAX) && value >= BigInt(INT_MIN)) return new Int32(Number(value))
  return value <= LONG_MAX && value >= LONG_MIN ? Long.fromBigInt(value) : new Double(Number(value))
}

export function fromDecimal(value: number): Decimal128 {
  return Decimal128.fromString(String(value))
}

function combine(
  a: NumberValue | number,
  b: NumberValue | number,
  whole: (x: bigint, y: bigint) => bigint,
  real: (x: number, y: number) => number,
): NumberValue {
  const x = exact(a)
  const y = exact(b)
  if (x !== null && y !== null) return wholeNumber(whole(x, y), a instanceof Long || b instanceof Long)
  const result = real(toNumber(a), toNumber(b))
  return a instanceof Decimal128 || b instanceof Decimal128 ? fromDecimal(result) : new Double(result)
}

export function add(a: NumberValue | number, b: NumberValue | number): NumberValue {
  return combine(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
  )
}

export function subtract(a: NumberValue | number, b: NumberValue | number): NumberValue {
  return combine(
    a,
    b,
    (x, y) => x - y,
    (x, y) => x - y,
  )
}

export function multiply(a: NumberValue | number, b: NumberValue | number): NumberValue {
  return combine(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
  )
}

/** The remainder has the sign of the dividend, as in C. */
export function modulo(a: NumberValue | number, b: NumberValue | number): NumberValue {
  return combine(
    a,
    b,
    (x, y) => x % y,
    (x, y) => x % y,
  )
}

/** Do two numbers have the same type and value (1 and 1.0 do not)? */
export function identical(a: unknown, b: unknown): boolean {
  return isNumber(a as NumberValue) && isNumber(b as NumberValue) && (a as object).constructor === (b as object).constructor && String(a) === String(b)
}
