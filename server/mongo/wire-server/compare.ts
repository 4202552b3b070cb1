/** The order of BSON values (MongoDB manual, "Comparison/Sort Order"), and a text that is the same for equal values. */
import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Long, ObjectId, Timestamp } from 'mongodb'
import { type Doc, isNumber, type Maybe, type NumberValue, toNumber, typeOf, type Value } from './values.js'

/** UTF-8 byte order: as UTF-16, but for surrogates, which come after everything else. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i)
    let y = b.charCodeAt(i)
    if (x !== y) {
      if (x >= 0xd800 && y >= 0xd800) {
        x = x >= 0xe000 ? x - 0x800 : x + 0x2000
        y = y >= 0xe000 ? y - 0x800 : y + 0x2000
      }
      return x - y
    }
  }
  return a.length - b.length
}

function compareNumbers(a: NumberValue | number, b: NumberValue | number): number {
  if (a instanceof Long && b instanceof Long) return a.compare(b)
  const x = toNumber(a)
  const y = toNumber(b)
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? (Number.isNaN(y) ? 0 : -1) : 1
  if (x !== y) return x < y ? -1 : 1
  // Equal as doubles: a Long beyond 2^53 may still differ.
  if ((a instanceof Long || b instanceof Long) && Math.abs(x) >= Number.MAX_SAFE_INTEGER && Number.isFinite(x)) {
    const p = a instanceof Long ? a.toBigInt() : BigInt(x)
    const q = b instanceof Long ? b.toBigInt() : BigInt(y)
    return p < q ? -1 : p > q ? 1 : 0
  }
  return 0
}

function compareDocs(a: Doc, b: Doc): number {
  const left = a.entries()
  const right = b.entries()
  for (;;) {
    const x = left.next()
    const y = right.next()
    if (x.done || y.done) return x.done ? (y.done ? 0 : -1) : 1
    const [nameX, valueX] = x.value
    const [nameY, valueY] = y.value
    const byType = typeOf(valueX).order - typeOf(valueY).order
    if (byType !== 0) return byType
    const byName = compareStrings(nameX, nameY)
    if (byName !== 0) return byName
    const byValue = compare(valueX, valueY)
    if (byValue !== 0) return byValue
  }
}

function compareArrays(a: readonly Value[], b: readonly Value[]): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const result = compare(a[i] ?? null, b[i] ?? null)
    if (result !== 0) return result
  }
  return a.length - b.length
}

/** Negative, zero or positive, as `Array.prototype.sort` wants it. */
export function compare(a: Maybe, b: Maybe): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b)
  const byType = typeOf(a).order - typeOf(b).order
  if (byType !== 0) return byType
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b)
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime()
  if (a instanceof Map && b instanceof Map) return compareDocs(a, b)
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a instanceof ObjectId && b instanceof ObjectId) return Buffer.compare(a.id, b.id)
  if (a instanceof Binary && b instanceof Binary) return a.length() - b.length() || a.sub_type - b.sub_type || Buffer.compare(a.value(), b.value())
  if (a instanceof Timestamp && b instanceof Timestamp) return a.compare(b)
  if (a instanceof BSONRegExp && b instanceof BSONRegExp) return compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options)
  return compareStrings(keyText(a), keyText(b))
}

function keyText(value: Maybe): string {
  if (typeof value === 'string') return value
  if (value instanceof BSONSymbol) return value.value
  if (value instanceof Code) return String(value.code)
  if (value instanceof DBRef) return `${value.collection}:${value.oid.toHexString()}`
  return ''
}

function numberKey(value: NumberValue | number): string {
  if (value instanceof Long) return `n${value.toString()}`
  const number = toNumber(value)
  if (value instanceof Decimal128 && Number.isFinite(number) && String(number) !== value.toString())
    return Number.isInteger(number) ? `n${BigInt(number)}` : `n${number}`
  return Number.isInteger(number) ? `n${Math.abs(number) < Number.MAX_SAFE_INTEGER ? number + 0 : BigInt(number)}` : `n${number}`
}

/**
 * A text that two values share exactly when MongoDB takes them for equal (1, 1.0 and Long(1) are).
 * It is what documents are found by in a Map.
 */
export function keyOf(value: Maybe): string {
  if (typeof value === 'string') return `s${value}`
  if (value === null || value === undefined || typeof value === 'symbol') return 'z'
  if (value instanceof ObjectId) return `o${value.toHexString()}`
  if (isNumber(value)) return numberKey(value)
  if (value instanceof Date) return `t${value.getTime()}`
  if (typeof value === 'boolean') return value ? 'b1' : 'b0'
  if (Array.isArray(value)) return `[${value.map((item) => nested(keyOf(item))).join('')}]`
  if (value instanceof Map) return `{${[...value].map(([name, item]) => nested(name) + nested(keyOf(item))).join('')}}`
  if (value instanceof Binary) return `x${value.sub_type}:${Buffer.from(value.value()).toString('base64')}`
  if (value instanceof Timestamp) return `p${value.toString()}`
  if (value instanceof BSONRegExp) return `r${nested(value.pattern)}${value.options}`
  return `${typeOf(value).name}${keyText(value)}`
}

function nested(key: string): string {
  return `${key.length}:${key}`
}

export function equal(a: Maybe, b: Maybe): boolean {
  return compare(a, b) === 0
}
