/** What the server tells of itself, and what is done to a whole database. */
import { EMBEDDED_REDIS } from '../../../config.js'
import type { Call, Command } from '../command-types.js'
import { RedisError, syntaxError } from '../redis-error.js'
import { OK, type Reply, Status, Verbatim } from '../replies.js'
import { withSubcommands } from '../subcommands.js'
import { sizeOf } from '../values.js'
import { configCommand } from './config-command.js'
import { infoText } from './info.js'
import { readDatabase } from './key-commands.js'

export const serverCommands = {
  dbsize: ({ keys }) => keys.size,
  flushdb: (call) => flush(call, [call.client.database]),
  flushall: (call) => flush(call, [...call.server.databases.all.keys()]),
  swapdb: ({ args: [one = '', other = ''], server }) => {
    const [first, second] = [one, other].map((text, index) => {
      if (!/^-?\d+$/.test(text)) throw new RedisError(`invalid ${index === 0 ? 'first' : 'second'} DB index`)
      return readDatabase(text)
    })
    if (first !== undefined && second !== undefined && first !== second) server.databases.swap(first, second)
    return OK
  },
  info: ({ args, server }) => new Verbatim(infoText(server, args)),
  config: configCommand,
  time: () => {
    const now = Date.now()
    const micros = Math.floor((performance.timeOrigin + performance.now()) * 1000) % 1_000_000
    return [String(Math.floor(now / 1000)), String(micros)]
  },
  role: () => ['master', 0, []],
  lastsave: ({ server }) => server.lastSave,
  // All that was answered is in the file already: what is left to do is to make the file short.
  save: (call) => {
    rewrite(call)
    return OK
  },
  bgsave: (call) => {
    const [option, ...rest] = call.args
    if (rest.length > 0 || (option !== undefined && option.toUpperCase() !== 'SCHEDULE')) throw syntaxError()
    rewrite(call)
    return new Status('Background saving started')
  },
  bgrewriteaof: (call) => {
    rewrite(call)
    return new Status('Background append only file rewriting started')
  },
  memory: withSubcommands('memory', {
    usage: {
      arity: -3,
      run: ({ keys, args: [key = ''] }) => {
        const value = keys.value(key)
        return value === undefined ? null : key.length + sizeOf(value)
      },
    },
  }),
  monitor: ({ client }) => {
    client.isMonitor = true
    return OK
  },
} as const satisfies Readonly<Record<string, Command>>

function flush({ args: [option, ...rest], server }: Call, databases: readonly number[]): Reply {
  if (rest.length > 0 || (option !== undefined && !/^(a?sync)$/i.test(option))) throw syntaxError()
  for (const database of databases) server.databases.empty(database)
  return OK
}

function rewrite({ server }: Call): void {
  if (!server.databases.isKept) return
  void server.databases.rewrite().then(() => {
    server.lastSave = Math.floor(Date.now() / 1000)
  })
}

/** For people who follow along with MONITOR: one line a command, as Redis writes it. */
export function monitorLine(client: { readonly database: number; readonly address: { readonly remote: string } }, words: readonly string[]): string {
  const micros = Math.floor((performance.timeOrigin + performance.now()) * 1000)
  const moment = `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`
  const secret = words[0]?.toLowerCase() === 'auth' || words.some((word) => word.toLowerCase() === 'auth' && words[0]?.toLowerCase() === 'hello')
  const shown = secret ? words.slice(0, 1) : words.slice(0, EMBEDDED_REDIS.monitorWords)
  return `${moment} [${client.database} ${client.address.remote}] ${shown.map(quoted).join(' ')}`
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x07': '\\a', '\b': '\\b', '"': '\\"', '\\': '\\\\' }

function quoted(word: string): string {
  const inside = word.replace(/["\\]|[^\x20-\x7e]/g, (sign) => ESCAPES[sign] ?? `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `"${inside}"`
}
