/**
 * Installs sets of packages into the data folder, one at a time, and removes them. A set is made in a folder of its own beside the others and put in
 * its place by one renaming, so nothing is ever half there, whatever ends in the middle and whoever else installs into the same folder.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CHILDREN, PACKAGES } from '../../config.js'
import { codeOf, explainWriteFailure, tryFolder } from '../../own-files.js'
import { entryPath } from '../../paths.js'
import { hasEnded, processMark } from '../../process-alive.mjs'
import type { Installation, PackageSetState } from '../../protocol/packages.js'
import { type Problem, ProblemError } from '../../protocol/problem.js'
import { asParams, endingOf, endingWords, said, type Why, why } from '../../protocol/why.js'
import { PACKAGE_SETS, type PackageSet, packageSet, specsOf } from '../../stores/package-sets.js'
import { isInProject, isInstalled } from '../../stores/packages.js'
import { within } from '../../within.js'
import { childEnvironment } from '../children/child-environment.js'
import type { EventLog } from '../log/event-log.js'
import { sizeOf } from './folder-size.js'
import type { InstallMessage, InstallTask } from './install-worker.js'
import { npmVariables } from './npm-program.js'

/** Folders that are not, or no longer, a set: `.work-` and `.gone-`, the mark of the process that made it, some letters. */
const UNFINISHED = /^\.(?:work|gone)-(\w+-\d+)-/
/** No installation takes this long. */
const LONG_AGO_MS = 24 * 3_600_000

export interface PackagesOrder {
  readonly log: EventLog
  /** Where sets are installed; null: nowhere. */
  readonly folder: string | null
  /** Kind of the store in use. */
  readonly storeInUse: () => string
}

interface Job {
  readonly child: ChildProcess
  readonly set: PackageSet
  readonly workFolder: string
  outcome: Problem | 'cancelled' | null | undefined
  readonly ended: Promise<void>
}

/** `change`: other sets are there than before. */
export class PackageInstaller extends EventEmitter<{ change: [] }> {
  readonly #order: PackagesOrder
  readonly #sizes = new Map<string, number>()
  #job: Job | null = null

  constructor(order: PackagesOrder) {
    super()
    this.#order = order
    this.#removeLeftovers()
    void this.refresh()
  }

  /** Looks at what is there: others may install into this folder, or remove from it. */
  async refresh(): Promise<void> {
    const sets: PackageSetState[] = []
    for (const set of PACKAGE_SETS) sets.push(await this.#describe(set))
    const before = this.#order.log.state.packages.sets
    this.#order.log.append({ kind: 'packages-found', sets })
    if (sets.some(({ installed }, at) => installed !== before[at]?.installed)) this.emit('change')
  }

  async #describe(set: PackageSet): Promise<PackageSetState> {
    const { id, packages, stores, scripts = [] } = set
    const { folder } = this.#order
    const installed = isInProject(set) ? 'project' : folder !== null && isInstalled(set, folder) ? 'data-folder' : null
    if (installed !== 'data-folder' || folder === null) this.#sizes.delete(id)
    else if (!this.#sizes.has(id)) this.#sizes.set(id, await sizeOf(join(folder, id)))
    return { id, packages, stores, scripts, installed, bytes: this.#sizes.get(id) ?? set.bytes }
  }

  /**
   * Begins to install a set; how it goes on shows in the state.
   *
   * @param scripts may its packages run install scripts?
   * @throws ProblemError `not-found`, `busy`, `install-failed`
   */
  install(id: string, scripts: boolean): void {
    const set = found(id)
    if (this.#job !== null)
      throw new ProblemError('busy', 'Packages are being installed already. Wait until that has ended, or cancel it.', { what: 'packages:install' })
    const { folder, log } = this.#order
    if (folder === null) throw failure(set, said('this sandbox has no data folder.'))
    const refused = tryFolder(folder)
    if (refused !== null) throw failure(set, whyNotWritten(refused))
    const workFolder = mkdtempSync(join(folder, `.work-${processMark()}-`))
    log.append({ kind: 'packages-installing', installing: { set: id, phase: 'looking-up', packages: 0, totalPackages: null, bytes: 0 } })
    this.#job = this.#start(set, { packages: set.packages, workFolder, scripts })
  }

  #start(set: PackageSet, task: InstallTask): Job {
    const child = fork(entryPath('supervisor/packages/install-worker'), {
      // A group of its own: ending it ends npm, and whatever npm runs, with it.
      detached: process.platform !== 'win32',
      execArgv: [],
      env: { ...childEnvironment(process.env), npm_execpath: process.env.npm_execpath, ...npmVariables(process.env) },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const stalled = () =>
      this.#end(
        failure(
          set,
          why('stalled', { seconds: PACKAGES.stallMs / 1000 }, `nothing arrived for ${PACKAGES.stallMs / 1000} s; is there a connection to the internet?`),
        ).problem,
      )
    let watchdog = setTimeout(stalled, PACKAGES.stallMs)
    child.on('message', (message: InstallMessage) => {
      if (this.#job?.child !== child || this.#job.outcome !== undefined) return
      if (message.type === 'failed') this.#job.outcome = failure(set, message.why).problem
      else if (message.type === 'done') this.#job.outcome = null
      else {
        const { type: _, ...progress } = message
        this.#note({ set: set.id, ...progress })
      }
      clearTimeout(watchdog)
      watchdog = setTimeout(stalled, PACKAGES.stallMs)
    })
    const ended = new Promise<void>((resolve) => {
      child.once('error', () => {})
      child.once('close', (code, signal) => {
        clearTimeout(watchdog)
        const how = endingOf(code, signal)
        const untold = why('installer-ended', { ...how }, `the process that installed it ended (${endingWords(how)}). Try again.`)
        const outcome = this.#job?.outcome
        resolve(this.#ended(set, task.workFolder, outcome === undefined ? failure(set, untold).problem : outcome))
      })
    })
    child.send(task, () => {})
    return { child, set, workFolder: task.workFolder, outcome: undefined, ended }
  }

  #note(installing: Installation): void {
    this.#order.log.append({ kind: 'packages-installing', installing })
  }

  async #ended(set: PackageSet, workFolder: string, outcome: Problem | 'cancelled' | null): Promise<void> {
    let problem = outcome
    if (problem === null) {
      const { installing } = this.#order.log.state.packages
      if (installing) this.#note({ ...installing, phase: 'placing' })
      problem = this.#place(set, workFolder)
    }
    rmSync(workFolder, { recursive: true, force: true, maxRetries: 3 })
    this.#sizes.delete(set.id)
    await this.refresh()
    this.#job = null
    this.#order.log.append({ kind: 'packages-ended', set: set.id, problem })
  }

  /** Puts what is whole in its place. @returns what prevented it */
  #place(set: PackageSet, workFolder: string): Problem | null {
    const folder = this.#order.folder ?? ''
    const place = join(folder, set.id)
    try {
      // Another sandbox may have been quicker: then it is there. What is there in other versions gives way.
      if (isInstalled(set, folder)) return null
      this.#takeAway(set)
      renameSync(workFolder, place)
      return null
    } catch (error) {
      return isInstalled(set, folder) ? null : failure(set, whyNotWritten(error)).problem
    }
  }

  /** In one go, so that nobody finds half of it. */
  #takeAway(set: PackageSet): void {
    const folder = this.#order.folder ?? ''
    const gone = mkdtempSync(join(folder, `.gone-${processMark()}-`))
    try {
      renameSync(join(folder, set.id), join(gone, set.id))
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
    } finally {
      rmSync(gone, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  /** Ends the installation under way, with all of its processes. @throws ProblemError `not-found` */
  async cancel(): Promise<void> {
    const job = this.#job
    if (job === null) throw new ProblemError('not-found', 'Nothing is being installed.', { what: 'packages:install' })
    this.#end('cancelled')
    await job.ended
  }

  #end(outcome: Problem | 'cancelled'): void {
    const job = this.#job
    if (job === null) return
    // Once all is there, it only has to be put in its place.
    if (job.outcome === undefined) job.outcome = outcome
    killGroup(job.child)
  }

  /** @throws ProblemError `not-found`, `busy`: a store that needs it is in use; `install-failed`: it cannot be removed */
  async remove(id: string): Promise<void> {
    const set = found(id)
    const { folder, storeInUse } = this.#order
    if (folder === null || !isInstalled(set, folder))
      throw new ProblemError('not-found', 'These packages are not installed in the data folder.', { what: 'packages' })
    if (this.#job?.set === set) throw new ProblemError('busy', 'These packages are being installed. Wait until that has ended.', { what: 'packages:install' })
    if (set.stores.includes(storeInUse()))
      throw new ProblemError('busy', 'The store in use is made of these packages. Switch to another one first.', { what: 'packages in use' })
    try {
      this.#takeAway(set)
    } catch (error) {
      throw failure(set, whyNotWritten(error))
    }
    await this.refresh()
  }

  /** Ends what is under way. */
  async stop(): Promise<void> {
    const job = this.#job
    if (job === null) return
    this.#end('cancelled')
    await within(job.ended, CHILDREN.killAfterMs).catch(() => undefined)
  }

  /** Without waiting: the process that installs sees that we are gone, and tidies up. */
  stopAtOnce(): void {
    this.#job?.child.disconnect()
  }

  /** What processes left that ended in the middle. */
  #removeLeftovers(): void {
    const { folder } = this.#order
    try {
      if (folder === null) return
      for (const name of readdirSync(folder)) {
        const [, mark] = UNFINISHED.exec(name) ?? []
        if (mark === undefined) continue
        const path = join(folder, name)
        // A container that uses this folder as well may be at it.
        const isLeft = hasEnded(mark) ?? Date.now() - statSync(path).mtimeMs > LONG_AGO_MS
        if (isLeft) rmSync(path, { recursive: true, force: true })
      }
    } catch {
      // There is no such folder yet, or it can only be read: then nothing that an installer left is in the way.
    }
  }
}

/** @throws ProblemError `not-found` */
function found(id: string): PackageSet {
  const set = packageSet(id)
  if (set) return set
  const known = PACKAGE_SETS.map((each) => each.id).join(', ')
  throw new ProblemError('not-found', `There is no set of packages "${id}". Choose one of: ${known}.`, { what: 'packages' })
}

function failure(set: PackageSet, reason: Why): ProblemError {
  const message = `${specsOf(set).join(' and ')} could not be installed: ${reason.message}`
  return new ProblemError('install-failed', message, { ...asParams(reason), set: set.id })
}

function whyNotWritten(error: unknown): Why {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return why('disk-full', { npmCode: code }, 'the disk is full. Make room.')
  return why('not-writable', { npmCode: code }, `the data folder cannot be written to: ${explainWriteFailure(error)}.`)
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') execFileSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' })
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}
