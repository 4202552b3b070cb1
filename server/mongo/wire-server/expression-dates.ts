/** Dates, in UTC: other time zones are for a real MongoDB. */
import { Int32, Long, ObjectId } from 'mongodb'
import { CommandError } from './command-error.js'
import { type OperatorCompiler, orNull } from './expression.js'
import { isNullish, named, typeName, unary } from './expression-arguments.js'
import { isDoc, type Maybe, type Value } from './values.js'

function asDate(value: Maybe): Date {
  if (value instanceof Date) return value
  if (value instanceof ObjectId) return value.getTimestamp()
  throw new CommandError(16006, `can't convert from BSON type ${typeName(value)} to Date`)
}

function part(read: (date: Date) => number): OperatorCompiler {
  return (use) => {
    const { operand } = use
    const date: Value = isDoc(operand) && operand.has('date') ? (operand.get('date') ?? null) : operand
    return unary({ ...use, operand: date }, (value) => (isNullish(value) ? null : new Int32(read(asDate(value)))))
  }
}

const DAY_MS = 86_400_000

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

const FORMATS: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => pad(date.getUTCFullYear(), 4),
  m: (date) => pad(date.getUTCMonth() + 1, 2),
  d: (date) => pad(date.getUTCDate(), 2),
  H: (date) => pad(date.getUTCHours(), 2),
  M: (date) => pad(date.getUTCMinutes(), 2),
  S: (date) => pad(date.getUTCSeconds(), 2),
  L: (date) => pad(date.getUTCMilliseconds(), 3),
  j: (date) => pad(dayOfYear(date), 3),
  w: (date) => String(date.getUTCDay() + 1),
  z: () => '+0000',
  Z: () => '+000',
  '%': () => '%',
}

function formatDate(date: Date, format: string): string {
  return format.replaceAll(/%(.)/g, (_, letter: string) => {
    const write = FORMATS[letter]
    if (!write) throw new CommandError(18536, `Invalid format character '%${letter}' in format string`)
    return write(date)
  })
}

export const DATE_OPERATORS: Readonly<Record<string, OperatorCompiler>> = {
  $year: part((date) => date.getUTCFullYear()),
  $month: part((date) => date.getUTCMonth() + 1),
  $dayOfMonth: part((date) => date.getUTCDate()),
  $dayOfWeek: part((date) => date.getUTCDay() + 1),
  $dayOfYear: part(dayOfYear),
  $hour: part((date) => date.getUTCHours()),
  $minute: part((date) => date.getUTCMinutes()),
  $second: part((date) => date.getUTCSeconds()),
  $millisecond: part((date) => date.getUTCMilliseconds()),
  $toDate: (use) =>
    unary(use, (value) => {
      if (isNullish(value)) return null
      if (typeof value === 'string') {
        const parsed = new Date(value)
        if (Number.isNaN(parsed.getTime())) throw new CommandError(241, `Error parsing date string '${value}'`)
        return parsed
      }
      if (value instanceof Long) return new Date(value.toNumber())
      return asDate(value)
    }),
  $dateToString: (use) => {
    const { date, format, onNull } = named(use, ['date'], ['format', 'timezone', 'onNull'])
    return (scope) => {
      const value = orNull(date?.(scope) ?? null)
      if (isNullish(value)) return onNull?.(scope) ?? null
      const chosen = format?.(scope)
      return formatDate(asDate(value), typeof chosen === 'string' ? chosen : '%Y-%m-%dT%H:%M:%S.%LZ')
    }
  },
}
