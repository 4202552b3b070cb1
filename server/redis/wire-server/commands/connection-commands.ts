/** What a client says of itself and of the protocol that it speaks. */
import { EMBEDDED_REDIS } from '../../../config.js'
import type { Call, Command } from '../command-types.js'
import { integer } from '../numbers.js'
import { RedisError, syntaxError, wrongArity } from '../redis-error.js'
import { OK, Pairs, type Reply, type RespVersion, Status } from '../replies.js'
import { withSubcommands } from '../subcommands.js'
import { checkName } from './client-command.js'
import { readDatabase } from './key-commands.js'

/** There is nobody else. */
const USER = 'default'

export const connectionCommands = {
  ping: ({ args: [text, ...rest] }) => {
    if (rest.length > 0) throw wrongArity('ping')
    return text ?? new Status('PONG')
  },
  echo: ({ args: [text = ''] }) => text,
  select: ({ args: [index = ''], client }) => {
    client.database = readDatabase(index)
    return OK
  },
  hello,
  auth: ({ args }) => {
    if (args.length > 2) throw syntaxError()
    if (args.length === 1)
      throw new RedisError('AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?')
    logIn(args[0] ?? '')
    return OK
  },
  acl: withSubcommands('acl', { whoami: { arity: 2, run: () => USER } }),
  quit: ({ client }) => {
    client.isLeaving = true
    return OK
  },
  reset: ({ client }) => {
    client.reset()
    return new Status('RESET')
  },
} as const satisfies Readonly<Record<string, Command>>

/** The one user there is needs no password, and so any will do. @throws RedisError for another one */
function logIn(user: string): void {
  if (user !== USER) throw new RedisError('invalid username-password pair or user is disabled.', 'WRONGPASS')
}

function hello({ args: [wanted, ...options], client }: Call): Reply {
  let version: RespVersion = client.version
  if (wanted !== undefined) {
    const asked = integer(wanted, () => new RedisError('Protocol version is not an integer or out of range'))
    if (asked !== 2 && asked !== 3) throw new RedisError('unsupported protocol version', 'NOPROTO')
    version = asked
  }
  for (let index = 0; index < options.length; ) {
    const option = options[index]?.toUpperCase()
    const left = options.length - index - 1
    if (option === 'AUTH' && left >= 2) {
      logIn(options[index + 1] ?? '')
      index += 3
    } else if (option === 'SETNAME' && left >= 1) {
      const name = options[index + 1] ?? ''
      checkName(name)
      client.name = name
      index += 2
    } else throw new RedisError(`Syntax error in HELLO option '${options[index] ?? ''}'`)
  }
  client.version = version
  const facts = { server: 'redis', version: EMBEDDED_REDIS.version, proto: version, id: client.id, mode: 'standalone', role: 'master', modules: [] }
  return new Pairs(Object.entries(facts).flat())
}
