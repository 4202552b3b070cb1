/** What a lesson's set-up amounts to: commands, as a person could give them. */
import { LESSONS } from '../../config.js'
import type { LessonDefinition } from '../../curriculum/lesson-schema.js'
import type { CommandResult } from '../../protocol/command-results.js'
import type { Command } from '../../protocol/commands.js'
import { FAULT_IDS, inForce } from '../../protocol/faults.js'
import { ProblemError, type Result, unwrap } from '../../protocol/problem.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import type { Snapshot } from '../../protocol/state.js'
import type { EventLog } from '../log/event-log.js'

export type RunCommand = (command: Command) => Promise<Result<CommandResult>>

/** What lessons work on. */
export interface Surroundings {
  readonly log: EventLog
  /** At the launch: what a lesson does not set is as it was then. */
  readonly options: SessionOptions
  /** How many requests of the shop have come in. */
  requestsSoFar(): number
  /** Resolves when the lesson server listens, or when the time is over. */
  whenRunning(ms: number): Promise<unknown>
  /** Sets how often the sweeper of a MongoDB that the sandbox runs passes. */
  sweepEvery(seconds: number): void
}

interface Scene extends Surroundings {
  readonly run: RunCommand
  /** False as soon as somebody has closed the lesson meanwhile. */
  isWanted(): boolean
}

/**
 * Brings the sandbox, as it is, to where a lesson begins.
 *
 * @throws ProblemError with the code of what went wrong, and the lesson named
 */
export async function setUp(definition: LessonDefinition, { log, options, run, whenRunning, sweepEvery, isWanted }: Scene): Promise<void> {
  // A link opens a lesson at launch, while the lesson server starts. If it does not come, the first command says what is wrong.
  await whenRunning(LESSONS.serverWaitMs)
  if (!isWanted()) throw closed()
  sweepEvery(definition.setup.sweeperSeconds)
  for (const command of setUpCommands(definition, options, log.state)) {
    if (!isWanted()) throw closed()
    try {
      done(await run(command))
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const { code, message, params } = error.problem
      // Gone already: the crowd that has ended, the browser that another dashboard removed meanwhile.
      if (code === 'not-found') continue
      throw new ProblemError(code, `The lesson could not be set up, so it stays closed. ${message} Then open the lesson again.`, params)
    }
  }
  if (!isWanted()) throw closed()
}

/** The value of a command's answer. A switch that was refused is told in its report, and is a failure here. @throws ProblemError */
export function done(result: Result<CommandResult>): void {
  const value = unwrap(result)
  const refused = value && typeof value === 'object' && 'refused' in value ? value.refused : null
  if (refused) throw new ProblemError(refused.code, refused.message, refused.params)
}

/** The commands that bring the sandbox, as it is, to where a lesson begins. */
function setUpCommands(
  { setup, stores }: LessonDefinition,
  options: SessionOptions,
  now: Pick<Snapshot, 'store' | 'instances' | 'balancer' | 'browsers' | 'crowd' | 'faults'>,
): readonly Command[] {
  // The first one, that is always there. Never two servers unless asked.
  const [first, ...others] = Object.entries(now.instances)
  const servers = first === undefined ? [] : [first]
  const commands: Command[] = []
  // First of all: what was done to the way would be done to the set-up as well.
  if (inForce(now.faults).length > 0) commands.push({ type: 'fault:undo-all' })
  if (now.crowd.running) commands.push({ type: 'crowd:cancel' })
  for (const [instance] of others) commands.push({ type: 'instances:remove', instance })
  if (now.balancer.rule !== setup.balancer) commands.push({ type: 'balancer:choose', rule: setup.balancer })
  // A heap limit begins with a process: first of all, so that the rest is set up in the new one.
  for (const [instance, { heapLimitBytes }] of servers) {
    if (Math.round(heapLimitBytes / (1024 * 1024)) !== setup.heapLimitMb) commands.push({ type: 'server:restart', instance, heapLimitMb: setup.heapLimitMb })
  }
  // Browsers before sessions: what they have under way ends with them.
  for (const { id } of now.browsers) if (isVirtual(id)) commands.push({ type: 'browser:remove', browser: id })
  // Every store of the lesson is visited: it begins empty, and one that cannot be had is told now, not in the middle of the lesson.
  let { active } = now.store
  for (const store of [...stores.filter((kind) => kind !== setup.store), setup.store]) {
    if (store !== active) commands.push({ type: 'store:switch', to: store, carryOver: false })
    commands.push({ type: 'store:clear' })
    active = store
  }
  // The list of secrets is one for all.
  for (const id of servers[0]?.[1].secrets.slice(1) ?? []) commands.push({ type: 'secrets:drop', id })
  for (const [instance, { shop }] of servers) {
    commands.push({ type: 'server:configure', instance, options: { ...options, ...setup.options } })
    if (shop !== setup.shop) commands.push({ type: 'server:shop', instance, shop: setup.shop })
  }
  // It begins as the first one is by then.
  for (let count = 1; count < setup.servers; count++) commands.push({ type: 'instances:add' })
  for (const name of setup.browsers) commands.push({ type: 'browser:create', name })
  for (const fault of FAULT_IDS) {
    const settings = setup.faults[fault]
    if (settings !== undefined) commands.push({ type: 'fault:set', fault, settings })
  }
  return commands
}

function closed(): ProblemError {
  return new ProblemError('busy', 'The lesson was closed while it was being set up. Open it again when you want it.', { what: 'lesson' })
}

export function isVirtual(id: Snapshot['browsers'][number]['id']): id is Extract<typeof id, `browser:${string}`> {
  return id.startsWith('browser:')
}
