/** Values as MongoDB writes them into its messages: `{ _id: "ana", n: 1.5 }`. */
import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb'
import type { Doc, Value } from './values.js'

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan.0'
  if (!Number.isFinite(value)) return value > 0 ? 'inf.0' : '-inf.0'
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${value}.0`
  return String(value)
}

export function shellText(value: Value): string {
  if (value === null) return 'null'
  if (value === undefined) return 'undefined'
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'boolean' || typeof value === 'number') return String(value)
  if (value instanceof Map) return shellDoc(value)
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(shellText).join(', ')} ]`
  if (value instanceof Double) return numberText(value.value)
  if (value instanceof Int32) return String(value.value)
  if (value instanceof Timestamp) return `Timestamp(${value.getHighBits()}, ${value.getLowBits()})`
  if (value instanceof Long) return value.toString()
  if (value instanceof Date) return `new Date(${value.getTime()})`
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`
  if (value instanceof Decimal128) return value.toString()
  if (value instanceof Binary) return `BinData(${value.sub_type}, ${Buffer.from(value.value()).toString('hex').toUpperCase()})`
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`
  if (value instanceof BSONSymbol) return quoted(value.value)
  if (value instanceof Code) return String(value.code)
  if (value instanceof DBRef) return `DBRef('${value.collection}',${value.oid.toHexString()})`
  if (value instanceof MinKey) return 'MinKey'
  return value instanceof MaxKey ? 'MaxKey' : ''
}

export function shellDoc(document: Doc): string {
  if (document.size === 0) return '{}'
  return `{ ${[...document].map(([name, value]) => `${name}: ${shellText(value)}`).join(', ')} }`
}

/** One field, as in `a: 1`. */
export function shellField(name: string, value: Value): string {
  return `${name}: ${shellText(value)}`
}
