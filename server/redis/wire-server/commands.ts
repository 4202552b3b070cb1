/** Runs commands: looks each up, holds it against the table, keeps it for later within a transaction, and turns what it throws into an answer. */
import { describeError } from '../../redact.js'
import type { Client } from './client.js'
import { COMMAND_FACTS, type CommandFacts, type CommandName } from './command-table.js'
import type { Command, ServerContext } from './command-types.js'
import { clientCommand } from './commands/client-command.js'
import { commandCommand } from './commands/command-command.js'
import { connectionCommands } from './commands/connection-commands.js'
import { expiryCommands } from './commands/expiry-commands.js'
import { hashCommands } from './commands/hash-commands.js'
import { keyCommands } from './commands/key-commands.js'
import { listCommands } from './commands/list-commands.js'
import { monitorLine, serverCommands } from './commands/server-commands.js'
import { setCommands } from './commands/set-commands.js'
import { stringCommands } from './commands/string-commands.js'
import { RedisError, wrongArity } from './redis-error.js'
import { NULL_LIST, OK, type Reply, Status } from './replies.js'

/** What a transaction is made with: done at once, also within one. */
const transactionCommands = {
  multi: ({ client }) => {
    if (client.queue !== null) throw new RedisError('MULTI calls can not be nested')
    client.queue = []
    return OK
  },
  exec: ({ client, server }) => execute(client, server),
  discard: ({ client }) => {
    if (client.queue === null) throw new RedisError('DISCARD without MULTI')
    client.leaveTransaction()
    return OK
  },
  watch: ({ client, args }) => {
    if (client.queue !== null) throw new RedisError('WATCH inside MULTI is not allowed')
    for (const key of args) client.watch(key)
    return OK
  },
  unwatch: ({ client }) => {
    client.unwatch()
    return OK
  },
} as const satisfies Readonly<Record<string, Command>>

const COMMANDS: Readonly<Record<CommandName, Command>> = {
  ...stringCommands,
  ...expiryCommands,
  ...keyCommands,
  ...hashCommands,
  ...listCommands,
  ...setCommands,
  ...connectionCommands,
  ...serverCommands,
  ...transactionCommands,
  client: clientCommand,
  command: commandCommand,
}

const NEVER_QUEUED = new Set<string>(['exec', 'discard', 'multi', 'watch', 'quit', 'reset'])
/** A page of another site that posts here must not be able to say anything. */
const WORDS_OF_HTTP = new Set(['post', 'host:'])
/** What an error quotes of what was sent. */
const QUOTED_CHARACTERS = 128

/** @param words name and arguments @returns what to answer; it never throws */
export function runCommand(words: readonly string[], client: Client, server: ServerContext): Reply {
  const name = (words[0] ?? '').toLowerCase()
  const facts = COMMAND_FACTS.get(name)
  client.lastAt = Date.now()
  if (WORDS_OF_HTTP.has(name)) client.end()
  try {
    if (facts === undefined) throw unknownCommand(words)
    checkArity(facts, words.length)
    client.lastCommand = name
    if (facts.flags.includes('denyoom') && server.databases.bytes > server.maxMemoryBytes)
      throw new RedisError("command not allowed when used memory > 'maxmemory'.", 'OOM')
    if (facts.flags.includes('write')) server.databases.prepare()
    if (client.queue !== null && facts.flags.includes('no_multi')) throw new RedisError('Command not allowed inside a transaction')
  } catch (error) {
    if (client.queue !== null) client.hasBadQueue = true
    const refusal = asReply(error)
    if (name !== 'exec' || client.queue === null) return refusal
    client.leaveTransaction()
    return new RedisError(`Transaction discarded because of: ${refusal.message}`, 'EXECABORT')
  }
  if (client.queue !== null && !NEVER_QUEUED.has(name)) {
    client.queue.push(words)
    client.queuedBytes += words.reduce((sum, word) => sum + word.length + 32, 0)
    return new Status('QUEUED')
  }
  return run(facts, words, client, server)
}

function run(facts: CommandFacts, words: readonly string[], client: Client, server: ServerContext): Reply {
  server.counters.commands += 1
  if (facts.name !== 'exec' && !facts.flags.includes('admin')) tellMonitors(words, client, server)
  try {
    return COMMANDS[facts.name]({ name: facts.name, args: words.slice(1), client, server, keys: server.databases.of(client.database) })
  } catch (error) {
    return asReply(error)
  }
}

function execute(client: Client, server: ServerContext): Reply {
  const { queue, hasBadQueue } = client
  if (queue === null) throw new RedisError('EXEC without MULTI')
  // A watched key whose time has come has changed, too.
  client.noticeExpiry()
  const { isTouched } = client
  client.leaveTransaction()
  if (hasBadQueue) throw new RedisError('Transaction discarded because of previous errors.', 'EXECABORT')
  if (isTouched) return NULL_LIST
  return queue.map((words) => {
    const facts = COMMAND_FACTS.get((words[0] ?? '').toLowerCase())
    return facts === undefined ? asReply(unknownCommand(words)) : run(facts, words, client, server)
  })
}

function tellMonitors(words: readonly string[], client: Client, server: ServerContext): void {
  let line: string | null = null
  for (const other of server.clients.values()) {
    if (!other.isMonitor || other === client) continue
    line ??= `+${monitorLine(client, words)}\r\n`
    other.send(line)
  }
}

function checkArity({ name, arity }: CommandFacts, words: number): void {
  if (arity > 0 ? words !== arity : words < -arity) throw wrongArity(name)
}

function unknownCommand([name = '', ...args]: readonly string[]): RedisError {
  let quoted = ''
  for (const arg of args) {
    if (quoted.length >= QUOTED_CHARACTERS) break
    quoted += `'${upToNul(arg).slice(0, QUOTED_CHARACTERS - quoted.length)}' `
  }
  return new RedisError(`unknown command '${upToNul(name).slice(0, QUOTED_CHARACTERS)}', with args beginning with: ${quoted}`)
}

/** Redis is written in C. */
function upToNul(text: string): string {
  const [before = ''] = text.split('\0', 1)
  return before
}

function asReply(error: unknown): RedisError {
  if (error instanceof RedisError) return error
  return new RedisError(`The embedded server of Sessionscope failed: ${describeError(error)}`)
}
