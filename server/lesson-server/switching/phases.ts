/** A switch of the store as this lesson server goes through it, phase by phase (see SwitchFunctions in server/protocol/ipc.ts). */
import type { RequestListener } from 'node:http'
import { STORES } from '../../config.js'
import type { PreparedSwitch, StoreTarget, SwitchFigures } from '../../protocol/ipc.js'
import { type Problem, ProblemError, problemOf } from '../../protocol/problem.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import type { Shares } from '../../protocol/shares.js'
import type { SwitchPhase, SwitchProgress } from '../../protocol/stores.js'
import { endStreams } from '../../request-end.js'
import { within } from '../../within.js'
import { CarryOver } from './carry-over.js'
import type { Gate } from './gate.js'
import type { OpenStores } from './open-stores.js'
import type { StoreTraffic } from './store-traffic.js'

/** The shop as it is built now. `traffic` is null while its store has not answered yet; `label` is the store's. */
export interface Build {
  readonly target: StoreTarget
  readonly label: string
  readonly traffic: StoreTraffic | null
  readonly options: SessionOptions
  readonly app: RequestListener
}

/** What the phases do to the hot app. */
export interface PhaseParts {
  readonly gate: Gate
  readonly stores: OpenStores
  /** The shop as it is built now. @throws ProblemError before its start */
  here(): Build
  buildOn(traffic: StoreTraffic, options: SessionOptions): Build
  /** Whatever is served from here on is served by this build. */
  serveFrom(build: Build): void
  /** Opens the gate. @returns the longest wait in ms */
  openGate(): number
  /** Why the store in use is out of reach; null where it is not. */
  storeProblem(): Problem | null
  /** Keeps other commands out until the answer is called. @throws ProblemError `busy` */
  begin(what: string): () => void
  onSwitching(progress: SwitchProgress | null): void
}

interface Switch {
  readonly from: Build
  readonly to: StoreTraffic
  readonly next: Build
  readonly carryOver: CarryOver | null
  /** Ids of all sessions that changed meanwhile. */
  readonly changed: Set<string>
  readonly tell: (phase: SwitchPhase) => void
  readonly end: () => void
  copied: number
  total: number | null
  isCopier: boolean
  /** Since when the gate is closed, by performance.now(), and what opens it again whatever happens. */
  held: { readonly since: number; readonly deadline: NodeJS.Timeout } | null
  isFlipped: boolean
  /** Requests go in again, on either store. */
  isOpened: boolean
  /** Others have flipped: it follows them, or its process is ended, and serves nobody from the store that was left. */
  isFollowing: boolean
  /** Why it can no longer be flipped. */
  failure: unknown
  marked: Promise<void>
  longestWaitMs: number
}

/** What {@link SwitchFunctions} says, but that it throws instead of answering with a problem. */
export class SwitchPhases {
  readonly #parts: PhaseParts
  #now: Switch | null = null

  constructor(parts: PhaseParts) {
    this.#parts = parts
  }

  /** @throws ProblemError `busy` while another change is under way, `unknown-store` */
  async prepare(target: StoreTarget, carryOver: boolean): Promise<PreparedSwitch> {
    const { here, stores, buildOn, storeProblem, begin, onSwitching } = this.#parts
    const from = here()
    const release = begin('a switch of the store')
    const end = () => {
      this.#now = null
      onSwitching(null)
      release()
    }
    let to: StoreTraffic | null = null
    const startedAt = Date.now()
    const answer: PreparedSwitch = {
      from: from.target.kind,
      refused: null,
      isThere: false,
      sourceIsShared: from.traffic?.open.adapter.capabilities.shared !== false,
      targetIsShared: true,
      found: null,
    }
    try {
      stores.adapterOf(target)
      const tell = (phase: SwitchPhase, copied = 0, total: number | null = null) =>
        onSwitching({ from: from.target.kind, to: target.kind, carryOver, phase, copied, total, startedAt })
      tell('probing')
      if (from.traffic && stores.isAt(from.traffic, target)) {
        end()
        return { ...answer, isThere: true }
      }
      to = await stores.acquire(target)
      await to.open.probe()
      await stores.emptyIfStale(to)
      const found = await to.open.count().catch(() => null)
      if (carryOver && !from.traffic) throw away(storeProblem())
      const now: Switch = {
        from,
        to,
        next: buildOn(to, from.options),
        carryOver: carryOver && from.traffic ? new CarryOver(from.traffic.open, to.open) : null,
        changed: new Set(),
        tell: (phase) => tell(phase, now.copied, now.total),
        end,
        copied: 0,
        total: null,
        isCopier: false,
        held: null,
        isFlipped: false,
        isOpened: false,
        isFollowing: false,
        failure: null,
        marked: Promise.resolve(),
        longestWaitMs: 0,
      }
      if (carryOver) from.traffic?.startNoting()
      this.#now = now
      return { ...answer, found, targetIsShared: to.open.adapter.capabilities.shared }
    } catch (error) {
      if (to) stores.leave(to)
      end()
      const problem = problemOf(error)
      if (problem.code === 'unknown-store') throw error
      return { ...answer, refused: problem }
    }
  }

  copy(shares: Shares | null): Promise<void> {
    return this.#during(async (now, carryOver) => {
      now.isCopier = true
      await carryOver.copyAll(shares, (copied, total) => {
        now.copied = copied
        now.total = total
        now.tell('copying')
      })
    })
  }

  async takeChanged(): Promise<readonly string[]> {
    const now = this.#prepared()
    const changed = now.from.traffic?.takeChanged() ?? []
    for (const id of changed) now.changed.add(id)
    return changed
  }

  copyAgain(ids: readonly string[], others: readonly string[]): Promise<void> {
    return this.#during((now, carryOver) => {
      // Whoever has flipped and was let in since has changed sessions that an older copy must not overwrite.
      if (now.isOpened) throw calledOff()
      return inTime(now, carryOver.again(ids, others))
    })
  }

  async hold(untilIdle: boolean, othersHaveFlipped: boolean): Promise<void> {
    const now = this.#prepared()
    if (now.failure !== null) throw now.failure
    if (now.held === null) {
      now.tell('waiting')
      this.#parts.gate.close()
      endStreams()
      const since = performance.now()
      now.held = { since, deadline: setTimeout(() => this.#deadlineHasPassed(now), STORES.gate.maxWaitMs) }
    } else now.isFollowing = othersHaveFlipped
    if (!untilIdle) return
    await this.#during(() => inTime(now, now.from.traffic?.whenIdle() ?? Promise.resolve()))
  }

  async flip(): Promise<boolean> {
    const now = this.#prepared()
    const { carryOver, to, from } = now
    if (now.isFlipped) {
      if (now.isCopier) await this.#during(() => inTime(now, carryOver?.setComplete(true) ?? Promise.resolve()))
      return true
    }
    const source = from.traffic
    if (carryOver && source) {
      if (now.isCopier) await this.#during(() => inTime(now, carryOver.setComplete(true)))
      if (!source.isIdle || source.changedCount > 0) {
        // A call that came late, from a client that hung up: not complete after all.
        if (now.isCopier) await this.#during(() => inTime(now, carryOver.setComplete(false)))
        return false
      }
    }
    if (now.failure !== null) throw now.failure
    // From here on without a pause: the next request and the next store call already meet the target.
    now.isFlipped = true
    to.forward = null
    if (carryOver && source) source.forward = to
    this.#parts.serveFrom(now.next)
    source?.stopNoting()
    return true
  }

  async open(marks: boolean): Promise<void> {
    const now = this.#prepared()
    const source = now.from.traffic
    if (now.carryOver && source && marks) {
      // They were moved: what stayed here would bring back, after a switch back or in another life, those who have logged out since. Nobody can yet.
      now.marked = source.open.markStale(true).catch(() => this.#parts.stores.noteLeftBehind(source))
      await within(now.marked, STORES.gate.markWithinMs).catch(() => undefined)
    }
    this.#openGate(now)
    if (!now.carryOver) return
    now.total = now.carryOver.figures.carried
    now.copied = now.total
    now.tell('finishing')
  }

  async finish(empties: boolean): Promise<SwitchFigures> {
    const now = this.#prepared()
    const { stores } = this.#parts
    const source = now.from.traffic
    try {
      let left: number | null = null
      if (now.carryOver) {
        await now.marked
        if (source && empties) await stores.empty(source)
      } else {
        left = source ? await source.open.count().catch(() => null) : null
      }
      if (source) stores.leave(source)
      return { ...(now.carryOver?.figures ?? NOTHING), left, longestWaitMs: now.longestWaitMs }
    } finally {
      now.end()
    }
  }

  giveUp(): void {
    const now = this.#prepared()
    this.#giveUp(now, calledOff())
  }

  async takeBack(ids: readonly string[]): Promise<void> {
    const now = this.#prepared()
    const changed = () => [...new Set([...now.changed, ...ids, ...(now.from.traffic?.takeChanged() ?? [])])]
    await now.carryOver?.takeBack(changed)
  }

  async callOff(): Promise<SwitchFigures> {
    const now = this.#now
    if (!now || now.isFlipped) return { ...NOTHING, left: null, longestWaitMs: 0 }
    const { stores } = this.#parts
    this.#giveUp(now, calledOff())
    try {
      await now.carryOver?.leaveTarget().catch(() => stores.noteLeftBehind(now.to))
      stores.leave(now.to)
      return { ...NOTHING, left: null, longestWaitMs: now.longestWaitMs }
    } finally {
      now.from.traffic?.stopNoting()
      now.end()
    }
  }

  /** What is done while it is prepared; whatever fails in it lets the requests in again at once. */
  async #during<T>(work: (now: Switch, carryOver: CarryOver) => Promise<T>): Promise<T> {
    const now = this.#prepared()
    if (!now.carryOver) throw new ProblemError('internal', 'A switch that leaves the sessions where they are copies none.', { detail: 'switch phases' })
    if (now.failure !== null) throw now.failure
    try {
      return await work(now, now.carryOver)
    } catch (error) {
      this.#giveUp(now, error)
      throw now.failure ?? error
    }
  }

  #prepared(): Switch {
    if (this.#now) return this.#now
    throw calledOff()
  }

  #giveUp(now: Switch, failure: unknown): void {
    if (now.isFlipped) return
    now.failure ??= failure
    // Whoever leads the switch ends this process now. If nobody does, the gate opens all the same, later.
    if (!now.isFollowing) this.#openGate(now)
    else if (now.held) {
      clearTimeout(now.held.deadline)
      now.held = { ...now.held, deadline: setTimeout(() => this.#openGate(now), STORES.gate.maxWaitMs) }
    }
  }

  /** Whoever leads the switch has not come back in time. */
  #deadlineHasPassed(now: Switch): void {
    if (now.isFlipped) this.#openGate(now)
    else this.#giveUp(now, aborted(STORES.gate.maxWaitMs))
  }

  #openGate(now: Switch): void {
    now.isOpened = true
    if (now.held) clearTimeout(now.held.deadline)
    if (this.#parts.gate.isClosed) now.longestWaitMs = this.#parts.openGate()
  }
}

const NOTHING = Object.freeze({ carried: 0, recopied: 0, altered: 0 })

/** @throws ProblemError `switch-aborted` when the gate would be closed too long; while it is open, the work takes as long as it takes */
function inTime<T>({ held }: Switch, work: Promise<T>): Promise<T> {
  if (!held) return work
  const waitedMs = () => performance.now() - held.since
  return within(work, Math.max(0, STORES.gate.maxWaitMs - waitedMs()), () => aborted(waitedMs()))
}

function aborted(waitedMs: number): ProblemError {
  const ms = Math.round(waitedMs)
  return new ProblemError(
    'switch-aborted',
    `Requests under way did not finish within ${ms} ms, so the switch was called off and the old store stays. Nobody lost anything. Try again when less is going on.`,
    { waitedMs: ms },
  )
}

function calledOff(): ProblemError {
  return new ProblemError('switch-aborted', 'The switch was called off, so the old store stays. Nobody lost anything. Try again.', { waitedMs: 0 })
}

function away(problem: Problem | null): ProblemError {
  return new ProblemError('store-unreachable', problem?.message ?? 'The store in use cannot be reached.', problem?.params)
}
