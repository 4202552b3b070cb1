/**
 * The process that installs a set of packages. It leads a group of processes, npm among them, so that ending the group ends all of it at once; and it
 * ends the group itself when the supervisor is gone.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGES } from '../../config.js'
import { FILE_MODE } from '../../own-files.js'
import { said, type Why, why } from '../../protocol/why.js'
import { describeError } from '../../redact.js'
import { IMPORTER } from '../../stores/packages.js'
import { sizeOf } from './folder-size.js'
import { whyNpmFailed } from './npm-failure.js'
import { findNpm, npmInstall } from './npm-program.js'

export interface InstallTask {
  readonly packages: Readonly<Record<string, string>>
  /** An empty folder beside the one where the set is to be. */
  readonly workFolder: string
  readonly scripts: boolean
}

export type InstallMessage =
  | {
      readonly type: 'progress'
      readonly phase: 'looking-up' | 'fetching'
      readonly packages: number
      readonly totalPackages: number | null
      readonly bytes: number
    }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly why: Why }

const STDERR_TAIL_CHARACTERS = 16_384

class NpmFailure extends Error {
  readonly why: Why
  constructor(reason: Why) {
    super(reason.message)
    this.why = reason
  }
}

/** Comes only when something has changed: it is the sign of life, too. */
let told = ''

function tell(message: InstallMessage): Promise<void> {
  if (told === JSON.stringify(message)) return Promise.resolve()
  told = JSON.stringify(message)
  return new Promise((resolve) => {
    if (process.send) process.send(message, undefined, undefined, () => resolve())
    else resolve()
  })
}

/** @throws NpmFailure */
function runNpm(task: InstallTask, lockOnly: boolean): Promise<void> {
  const { command, args } = findNpm(process.env)
  const options = { scripts: task.scripts, seconds: PACKAGES.stallMs / 1000, lockOnly }
  const npm = spawn(command, [...args, ...npmInstall(task.workFolder, options)], {
    cwd: task.workFolder,
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  })
  let output = ''
  let asked = 0
  npm.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-STDERR_TAIL_CHARACTERS)
    asked += text.split('npm http ').length - 1
    if (lockOnly) void tell({ type: 'progress', phase: 'looking-up', packages: asked, totalPackages: null, bytes: 0 })
  })
  return new Promise((resolve, reject) => {
    npm.once('error', (error) => {
      const none = why('no-npm', {}, 'no npm was found on this machine. Install Node.js with its npm, or put npm into the PATH.')
      reject(new NpmFailure('code' in error && error.code === 'ENOENT' ? none : said(describeError(error))))
    })
    npm.once('close', (code) => (code === 0 ? resolve() : reject(new NpmFailure(whyNpmFailed(output)))))
  })
}

/** The folders of all packages to come, as the lock file names them, those left out that are for another system. */
function lockedFolders(workFolder: string): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(workFolder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { os?: string[]; cpu?: string[]; optional?: boolean }>
  }
  const fits = (wanted: readonly string[] | undefined, own: string) => wanted === undefined || wanted.includes(own)
  return Object.entries(packages).flatMap(([path, { os, cpu }]) => (path !== '' && fits(os, process.platform) && fits(cpu, process.arch) ? [path] : []))
}

async function install(task: InstallTask): Promise<void> {
  const { workFolder } = task
  writeFileSync(join(workFolder, 'package.json'), JSON.stringify({ private: true, dependencies: task.packages }, null, 2), { mode: FILE_MODE })
  void tell({ type: 'progress', phase: 'looking-up', packages: 0, totalPackages: null, bytes: 0 })
  await runNpm(task, true)
  const folders = lockedFolders(workFolder)
  const look = async () => {
    const packages = folders.filter((path) => existsSync(join(workFolder, path, 'package.json'))).length
    await tell({ type: 'progress', phase: 'fetching', packages, totalPackages: folders.length, bytes: await sizeOf(join(workFolder, 'node_modules')) })
  }
  const looking = setInterval(() => void look(), PACKAGES.progressMs)
  try {
    await runNpm(task, false)
  } finally {
    clearInterval(looking)
  }
  await look()
  writeFileSync(join(workFolder, 'node_modules', IMPORTER.name), IMPORTER.code, { mode: FILE_MODE })
}

/** Ends npm and this process, and leaves nothing of what was begun. */
function giveUp(workFolder: string): void {
  rmSync(workFolder, { recursive: true, force: true, maxRetries: 2 })
  if (process.platform !== 'win32') process.kill(-process.pid, 'SIGKILL')
  process.exit(1)
}

process.on('SIGINT', () => {})
process.once('message', (task: InstallTask) => {
  process.on('disconnect', () => giveUp(task.workFolder))
  install(task)
    .then(() => tell({ type: 'done' }))
    .catch((error: unknown) => tell({ type: 'failed', why: error instanceof NpmFailure ? error.why : said(describeError(error)) }))
    .finally(() => process.exit(0))
})
if (!process.connected) process.exit(0)
