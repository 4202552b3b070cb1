/** Numbers as Redis reads and writes them: 64-bit integers. */
import { notAnInteger, type RedisError } from './redis-error.js'

export const MAX_LONG = 2n ** 63n - 1n
export const MIN_LONG = -(2n ** 63n)
const LONG = /^(?:0|-?[1-9]\d{0,18})$/

/** A 64-bit integer, written as Redis writes it: no blank, no plus, no zero in front. null: it is none. */
export function readLong(text: string): bigint | null {
  if (!LONG.test(text)) return null
  const value = BigInt(text)
  return value >= MIN_LONG && value <= MAX_LONG ? value : null
}

/** @throws RedisError in Redis' words, or those given */
export function long(text: string, otherwise: () => RedisError = notAnInteger): bigint {
  const value = readLong(text)
  if (value === null) throw otherwise()
  return value
}

/** An index, a count: beyond what a JavaScript number holds exactly, only its size matters. @throws RedisError */
export function integer(text: string, otherwise?: () => RedisError): number {
  return Number(long(text, otherwise))
}
