/** Finds the command that a message is about, and puts its answer into MongoDB's form. */
import { Double, Int32 } from 'mongodb'
import { aggregate } from './aggregate-command.js'
import { COLLECTION_COMMANDS } from './collection-commands.js'
import { CommandError } from './command-error.js'
import { CommandFields } from './command-fields.js'
import type { Command, CommandContext } from './command-types.js'
import { isOpQuery, type Request } from './messages.js'
import { checkDatabaseName } from './namespaces.js'
import { READ_COMMANDS } from './read-commands.js'
import { regexOperatorIn } from './regex-bound.js'
import { checkSession, SERVER_COMMANDS } from './server-commands.js'
import { nextTurn } from './slice.js'
import { type Doc, ok, type Value } from './values.js'
import { WRITE_COMMANDS } from './write-commands.js'

export type { CommandContext } from './command-types.js'

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({ ...SERVER_COMMANDS, ...READ_COMMANDS, ...WRITE_COMMANDS, ...COLLECTION_COMMANDS, aggregate }),
)
const HELLO = new Set(['hello', 'isMaster', 'ismaster'])

/** The answer to a command that failed. */
export function errorReply(error: CommandError): Doc {
  return new Map<string, Value>([
    ['ok', new Double(0)],
    ['errmsg', error.message],
    ['code', new Int32(error.code)],
    ['codeName', error.codeName],
    ...error.extra,
  ])
}

/** May it match a regular expression? Documents to be inserted are not looked at: nothing in them is matched; nor are sequences of others, which are rare. */
function mayMatchRegex({ command, sequences }: Request): boolean {
  return !command.has('insert') && (sequences.size > 0 || regexOperatorIn(command) !== null)
}

/** @returns the whole answer @throws CommandError */
export async function runCommand(request: Request, context: CommandContext): Promise<Doc | Buffer> {
  const { command } = request
  const [name = ''] = command.keys()
  if (isOpQuery(request) && !HELLO.has(name)) {
    throw new CommandError(
      'UnsupportedOpQueryCommand',
      `Unsupported OP_QUERY command: ${name}. The client driver may require an upgrade. For more details see https://dochub.mongodb.org/core/legacy-opcode-removal`,
    )
  }
  const database = command.get('$db')
  if (typeof database !== 'string') throw new CommandError(40571, 'OP_MSG requests require a $db argument')
  const run = COMMANDS.get(name)
  if (!run) throw new CommandError('CommandNotFound', `no such command: '${name}'`)
  checkDatabaseName(database)
  checkSession(command)
  context.counters.set(name, (context.counters.get(name) ?? 0) + 1)
  context.counters.set('command', (context.counters.get('command') ?? 0) + 1)
  // What begins at once begins here: a filter of an update, a projection.
  if (mayMatchRegex(request)) await nextTurn()
  const answer = await run({ name, command, fields: new CommandFields(name, command), database, sequences: request.sequences, context })
  return Buffer.isBuffer(answer) ? answer : new Map([...answer, ...ok()])
}
