/** One way in for every command, from sockets and from scripts: validated, bounded in time, answered with a Result. */
import debug from 'debug'
import { GATEWAY } from '../../config.js'
import type { CommandResult } from '../../protocol/command-results.js'
import { type CommandType, commandSchema, type ParsedCommand } from '../../protocol/commands.js'
import { failed, ok, ProblemError, type Result } from '../../protocol/problem.js'
import { redactAll } from '../../redact.js'
import { answered } from '../children/child.js'
import { caused } from '../log/cause.js'
import { browserCommands } from './browser-commands.js'
import { compareCommands } from './compare-commands.js'
import { comparisonCommands } from './comparison-commands.js'
import type { CommandContext, HandlerContext, Handlers } from './context.js'
import { crowdCommands } from './crowd-commands.js'
import { faultCommands } from './fault-commands.js'
import { instanceCommands } from './instance-commands.js'
import { lessonCommands } from './lesson-commands.js'
import { linkCommands } from './link-commands.js'
import { mongoCommands } from './mongo-commands.js'
import { packageCommands } from './package-commands.js'
import { resourceCommands } from './resource-commands.js'
import { serverCommands } from './server-commands.js'
import { sessionCommands } from './session-commands.js'
import { storeCommands } from './store-commands.js'
import { versionCommands } from './version-commands.js'

const trace = debug('sessionscope:command')

const handlers: Handlers<CommandType> = {
  ...storeCommands,
  ...serverCommands,
  ...instanceCommands,
  ...browserCommands,
  ...crowdCommands,
  ...comparisonCommands,
  ...compareCommands,
  ...faultCommands,
  ...mongoCommands,
  ...packageCommands,
  ...resourceCommands,
  ...sessionCommands,
  ...lessonCommands,
  ...linkCommands,
  ...versionCommands,
  'language:set': async ({ language }, { log }) => {
    log.append({ kind: 'language-set', language })
    return { seq: log.seq }
  },
}

/** These report progress in the state, and take as long as they take. */
const UNBOUNDED: ReadonlySet<CommandType> = new Set([
  'store:switch',
  'store:clear',
  'server:restart',
  'instances:add',
  'instances:remove',
  'instances:rolling-restart',
  'mongo:resolve',
  'resource:look',
  'crowd:start',
  'lesson:open',
  'lesson:start-over',
  'lesson:show-me',
  'stores:cancel-comparison',
  'compare:cancel',
])

/** A form leads on to a page, and each of the two requests is answered within its own time: a store that somebody has made slow takes most of both. */
const OF_TWO_REQUESTS: ReadonlySet<CommandType> = new Set([
  'browser:visit',
  'browser:log-in',
  'browser:log-out',
  'browser:add-to-cart',
  'browser:together',
  'browser:from-another-site',
])

function boundOf(type: CommandType): number {
  return (OF_TWO_REQUESTS.has(type) ? 2 : 1) * GATEWAY.answerWithinMs
}

/** Does whatever was asked. Never throws, whatever `raw` is. */
type WayIn = (raw: unknown) => Promise<Result<CommandResult>>

/** The way in for the commands of one sandbox. They are counted, and what follows from one names it by its number. */
export function commandsOf(context: CommandContext): WayIn {
  let count = 0
  return async function run(raw) {
    try {
      const command = parseCommand(raw)
      trace('%s', command.type)
      count += 1
      // The table is typed by kind; the compiler cannot follow that the handler found by the kind takes this very command.
      const handle = handlers[command.type] as (command: ParsedCommand, context: HandlerContext) => Promise<CommandResult>
      const answer = caused({ command: `c${count}` }, () => handle(command, { ...context, run }))
      return redactAll(ok(await (UNBOUNDED.has(command.type) ? answer : answered(answer, boundOf(command.type), `What "${command.type}" asks`))))
    } catch (error) {
      return redactAll(failed(error))
    }
  }
}

/** @throws ProblemError `bad-command`: what does not fit, where, and where to look it up */
function parseCommand(raw: unknown): ParsedCommand {
  const parsed = commandSchema.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.join('.') ?? ''
  // Told in our own words: the schema's would repeat every type there is.
  const detail = where === 'type' ? 'there is none of this type' : `${where === '' ? '' : `${where}: `}${issue?.message ?? 'it does not fit'}`.slice(0, 300)
  throw new ProblemError('bad-command', `This command cannot be used (${detail}). server/protocol/PROTOCOL.md lists every command with its fields.`, { detail })
}
