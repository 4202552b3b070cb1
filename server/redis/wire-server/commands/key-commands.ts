/** Keys, whatever they hold. */
import { EMBEDDED_REDIS } from '../../../config.js'
import type { Call, Command } from '../command-types.js'
import { Glob } from '../glob.js'
import type { Keyspace } from '../keyspace.js'
import { integer, readLong } from '../numbers.js'
import { noSuchKey, RedisError, syntaxError } from '../redis-error.js'
import { OK, type Reply, Status } from '../replies.js'
import { withSubcommands } from '../subcommands.js'
import { copyOf, typeOf, type Value } from '../values.js'

export const keyCommands = {
  del: remove,
  unlink: remove,
  exists: ({ keys, args }) => args.filter((key) => keys.has(key)).length,
  touch: ({ keys, args }) => args.filter((key) => keys.has(key)).length,
  type: ({ keys, args: [key = ''] }) => new Status(typeName(keys.value(key))),
  keys: ({ keys, args: [pattern = ''] }) => {
    const glob = new Glob(pattern)
    return [...keys.keys()].filter((key) => glob.matches(key))
  },
  scan,
  randomkey: ({ keys }) => keys.random(),
  rename: (call) => {
    rename(call)
    return OK
  },
  renamenx: (call) => {
    const [from = '', to = ''] = call.args
    if (!call.keys.has(from)) throw noSuchKey()
    if (call.keys.has(to)) return 0
    rename(call)
    return 1
  },
  copy,
  move: ({ keys, args: [key = '', database = ''], client, server }) => {
    const index = readDatabase(database)
    if (index === client.database) throw sameObject()
    const entry = keys.get(key)
    const target = server.databases.of(index)
    if (entry === undefined || target.has(key)) return 0
    keys.delete(key)
    target.put(key, entry.value, entry.expiresAt)
    return 1
  },
  object: withSubcommands('object', {
    encoding: { arity: 3, run: ({ keys, args: [key = ''] }) => encodingOf(keys.value(key)) },
    // Nothing is shared between keys here.
    refcount: { arity: 3, run: ({ keys, args: [key = ''] }) => (keys.has(key) ? 1 : null) },
  }),
} as const satisfies Readonly<Record<string, Command>>

const sameObject = (): RedisError => new RedisError('source and destination objects are the same')

/** @throws RedisError */
export function readDatabase(text: string): number {
  const index = integer(text)
  if (index < 0 || index >= EMBEDDED_REDIS.databases) throw new RedisError('DB index is out of range')
  return index
}

function remove({ keys, args }: Call): Reply {
  let removed = 0
  for (const key of args) if (keys.delete(key)) removed += 1
  return removed
}

function typeName(value: Value | undefined): string {
  return value === undefined ? 'none' : typeOf(value)
}

function rename({ keys, args: [from = '', to = ''] }: Call): void {
  const entry = keys.get(from)
  if (entry === undefined) throw noSuchKey()
  if (from === to) return
  const { value, expiresAt } = entry
  keys.delete(from)
  keys.put(to, value, expiresAt)
}

function copy({ keys, args: [from = '', to = '', ...options], client, server }: Call): Reply {
  let [database, replaces] = [client.database, false]
  for (let index = 0; index < options.length; index += 1) {
    const option = options[index]?.toUpperCase()
    if (option === 'REPLACE') replaces = true
    else if (option === 'DB' && index + 1 < options.length) database = readDatabase(options[++index] ?? '')
    else throw syntaxError()
  }
  if (from === to && database === client.database) throw sameObject()
  const entry = keys.get(from)
  const target: Keyspace = server.databases.of(database)
  if (entry === undefined || (!replaces && target.has(to))) return 0
  target.put(to, copyOf(entry.value), entry.expiresAt)
  return 1
}

/** As C reads a number without a sign, which takes one all the same, and nothing for a zero. */
const CURSOR = /^(?:[+-]?\d{1,20})?$/
const CURSORS = 2n ** 64n
const DEFAULT_COUNT = 10

export interface ScanOptions {
  readonly glob: Glob | null
  readonly count: number
  readonly type: string | null
}

/** What stands behind the cursor of SCAN, SSCAN and HSCAN. @throws RedisError */
export function readScanOptions(options: readonly string[], knowsType: boolean): ScanOptions {
  let [glob, count, type]: [Glob | null, number, string | null] = [null, DEFAULT_COUNT, null]
  for (let index = 0; index < options.length; index += 2) {
    const [option = '', value] = [options[index]?.toUpperCase(), options[index + 1]]
    if (value === undefined) throw syntaxError()
    if (option === 'COUNT') count = integer(value)
    else if (option === 'MATCH') glob = new Glob(value)
    else if (option === 'TYPE' && knowsType) type = value.toLowerCase()
    else throw syntaxError()
    if (count < 1) throw syntaxError()
  }
  return { glob, count, type }
}

/** @throws RedisError */
export function readCursor(text: string): number {
  const magnitude = CURSOR.test(text) ? BigInt(text.replace(/^[+-]/, '')) : CURSORS
  if (magnitude >= CURSORS) throw new RedisError('invalid cursor')
  return Number(text.startsWith('-') ? CURSORS - magnitude : magnitude)
}

function scan({ keys, args: [cursor = '', ...options] }: Call): Reply {
  const from = readCursor(cursor)
  const { glob, count, type } = readScanOptions(options, true)
  const found = keys.scan(from, count)
  const wanted = found.keys.filter((key) => (glob?.matches(key) ?? true) && (type === null || typeName(keys.value(key)) === type))
  return [String(found.cursor), wanted]
}

/** Up to these lengths, Redis keeps a text within the key's own record, and a collection in one piece. */
const EMBEDDED_CHARACTERS = 44
const LISTPACK_ITEMS = { hash: 128, intset: 512 } as const
const LISTPACK_CHARACTERS = 64

function encodingOf(value: Value | undefined): Reply {
  if (value === undefined) return null
  if (typeof value === 'string') {
    if (readLong(value) !== null) return 'int'
    return value.length <= EMBEDDED_CHARACTERS ? 'embstr' : 'raw'
  }
  if (Array.isArray(value)) return 'quicklist'
  if (value instanceof Set) return value.size <= LISTPACK_ITEMS.intset && [...value].every((member) => readLong(member) !== null) ? 'intset' : 'hashtable'
  const isSmall = value.size <= LISTPACK_ITEMS.hash && [...value].flat().every((text) => text.length <= LISTPACK_CHARACTERS)
  return isSmall ? 'listpack' : 'hashtable'
}
