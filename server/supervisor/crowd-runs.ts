/** Crowds: one at a time, each a run with its memory curve, kept to be compared. Notes in the log what becomes of them. */
import { GATEWAY } from '../config.js'
import type { CrowdFailureKind, CrowdOrder, CrowdRun, CurvePoint } from '../protocol/crowd.js'
import type { CrowdFigures } from '../protocol/events.js'
import type { MemorySample } from '../protocol/instance-state.js'
import { sessionNames } from '../protocol/instance-state.js'
import type { InstanceId } from '../protocol/instances.js'
import type { CrowdProgress } from '../protocol/ipc.js'
import { failed, ok, ProblemError, type Result, unwrap } from '../protocol/problem.js'
import type { StoreState } from '../protocol/stores.js'
import type { Running } from './balancer.js'
import { crowdNeedBytes, requireMachineMemory, spareMachineMemory } from './children/machine-memory.js'
import { SimulatorProcess } from './children/simulator-process.js'
import type { Instances } from './instances.js'
import type { EventLog } from './log/event-log.js'

const PUBLISH_INTERVAL_MS = 200
const MEMORY_CHECK_INTERVAL_MS = 1_000
/** Below this many new sessions the heap's own noise is larger than they are. */
const MIN_SESSIONS_TO_MEASURE = 1_000

interface Underway {
  run: CrowdFigures
  /** Why it ends, when we know better than the simulator. */
  fate: Extract<CrowdRun['outcome'], 'server-went-away' | 'failed'> | null
  reason: { readonly kind: CrowdFailureKind; readonly reason: string } | null
  /** By performance.now(), like the two below. */
  publishedAt: number
  memoryCheckedAt: number
  startedAt: number | null
  /** That it was sent off to, and is measured on; none before. */
  lives: readonly Running[]
  /** That it goes to now: of two, one may have begun another life. */
  now: readonly Running[]
}

/** Of all lesson servers that a crowd goes to, together. */
interface Collected {
  readonly heapUsedBytes: number
  readonly sessions: number | null
  readonly bytesPerSession: number | null
}

export class CrowdRuns {
  readonly #log: EventLog
  readonly #instances: Instances
  readonly #internalKey: string
  readonly #simulator: SimulatorProcess
  #underway: Underway | null = null
  #lastId = 0

  constructor(log: EventLog, instances: Instances, internalKey: string) {
    this.#log = log
    this.#instances = instances
    this.#internalKey = internalKey
    this.#simulator = new SimulatorProcess({
      onProgress: (progress) => this.#progress(progress),
      onLost: (words) => this.#abandon(words === null ? 'the simulator ended' : `the simulator ended: ${words}`),
    })
    instances.on('death', () => this.#serverWentAway())
    // The next life of one of two listens elsewhere.
    instances.on('listening', () => this.#steer())
    log.subscribe(({ kind }) => kind === 'balancer-chosen' && this.#steer())
  }

  /** Lets a crowd in. @returns the run's id @throws ProblemError */
  async start(order: CrowdOrder): Promise<number> {
    if (this.#underway) throw new ProblemError('busy', 'A crowd is under way already. Cancel it, or wait for its end.', { what: 'crowd' })
    const { store: stores, mongo } = this.#log.state
    const store = stores.active
    requireMachineMemory(crowdNeedBytes(order, isInHeap(stores, store), mongo.source), `A crowd of ${order.users} users`)
    const run = newRun(++this.#lastId, order, this.#instances.onlyId, store)
    const underway: Underway = {
      run,
      fate: null,
      reason: null,
      publishedAt: Number.NEGATIVE_INFINITY,
      memoryCheckedAt: performance.now(),
      startedAt: null,
      lives: [],
      now: [],
    }
    this.#underway = underway
    try {
      // One that starts just now is waited for; where there are several, a crowd goes to those that run.
      if (this.#instances.running().length === 0) await this.#instances.whenRunning(GATEWAY.holdMs)
      const lives = this.#instances.running()
      if (lives.length === 0) throw new ProblemError('server-away', 'The lesson server is not running just now. Try again in a moment.', { state: 'away' })
      const before = unwrap(await this.#collect(lives))
      underway.lives = lives
      underway.now = lives
      const startedAt = Date.now()
      underway.startedAt = performance.now()
      underway.run = {
        ...run,
        boot: run.instance === null ? 0 : (lives[0]?.boot ?? 0),
        startedAt,
        heapLimitBytes: this.#heapLimitOf(lives),
        lesson: this.#log.state.lesson?.lesson ?? null,
        heapBeforeBytes: before.heapUsedBytes,
        sessionsBefore: before.sessions ?? this.#log.state.store.sessionCount,
      }
      this.#log.append({ kind: 'crowd-started', run: underway.run })
      const cookieNames = sessionNames(this.#log.state)
      unwrap(
        await this.#simulator.start(order, {
          ports: lives.map(({ port }) => port),
          rule: this.#log.state.balancer.rule,
          internalKey: this.#internalKey,
          cookieNames,
        }),
      )
    } catch (error) {
      this.#underway = null
      this.#log.append({ kind: 'crowd-called-off' })
      throw error
    }
    return run.id
  }

  /** @throws ProblemError `not-found` */
  async cancel(): Promise<void> {
    if (!this.#underway) throw new ProblemError('not-found', 'No crowd is under way, so there is nothing to cancel.', { what: 'crowd' })
    unwrap(await this.#simulator.cancel())
  }

  /** Forgets a finished run, or all of them. @throws ProblemError `not-found` */
  forget(id: number | undefined): void {
    const { finished } = this.#log.state.crowd
    if (id !== undefined && !finished.some((run) => run.id === id)) {
      throw new ProblemError('not-found', `There is no finished run ${id}. The state lists those that there are.`, { what: `run ${id}` })
    }
    this.#log.append({ kind: 'crowd-forgotten', run: id ?? null })
  }

  /** ms since the crowd under way began, by a clock that nobody sets; null: none is. What is read of the memory meanwhile is its curve. */
  get elapsedMs(): number | null {
    const since = this.#underway?.startedAt ?? null
    return since === null ? null : performance.now() - since
  }

  /** Whoever the crowd goes to is gone, and its requests with them. While one of several still serves, the crowd goes on. */
  #serverWentAway(): void {
    if (!this.#underway || this.#underway.now.some(isSameLife(this.#instances.running()))) return
    this.#underway.fate = 'server-went-away'
    this.#simulator.cancel().catch(() => {})
  }

  /** A crowd that went to one goes to that life only, and ends with it. */
  #steer(): void {
    const underway = this.#underway
    if (!underway || underway.now.length === 0 || this.#instances.all.length < 2) return
    underway.now = this.#instances.running()
    void this.#simulator.steer({ ports: underway.now.map(({ port }) => port), rule: this.#log.state.balancer.rule }).catch(() => {})
  }

  stop(): Promise<void> {
    return this.#simulator.stop()
  }

  killNow(): void {
    this.#simulator.killNow()
  }

  #progress(progress: CrowdProgress): void {
    const underway = this.#underway
    if (underway?.run.outcome !== 'running') return
    const { outcome, ...figures } = progress
    underway.run = { ...underway.run, ...figures }
    if (outcome !== 'running') return void this.#finish(underway, underway.fate ?? outcome).catch(() => {})
    this.#keepMachineAlive(underway)
    if (performance.now() - underway.publishedAt >= PUBLISH_INTERVAL_MS) this.#publish(underway)
  }

  async #finish(underway: Underway, outcome: CrowdRun['outcome']): Promise<void> {
    const { run } = underway
    const endedAt = Date.now()
    underway.run = { ...run, outcome, endedAt, remainingMs: null }
    const after = await this.#collect(underway.lives)
    const sample = after.ok ? after.value : null
    const point = this.#pointOf(sample)
    const { store } = this.#log.state
    const { sessionCount, bytesPerSession, active } = store
    const sessionsAfter = sample ? (sample.sessions ?? sessionCount) : null
    const heapGrowthBytes = sample && run.heapBeforeBytes !== null ? sample.heapUsedBytes - run.heapBeforeBytes : null
    const gained = (sessionsAfter ?? 0) - (run.sessionsBefore ?? 0)
    const inHeap = run.store === active && isInHeap(store, active) && heapGrowthBytes !== null && gained >= MIN_SESSIONS_TO_MEASURE
    const finished: CrowdFigures = {
      ...underway.run,
      sessionsAfter,
      heapGrowthBytes,
      bytesPerSession: inHeap ? heapGrowthBytes / gained : (sample?.bytesPerSession ?? bytesPerSession),
      errorKinds: underway.reason === null ? run.errorKinds : [{ ...underway.reason, count: 1 }, ...run.errorKinds].slice(0, 5),
    }
    this.#underway = null
    const cutOff = run.errorKinds.find(({ kind }) => kind === 'cut-off')?.count ?? 0
    // It goes to the lesson server past the gateway, so what was cut off of it is known only now.
    if (outcome === 'server-went-away' && run.instance !== null)
      this.#log.append({ kind: 'requests-cut-off', boot: run.boot, requests: cutOff }, { instance: run.instance })
    this.#log.append({ kind: 'crowd-finished', run: finished, point }, { instance: run.instance })
  }

  /** Memory and sessions of these lives after a collection, together; a problem where one of them has ended. */
  async #collect(lives: readonly Running[]): Promise<Result<Collected>> {
    const samples: MemorySample[] = []
    for (const life of lives) {
      // A call is held while the next life starts; what that would answer is none of this run's.
      const isOver = () => !this.#instances.running().some(isSameLife([life]))
      const answer = isOver() ? null : await this.#instances.find(life.id).call((rpc) => rpc.collect())
      if (answer?.ok === false) return answer
      if (answer === null || isOver()) return failed(new ProblemError('server-away', 'The lesson server has ended. Try again in a moment.', { state: 'away' }))
      samples.push(answer.value)
    }
    const { active, available } = this.#log.state.store
    const isShared = available.find(({ kind }) => kind === active)?.capabilities.shared === true
    // What is shared is counted by each of them.
    const counts = samples.flatMap(({ sessionCount }) => sessionCount ?? []).slice(0, isShared ? 1 : undefined)
    return ok({
      heapUsedBytes: samples.reduce((sum, { heapUsedBytes }) => sum + heapUsedBytes, 0),
      sessions: counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0),
      bytesPerSession: samples[0]?.bytesPerSession ?? null,
    })
  }

  #heapLimitOf(lives: readonly Running[]): number {
    return lives.reduce((sum, { id }) => sum + (this.#log.state.instances[id]?.heapLimitBytes ?? 0), 0)
  }

  #pointOf(sample: Collected | null): CurvePoint | null {
    const tMs = this.elapsedMs
    return sample === null || tMs === null ? null : { tMs, heapUsedBytes: sample.heapUsedBytes, heapLiveBytes: sample.heapUsedBytes, sessions: sample.sessions }
  }

  /** The simulator itself is gone. */
  #abandon(reason: string): void {
    const underway = this.#underway
    if (underway?.run.outcome !== 'running') return
    underway.reason = { kind: 'simulator-ended', reason }
    this.#finish(underway, underway.fate ?? 'failed').catch(() => {})
  }

  /** A crowd on a database fills the machine, not the lesson server's limited heap. */
  #keepMachineAlive(underway: Underway): void {
    if (performance.now() - underway.memoryCheckedAt < MEMORY_CHECK_INTERVAL_MS) return
    underway.memoryCheckedAt = performance.now()
    if (spareMachineMemory() > 0 || underway.fate !== null) return
    underway.fate = 'failed'
    underway.reason = { kind: 'machine-memory', reason: 'stopped, so that a quarter of the memory of this machine stays free' }
    this.#simulator.cancel().catch(() => {})
  }

  #publish(underway: Underway): void {
    underway.publishedAt = performance.now()
    this.#log.append({ kind: 'crowd-progress', run: underway.run }, { instance: underway.run.instance })
  }
}

function newRun(id: number, order: CrowdOrder, instance: InstanceId | null, store: string): CrowdFigures {
  return {
    id,
    instance,
    order,
    store,
    // Known once the lesson server runs.
    boot: 0,
    heapLimitBytes: null,
    lesson: null,
    startedAt: Date.now(),
    endedAt: null,
    outcome: 'running',
    usersDone: 0,
    requests: 0,
    errors: 0,
    errorKinds: [],
    usersPerSecond: 0,
    remainingMs: null,
    latency: null,
    sessionsBefore: null,
    sessionsAfter: null,
    bytesPerSession: null,
    heapBeforeBytes: null,
    heapGrowthBytes: null,
  }
}

/** Is a life one of these? */
function isSameLife(lives: readonly Running[]): (life: Running) => boolean {
  return ({ id, boot }) => lives.some((each) => each.id === id && each.boot === boot)
}

function isInHeap({ available }: StoreState, kind: string): boolean {
  return available.find((description) => description.kind === kind)?.capabilities.inHeap === true
}
