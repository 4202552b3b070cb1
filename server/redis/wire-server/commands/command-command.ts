/** COMMAND: which commands there are. */
import { COMMAND_FACTS, type CommandFacts, keysOf } from '../command-table.js'
import type { Call, Command } from '../command-types.js'
import { Glob } from '../glob.js'
import { RedisError, syntaxError } from '../redis-error.js'
import { Pairs, type Reply, Status } from '../replies.js'
import { withSubcommands } from '../subcommands.js'

const all = [...COMMAND_FACTS.values()]

function factsOf({ name, arity, flags, firstKey, lastKey, step, categories }: CommandFacts): Reply {
  const asWords = (list: readonly string[], prefix = '') => list.map((word) => new Status(`${prefix}${word}`))
  return [name, arity, asWords(flags), firstKey, lastKey, step, asWords(categories, '@'), [], [], []]
}

const subcommands = withSubcommands('command', {
  count: { arity: 2, run: () => all.length },
  info: {
    arity: -2,
    run: ({ args }) => (args.length === 0 ? all.map(factsOf) : args.map((name) => mapped(COMMAND_FACTS.get(name.toLowerCase()), factsOf) ?? null)),
  },
  docs: {
    arity: -2,
    run: ({ args }) => {
      const found = args.length === 0 ? all : args.flatMap((name) => COMMAND_FACTS.get(name.toLowerCase()) ?? [])
      return new Pairs(found.flatMap((facts) => [facts.name, new Pairs(['since', facts.since, 'group', facts.group])]))
    },
  },
  list: { arity: -2, run: list },
  getkeys: {
    arity: -4,
    run: ({ args }) => {
      const facts = COMMAND_FACTS.get(args[0]?.toLowerCase() ?? '')
      if (facts === undefined) throw new RedisError('Invalid command specified')
      if (facts.arity > 0 ? args.length !== facts.arity : args.length < -facts.arity) throw new RedisError('Invalid number of arguments specified for command')
      const keys = keysOf(facts, args)
      if (keys.length === 0) throw new RedisError('The command has no key arguments')
      return keys
    },
  },
})

export const commandCommand: Command = (call) => (call.args.length === 0 ? all.map(factsOf) : subcommands(call))

function list({ args: [word, kind, value, ...rest] }: Call): Reply {
  const names = all.map(({ name }) => name)
  if (word === undefined) return names
  if (word.toUpperCase() !== 'FILTERBY' || value === undefined || rest.length > 0) throw syntaxError()
  switch (kind?.toUpperCase()) {
    case 'PATTERN': {
      const glob = new Glob(value.toLowerCase())
      return names.filter((name) => glob.matches(name))
    }
    case 'ACLCAT':
      return all.filter(({ categories }) => categories.includes(value.toLowerCase())).map(({ name }) => name)
    case 'MODULE':
      return []
    default:
      throw syntaxError()
  }
}

function mapped<T, R>(value: T | undefined, map: (value: T) => R): R | undefined {
  return value === undefined ? undefined : map(value)
}
