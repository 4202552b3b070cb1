/** The process that has a store on trial, for whoever tries it. That it dies is something to be seen, and no failure of the trial. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { type BirpcReturn, createBirpc } from 'birpc'
import { CONTRACT } from '../../config.js'
import { entryPath } from '../../paths.js'
import { redact } from '../../redact.js'
import { within } from '../../within.js'
import type { SubjectFunctions } from './subject-entry.js'

const STDERR_CHARACTERS = 64 * 1024

/** The process ended although nobody ended it. The message is what it said last. */
export class SubjectDied extends Error {}

/** It does not answer any more, though it runs: an endless loop. */
export class SubjectStuck extends Error {}

export class SubjectProcess {
  readonly #child: ChildProcess
  readonly #rpc: BirpcReturn<SubjectFunctions, Record<string, never>>
  readonly #ended: Promise<string>
  #stderr = ''
  #isOver = false

  /** @param env what it finds in its environment beside our own */
  constructor(folder: string, env: Readonly<Record<string, string>>) {
    const child = fork(entryPath('stores/contract/subject-entry'), {
      cwd: folder,
      env: { ...process.env, ...env },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // A process group of its own: Ctrl-C in the terminal is for whoever tries it.
      detached: process.platform !== 'win32',
    })
    this.#child = child
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      // Drivers hang all that they have on their errors, which Node.js prints behind the message.
      this.#stderr = (this.#stderr + text).slice(0, STDERR_CHARACTERS)
    })
    this.#ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#isOver = true
        resolve(how)
      }
      child.once('error', (error) => end(error.message))
      // Not before its last words are read.
      child.once('close', (code, signal) => end(lastWords(this.#stderr) ?? signal ?? `exit code ${code}`))
    })
    this.#rpc = createBirpc<SubjectFunctions, Record<string, never>>(
      {},
      {
        post: (message) => child.connected && child.send(message, () => {}),
        on: (listener) => child.on('message', listener),
        off: (listener) => child.off('message', listener),
        timeout: -1,
      },
    )
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /**
   * Has it do something.
   *
   * @throws SubjectDied when it ends meanwhile, SubjectStuck when it does not answer for CONTRACT.stuckMs; what the work throws
   */
  async have<T>(work: (rpc: BirpcReturn<SubjectFunctions, Record<string, never>>) => Promise<T>): Promise<T> {
    const died = this.#ended.then((words): never => {
      throw new SubjectDied(words)
    })
    return within(Promise.race([work(this.#rpc), died]), CONTRACT.stuckMs, () => new SubjectStuck(`no answer for ${CONTRACT.stuckMs} ms`))
  }

  /** @returns its last words once it has ended by itself; null: it has not within the time */
  endsWithin(ms: number): Promise<string | null> {
    return within<string | null>(this.#ended, ms).catch(() => null)
  }

  /** Ends it as the machine would. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) return
    const gone = once(this.#child, 'exit')
    this.#child.kill(signal)
    await gone
  }
}

/** The error that ended it, as Node.js prints it; null: it said none. */
function lastWords(stderr: string): string | null {
  const lines = redact(stderr)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.findLast((line) => /^(\[?[A-Z]\w*)?(Error|Exception)\b.*:/.test(line))?.replace(/ \{$/, '') ?? null
}
