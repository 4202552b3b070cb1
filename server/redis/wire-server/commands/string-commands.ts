/** GET and SET, and all that treats what a key holds as one text or one number. */
import { EMBEDDED_REDIS } from '../../../config.js'
import type { Call, Command } from '../command-types.js'
import { readPositiveMoment, TIME_OPTIONS } from '../expiry-time.js'
import type { Keyspace } from '../keyspace.js'
import { addFloats } from '../long-double.js'
import { integer, long, MAX_LONG, MIN_LONG, readLong } from '../numbers.js'
import { notAnInteger, RedisError, syntaxError, wrongArity } from '../redis-error.js'
import { OK, type Reply } from '../replies.js'
import { asString, type Value } from '../values.js'

export const stringCommands = {
  get: ({ keys, args: [key = ''], server }) => {
    const text = asString(keys.value(key))
    server.counters[text === undefined ? 'misses' : 'hits'] += 1
    return text ?? null
  },
  set,
  setex: (call) => setFor(call, 'EX'),
  psetex: (call) => setFor(call, 'PX'),
  setnx: ({ keys, args: [key = '', text = ''] }) => {
    if (keys.has(key)) return 0
    keys.put(key, text)
    return 1
  },
  getset: ({ keys, args: [key = '', text = ''] }) => {
    const before = asString(keys.value(key))
    keys.put(key, text)
    return before ?? null
  },
  getex,
  getdel: ({ keys, args: [key = ''] }) => {
    const before = asString(keys.value(key))
    if (before !== undefined) keys.delete(key)
    return before ?? null
  },
  mget: ({ keys, args }) => args.map((key) => textOrNull(keys.value(key))),
  mset: ({ keys, args }) => {
    if (args.length % 2 === 1) throw wrongArity('mset')
    putAll(keys, args)
    return OK
  },
  msetnx: ({ keys, args }) => {
    if (args.length % 2 === 1) throw wrongArity('msetnx')
    if (args.some((key, index) => index % 2 === 0 && keys.has(key))) return 0
    putAll(keys, args)
    return 1
  },
  append: ({ keys, args: [key = '', text = ''] }) => change(keys, key, (before) => limited(before + text)).length,
  strlen: ({ keys, args: [key = ''] }) => asString(keys.value(key))?.length ?? 0,
  incr: ({ keys, args: [key = ''] }) => add(keys, key, 1n),
  decr: ({ keys, args: [key = ''] }) => add(keys, key, -1n),
  incrby: ({ keys, args: [key = '', by = ''] }) => add(keys, key, long(by)),
  decrby: ({ keys, args: [key = '', by = ''] }) => {
    const amount = long(by)
    if (amount === MIN_LONG) throw new RedisError('decrement would overflow')
    return add(keys, key, -amount)
  },
  incrbyfloat: ({ keys, args: [key = '', by = ''] }) => change(keys, key, (before) => addFloats(before, by), '0'),
  getrange: range,
  substr: range,
  setrange: ({ keys, args: [key = '', offset = '', text = ''] }) => {
    const from = integer(offset)
    if (from < 0) throw new RedisError('offset is out of range')
    const before = asString(keys.value(key)) ?? ''
    if (text === '') return before.length
    if (from + text.length > EMBEDDED_REDIS.maxBulkBytes) throw tooLong()
    return change(keys, key, () => before.slice(0, from).padEnd(from, '\0') + text + before.slice(from + text.length)).length
  },
} as const satisfies Readonly<Record<string, Command>>

function set({ keys, args: [key = '', text = '', ...options] }: Call): Reply {
  let [expiresAt, isTimed]: [number | null, boolean] = [null, false]
  const flags = new Set<string>()
  for (let index = 0; index < options.length; index += 1) {
    const option = (options[index] ?? '').toUpperCase()
    const unit = TIME_OPTIONS[option]
    const value = options[index + 1]
    if (unit !== undefined) {
      if (value === undefined || isTimed || flags.has('KEEPTTL')) throw syntaxError()
      isTimed = true
      index += 1
    } else if (!['NX', 'XX', 'GET', 'KEEPTTL'].includes(option)) throw syntaxError()
    else flags.add(option)
    if ((flags.has('NX') && flags.has('XX')) || (flags.has('KEEPTTL') && isTimed)) throw syntaxError()
  }
  // The time is looked at once all options are known to be in order.
  for (let index = 0; index < options.length; index += 1) {
    const unit = TIME_OPTIONS[(options[index] ?? '').toUpperCase()]
    if (unit !== undefined) expiresAt = readPositiveMoment(options[++index] ?? '', unit, 'set')
  }
  const before = keys.get(key)
  const answer = flags.has('GET') ? (asString(before?.value) ?? null) : OK
  if (flags.has(before === undefined ? 'XX' : 'NX')) return flags.has('GET') ? answer : null
  keys.put(key, text, flags.has('KEEPTTL') ? (before?.expiresAt ?? null) : expiresAt)
  return answer
}

function setFor({ name, keys, args: [key = '', time = '', text = ''] }: Call, unit: 'EX' | 'PX'): Reply {
  keys.put(key, text, readPositiveMoment(time, TIME_OPTIONS[unit] ?? { inSeconds: true, isMoment: false }, name))
  return OK
}

function getex({ keys, args: [key = '', ...options] }: Call): Reply {
  const [option = '', time] = [options[0]?.toUpperCase(), options[1]]
  const unit = TIME_OPTIONS[option]
  const isValid = options.length === 0 || (option === 'PERSIST' && options.length === 1) || (unit !== undefined && options.length === 2)
  if (!isValid) throw syntaxError()
  const text = asString(keys.value(key))
  if (text === undefined) return null
  if (unit !== undefined) {
    const expiresAt = readPositiveMoment(time ?? '', unit, 'getex')
    if (unit.isMoment && expiresAt < Date.now()) keys.delete(key)
    else keys.setExpiry(key, expiresAt)
  } else if (option === 'PERSIST' && keys.get(key)?.expiresAt !== null) keys.setExpiry(key, null)
  return text
}

function range({ keys, args: [key = '', start = '', end = ''] }: Call): Reply {
  const [first, last] = [integer(start), integer(end)]
  const text = asString(keys.value(key)) ?? ''
  if (first < 0 && last < 0 && first > last) return ''
  const from = first < 0 ? Math.max(0, text.length + first) : first
  const to = last < 0 ? Math.max(0, text.length + last) : last
  return text.slice(from, to + 1)
}

function add(keys: Keyspace, key: string, amount: bigint): bigint {
  const text = asString(keys.value(key))
  const before = text === undefined ? 0n : readLong(text)
  if (before === null) throw notAnInteger()
  const sum = before + amount
  if (sum > MAX_LONG || sum < MIN_LONG) throw new RedisError('increment or decrement would overflow')
  change(keys, key, () => String(sum))
  return sum
}

/** What it holds becomes another text; when it expires stays. @param otherwise what is taken to be there where nothing is */
function change(keys: Keyspace, key: string, next: (before: string) => string, otherwise = ''): string {
  const entry = keys.get(key)
  const text = next(asString(entry?.value) ?? otherwise)
  keys.put(key, text, entry?.expiresAt ?? null)
  return text
}

function limited(text: string): string {
  if (text.length > EMBEDDED_REDIS.maxBulkBytes) throw tooLong()
  return text
}

function tooLong(): RedisError {
  return new RedisError('string exceeds maximum allowed size (proto-max-bulk-len)')
}

function putAll(keys: Keyspace, pairs: readonly string[]): void {
  for (let index = 0; index < pairs.length; index += 2) keys.put(pairs[index] ?? '', pairs[index + 1] ?? '')
}

function textOrNull(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null
}
