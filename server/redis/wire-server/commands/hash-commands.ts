/** Hashes: fields of a key. */
import type { Call, Command } from '../command-types.js'
import { Glob } from '../glob.js'
import type { Keyspace } from '../keyspace.js'
import { long, MAX_LONG, MIN_LONG, readLong } from '../numbers.js'
import { RedisError, wrongArity } from '../redis-error.js'
import { OK, Pairs, type Reply } from '../replies.js'
import { asHash, type Hash, isEmpty } from '../values.js'
import { readCursor, readScanOptions } from './key-commands.js'

const NONE: ReadonlyMap<string, string> = new Map()

export const hashCommands = {
  hset: (call) => setFields(call),
  hmset: (call) => {
    setFields(call)
    return OK
  },
  hsetnx: ({ keys, args: [key = '', field = '', text = ''] }) => {
    if (hashOf(keys, key).has(field)) return 0
    change(keys, key, (hash) => hash.set(field, text))
    return 1
  },
  hget: ({ keys, args: [key = '', field = ''] }) => hashOf(keys, key).get(field) ?? null,
  hmget: ({ keys, args: [key = '', ...fields] }) => {
    const hash = hashOf(keys, key)
    return fields.map((field) => hash.get(field) ?? null)
  },
  hgetall: ({ keys, args: [key = ''] }) => new Pairs([...hashOf(keys, key)].flat()),
  hkeys: ({ keys, args: [key = ''] }) => [...hashOf(keys, key).keys()],
  hvals: ({ keys, args: [key = ''] }) => [...hashOf(keys, key).values()],
  hlen: ({ keys, args: [key = ''] }) => hashOf(keys, key).size,
  hexists: ({ keys, args: [key = '', field = ''] }) => (hashOf(keys, key).has(field) ? 1 : 0),
  hstrlen: ({ keys, args: [key = '', field = ''] }) => hashOf(keys, key).get(field)?.length ?? 0,
  hdel: ({ keys, args: [key = '', ...fields] }) => {
    const there = [...new Set(fields)].filter((field) => hashOf(keys, key).has(field))
    if (there.length > 0)
      change(keys, key, (hash) => {
        for (const field of there) hash.delete(field)
      })
    return there.length
  },
  hincrby: ({ keys, args: [key = '', field = '', by = ''] }) => {
    const amount = long(by)
    const text = hashOf(keys, key).get(field)
    const before = text === undefined ? 0n : readLong(text)
    if (before === null) throw new RedisError('hash value is not an integer')
    const sum = before + amount
    if (sum > MAX_LONG || sum < MIN_LONG) throw new RedisError('increment or decrement would overflow')
    change(keys, key, (hash) => hash.set(field, String(sum)))
    return sum
  },
  // All at once, as Redis does with a small one.
  hscan: ({ keys, args: [key = '', cursor = '', ...options] }) => {
    readCursor(cursor)
    const hash = hashOf(keys, key)
    if (hash.size === 0) return ['0', []]
    const { glob } = readScanOptions(options, false)
    return ['0', [...hash].filter(([field]) => (glob ?? EVERYTHING).matches(field)).flat()]
  },
} as const satisfies Readonly<Record<string, Command>>

const EVERYTHING = new Glob('*')

function hashOf(keys: Keyspace, key: string): ReadonlyMap<string, string> {
  return asHash(keys.value(key)) ?? NONE
}

function setFields({ name, keys, args: [key = '', ...pairs] }: Call): Reply {
  if (pairs.length % 2 === 1) throw wrongArity(name)
  let added = 0
  change(keys, key, (hash) => {
    for (let index = 0; index < pairs.length; index += 2) {
      const field = pairs[index] ?? ''
      if (!hash.has(field)) added += 1
      hash.set(field, pairs[index + 1] ?? '')
    }
  })
  return added
}

function change(keys: Keyspace, key: string, work: (hash: Hash) => void): void {
  const entry = keys.get(key)
  const hash = asHash(entry?.value) ?? new Map<string, string>()
  work(hash)
  if (isEmpty(hash)) keys.delete(key)
  else keys.put(key, hash, entry?.expiresAt ?? null)
}
