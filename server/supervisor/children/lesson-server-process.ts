/** The lesson server's lives: start, planned restart, kill, death and what comes after it. */
import { EventEmitter } from 'node:events'
import { CHILDREN, GATEWAY } from '../../config.js'
import { Onlookers } from '../../onlookers.js'
import type { Cause, EventBody } from '../../protocol/events.js'
import { faultsMet } from '../../protocol/faults.js'
import type { InstanceState } from '../../protocol/instance-state.js'
import type { InstanceId } from '../../protocol/instances.js'
import type { LessonServerFunctions, LessonServerNotifications, SigningSecret, StoreTarget, SwitchFunctions, TapFrame } from '../../protocol/ipc.js'
import { failed, ProblemError, type Result } from '../../protocol/problem.js'
import type { StartReason } from '../../protocol/timeline.js'
import type { Passages } from '../gateway/passages.js'
import { currentCause } from '../log/cause.js'
import type { EventLog } from '../log/event-log.js'
import type { StoreTargets } from '../store-targets.js'
import { answered, Child, type ChildEnd } from './child.js'
import { CrashLoop } from './crash-loop.js'
import { deathEvent } from './death-record.js'
import { isAboveRssLimit } from './machine-memory.js'

/** Carrying a million sessions over takes a while; progress is shown meanwhile. */
const SWITCH_TIMEOUT_MS = 10 * 60_000

type LessonChild = Child<LessonServerFunctions, LessonServerNotifications>

/**
 * Where it is in its lives. Every end of a process leads on from the phase that it ended in, so there is none that it stays in:
 * `starting` → `running` → `dying` (killed by us, and not ended yet); a process that ends in one of these is a death, and `waiting` comes before the next
 * start. One that ends while `stopping` had been asked to, and the next starts at once.
 */
type Life =
  | { readonly phase: 'idle' }
  | { readonly phase: 'starting'; readonly child: LessonChild; readonly reason: StartReason; problem: string | null }
  | { readonly phase: 'running'; readonly child: LessonChild; readonly port: number }
  | { readonly phase: 'dying'; readonly child: LessonChild; readonly by: 'command' | 'watchdog'; readonly why: Cause | null; readonly wasListening: boolean }
  | { readonly phase: 'stopping'; readonly child: LessonChild; readonly next: StartReason }
  | { readonly phase: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly phase: 'closed'; readonly child: LessonChild | null }

export interface LessonServerSurroundings {
  readonly log: EventLog
  readonly internalKey: string
  readonly secrets: { readonly list: readonly SigningSecret[] }
  readonly targets: StoreTargets
  readonly passages: Passages
}

export interface LessonServerProcessEvents {
  frame: [frame: TapFrame]
  /** It listens, after whatever reason. */
  listening: []
  /** It listened, and has ended without having been asked to. */
  death: []
}

export class LessonServerProcess extends EventEmitter<LessonServerProcessEvents> {
  readonly id: InstanceId
  heapLimitMb: number
  /** Where it was told that its store is, at its start or by the last switch. */
  told: StoreTarget | null = null
  readonly #around: LessonServerSurroundings
  readonly #crashLoop = new CrashLoop()
  readonly #waiting = new Onlookers()
  #life: Life = { phase: 'idle' }
  #turn: Promise<unknown> = Promise.resolve()

  /** @param id names it in the log, whose state knows it already */
  constructor(around: LessonServerSurroundings, id: InstanceId, heapLimitMb: number) {
    super()
    this.#around = around
    this.id = id
    this.heapLimitMb = heapLimitMb
  }

  get boot(): number {
    return this.server.boot
  }

  /** What the log knows of it. */
  get server(): InstanceState {
    const state = this.#around.log.state.instances[this.id]
    if (!state) throw new Error(`The state knows no lesson server "${this.id}".`)
    return state
  }

  #note(body: EventBody, cause: Cause | null = currentCause()): void {
    this.#around.log.append(body, { instance: this.id, cause })
  }

  /** Where it listens; null while it does not. */
  get port(): number | null {
    return this.#life.phase === 'running' ? this.#life.port : null
  }

  /** Begins the first life, unless a restart has done so already. Does not wait for it to listen: see {@link whenRunning}. */
  launch(): void {
    if (this.#life.phase === 'idle') this.#begin('launch')
  }

  /** Waits until it listens, for a bounded time; answers with the port, or null. */
  async whenRunning(ms: number): Promise<number | null> {
    await this.#waiting.until(() => (this.port !== null || this.#life.phase === 'closed' ? true : null), ms)
    return this.port
  }

  /**
   * Calls a function of the running lesson server. While it is starting, the call is held as the gateway holds a request; its absence and its silence
   * are problems in words.
   *
   * @param ms bounds the whole, holding included
   */
  async call<T>(ask: (rpc: LessonChild['rpc']) => Promise<Result<T>>, ms: number = GATEWAY.answerWithinMs): Promise<Result<T>> {
    const askedAt = performance.now()
    await this.whenRunning(Math.min(ms, GATEWAY.holdMs))
    if (this.#life.phase !== 'running') return failed(this.#away())
    const { child } = this.#life
    try {
      return await answered(ask(child.rpc), ms - (performance.now() - askedAt), 'The lesson server')
    } catch (error) {
      return failed(child.phase === 'running' ? error : this.#away())
    }
  }

  /**
   * The life that runs, for a switch of the store: what it is asked is never answered by the next one. Held as a call is.
   *
   * @throws ProblemError `server-away`
   */
  async life(): Promise<SwitchFunctions> {
    await this.whenRunning(GATEWAY.holdMs)
    if (this.#life.phase !== 'running') throw this.#away()
    const { child } = this.#life
    const ask = async <T>(answer: Promise<Result<T>>): Promise<Result<T>> => {
      try {
        return await answered(answer, SWITCH_TIMEOUT_MS, 'The lesson server')
      } catch (error) {
        return failed(child.phase === 'running' ? error : this.#away())
      }
    }
    return {
      switchPrepare: (target, carryOver) => ask(child.rpc.switchPrepare(target, carryOver)),
      switchCopy: (shares) => ask(child.rpc.switchCopy(shares)),
      switchChanged: () => ask(child.rpc.switchChanged()),
      switchCopyAgain: (ids, others) => ask(child.rpc.switchCopyAgain(ids, others)),
      switchHold: (untilIdle, othersHaveFlipped) => ask(child.rpc.switchHold(untilIdle, othersHaveFlipped)),
      switchFlip: () => ask(child.rpc.switchFlip()),
      switchOpen: (marks) => ask(child.rpc.switchOpen(marks)),
      switchFinish: (empties) => ask(child.rpc.switchFinish(empties)),
      switchGiveUp: () => ask(child.rpc.switchGiveUp()),
      switchTakeBack: (ids) => ask(child.rpc.switchTakeBack(ids)),
      switchCallOff: () => ask(child.rpc.switchCallOff()),
    }
  }

  /** For changes that build on what is: each begins when the one before it has ended, however it ended. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return turn
  }

  /** A planned restart: what is under way is answered first. @returns the new boot @throws ProblemError */
  async restart(heapLimitMb?: number): Promise<number> {
    const life = this.#life
    if (life.phase === 'closed') throw this.#away()
    const isRestarting = life.phase === 'stopping' || (life.phase === 'starting' && (life.reason === 'restart' || life.reason === 'heap-limit'))
    if (isRestarting) throw new ProblemError('busy', 'The lesson server is being restarted already. Wait until it runs.', { what: 'restart' })
    const next = heapLimitMb !== undefined && heapLimitMb !== this.heapLimitMb ? 'heap-limit' : 'restart'
    this.heapLimitMb = heapLimitMb ?? this.heapLimitMb
    if ('child' in life) {
      this.#life = { phase: 'stopping', child: life.child, next }
      this.#note({ kind: 'server-stopping' })
      void life.child.stop(() => life.child.rpc.stop())
    } else {
      if (life.phase === 'waiting') clearTimeout(life.timer)
      this.#begin(next)
    }
    if ((await this.whenRunning(CHILDREN.startTimeoutMs)) === null) throw this.#away()
    return this.boot
  }

  /** SIGKILL. Before the first life it is held, as any call is. @throws ProblemError `server-away` when there is nothing to kill */
  async kill(): Promise<void> {
    if (this.#life.phase === 'idle') await this.whenRunning(GATEWAY.holdMs)
    this.#kill('command')
  }

  /** Ends it for good. Idempotent. */
  async stop(): Promise<void> {
    // One that does not listen yet holds nothing, and would read its files first, to end then.
    const isNew = this.#life.phase === 'starting'
    const child = this.#close()
    if (isNew) child?.kill()
    await child?.stop(() => child.rpc.stop())
  }

  /** Without waiting, when the supervisor itself must end at once. */
  killNow(): void {
    this.#close()?.kill()
  }

  #close(): LessonChild | null {
    const life = this.#life
    if (life.phase === 'waiting') clearTimeout(life.timer)
    const child = 'child' in life ? life.child : null
    this.#life = { phase: 'closed', child }
    this.#waiting.wake()
    return child
  }

  #begin(reason: StartReason): void {
    const { log, secrets, internalKey } = this.#around
    const boot = this.boot + 1
    const child: LessonChild = new Child<LessonServerFunctions, LessonServerNotifications>({
      entry: 'lesson-server/entry',
      heapLimitMb: this.heapLimitMb,
      exposeGc: true,
      notifications: { frame: (frame) => this.#isOf(child) && this.#receive(frame) },
      onEnd: (end) => this.#ended(child, end),
    })
    this.#life = { phase: 'starting', child, reason, problem: null }
    this.#note({ kind: 'server-starting', boot, pid: child.pid, heapLimitBytes: this.heapLimitMb * 1024 * 1024, reason })
    const { options, shop } = this.server
    this.told = this.#around.targets.of(log.state.store.active)
    const order = { instance: this.id, boot, store: this.told, options, shop, secrets: secrets.list, faults: faultsMet(log.state.faults, this.id), internalKey }
    answered(child.rpc.start(order), CHILDREN.startTimeoutMs, 'The lesson server').then(
      (result) => (result.ok ? this.#listening(child, result.value.port) : this.#giveUp(child, result.problem.message)),
      (error: Error) => this.#giveUp(child, error.message),
    )
  }

  #listening(child: LessonChild, port: number): void {
    const life = this.#life
    if (life.phase !== 'starting' || life.child !== child || child.phase !== 'running') return
    this.#life = { phase: 'running', child, port }
    this.#note({ kind: 'server-listening', pid: child.pid, reason: life.reason })
    this.#waiting.wake()
    this.emit('listening')
  }

  #receive(frame: TapFrame): void {
    this.emit('frame', frame)
    const { memory } = frame
    if (memory && isAboveRssLimit(memory, this.heapLimitMb) && this.#life.phase === 'running') this.#kill('watchdog')
  }

  /** @throws ProblemError `server-away` */
  #kill(by: 'command' | 'watchdog'): void {
    const life = this.#life
    if ((life.phase !== 'starting' && life.phase !== 'running') || life.child.phase !== 'running') throw this.#away()
    // Known to be going: whoever comes now waits for the next life.
    this.#life = { phase: 'dying', child: life.child, by, why: currentCause(), wasListening: life.phase === 'running' }
    life.child.kill()
  }

  /** It never came to listen; its end is a death with this reason. */
  #giveUp(child: LessonChild, reason: string): void {
    const life = this.#life
    if (life.phase !== 'starting' || life.child !== child || child.phase !== 'running') return
    life.problem = reason
    child.kill()
  }

  #ended(child: LessonChild, end: ChildEnd): void {
    const life = this.#life
    // Nobody's any more: the end of the launch (Ctrl-C reaches the whole process group at once).
    if (!this.#isOf(child) || life.phase === 'closed') return
    if (life.phase === 'stopping') {
      this.#begin(life.next)
      return
    }
    const wasListening = life.phase === 'running' || (life.phase === 'dying' && life.wasListening)
    const timer = setTimeout(() => this.#begin('after-death'), this.#crashLoop.delayAfterDeath(performance.now()))
    this.#life = { phase: 'waiting', timer }
    const death = deathEvent({
      end,
      byWatchdog: life.phase === 'dying' && life.by === 'watchdog',
      startProblem: life.phase === 'starting' ? life.problem : null,
      requestsCutOff: this.#around.passages.cutOffWith(this),
    })
    this.#note(death, life.phase === 'dying' ? life.why : null)
    if (wasListening) this.emit('death')
  }

  #isOf(child: LessonChild): boolean {
    return 'child' in this.#life && this.#life.child === child
  }

  #away(): ProblemError {
    const { phase } = this.server
    return new ProblemError('server-away', `The lesson server is not running just now (${phase}). It comes back by itself; try again in a moment.`, {
      state: phase,
    })
  }
}
