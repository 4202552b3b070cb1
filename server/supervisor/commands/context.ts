/** What commands work on, and the shape of one. */

import type { CommandResult, ResultOf } from '../../protocol/command-results.js'
import type { Command, CommandType, ParsedCommand } from '../../protocol/commands.js'
import type { Result } from '../../protocol/problem.js'
import type { Browsers } from '../browsers/browsers.js'
import type { DatabaseProcess } from '../children/database-process.js'
import type { ServedResources } from '../children/served-resources.js'
import type { StoreComparisons } from '../comparison/store-comparison.js'
import type { CrowdRuns } from '../crowd-runs.js'
import type { Faults } from '../faults/faults.js'
import type { Instances } from '../instances.js'
import type { LessonRuntime } from '../lessons/lesson-runtime.js'
import type { EventLog } from '../log/event-log.js'
import type { PackageInstaller } from '../packages/installer.js'
import type { SecondServer } from '../second-server.js'
import type { Sessions } from '../sessions.js'
import type { SideBySideRuns } from '../side-by-side/side-by-side-runs.js'
import type { SigningSecrets } from '../signing-secrets.js'
import type { StoreSwitch } from '../store-switch.js'

export interface CommandContext {
  readonly log: EventLog
  readonly instances: Instances
  readonly second: SecondServer
  readonly stores: StoreSwitch
  readonly sessions: Sessions
  readonly database: DatabaseProcess
  readonly browsers: Browsers
  readonly crowd: CrowdRuns
  readonly comparisons: StoreComparisons
  readonly sideBySide: SideBySideRuns
  readonly faults: Faults
  readonly lessons: LessonRuntime
  readonly secrets: SigningSecrets
  readonly packages: PackageInstaller
  readonly served: ServedResources
}

/** What a handler gets: the same, and a way to give further commands. */
export interface HandlerContext extends CommandContext {
  run(command: Command): Promise<Result<CommandResult>>
}

/** Does one kind of command. @throws ProblemError, which becomes the answer */
export type Handler<T extends CommandType> = (command: Extract<ParsedCommand, { type: T }>, context: HandlerContext) => Promise<ResultOf<T>>
export type Handlers<T extends CommandType> = { readonly [K in T]: Handler<K> }
