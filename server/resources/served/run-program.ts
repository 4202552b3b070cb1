/** Runs a database program of this machine, so that it ends with us however we end. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVED } from '../../config.js'
import { isAlive } from '../../process-alive.mjs'
import { type Ending, endingOf } from '../../protocol/why.js'
import { redact } from '../../redact.js'
import type { OwnedProcess } from '../owned-process.js'
import type { Account } from './accounts.js'

const LOOK_MS = 50
/** What it says before it fails. */
const LAST_LINES = 4

export interface Program {
  readonly path: string
  args(port: number): readonly string[]
  /** Whom it runs as, where not as we do. */
  readonly account?: Account
  /** What it takes for an order to end at once, in order. Default SIGTERM. */
  readonly endSignal?: NodeJS.Signals
  /** A folder outside of the data folder that goes with us, also when we are killed. */
  readonly leaves?: string
  /** Does it answer? @throws while it does not */
  answers(port: number): Promise<void>
}

/** A port of 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port of 127.0.0.1 is free')
  return address.port
}

/**
 * Runs a program to its end, for what has to be prepared before a server can start.
 *
 * @throws Error with its last words when it fails, or takes longer than SERVED.prepareTimeoutMs
 */
export async function runToEnd(path: string, args: readonly string[], calledOff: AbortSignal, account?: Account): Promise<void> {
  const child = spawn(path, [...args], {
    ...as(account),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    signal: AbortSignal.any([calledOff, AbortSignal.timeout(SERVED.prepareTimeoutMs)]),
    killSignal: 'SIGKILL',
  })
  const words = lastLines(child)
  const ended = once(child, 'close')
  const [code, signal] = (await ended) as [number | null, string | null]
  if (code !== 0) throw new Error(words() || (signal ?? `exit code ${code}`))
}

/**
 * Starts a server and waits until it answers.
 *
 * @throws Error with its last words when it does not come up; then it has ended
 */
export async function runProgram(program: Program, calledOff: AbortSignal): Promise<OwnedProcess> {
  const listeners: ((how: Ending) => void)[] = []
  const unwanted = new AbortController()
  let stopping: Promise<void> | null = null
  const port = await freePort()

  const begin = async (signal: AbortSignal): Promise<ChildProcess> => {
    const child = await launch(program, port, signal)
    child.once('exit', (code, exitSignal) => {
      if (unwanted.signal.aborted) return
      for (const listener of listeners) listener(endingOf(code, exitSignal))
    })
    return child
  }
  let running = await begin(calledOff)
  return {
    port,
    get pid() {
      return running.pid ?? null
    },
    hasEnded: () => hasExited(running),
    async restart() {
      await endByForce(running, program.endSignal)
      if (!unwanted.signal.aborted) running = await begin(unwanted.signal)
    },
    onDeath: (listener) => void listeners.push(listener),
    stop() {
      unwanted.abort()
      stopping ??= endByForce(running, program.endSignal)
      return stopping
    },
  }
}

async function launch(program: Program, port: number, calledOff: AbortSignal): Promise<ChildProcess> {
  const { path, args, account, endSignal = 'SIGTERM', answers } = program
  const child = spawn(path, [...args(port)], {
    ...as(account),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    // A process group of its own: Ctrl-C in the terminal is for the supervisor, which ends the databases last.
    detached: process.platform !== 'win32',
  })
  const words = lastLines(child)
  const failure = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(words() || String(signal ?? `exit code ${code}`))))
  })
  failure.catch(() => undefined)
  if (child.pid !== undefined) endWithUs(child, child.pid, program)
  try {
    const until = performance.now() + SERVED.launchTimeoutMs
    for (;;) {
      const answer = answers(port).then(
        () => true,
        () => false,
      )
      if (await Promise.race([answer, failure])) return child
      calledOff.throwIfAborted()
      if (performance.now() > until) throw new Error(`it did not answer within ${SERVED.launchTimeoutMs} ms. ${words()}`.trim())
      await Promise.race([sleep(LOOK_MS), failure])
    }
  } catch (error) {
    await endByForce(child, endSignal)
    throw error
  }
}

/**
 * Somebody may kill us without a word. A shell then sees that the pipe from us has closed, and ends the program; it costs a tenth of what a process of
 * Node.js would. Where there is no such shell, the supervisor ends what we leave.
 */
function endWithUs(program: ChildProcess, pid: number, { endSignal = 'SIGTERM', leaves }: Pick<Program, 'endSignal' | 'leaves'>): void {
  if (process.platform === 'win32') return
  const name = endSignal.replace('SIG', '')
  const below = `$(cat /proc/${pid}/task/${pid}/children 2>/dev/null)`
  const script = [
    'read -r _',
    // One that is frozen hears nothing, and neither does a process below it.
    `for p in ${pid} ${below}; do kill -CONT $p; done`,
    `kill -${name} ${pid}`,
    `n=0; while [ $n -lt 20 ] && kill -0 ${pid}; do sleep 0.1; n=$((n+1)); done`,
    `kill -KILL ${pid}`,
    '[ -z "$1" ] || rm -rf -- "$1"',
  ].join('; ')
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', leaves ?? ''], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watcher.on('error', () => undefined)
  watcher.stdin.on('error', () => undefined)
  watcher.unref()
  // Its process ID may be another's soon.
  program.once('exit', () => watcher.kill('SIGKILL'))
}

function as(account: Account | undefined): { readonly uid?: number; readonly gid?: number; readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } {
  // Our own folder is closed to others, and a program that cannot go back to where it began may refuse to begin.
  return account ? { uid: account.uid, gid: account.gid, cwd: '/', env: { PATH: process.env.PATH, LANG: 'C' } } : {}
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** It may be frozen: then it is told to go on first, since what it has acknowledged may not be written yet. */
async function endByForce(child: ChildProcess, endSignal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.pid === undefined || hasExited(child)) return
  const gone = once(child, 'exit')
  const below = processesBelow(child.pid)
  for (const pid of below) send(pid, 'SIGCONT')
  for (const signal of ['SIGCONT', endSignal] as const) child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), SERVED.stopTimeoutMs)
  await gone
  clearTimeout(timer)
  // What it started sees that it is gone and ends too, unless it hangs; until then nobody else may open the data.
  for (let looks = 0; below.some(isAlive) && looks < SERVED.stopTimeoutMs / LOOK_MS; looks++) await sleep(LOOK_MS)
  for (const pid of below) if (isAlive(pid)) send(pid, 'SIGKILL')
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}

/** IDs of the processes that it has started, and of theirs; where there is no proc(5), none are known. */
function processesBelow(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').map(Number)
    return children.filter((child) => child > 0).flatMap((child) => [child, ...processesBelow(child)])
  } catch {
    return []
  }
}

/** The end of what it says, as one line. */
function lastLines(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-4_096)
    })
  return () =>
    redact(
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .slice(-LAST_LINES)
        .join(' ')
        .slice(-400),
    )
}
