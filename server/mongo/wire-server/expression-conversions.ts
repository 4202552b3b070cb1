/** From one type to another. */
import { Decimal128, Double, Int32, Long, ObjectId } from 'mongodb'
import { wholeNumber } from './arithmetic.js'
import { CommandError } from './command-error.js'
import { type OperatorCompiler, truthy } from './expression.js'
import { isNullish, typeName, unary } from './expression-arguments.js'
import { isNumber, type Maybe, toNumber, type Value } from './values.js'

/** ConversionFailure is code 241. */
function cannot(message: string): CommandError {
  return new CommandError(241, message)
}

/** A number as `$toString` writes it: 1.0 becomes "1". */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  return String(value)
}

/** What `$toLower`, `$substr` and `$toString` make of a value. */
export function asText(value: Maybe, name: string): string {
  if (typeof value === 'string') return value
  if (isNullish(value)) return ''
  if (value instanceof Long || value instanceof Decimal128) return value.toString()
  if (isNumber(value)) return numberText(toNumber(value))
  if (value instanceof Date) return value.toISOString()
  if (name === '$toString' && typeof value === 'boolean') return String(value)
  if (name === '$toString' && value instanceof ObjectId) return value.toHexString()
  if (name === '$toString') throw cannot(`Unsupported conversion from ${typeName(value)} to string in $convert with no onError value`)
  throw new CommandError(16007, `can't convert from BSON type ${typeName(value)} to String`)
}

function number(value: Maybe, target: string): number {
  if (isNumber(value)) return toNumber(value)
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof Date && target !== 'int') return value.getTime()
  if (typeof value !== 'string') throw cannot(`Unsupported conversion from ${typeName(value)} to ${target} in $convert with no onError value`)
  const whole = target === 'int' || target === 'long'
  if (!(whole ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+|inf|nan)/i).test(value)) {
    throw cannot(`Failed to parse number '${value}' in $convert with no onError value: Did not consume whole string.`)
  }
  return Number(value)
}

function toInteger(value: Maybe, target: 'int' | 'long'): Value {
  const result = Math.trunc(number(value, target))
  const limit = target === 'int' ? 2 ** 31 : 2 ** 63
  if (!Number.isFinite(result) || result >= limit || result < -limit)
    throw cannot(`Conversion would overflow target type in $convert with no onError value: ${String(value)}`)
  if (target === 'long' && value instanceof Long) return value
  return target === 'int' ? new Int32(result) : wholeNumber(BigInt(result), true)
}

function converting(convert: (value: Maybe) => Value): OperatorCompiler {
  return (use) => unary(use, (value) => (isNullish(value) ? null : convert(value)))
}

export const CONVERSION_OPERATORS: Readonly<Record<string, OperatorCompiler>> = {
  $toString: converting((value) => asText(value, '$toString')),
  $toInt: converting((value) => toInteger(value, 'int')),
  $toLong: converting((value) => toInteger(value, 'long')),
  $toDouble: converting((value) => new Double(number(value, 'double'))),
  $toDecimal: converting((value) => Decimal128.fromString(String(number(value, 'decimal')))),
  $toBool: converting((value) => truthy(value)),
  $toObjectId: converting((value) => {
    if (value instanceof ObjectId) return value
    if (typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value)
    throw cannot(
      `Failed to parse objectId '${String(value)}' in $convert with no onError value: Invalid string length for parsing to OID, expected 24 but found ${String(value).length}`,
    )
  }),
  $type: (use) => unary(use, (value) => typeName(value)),
  $isNumber: (use) => unary(use, (value) => isNumber(value)),
}
