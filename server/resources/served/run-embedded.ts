/** Runs an embedded server in a process of its own, which ends itself when this one is gone. */
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { SERVED } from '../../config.js'
import { entryPath } from '../../paths.js'
import { ProblemError } from '../../protocol/problem.js'
import { type Ending, endingOf } from '../../protocol/why.js'
import type { OwnedProcess } from '../owned-process.js'
import { keepServedSecrets } from './address.js'
import type { EmbeddedServer, EmbeddedServerAnswer, EmbeddedServerOrder } from './database.js'

/**
 * @param folder for its data; null: in memory only
 * @throws ProblemError `package-missing`; Error when it does not start: then it has ended
 */
export async function runEmbedded(embedded: EmbeddedServer, folder: string | null): Promise<{ readonly owned: OwnedProcess; readonly url: string }> {
  // It is there only while the server is.
  const password = embedded.hasPassword ? randomBytes(16).toString('hex') : ''
  const owned = await keepRunning(embedded.entry, { folder, password })
  const url = embedded.url(owned.port, password)
  keepServedSecrets(url)
  return { owned, url }
}

async function keepRunning(entry: string, order: Omit<EmbeddedServerOrder, 'port'>): Promise<OwnedProcess> {
  const listeners: ((how: Ending) => void)[] = []
  let isWanted = true
  let stopping: Promise<void> | null = null
  const begin = async (port: number) => {
    const started = await launch(entry, { ...order, port })
    started.child.once('exit', (code, signal) => {
      if (isWanted) for (const listener of listeners) listener(endingOf(code, signal))
    })
    return started
  }
  let running = await begin(0)
  const { port } = running
  return {
    port,
    get pid() {
      return running.child.pid ?? null
    },
    hasEnded: () => hasExited(running.child),
    async restart() {
      // It is gone, or frozen: then it hears nothing.
      await end(running.child, 'SIGKILL')
      if (isWanted) running = await begin(port)
      if (!isWanted) await end(running.child)
    },
    onDeath: (listener) => void listeners.push(listener),
    stop() {
      isWanted = false
      stopping ??= end(running.child)
      return stopping
    },
  }
}

async function launch(entry: string, order: EmbeddedServerOrder): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = fork(entryPath(entry), { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  try {
    const port = await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`it was not ready after ${SERVED.embeddedTimeoutMs} ms`)), SERVED.embeddedTimeoutMs)
      child.once('error', reject)
      child.once('exit', (code, signal) => reject(new Error(`it ended at once (${signal ?? `exit code ${code}`})`)))
      child.once('message', (answer: EmbeddedServerAnswer) => {
        clearTimeout(timer)
        if (answer.ok) resolve(answer.port)
        else reject(new ProblemError(answer.problem.code, answer.problem.message, answer.problem.params))
      })
      child.send(order, () => undefined)
    })
    return { child, port }
  } catch (error) {
    await end(child, 'SIGKILL')
    throw error
  }
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.pid === undefined || hasExited(child)) return
  const gone = once(child, 'exit')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), SERVED.stopTimeoutMs)
  await gone
  clearTimeout(timer)
}
