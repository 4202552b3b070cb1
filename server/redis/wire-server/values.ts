/** What a key can hold. All text is binary text: one character a byte. */
import { wrongType } from './redis-error.js'

export type Value = string | Hash | Members | List
export type Hash = Map<string, string>
export type Members = Set<string>
export type List = string[]
export type TypeName = 'string' | 'hash' | 'set' | 'list'

/** What an item of a collection takes beside its text, roughly. */
const ITEM_BYTES = 48

export function typeOf(value: Value): TypeName {
  if (typeof value === 'string') return 'string'
  if (value instanceof Map) return 'hash'
  return value instanceof Set ? 'set' : 'list'
}

/** @throws RedisError WRONGTYPE */
export function asString(value: Value | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw wrongType()
}

/** @throws RedisError WRONGTYPE */
export function asHash(value: Value | undefined): Hash | undefined {
  if (value === undefined || value instanceof Map) return value
  throw wrongType()
}

/** @throws RedisError WRONGTYPE */
export function asSet(value: Value | undefined): Members | undefined {
  if (value === undefined || value instanceof Set) return value
  throw wrongType()
}

/** @throws RedisError WRONGTYPE */
export function asList(value: Value | undefined): List | undefined {
  if (value === undefined || Array.isArray(value)) return value
  throw wrongType()
}

/** Bytes that it takes, roughly. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return value.length
  let bytes = 0
  if (value instanceof Map) for (const [field, text] of value) bytes += field.length + text.length + 2 * ITEM_BYTES
  else for (const item of value) bytes += item.length + ITEM_BYTES
  return bytes
}

/** Collections are changed in place; a copy is not changed with them. */
export function copyOf(value: Value): Value {
  if (typeof value === 'string') return value
  if (value instanceof Map) return new Map(value)
  return value instanceof Set ? new Set(value) : [...value]
}

/** A collection without items is no key. */
export function isEmpty(value: Value): boolean {
  if (typeof value === 'string') return false
  return Array.isArray(value) ? value.length === 0 : value.size === 0
}
