/** The processes that a measurement starts, and their end. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BirpcReturn, createBirpc } from 'birpc'
import { entryPath } from '../paths.js'

/** From asking a child to end to ending it. */
const END_TIMEOUT_MS = 5_000

const running = new Set<ChildProcess>()
const folders = new Set<string>()

export interface Process<Functions extends object> {
  readonly rpc: BirpcReturn<Functions, object>
  readonly pid: number
  end(): Promise<void>
}

export interface ProcessOptions {
  readonly heapLimitMb?: number
  readonly exposeGc?: boolean
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Forks an entry of dist/, which answers over IPC and ends itself when we are gone.
 *
 * @param entry for example `simulator/entry`
 */
export function startProcess<Functions extends object, Notifications extends object = object>(
  entry: string,
  notifications: Notifications,
  { heapLimitMb, exposeGc = false, env }: ProcessOptions = {},
): Process<Functions> {
  const execArgv = [...(heapLimitMb === undefined ? [] : [`--max-old-space-size=${heapLimitMb}`]), ...(exposeGc ? ['--expose-gc'] : [])]
  const child = fork(entryPath(entry), [], {
    execArgv,
    env: { ...process.env, NODE_ENV: 'production', ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  track(child)
  child.once('exit', () => {
    rpc.$close(new Error(`The process of ${entry} ended in the middle of the measurement.`))
  })
  const rpc = createBirpc<Functions, Notifications>(notifications, {
    post: (message) => child.connected && child.send(message),
    on: (receive) => child.on('message', receive),
    // Carrying 100,000 sessions into files takes minutes; the end of the process is noticed above.
    timeout: -1,
  })
  return { rpc, pid: child.pid ?? 0, end: () => end(child) }
}

/** Has a process end with the benchmark. */
export function track<T extends ChildProcess>(child: T): T {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const timer = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS)
  // Each of them ends by itself then, and with it whatever it started.
  if (child.connected) child.disconnect()
  else child.kill('SIGTERM')
  await ended
  clearTimeout(timer)
}

/** A folder that goes at the end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sessionscope-bench-'))
  folders.add(folder)
  return folder
}

/** Ends everything that still runs, and removes the folders. */
export async function endProcesses(): Promise<void> {
  await Promise.all([...running].map(end))
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  folders.clear()
}
