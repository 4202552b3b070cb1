/**
 * The commands that the embedded server knows, with the facts that COMMAND tells of them, as Redis 7.0 has them (`parity` holds each against a real one).
 * A row: name, arity (negative: at least this many words, the name among them), first and last key and the step between keys, flags, categories, since which version.
 */

type Row = readonly [name: string, arity: number, firstKey: number, lastKey: number, step: number, flags: string, categories: string, since: string]

const ROWS = {
  connection: [
    ['ping', -1, 0, 0, 0, 'fast', 'fast connection', '1.0.0'],
    ['echo', 2, 0, 0, 0, 'loading stale fast', 'fast connection', '1.0.0'],
    ['hello', -1, 0, 0, 0, 'noscript loading stale fast no_auth allow_busy', 'fast connection', '6.0.0'],
    ['auth', -2, 0, 0, 0, 'noscript loading stale fast no_auth allow_busy', 'fast connection', '1.0.0'],
    ['select', 2, 0, 0, 0, 'loading stale fast', 'fast connection', '1.0.0'],
    ['quit', -1, 0, 0, 0, 'noscript loading stale fast no_auth allow_busy', 'fast connection', '1.0.0'],
    ['reset', 1, 0, 0, 0, 'noscript loading stale fast no_auth allow_busy', 'fast connection', '6.2.0'],
    ['client', -2, 0, 0, 0, '', 'slow', '2.4.0'],
  ],
  server: [
    ['info', -1, 0, 0, 0, 'loading stale', 'slow dangerous', '1.0.0'],
    ['command', -1, 0, 0, 0, 'loading stale', 'slow connection', '2.8.13'],
    ['dbsize', 1, 0, 0, 0, 'readonly fast', 'keyspace read fast', '1.0.0'],
    ['flushdb', -1, 0, 0, 0, 'write', 'keyspace write slow dangerous', '1.0.0'],
    ['flushall', -1, 0, 0, 0, 'write', 'keyspace write slow dangerous', '1.0.0'],
    ['time', 1, 0, 0, 0, 'loading stale fast', 'fast', '2.6.0'],
    ['config', -2, 0, 0, 0, '', 'slow', '2.0.0'],
    ['role', 1, 0, 0, 0, 'noscript loading stale fast', 'admin fast dangerous', '2.8.12'],
    ['lastsave', 1, 0, 0, 0, 'loading stale fast', 'admin fast dangerous', '1.0.0'],
    ['save', 1, 0, 0, 0, 'admin noscript no_async_loading no_multi', 'admin slow dangerous', '1.0.0'],
    ['bgsave', -1, 0, 0, 0, 'admin noscript no_async_loading', 'admin slow dangerous', '1.0.0'],
    ['bgrewriteaof', 1, 0, 0, 0, 'admin noscript no_async_loading', 'admin slow dangerous', '1.0.0'],
    ['memory', -2, 0, 0, 0, '', 'slow', '4.0.0'],
    ['monitor', 1, 0, 0, 0, 'admin noscript loading stale', 'admin slow dangerous', '1.0.0'],
    ['acl', -2, 0, 0, 0, '', 'slow', '6.0.0'],
    ['swapdb', 3, 0, 0, 0, 'write fast', 'keyspace write fast dangerous', '4.0.0'],
  ],
  generic: [
    ['del', -2, 1, -1, 1, 'write', 'keyspace write slow', '1.0.0'],
    ['unlink', -2, 1, -1, 1, 'write fast', 'keyspace write fast', '4.0.0'],
    ['exists', -2, 1, -1, 1, 'readonly fast', 'keyspace read fast', '1.0.0'],
    ['expire', -3, 1, 1, 1, 'write fast', 'keyspace write fast', '1.0.0'],
    ['pexpire', -3, 1, 1, 1, 'write fast', 'keyspace write fast', '2.6.0'],
    ['expireat', -3, 1, 1, 1, 'write fast', 'keyspace write fast', '1.2.0'],
    ['pexpireat', -3, 1, 1, 1, 'write fast', 'keyspace write fast', '2.6.0'],
    ['ttl', 2, 1, 1, 1, 'readonly fast', 'keyspace read fast', '1.0.0'],
    ['pttl', 2, 1, 1, 1, 'readonly fast', 'keyspace read fast', '2.6.0'],
    ['expiretime', 2, 1, 1, 1, 'readonly fast', 'keyspace read fast', '7.0.0'],
    ['pexpiretime', 2, 1, 1, 1, 'readonly fast', 'keyspace read fast', '7.0.0'],
    ['persist', 2, 1, 1, 1, 'write fast', 'keyspace write fast', '2.2.0'],
    ['type', 2, 1, 1, 1, 'readonly fast', 'keyspace read fast', '1.0.0'],
    ['keys', 2, 0, 0, 0, 'readonly', 'keyspace read slow dangerous', '1.0.0'],
    ['scan', -2, 0, 0, 0, 'readonly', 'keyspace read slow', '2.8.0'],
    ['rename', 3, 1, 2, 1, 'write', 'keyspace write slow', '1.0.0'],
    ['renamenx', 3, 1, 2, 1, 'write fast', 'keyspace write fast', '1.0.0'],
    ['randomkey', 1, 0, 0, 0, 'readonly', 'keyspace read slow', '1.0.0'],
    ['touch', -2, 1, -1, 1, 'readonly fast', 'keyspace read fast', '3.2.1'],
    ['copy', -3, 1, 2, 1, 'write denyoom', 'keyspace write slow', '6.2.0'],
    ['move', 3, 1, 1, 1, 'write fast', 'keyspace write fast', '1.0.0'],
    ['object', -2, 0, 0, 0, '', 'slow', '2.2.3'],
  ],
  string: [
    ['get', 2, 1, 1, 1, 'readonly fast', 'read string fast', '1.0.0'],
    ['set', -3, 1, 1, 1, 'write denyoom', 'write string slow', '1.0.0'],
    ['setex', 4, 1, 1, 1, 'write denyoom', 'write string slow', '2.0.0'],
    ['psetex', 4, 1, 1, 1, 'write denyoom', 'write string slow', '2.6.0'],
    ['setnx', 3, 1, 1, 1, 'write denyoom fast', 'write string fast', '1.0.0'],
    ['getset', 3, 1, 1, 1, 'write denyoom fast', 'write string fast', '1.0.0'],
    ['getex', -2, 1, 1, 1, 'write fast', 'write string fast', '6.2.0'],
    ['getdel', 2, 1, 1, 1, 'write fast', 'write string fast', '6.2.0'],
    ['mget', -2, 1, -1, 1, 'readonly fast', 'read string fast', '1.0.0'],
    ['mset', -3, 1, -1, 2, 'write denyoom', 'write string slow', '1.0.1'],
    ['msetnx', -3, 1, -1, 2, 'write denyoom', 'write string slow', '1.0.1'],
    ['append', 3, 1, 1, 1, 'write denyoom fast', 'write string fast', '2.0.0'],
    ['strlen', 2, 1, 1, 1, 'readonly fast', 'read string fast', '2.2.0'],
    ['incr', 2, 1, 1, 1, 'write denyoom fast', 'write string fast', '1.0.0'],
    ['decr', 2, 1, 1, 1, 'write denyoom fast', 'write string fast', '1.0.0'],
    ['incrby', 3, 1, 1, 1, 'write denyoom fast', 'write string fast', '1.0.0'],
    ['decrby', 3, 1, 1, 1, 'write denyoom fast', 'write string fast', '1.0.0'],
    ['incrbyfloat', 3, 1, 1, 1, 'write denyoom fast', 'write string fast', '2.6.0'],
    ['getrange', 4, 1, 1, 1, 'readonly', 'read string slow', '2.4.0'],
    ['substr', 4, 1, 1, 1, 'readonly', 'read string slow', '1.0.0'],
    ['setrange', 4, 1, 1, 1, 'write denyoom', 'write string slow', '2.2.0'],
  ],
  transactions: [
    ['multi', 1, 0, 0, 0, 'noscript loading stale fast allow_busy', 'fast transaction', '1.2.0'],
    ['exec', 1, 0, 0, 0, 'noscript loading stale skip_slowlog', 'slow transaction', '1.2.0'],
    ['discard', 1, 0, 0, 0, 'noscript loading stale fast allow_busy', 'fast transaction', '2.0.0'],
    ['watch', -2, 1, -1, 1, 'noscript loading stale fast allow_busy', 'fast transaction', '2.2.0'],
    ['unwatch', 1, 0, 0, 0, 'noscript loading stale fast allow_busy', 'fast transaction', '2.2.0'],
  ],
  hash: [
    ['hset', -4, 1, 1, 1, 'write denyoom fast', 'write hash fast', '2.0.0'],
    ['hsetnx', 4, 1, 1, 1, 'write denyoom fast', 'write hash fast', '2.0.0'],
    ['hmset', -4, 1, 1, 1, 'write denyoom fast', 'write hash fast', '2.0.0'],
    ['hget', 3, 1, 1, 1, 'readonly fast', 'read hash fast', '2.0.0'],
    ['hmget', -3, 1, 1, 1, 'readonly fast', 'read hash fast', '2.0.0'],
    ['hgetall', 2, 1, 1, 1, 'readonly', 'read hash slow', '2.0.0'],
    ['hdel', -3, 1, 1, 1, 'write fast', 'write hash fast', '2.0.0'],
    ['hexists', 3, 1, 1, 1, 'readonly fast', 'read hash fast', '2.0.0'],
    ['hlen', 2, 1, 1, 1, 'readonly fast', 'read hash fast', '2.0.0'],
    ['hkeys', 2, 1, 1, 1, 'readonly', 'read hash slow', '2.0.0'],
    ['hvals', 2, 1, 1, 1, 'readonly', 'read hash slow', '2.0.0'],
    ['hincrby', 4, 1, 1, 1, 'write denyoom fast', 'write hash fast', '2.0.0'],
    ['hstrlen', 3, 1, 1, 1, 'readonly fast', 'read hash fast', '3.2.0'],
    ['hscan', -3, 1, 1, 1, 'readonly', 'read hash slow', '2.8.0'],
  ],
  list: [
    ['lpush', -3, 1, 1, 1, 'write denyoom fast', 'write list fast', '1.0.0'],
    ['rpush', -3, 1, 1, 1, 'write denyoom fast', 'write list fast', '1.0.0'],
    ['lpushx', -3, 1, 1, 1, 'write denyoom fast', 'write list fast', '2.2.0'],
    ['rpushx', -3, 1, 1, 1, 'write denyoom fast', 'write list fast', '2.2.0'],
    ['lpop', -2, 1, 1, 1, 'write fast', 'write list fast', '1.0.0'],
    ['rpop', -2, 1, 1, 1, 'write fast', 'write list fast', '1.0.0'],
    ['llen', 2, 1, 1, 1, 'readonly fast', 'read list fast', '1.0.0'],
    ['lrange', 4, 1, 1, 1, 'readonly', 'read list slow', '1.0.0'],
    ['lindex', 3, 1, 1, 1, 'readonly', 'read list slow', '1.0.0'],
    ['lset', 4, 1, 1, 1, 'write denyoom', 'write list slow', '1.0.0'],
    ['lrem', 4, 1, 1, 1, 'write', 'write list slow', '1.0.0'],
    ['ltrim', 4, 1, 1, 1, 'write', 'write list slow', '1.0.0'],
  ],
  set: [
    ['sadd', -3, 1, 1, 1, 'write denyoom fast', 'write set fast', '1.0.0'],
    ['srem', -3, 1, 1, 1, 'write fast', 'write set fast', '1.0.0'],
    ['smembers', 2, 1, 1, 1, 'readonly', 'read set slow', '1.0.0'],
    ['sismember', 3, 1, 1, 1, 'readonly fast', 'read set fast', '1.0.0'],
    ['smismember', -3, 1, 1, 1, 'readonly fast', 'read set fast', '6.2.0'],
    ['scard', 2, 1, 1, 1, 'readonly fast', 'read set fast', '1.0.0'],
    ['spop', -2, 1, 1, 1, 'write fast', 'write set fast', '1.0.0'],
    ['srandmember', -2, 1, 1, 1, 'readonly', 'read set slow', '1.0.0'],
    ['sscan', -3, 1, 1, 1, 'readonly', 'read set slow', '2.8.0'],
  ],
} as const satisfies Readonly<Record<string, readonly Row[]>>

type Rows = (typeof ROWS)[keyof typeof ROWS][number]
export type CommandName = Rows[0]

export interface CommandFacts {
  readonly name: CommandName
  readonly group: string
  readonly arity: number
  readonly firstKey: number
  readonly lastKey: number
  readonly step: number
  readonly flags: readonly string[]
  /** Without the `@`. */
  readonly categories: readonly string[]
  readonly since: string
}

export const COMMAND_FACTS: ReadonlyMap<string, CommandFacts> = new Map(
  Object.entries(ROWS).flatMap(([group, rows]) =>
    rows.map(([name, arity, firstKey, lastKey, step, flags, categories, since]): [string, CommandFacts] => [
      name,
      { name, group, arity, firstKey, lastKey, step, flags: words(flags), categories: words(categories), since },
    ]),
  ),
)

/** The keys among a command's words, the name being the first. */
export function keysOf({ firstKey, lastKey, step }: CommandFacts, words: readonly string[]): readonly string[] {
  if (firstKey === 0) return []
  const last = lastKey < 0 ? words.length + lastKey : lastKey
  const keys: string[] = []
  for (let index = firstKey; index <= last && index < words.length; index += step) keys.push(words[index] ?? '')
  return keys
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ')
}
