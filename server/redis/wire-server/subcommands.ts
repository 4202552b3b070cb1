/** Commands whose first word says what is wanted. */
import type { Command, Subcommand } from './command-types.js'
import { RedisError, wrongArity } from './redis-error.js'
import { Status } from './replies.js'

/** @param name of the command, in small letters */
export function withSubcommands(name: string, subcommands: Readonly<Record<string, Subcommand>>): Command {
  const known = new Map(Object.entries(subcommands))
  return (call) => {
    const [word = '', ...args] = call.args
    const wanted = word.toLowerCase()
    if (wanted === 'help' && args.length === 0) return helpOf(name, [...known.keys()])
    const subcommand = known.get(wanted)
    if (subcommand === undefined) throw new RedisError(`unknown subcommand '${word.slice(0, 128)}'. Try ${name.toUpperCase()} HELP.`)
    const full = `${name}|${wanted}`
    const words = args.length + 2
    if (subcommand.arity > 0 ? words !== subcommand.arity : words < -subcommand.arity) throw wrongArity(full)
    return subcommand.run({ ...call, name: full, args })
  }
}

function helpOf(name: string, words: readonly string[]): readonly Status[] {
  return [`${name.toUpperCase()} can be followed by:`, ...words.map((word) => word.toUpperCase()), 'HELP'].map((line) => new Status(line))
}
