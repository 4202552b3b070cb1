/**
 * BSON values as the embedded server handles them. A document is a Map: it keeps the order of its fields also where a name
 * looks like a number, and a field named `__proto__` is a field like any other. Numbers keep their BSON type.
 */
import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Double, Int32, Long, type MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb'

export type Doc = Map<string, Value>
export type NumberValue = Int32 | Double | Long | Decimal128
export type Value =
  | null
  /** BSON's deprecated type 6. */
  | undefined
  | string
  | boolean
  /** Only in answers that are made here: an int32. */
  | number
  | NumberValue
  | Date
  | ObjectId
  | Binary
  | Timestamp
  | BSONRegExp
  | BSONSymbol
  | Code
  | DBRef
  | MinKey
  | MaxKey
  | Doc
  | Value[]

/** Stands for a field that is not there. */
export const MISSING = Symbol('missing')
export type Maybe = Value | typeof MISSING

/** A document from constants: the names must not look like numbers. */
export function doc(fields: Readonly<Record<string, Value>>): Doc {
  return new Map(Object.entries(fields))
}

/** The end of every successful answer. */
export function ok(): Doc {
  return doc({ ok: new Double(1) })
}

export function isDoc(value: Maybe): value is Doc {
  return value instanceof Map
}

export function isNumber(value: Maybe): value is NumberValue | number {
  return typeof value === 'number' || value instanceof Int32 || value instanceof Double || value instanceof Long || value instanceof Decimal128
}

/** The value as a JavaScript number, losing what does not fit. */
export function toNumber(value: NumberValue | number): number {
  if (typeof value === 'number') return value
  if (value instanceof Decimal128) return Number(value.toString())
  return value instanceof Long ? value.toNumber() : value.value
}

/** A copy whose documents and arrays can be changed without changing the original. */
export function copy(value: Value): Value {
  if (value instanceof Map) return copyDoc(value)
  return Array.isArray(value) ? value.map(copy) : value
}

export function copyDoc(original: Doc): Doc {
  const result: Doc = new Map()
  for (const [name, value] of original) result.set(name, copy(value))
  return result
}

/** BSON type number and the name that MongoDB's messages and `$type` use (BSON specification 1.1). */
export interface TypeInfo {
  readonly number: number
  readonly name: string
  /** Place in the order of types when values are compared (MongoDB manual, "Comparison/Sort Order"). */
  readonly order: number
}

const TYPE = {
  minKey: { number: -1, name: 'minKey', order: -1 },
  missing: { number: 0, name: 'missing', order: 0 },
  undefined: { number: 6, name: 'undefined', order: 0 },
  null: { number: 10, name: 'null', order: 5 },
  int: { number: 16, name: 'int', order: 10 },
  double: { number: 1, name: 'double', order: 10 },
  long: { number: 18, name: 'long', order: 10 },
  decimal: { number: 19, name: 'decimal', order: 10 },
  string: { number: 2, name: 'string', order: 15 },
  symbol: { number: 14, name: 'symbol', order: 15 },
  object: { number: 3, name: 'object', order: 20 },
  array: { number: 4, name: 'array', order: 25 },
  binData: { number: 5, name: 'binData', order: 30 },
  objectId: { number: 7, name: 'objectId', order: 35 },
  bool: { number: 8, name: 'bool', order: 40 },
  date: { number: 9, name: 'date', order: 45 },
  timestamp: { number: 17, name: 'timestamp', order: 47 },
  regex: { number: 11, name: 'regex', order: 50 },
  dbPointer: { number: 12, name: 'dbPointer', order: 55 },
  javascript: { number: 13, name: 'javascript', order: 60 },
  javascriptWithScope: { number: 15, name: 'javascriptWithScope', order: 65 },
  maxKey: { number: 127, name: 'maxKey', order: 127 },
} as const satisfies Record<string, TypeInfo>

/** Types by name, for `$type`. */
export const TYPES: Readonly<Record<string, TypeInfo>> = TYPE

export function typeOf(value: Maybe): TypeInfo {
  if (value === null) return TYPE.null
  switch (typeof value) {
    case 'string':
      return TYPE.string
    case 'boolean':
      return TYPE.bool
    case 'number':
      return Number.isInteger(value) ? TYPE.int : TYPE.double
    case 'undefined':
      return TYPE.undefined
    case 'symbol':
      return TYPE.missing
  }
  if (value instanceof Map) return TYPE.object
  if (Array.isArray(value)) return TYPE.array
  if (value instanceof Date) return TYPE.date
  return typeOfClass(value)
}

function typeOfClass(value: Exclude<Value, null | undefined | string | boolean | number | Date | Doc | Value[]>): TypeInfo {
  if (value instanceof Int32) return TYPE.int
  if (value instanceof Double) return TYPE.double
  // A Timestamp is a Long too, so it is asked for first.
  if (value instanceof Timestamp) return TYPE.timestamp
  if (value instanceof Long) return TYPE.long
  if (value instanceof ObjectId) return TYPE.objectId
  if (value instanceof Binary) return TYPE.binData
  if (value instanceof Decimal128) return TYPE.decimal
  if (value instanceof BSONRegExp) return TYPE.regex
  if (value instanceof BSONSymbol) return TYPE.symbol
  if (value instanceof Code) return value.scope ? TYPE.javascriptWithScope : TYPE.javascript
  if (value instanceof DBRef) return TYPE.dbPointer
  return value instanceof MinKey ? TYPE.minKey : TYPE.maxKey
}
