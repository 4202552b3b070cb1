/**
 * One forked process as a state machine: starting → running → stopping → ended.
 * What is said over IPC is typed by both sides' interfaces (server/protocol/ipc.ts); the other end is `server/<entry>.ts`.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { type BirpcReturn, createBirpc } from 'birpc'
import debug from 'debug'
import { CHILDREN } from '../../config.js'
import { entryPath } from '../../paths.js'
import { ProblemError } from '../../protocol/problem.js'
import { redact } from '../../redact.js'
import { within } from '../../within.js'
import { uncaused } from '../log/cause.js'
import { childEnvironment } from './child-environment.js'

/** How much of a child's stderr is remembered: V8 prints some 3 kB when the heap is exhausted. */
const STDERR_TAIL_CHARACTERS = 16_384

const log = debug('sessionscope:child')

export type ChildPhase = 'running' | 'stopping' | 'ended'

export interface ChildEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The last of what it wrote to stderr. */
  readonly stderr: string
}

export interface ChildOptions<Notifications extends object> {
  /** For example `lesson-server/entry`. */
  readonly entry: string
  readonly heapLimitMb?: number
  readonly exposeGc?: boolean
  readonly notifications: Notifications
  /** Called once, when the process is gone and its stderr has been read. */
  readonly onEnd: (end: ChildEnd) => void
}

export class Child<Functions extends object, Notifications extends object> {
  readonly rpc: BirpcReturn<Functions, Notifications>
  phase: ChildPhase = 'running'
  readonly #process: ChildProcess
  readonly #ended: Promise<ChildEnd>
  #stderr = ''
  #stopping: Promise<ChildEnd> | null = null

  constructor(options: ChildOptions<Notifications>) {
    const flags = [
      // Source maps cost heap and time: not in the process whose heap and time people measure.
      options.heapLimitMb === undefined ? '--enable-source-maps' : `--max-old-space-size=${options.heapLimitMb}`,
      ...(options.exposeGc === true ? ['--expose-gc'] : []),
    ]
    // What it tells is its own doing, and not for ever that of the command that started it.
    const child = uncaused(() =>
      fork(entryPath(options.entry), [], {
        execArgv: flags,
        env: childEnvironment(process.env),
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      }),
    )
    this.#process = child
    log('%s is process %d', options.entry, child.pid)
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL_CHARACTERS)
      // What the children's own DEBUG= says belongs into the same view.
      if (process.env.DEBUG) process.stderr.write(redact(text))
    })
    this.rpc = createBirpc<Functions, Notifications>(options.notifications, {
      // A message to a process that has just died is lost, and its end is reported by `onEnd`: not an error of its own.
      post: (message) => child.connected && child.send(message, () => {}),
      on: (listener) => child.on('message', listener),
      off: (listener) => child.off('message', listener),
      bind: 'functions',
      // No `onGeneralError`: with one, birpc answers what a process that ended had been asked with undefined instead of an error.
      timeout: -1,
    })
    this.#ended = this.#watchEnd(options.onEnd)
  }

  get pid(): number | null {
    return this.#process.pid ?? null
  }

  /** At once, as the machine would do it. */
  kill(): void {
    this.#process.kill('SIGKILL')
  }

  /**
   * Asks it to end by `ask` (its own `stop`), then by SIGTERM, then by SIGKILL. Idempotent; never fails.
   */
  stop(ask?: () => Promise<unknown>): Promise<ChildEnd> {
    if (this.#stopping) return this.#stopping
    if (this.phase === 'running') this.phase = 'stopping'
    const terminate = () => this.#process.kill('SIGTERM')
    const timers: NodeJS.Timeout[] = []
    if (ask && this.#process.connected) {
      ask().catch(() => {})
      timers.push(setTimeout(terminate, CHILDREN.stopTimeoutMs))
    } else {
      terminate()
    }
    timers.push(setTimeout(() => this.kill(), CHILDREN.stopTimeoutMs + CHILDREN.killAfterMs))
    this.#stopping = this.#ended.finally(() => timers.forEach(clearTimeout))
    return this.#stopping
  }

  #watchEnd(onEnd: (end: ChildEnd) => void): Promise<ChildEnd> {
    return new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        if (this.phase === 'ended') return
        this.phase = 'ended'
        log('process %d ended with code %s, signal %s', this.pid, code, signal)
        this.rpc.$close(new Error('The process ended before it answered.'))
        const result = { code, signal, stderr: this.#stderr }
        resolve(result)
        onEnd(result)
      }
      // 'close' comes when stderr is read to its end too; a grandchild that inherited it must not hold us up.
      this.#process.once('close', end)
      this.#process.once('exit', (code, signal) => setTimeout(end, 200, code, signal).unref())
      this.#process.once('error', (error) => {
        this.#stderr += String(error)
        end(null, null)
      })
    })
  }
}

/**
 * Waits for an answer for a bounded time.
 *
 * @param what was asked, as a sentence begins with it
 * @throws ProblemError `server-away` when nothing comes: silence is no defect of the sandbox
 */
export function answered<T>(answer: Promise<T>, ms: number, what: string): Promise<T> {
  return within(answer, ms, () => silent(ms, what))
}

/** What is said of a process that has been silent for too long. */
export function silent(ms: number, what: string): ProblemError {
  const message = `${what} did not answer within ${Math.round(ms)} ms. It may be busy or short of memory; wait a moment and try again, or restart the lesson server.`
  return new ProblemError('server-away', message, { state: 'running' })
}
