/** Lists: items of a key, in an order. */
import type { Call, Command } from '../command-types.js'
import type { Keyspace } from '../keyspace.js'
import { integer, readLong } from '../numbers.js'
import { noSuchKey, RedisError } from '../redis-error.js'
import { NULL_LIST, OK, type Reply } from '../replies.js'
import { asList, isEmpty, type List } from '../values.js'

export const listCommands = {
  lpush: (call) => push(call, 'front', true),
  rpush: (call) => push(call, 'end', true),
  lpushx: (call) => push(call, 'front', false),
  rpushx: (call) => push(call, 'end', false),
  lpop: (call) => pop(call, (list, count) => list.splice(0, count)),
  rpop: (call) => pop(call, (list, count) => list.splice(Math.max(0, list.length - count)).reverse()),
  llen: ({ keys, args: [key = ''] }) => listOf(keys, key).length,
  lrange: ({ keys, args: [key = '', start = '', end = ''] }) => {
    const [first, last] = [integer(start), integer(end)]
    return slice(listOf(keys, key), first, last)
  },
  lindex: ({ keys, args: [key = '', index = ''] }) => {
    const list = listOf(keys, key)
    return list.at(integer(index)) ?? null
  },
  lset: ({ keys, args: [key = '', index = '', text = ''] }) => {
    const list = asList(keys.value(key))
    if (list === undefined) throw noSuchKey()
    const wanted = integer(index)
    const at = wanted < 0 ? list.length + wanted : wanted
    if (at < 0 || at >= list.length) throw new RedisError('index out of range')
    change(keys, key, (items) => {
      items[at] = text
    })
    return OK
  },
  lrem: ({ keys, args: [key = '', count = '', text = ''] }) => {
    const wanted = integer(count)
    const list = listOf(keys, key)
    const found = [...list.keys()].filter((index) => list[index] === text)
    const gone = new Set(wanted === 0 ? found : wanted > 0 ? found.slice(0, wanted) : found.slice(wanted))
    if (gone.size > 0)
      change(keys, key, (items) =>
        replace(
          items,
          items.filter((_, index) => !gone.has(index)),
        ),
      )
    return gone.size
  },
  ltrim: ({ keys, args: [key = '', start = '', end = ''] }) => {
    const [first, last] = [integer(start), integer(end)]
    if (listOf(keys, key).length > 0) change(keys, key, (items) => replace(items, slice(items, first, last)))
    return OK
  },
} as const satisfies Readonly<Record<string, Command>>

function listOf(keys: Keyspace, key: string): readonly string[] {
  return asList(keys.value(key)) ?? []
}

function slice(list: readonly string[], first: number, last: number): readonly string[] {
  const from = Math.max(0, first < 0 ? list.length + first : first)
  const to = last < 0 ? list.length + last : last
  return to < from ? [] : list.slice(from, to + 1)
}

function replace(list: List, items: readonly string[]): void {
  list.length = 0
  for (const item of items) list.push(item)
}

/** @param makes a list where there is none */
function push({ keys, args: [key = '', ...items] }: Call, where: 'front' | 'end', makes: boolean): Reply {
  const before = listOf(keys, key)
  if (!makes && before.length === 0) return 0
  return change(keys, key, (list) => replace(list, where === 'end' ? [...before, ...items] : [...items.reverse(), ...before])).length
}

function pop({ keys, args: [key = '', count, ...rest], name }: Call, take: (list: List, count: number) => string[]): Reply {
  if (rest.length > 0) throw new RedisError(`wrong number of arguments for '${name}' command`)
  const wanted = count === undefined ? 1n : readLong(count)
  if (wanted === null || wanted < 0n) throw new RedisError('value is out of range, must be positive')
  if (asList(keys.value(key)) === undefined) return count === undefined ? null : NULL_LIST
  if (wanted === 0n) return []
  let taken: readonly string[] = []
  change(keys, key, (list) => {
    taken = take(list, Number(wanted))
  })
  return count === undefined ? (taken[0] ?? null) : taken
}

function change(keys: Keyspace, key: string, work: (list: List) => void): List {
  const entry = keys.get(key)
  const list = asList(entry?.value) ?? []
  work(list)
  if (isEmpty(list)) keys.delete(key)
  else keys.put(key, list, entry?.expiresAt ?? null)
  return list
}
