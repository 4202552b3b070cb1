/** The database process: finds a MongoDB in the background, says how it is, and is started again if it ends. Owns the slice `mongo`. */
import { GATEWAY } from '../../config.js'
import type { DatabaseFunctions, DatabaseNotifications, DatabaseOrder } from '../../protocol/ipc.js'
import { failed, ProblemError, type Result } from '../../protocol/problem.js'
import type { DownloadState, MongoState } from '../../protocol/state.js'
import { redact } from '../../redact.js'
import type { LiveState } from '../state/live-state.js'
import { Child, within } from './child.js'
import { CrashLoop } from './crash-loop.js'
import { lastWords } from './death.js'

type DatabaseChild = Child<DatabaseFunctions, DatabaseNotifications>

/** A mongod with much data, or a slow disk, takes its time. */
const RESOLVE_TIMEOUT_MS = 60_000

export interface DatabaseSurroundings {
  readonly state: LiveState
  readonly order: DatabaseOrder
  /** Another address than before serves from now on: whoever uses the old one moves, then the old one is retired. */
  onAddress(uri: string): Promise<void>
  /** The slice has changed. */
  onChange(): void
}

export class Database {
  /** Credentials included; null until one is found. */
  uri: string | null = null
  readonly #around: DatabaseSurroundings
  readonly #crashLoop = new CrashLoop()
  #child: DatabaseChild | null = null
  #timer: NodeJS.Timeout | null = null
  #resolving: Promise<Result<null>> | null = null
  #closed = false

  constructor(around: DatabaseSurroundings) {
    this.#around = around
  }

  /** Forks it and begins to look; what it finds arrives in the state. */
  start(): void {
    if (this.#closed) return
    const child: DatabaseChild = new Child<DatabaseFunctions, DatabaseNotifications>({
      entry: 'mongo/entry',
      notifications: {
        health: (health) => this.#health(health),
        download: (download) => this.#downloading(download),
        usage: ({ rssBytes }) => this.#patch({ rssBytes }),
      },
      onEnd: (end) => this.#ended(child, lastWords(end.stderr)),
    })
    this.#child = child
    this.resolve().catch(() => {})
  }

  /** Waits for the first search to end, at most so long. */
  async whenResolved(ms: number): Promise<void> {
    if (this.#resolving) await within(this.#resolving, ms, 'The database').catch(() => {})
  }

  /** Looks for the best source, and has everyone move there. */
  resolve(): Promise<Result<null>> {
    this.#resolving ??= this.#resolve().finally(() => {
      this.#resolving = null
    })
    return this.#resolving
  }

  /** Begins to download a real MongoDB. Progress arrives in the state; when it is there, it is looked for again. */
  download(): Promise<Result<null>> {
    return this.#call((rpc) => rpc.download(), GATEWAY.answerWithinMs)
  }

  cancelDownload(): Promise<Result<null>> {
    return this.#call((rpc) => rpc.cancelDownload(), GATEWAY.answerWithinMs)
  }

  async stop(): Promise<void> {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
    const child = this.#child
    await child?.stop(() => child.rpc.stop())
  }

  async #resolve(): Promise<Result<null>> {
    if (this.uri === null) this.#patch({ phase: 'resolving', reason: null })
    const result = await this.#call((rpc) => rpc.resolve(this.#around.order), RESOLVE_TIMEOUT_MS)
    if (!result.ok) {
      if (this.uri === null) this.#patch({ phase: 'down', reason: redact(result.problem.message) })
      return result
    }
    const { source, uri, version, attempts } = result.value
    const before = this.uri
    this.uri = uri
    this.#patch({ phase: 'up', source, version, attempts, shownUri: redact(uri), reason: null })
    if (uri === before) return { ok: true, value: null }
    try {
      await this.#around.onAddress(uri)
    } catch (error) {
      // The old one goes on serving, and so it must not be retired.
      return failed(error)
    }
    return before === null ? { ok: true, value: null } : this.#call((rpc) => rpc.retire(), RESOLVE_TIMEOUT_MS)
  }

  async #call<T>(ask: (rpc: DatabaseChild['rpc']) => Promise<Result<T>>, ms: number): Promise<Result<T>> {
    const child = this.#child
    if (child?.phase !== 'running')
      return failed(new ProblemError('server-away', 'The database process is being started again. Try again in a moment.', { state: 'starting' }))
    try {
      return await within(ask(child.rpc), ms, 'The database process')
    } catch (error) {
      return failed(error)
    }
  }

  #downloading(download: DownloadState): void {
    const { phase } = this.#around.state.get('mongo').download
    this.#patch({ download })
    if (download.phase === 'done' && phase !== 'done') this.resolve().catch(() => {})
  }

  #health({ up, reason }: { readonly up: boolean; readonly reason: string | null }): void {
    if (this.uri === null) return
    this.#patch({ phase: up ? 'up' : 'down', reason: reason === null ? null : redact(reason) })
  }

  #ended(child: DatabaseChild, words: string | null): void {
    if (child !== this.#child || this.#closed) return
    this.#child = null
    this.uri = null
    this.#patch({ phase: 'down', rssBytes: null, reason: words === null ? 'The database process ended.' : `The database process ended: ${words}` })
    this.#timer = setTimeout(() => this.start(), this.#crashLoop.delayAfterDeath(Date.now()))
  }

  #patch(fields: Partial<MongoState>): void {
    this.#around.state.patch('mongo', fields)
    this.#around.onChange()
  }
}
