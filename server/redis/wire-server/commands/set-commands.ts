/** Sets: members of a key, each once. */
import type { Command } from '../command-types.js'
import { Glob } from '../glob.js'
import type { Keyspace } from '../keyspace.js'
import { integer, MAX_LONG, readLong } from '../numbers.js'
import { notAnInteger, RedisError, syntaxError } from '../redis-error.js'
import { Members as MembersReply } from '../replies.js'
import { asSet, isEmpty, type Members } from '../values.js'
import { readCursor, readScanOptions } from './key-commands.js'

const NONE: ReadonlySet<string> = new Set()
const EVERYTHING = new Glob('*')

export const setCommands = {
  sadd: ({ keys, args: [key = '', ...members] }) => {
    const before = setOf(keys, key).size
    const set = change(keys, key, (into) => {
      for (const member of members) into.add(member)
    })
    return set.size - before
  },
  srem: ({ keys, args: [key = '', ...members] }) => {
    const there = [...new Set(members)].filter((member) => setOf(keys, key).has(member))
    if (there.length > 0) removeAll(keys, key, there)
    return there.length
  },
  smembers: ({ keys, args: [key = ''] }) => new MembersReply([...setOf(keys, key)]),
  sismember: ({ keys, args: [key = '', member = ''] }) => (setOf(keys, key).has(member) ? 1 : 0),
  smismember: ({ keys, args: [key = '', ...members] }) => {
    const set = setOf(keys, key)
    return members.map((member) => (set.has(member) ? 1 : 0))
  },
  scard: ({ keys, args: [key = ''] }) => setOf(keys, key).size,
  spop: ({ keys, args: [key = '', count, ...rest] }) => {
    if (rest.length > 0) throw syntaxError()
    if (count === undefined) {
      const [member] = some(setOf(keys, key), 1)
      if (member === undefined) return null
      removeAll(keys, key, [member])
      return member
    }
    const wanted = readLong(count)
    if (wanted === null || wanted < 0n || wanted > MAX_LONG) throw new RedisError('value is out of range, must be positive')
    const members = some(setOf(keys, key), Number(wanted))
    if (members.length > 0) removeAll(keys, key, members)
    return new MembersReply(members)
  },
  srandmember: ({ keys, args: [key = '', count, ...rest] }) => {
    if (rest.length > 0) throw syntaxError()
    const set = setOf(keys, key)
    if (count === undefined) return some(set, 1)[0] ?? null
    const wanted = integer(count)
    if (wanted < -MAX_REPEATED) throw notAnInteger()
    if (wanted >= 0) return some(set, wanted)
    // A negative count may take the same one more than once.
    const all = [...set]
    return all.length === 0 ? [] : Array.from({ length: -wanted }, () => all[Math.floor(Math.random() * all.length)] ?? '')
  },
  // All at once, as Redis does with a small one.
  sscan: ({ keys, args: [key = '', cursor = '', ...options] }) => {
    readCursor(cursor)
    const set = setOf(keys, key)
    if (set.size === 0) return ['0', []]
    const { glob } = readScanOptions(options, false)
    return ['0', [...set].filter((member) => (glob ?? EVERYTHING).matches(member))]
  },
} as const satisfies Readonly<Record<string, Command>>

const MAX_REPEATED = 1_000_000

function setOf(keys: Keyspace, key: string): ReadonlySet<string> {
  return asSet(keys.value(key)) ?? NONE
}

function removeAll(keys: Keyspace, key: string, members: readonly string[]): void {
  change(keys, key, (set) => {
    for (const member of members) set.delete(member)
  })
}

/** Any of them, at most this many, each once. */
function some(set: ReadonlySet<string>, count: number): readonly string[] {
  const all = [...set]
  if (count >= all.length) return all
  for (let index = 0; index < count; index += 1) {
    const other = index + Math.floor(Math.random() * (all.length - index))
    const [one = '', another = ''] = [all[index], all[other]]
    all[index] = another
    all[other] = one
  }
  return all.slice(0, count)
}

function change(keys: Keyspace, key: string, work: (set: Members) => void): Members {
  const entry = keys.get(key)
  const set = asSet(entry?.value) ?? new Set<string>()
  work(set)
  if (isEmpty(set)) keys.delete(key)
  else keys.put(key, set, entry?.expiresAt ?? null)
  return set
}
