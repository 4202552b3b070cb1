/** Downloads a real mongod through mongodb-memory-server-core, in a child process: cancelling is ending it. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CHILDREN, MONGO } from '../config.js'
import { whyNotWritable } from '../own-files.js'
import { entryPath } from '../paths.js'
import type { DownloadState } from '../protocol/mongo.js'
import { failed, ok, ProblemError, type Result } from '../protocol/problem.js'
import { asParams, endingOf, endingWords, type Why, why } from '../protocol/why.js'
import { redact } from '../redact.js'
import { cacheFolders } from './binary-path.js'
import { whyDownloadFailed } from './download-failure.js'
import type { DownloadMessage, DownloadTask } from './download-worker.js'

const INSTEAD = 'Until then the embedded server serves. Instead: `docker compose up -d mongodb`, or install MongoDB, or set MONGOD_BINARY or MONGODB_URI.'

/** One download at a time; the state is told whenever it changes. */
export class DownloadJob {
  readonly #tell: (state: DownloadState) => void
  #state: DownloadState = { phase: 'idle', version: MONGO.downloadVersion, receivedBytes: 0, totalBytes: null, problem: null }
  #child: ChildProcess | null = null
  #stop: (() => void) | null = null

  constructor(tell: (state: DownloadState) => void) {
    this.#tell = tell
  }

  #set(change: Partial<DownloadState>): void {
    this.#state = { ...this.#state, ...change }
    this.#tell(this.#state)
  }

  /** Starts it; how it goes comes as states. Refused (`busy`) while one is under way, and where there is no folder to put it. */
  start(): Result<null> {
    if (this.#state.phase === 'running') return failed(new ProblemError('busy', 'A download is under way already.', { what: 'mongo:download' }))
    const folder = cacheFolders().find((candidate) => whyNotWritable(candidate) === null)
    if (!folder) {
      const reason = `none of the folders for it can be written (${cacheFolders().join(', ')})`
      return failed(
        new ProblemError('download-failed', `The download was not started: ${reason}. Make one of them writable. ${INSTEAD}`, { reason, why: 'no-folder' }),
      )
    }
    // Everything happens in a folder beside the cache's files and is moved there when it is whole: an end in the middle leaves no half mongod.
    const workFolder = mkdtempSync(join(folder, '.download-'))
    this.#set({ phase: 'running', version: MONGO.downloadVersion, receivedBytes: 0, totalBytes: null, problem: null })
    this.#run({ version: MONGO.downloadVersion, workFolder, cacheFolder: folder })
    return ok(null)
  }

  #run(task: DownloadTask): void {
    const child = fork(entryPath('mongo/download-worker'), { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    this.#child = child
    let outcome: Partial<DownloadState> | null = null
    const fail = (reason: Why) => {
      const problem = {
        code: 'download-failed',
        message: `MongoDB ${task.version} could not be downloaded: ${reason.message}. Try again later. ${INSTEAD}`,
        params: asParams(reason),
      } as const
      outcome ??= { phase: 'failed', problem }
      child.kill('SIGKILL')
    }
    const seconds = MONGO.downloadStallMs / 1000
    const stalled = () => fail(why('stalled', { seconds }, `nothing arrived for ${seconds} s; is there a connection to the internet?`))
    let watchdog = setTimeout(stalled, MONGO.downloadStallMs)
    this.#stop = () => {
      outcome ??= { phase: 'cancelled' }
      child.kill('SIGKILL')
    }
    child.on('message', (message: DownloadMessage) => {
      clearTimeout(watchdog)
      watchdog = setTimeout(stalled, MONGO.downloadStallMs)
      if (message.type === 'progress') this.#set({ receivedBytes: message.receivedBytes, totalBytes: message.totalBytes })
      else if (message.type === 'done') outcome ??= { phase: 'done' }
      else fail(whyDownloadFailed(redact(message.reason)))
    })
    child.once('error', (error) => fail(whyDownloadFailed(redact(error.message))))
    child.once('close', (code, signal) => {
      clearTimeout(watchdog)
      rmSync(task.workFolder, { recursive: true, force: true })
      this.#child = null
      this.#stop = null
      if (!outcome) {
        const ending = endingOf(code, signal)
        fail(why('downloader-ended', { ...ending }, `the download process ended (${endingWords(ending)})`))
      }
      this.#set(outcome ?? {})
    })
    child.send(task)
  }

  cancel(): Result<null> {
    if (!this.#stop) return failed(new ProblemError('not-found', 'No download is under way.', { what: 'download' }))
    this.#stop()
    return ok(null)
  }

  /** Ends a download under way and waits until its process is gone. */
  async close(): Promise<void> {
    const child = this.#child
    if (!child) return
    const gone = new Promise<void>((resolve) => {
      child.once('close', () => resolve())
      setTimeout(resolve, CHILDREN.killAfterMs).unref()
    })
    this.#stop?.()
    await gone
  }
}
