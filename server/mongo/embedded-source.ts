/** Last source: the embedded server, in a child process of this one. Always there, also on a fresh, offline machine. */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { EMBEDDED } from '../config.js'
import { whyNotWritable } from '../own-files.js'
import { entryPath } from '../paths.js'
import type { MongodbOrder } from '../protocol/ipc.js'
import { type Ending, endingOf } from '../protocol/why.js'
import { describeError } from '../redact.js'
import type { OwnedProcess } from '../resources/owned-process.js'
import type { SourceAnswer } from './source.js'
import type { DataDamage } from './wire-server/catalog.js'
import type { EmbeddedAnswer, EmbeddedOrder, EmbeddedProgress } from './wire-server/entry.js'

interface Running {
  readonly child: ChildProcess
  readonly port: number
  readonly damage: DataDamage
}

/** @throws Error when nothing is heard of it for too long before it listens */
function launch(order: EmbeddedOrder): Promise<Running> {
  const child = fork(entryPath('mongo/wire-server/entry'), { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(reason))
    }
    const timer = setTimeout(() => fail(`nothing was heard of it for ${EMBEDDED.startTimeoutMs} ms while it started`), EMBEDDED.startTimeoutMs)
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code, signal) => fail(`it ended at once (${signal ?? `exit code ${code}`})`))
    child.on('message', (answer: EmbeddedAnswer | EmbeddedProgress) => {
      if (answer.ok === null) return void timer.refresh()
      if (!answer.ok) return fail(answer.reason)
      clearTimeout(timer)
      child.removeAllListeners('exit')
      child.removeAllListeners('message')
      resolve({ child, port: answer.port, damage: answer.damage })
    })
    child.send(order)
  })
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function exited(child: ChildProcess): Promise<void> {
  if (hasExited(child)) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

async function endChild(child: ChildProcess): Promise<void> {
  const gone = exited(child)
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), EMBEDDED.stopTimeoutMs)
  await gone
  clearTimeout(timer)
}

async function runEmbedded(dataFolder: string | null): Promise<{ readonly owned: OwnedProcess; readonly damage: DataDamage }> {
  const listeners: ((how: Ending) => void)[] = []
  let wanted = true
  let stopping: Promise<void> | null = null
  const watch = (started: Running): Running => {
    started.child.once('exit', (code, signal) => {
      if (wanted) for (const listener of listeners) listener(endingOf(code, signal))
    })
    return started
  }
  let running = watch(await launch({ dataFolder, port: 0 }))
  const { port, damage } = running
  const owned: OwnedProcess = {
    port,
    get pid() {
      return running.child.pid ?? null
    },
    hasEnded: () => hasExited(running.child),
    async restart() {
      // It is gone, or frozen: then it hears nothing.
      running.child.kill('SIGKILL')
      await exited(running.child)
      if (!wanted) return
      const next = await launch({ dataFolder, port })
      running = watch(next)
      if (!wanted) await endChild(next.child)
    },
    onDeath: (listener) => void listeners.push(listener),
    stop() {
      wanted = false
      stopping ??= endChild(running.child)
      return stopping
    },
  }
  return { owned, damage }
}

/** What could not be read, in words for a person; null where everything could. */
function inWords({ files, unlisted }: DataDamage): string | null {
  const parts = files.map(({ file, records, copy }) => `${records} ${records === 1 ? 'record' : 'records'} of ${file} (kept as it was as ${copy})`)
  if (unlisted.length > 0) parts.push(`what ${unlisted.join(', ')} ${unlisted.length === 1 ? 'was' : 'were'} called, so that nothing of it can be shown`)
  return parts.length === 0 ? null : parts.join('; ')
}

export async function openEmbedded(order: MongodbOrder): Promise<SourceAnswer> {
  const folder = join(order.dataFolder, 'embedded')
  const unwritable = whyNotWritable(folder)
  try {
    const { owned, damage } = await runEmbedded(unwritable === null ? folder : null)
    const shared = { kind: 'embedded', uri: `mongodb://127.0.0.1:${owned.port}/?directConnection=true`, version: EMBEDDED.version, process: owned } as const
    if (unwritable !== null) {
      return {
        ...shared,
        code: 'embedded-in-memory',
        reason: `The embedded server runs, but keeps its data in memory only: its folder, ${folder}, cannot be used (${unwritable}). What is stored is lost when Sessionscope ends.`,
      }
    }
    const lost = inWords(damage)
    if (lost !== null) {
      const reason = `The embedded server runs, but part of its data in ${folder} is damaged. It could not read ${lost}. Everything else is there. Restore the files from a copy of yours, or go on without what is lost.`
      console.error(reason)
      return { ...shared, code: 'embedded-damaged', reason }
    }
    return {
      ...shared,
      code: 'embedded-runs',
      reason: 'The embedded server runs: it speaks the protocol of MongoDB and keeps its data in files, but it is no real MongoDB.',
    }
  } catch (error) {
    return {
      kind: 'embedded',
      outcome: 'failed',
      code: 'embedded-failed',
      reason: `The embedded server did not start: ${describeError(error)}. Try again; if it comes back, please report it.`,
    }
  }
}
