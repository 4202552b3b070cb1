/** The lesson server's lives: start, planned restart, kill, death and what comes after it. */
import { CHILDREN, GATEWAY } from '../../config.js'
import type { LessonServerFunctions, LessonServerNotifications, StoreTarget, TapFrame } from '../../protocol/ipc.js'
import { failed, ProblemError, type Result } from '../../protocol/problem.js'
import type { TimelineRow } from '../../protocol/state.js'
import type { LiveState } from '../state/live-state.js'
import { Child, type ChildEnd, within } from './child.js'
import { CrashLoop } from './crash-loop.js'
import { recordDeath, recordReturn } from './death-record.js'
import { isAboveRssLimit } from './machine-memory.js'

type StartReason = Extract<TimelineRow, { kind: 'started' }>['reason']
type LessonChild = Child<LessonServerFunctions, LessonServerNotifications>

export interface LessonServerSurroundings {
  readonly state: LiveState
  readonly internalKey: string
  /** First signs, all verify; the same in every life. */
  readonly secrets: readonly string[]
  /** How the store that is active now is reached. */
  target(kind: string): StoreTarget
  onFrame(frame: TapFrame): void
  /** It listens, after whatever reason. */
  onListening(storeProblem: string | null): void
  onDeath(): void
  /** Requests of that boot that were cut off or are about to be. */
  requestsCutOff(boot: number): number
}

export class LessonServer {
  heapLimitMb: number
  /** Where it listens; null while it does not. */
  port: number | null = null
  readonly #around: LessonServerSurroundings
  readonly #crashLoop = new CrashLoop()
  readonly #waiting = new Set<() => void>()
  #child: LessonChild | null = null
  #restartTimer: NodeJS.Timeout | null = null
  #restarting: Promise<number> | null = null
  #closed = false
  /** The child whose end the watchdog brought about. */
  #watchdogged: LessonChild | null = null
  #startProblem: string | null = null

  constructor(around: LessonServerSurroundings, heapLimitMb: number) {
    this.#around = around
    this.heapLimitMb = heapLimitMb
  }

  get boot(): number {
    return this.#around.state.get('server').boot
  }

  /** Begins the next life. Does not wait for it to listen: see {@link whenRunning}. */
  start(reason: StartReason): void {
    if (this.#closed) return
    if (this.#restartTimer) clearTimeout(this.#restartTimer)
    this.#restartTimer = null
    const { state } = this.#around
    const boot = this.boot + 1
    this.#startProblem = null
    const child: LessonChild = new Child<LessonServerFunctions, LessonServerNotifications>({
      entry: 'lesson-server/entry',
      heapLimitMb: this.heapLimitMb,
      exposeGc: true,
      notifications: { frame: (frame) => child === this.#child && this.#receive(frame) },
      onEnd: (end) => this.#ended(child, end),
    })
    this.#child = child
    state.patch('server', { phase: 'starting', boot, pid: child.pid, listeningSince: null, heapLimitBytes: this.heapLimitMb * 1024 * 1024 })
    state.patch('store', { sessionCount: null, bytesPerSession: null, elsewhere: {}, switching: null })
    const { secrets, internalKey } = this.#around
    const order = {
      boot,
      store: this.#around.target(state.get('store').active),
      options: state.get('server').options,
      shop: state.get('server').shop,
      secrets,
      internalKey,
    }
    within(child.rpc.start(order), CHILDREN.startTimeoutMs, 'The lesson server').then(
      (result) => (result.ok ? this.#listening(child, reason, result.value) : this.#giveUp(child, result.problem.message)),
      (error: Error) => this.#giveUp(child, error.message),
    )
  }

  /** Waits until it listens, at most so long; answers with the port, or null. */
  async whenRunning(ms: number): Promise<number | null> {
    if (this.port !== null || this.#closed) return this.port
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      this.#waiting.add(done)
    })
    return this.port
  }

  /** Calls a function of the running lesson server; its absence and its silence are problems in words. */
  async call<T>(ask: (rpc: LessonChild['rpc']) => Promise<Result<T>>, ms: number = GATEWAY.answerWithinMs): Promise<Result<T>> {
    const child = this.#child
    if (!child || this.port === null) return failed(this.#away())
    try {
      return await within(ask(child.rpc), ms, 'The lesson server')
    } catch (error) {
      if (child.phase !== 'running') return failed(this.#away())
      const reason = error instanceof Error ? error.message : String(error)
      return failed(
        new ProblemError('server-away', `${reason}. It may be busy or short of memory; wait a moment and try again, or restart it.`, { state: 'running' }),
      )
    }
  }

  /** A planned restart: what is under way is answered first. @returns the new boot @throws ProblemError */
  restart(heapLimitMb?: number): Promise<number> {
    if (this.#restarting) throw new ProblemError('busy', 'The lesson server is being restarted already. Wait until it runs.', { what: 'restart' })
    this.#restarting = this.#restart(heapLimitMb).finally(() => {
      this.#restarting = null
    })
    return this.#restarting
  }

  /** SIGKILL. @throws ProblemError `server-away` when there is nothing to kill */
  kill(cause: 'command' | 'watchdog' = 'command'): void {
    if (this.#child?.phase !== 'running') throw this.#away()
    if (cause === 'watchdog') this.#watchdogged = this.#child
    // Known to be going: whoever comes now waits for the next life.
    this.port = null
    this.#child.kill()
  }

  /** Ends it for good. Awaitable twice. */
  async stop(): Promise<void> {
    this.#closed = true
    if (this.#restartTimer) clearTimeout(this.#restartTimer)
    this.port = null
    this.#wake()
    const child = this.#child
    await child?.stop(() => child.rpc.stop())
  }

  /** Without waiting, when the supervisor itself must end at once. */
  killNow(): void {
    this.#closed = true
    this.#child?.kill()
  }

  async #restart(heapLimitMb: number | undefined): Promise<number> {
    const reason = heapLimitMb !== undefined && heapLimitMb !== this.heapLimitMb ? 'heap-limit' : 'restart'
    this.heapLimitMb = heapLimitMb ?? this.heapLimitMb
    this.port = null
    const child = this.#child
    if (child && child.phase !== 'ended') {
      this.#around.state.patch('server', { phase: 'stopping' })
      await child.stop(() => child.rpc.stop())
    }
    this.start(reason)
    if ((await this.whenRunning(CHILDREN.startTimeoutMs)) === null) throw this.#away()
    return this.boot
  }

  #listening(child: LessonChild, reason: StartReason, started: { readonly port: number; readonly storeProblem: string | null }): void {
    if (child !== this.#child || child.phase !== 'running') return
    const { state } = this.#around
    const at = Date.now()
    this.port = started.port
    state.patch('server', { phase: 'running', listeningSince: at, pid: child.pid })
    state.addRow({ kind: 'started', key: `started:${this.boot}`, at, boot: this.boot, store: state.get('store').active, reason })
    recordReturn(state, at)
    this.#wake()
    this.#around.onListening(started.storeProblem)
  }

  #receive(frame: TapFrame): void {
    this.#around.onFrame(frame)
    const { memory } = frame
    if (memory && isAboveRssLimit(memory, this.heapLimitMb) && this.#child?.phase === 'running') this.kill('watchdog')
  }

  #giveUp(child: LessonChild, reason: string): void {
    if (child.phase !== 'running') return
    this.#startProblem = reason
    child.kill()
  }

  #ended(child: LessonChild, end: ChildEnd): void {
    if (child !== this.#child) return
    const wasListening = this.#around.state.get('server').listeningSince !== null
    this.port = null
    // Asked for: a planned restart, or the end of the launch (Ctrl-C reaches the whole process group at once).
    if (this.#closed || this.#restarting) return
    const delayMs = this.#crashLoop.delayAfterDeath(Date.now())
    recordDeath(this.#around.state, {
      end,
      byWatchdog: this.#watchdogged === child,
      startProblem: this.#startProblem,
      requestsCutOff: this.#around.requestsCutOff(this.boot),
    })
    if (wasListening) this.#around.onDeath()
    this.#restartTimer = setTimeout(() => this.start('after-death'), delayMs)
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
  }

  #away(): ProblemError {
    const { phase } = this.#around.state.get('server')
    return new ProblemError('server-away', `The lesson server is not running just now (${phase}). It comes back by itself; try again in a moment.`, {
      state: phase,
    })
  }
}
