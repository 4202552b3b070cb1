/** CLIENT: who is connected. */
import type { Client } from '../client.js'
import type { Call, Command } from '../command-types.js'
import { long } from '../numbers.js'
import { RedisError, syntaxError } from '../redis-error.js'
import { OK, type Reply, Verbatim } from '../replies.js'
import { withSubcommands } from '../subcommands.js'

const BAD_NAME = /[^\x21-\x7e]/
const TYPES = ['normal', 'master', 'replica', 'slave', 'pubsub']

/** @throws RedisError for a name that would break the list of clients */
export function checkName(name: string): void {
  if (BAD_NAME.test(name)) throw new RedisError('Client names cannot contain spaces, newlines or special characters.')
}

export const clientCommand: Command = withSubcommands('client', {
  id: { arity: 2, run: ({ client }) => client.id },
  getname: { arity: 2, run: ({ client }) => (client.name === '' ? null : client.name) },
  setname: {
    arity: 3,
    run: ({ args: [name = ''], client }) => {
      checkName(name)
      client.name = name
      return OK
    },
  },
  info: { arity: 2, run: ({ client }) => new Verbatim(`${lineOf(client)}\n`) },
  list: { arity: -2, run: list },
  kill: { arity: -3, run: kill },
  reply: { arity: 3, run: reply },
  'no-evict': {
    arity: 3,
    run: ({ args: [word = ''], client }) => {
      const wanted = word.toLowerCase()
      if (wanted !== 'on' && wanted !== 'off') throw syntaxError()
      client.isEvictable = wanted === 'off'
      return OK
    },
  },
})

function lineOf(client: Client): string {
  const now = Date.now()
  const flags = `${client.isMonitor ? 'O' : ''}${client.queue === null ? '' : 'x'}${client.isEvictable ? '' : 'e'}` || 'N'
  const facts = {
    id: client.id,
    addr: client.address.remote,
    laddr: client.address.local,
    name: client.name,
    age: Math.floor((now - client.connectedAt) / 1000),
    idle: Math.floor((now - client.lastAt) / 1000),
    flags,
    db: client.database,
    sub: 0,
    psub: 0,
    multi: client.queue?.length ?? -1,
    cmd: client.lastCommand,
    user: 'default',
    resp: client.version,
  }
  return Object.entries(facts)
    .map(([fact, value]) => `${fact}=${value}`)
    .join(' ')
}

function list({ args: [option, ...values], server }: Call): Reply {
  let clients = [...server.clients.values()]
  const word = option?.toUpperCase()
  if (word === 'TYPE' && values.length === 1) {
    const type = values[0]?.toLowerCase() ?? ''
    if (!TYPES.includes(type)) throw new RedisError(`Unknown client type '${values[0]}'`)
    if (type !== 'normal') clients = []
  } else if (word === 'ID' && values.length > 0) {
    const ids = values.map((text) => long(text, () => new RedisError('Invalid client ID')))
    clients = clients.filter(({ id }) => ids.includes(BigInt(id)))
  } else if (word !== undefined) throw syntaxError()
  return new Verbatim(clients.map((client) => `${lineOf(client)}\n`).join(''))
}

/** `KILL host:port`, or `KILL ID n`, `KILL ADDR host:port`, `KILL LADDR host:port`, `SKIPME yes|no`, all of which must fit. */
function kill({ args, client: own, server }: Call): Reply {
  const clients = [...server.clients.values()]
  const [first = ''] = args
  if (args.length === 1) {
    const found = clients.find(({ address }) => address.remote === first)
    if (found === undefined) throw new RedisError('No such client')
    end(found, own)
    return OK
  }
  if (args.length % 2 === 1) throw syntaxError()
  let sparesOwn = true
  const tests: ((client: Client) => boolean)[] = []
  for (let index = 0; index < args.length; index += 2) {
    const [option, value = ''] = [args[index]?.toUpperCase(), args[index + 1]]
    if (option === 'ID') {
      const id = long(value, () => new RedisError('client-id should be greater than 0'))
      if (id <= 0n) throw new RedisError('client-id should be greater than 0')
      tests.push((client) => BigInt(client.id) === id)
    } else if (option === 'ADDR') tests.push(({ address }) => address.remote === value)
    else if (option === 'LADDR') tests.push(({ address }) => address.local === value)
    else if (option === 'SKIPME' && /^(yes|no)$/i.test(value)) sparesOwn = value.toLowerCase() === 'yes'
    else throw syntaxError()
  }
  const found = clients.filter((client) => !(sparesOwn && client === own) && tests.every((test) => test(client)))
  for (const client of found) end(client, own)
  return found.length
}

/** Whoever ends itself is answered first. */
function end(client: Client, own: Client): void {
  if (client === own) client.isLeaving = true
  else client.end()
}

function reply({ args: [word = ''], client }: Call): Reply {
  switch (word.toLowerCase()) {
    case 'on':
      client.replies = 'on'
      return OK
    case 'off':
      client.replies = 'off'
      return OK
    case 'skip':
      if (client.replies !== 'off') client.replies = 'skip-next'
      return OK
    default:
      throw syntaxError()
  }
}
