/** CONFIG: what Redis calls its parameters, as far as they say something true of this server. None can be set. */
import { EMBEDDED_REDIS } from '../../../config.js'
import type { Call, Command, ServerContext } from '../command-types.js'
import { Glob } from '../glob.js'
import { RedisError } from '../redis-error.js'
import { OK, Pairs, type Reply } from '../replies.js'
import { withSubcommands } from '../subcommands.js'

function parameters({ databases, maxMemoryBytes, port }: ServerContext): Readonly<Record<string, string>> {
  return {
    port: String(port()),
    bind: '127.0.0.1',
    databases: String(EMBEDDED_REDIS.databases),
    maxclients: String(EMBEDDED_REDIS.maxConnections),
    maxmemory: String(maxMemoryBytes),
    'maxmemory-policy': 'noeviction',
    'proto-max-bulk-len': String(EMBEDDED_REDIS.maxBulkBytes),
    save: '',
    appendonly: databases.isKept ? 'yes' : 'no',
    appendfsync: 'everysec',
    timeout: '0',
  }
}

export const configCommand: Command = withSubcommands('config', {
  get: {
    arity: -3,
    run: ({ args, server }) => {
      const globs = args.map((pattern) => new Glob(pattern.toLowerCase()))
      const found = Object.entries(parameters(server)).filter(([name]) => globs.some((glob) => glob.matches(name)))
      return new Pairs(found.flat())
    },
  },
  set: { arity: -4, run: set },
  resetstat: {
    arity: 2,
    run: ({ server }) => {
      const { counters, databases } = server
      for (const name of ['connections', 'commands', 'hits', 'misses'] as const) counters[name] = 0
      databases.figures.expired = 0
      return OK
    },
  },
  rewrite: {
    arity: 2,
    run: () => {
      throw new RedisError('The server is running without a config file')
    },
  },
})

function set({ args, server }: Call): Reply {
  const known = parameters(server)
  const strange = args.find((name, index) => index % 2 === 0 && !Object.hasOwn(known, name.toLowerCase()))
  if (strange !== undefined || args.length % 2 === 1) throw new RedisError(`Unknown option or number of arguments for CONFIG SET - '${strange ?? args.at(-1)}'`)
  throw new RedisError(`CONFIG SET failed (possibly related to argument '${args[0]}') - can't set immutable config`)
}
