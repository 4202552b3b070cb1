/** The log's way to the dashboards: frames of what has happened, at once while it is quiet, every FRAMES.busyIntervalMs when it is busy. */
import { FRAMES, LOG } from '../../config.js'
import type { Frame, HistoryPart } from '../../protocol/dashboard.js'
import type { EventKind, LogEvent } from '../../protocol/events.js'
import type { Snapshot } from '../../protocol/state.js'
import { redactAll } from '../../redact.js'
import { Allowance } from './allowance.js'
import type { EventLog } from './event-log.js'

type FrameListener = (frame: Frame) => void

/** What somebody just did, and looks for. */
const URGENT: ReadonlySet<EventKind> = new Set<EventKind>([
  'request',
  'server-listening',
  'server-died',
  'requests-cut-off',
  'configured',
  'switched',
  'cleared',
  'session-forgotten',
  'brought-back',
  'swept',
  'store-health',
])

export class Frames {
  readonly #log: EventLog
  readonly #listeners = new Set<FrameListener>()
  readonly #unsubscribe: () => void
  readonly #heartbeat: NodeJS.Timeout
  readonly #allowance = new Allowance(FRAMES.atOnce)
  #pending: LogEvent[] = []
  #timer: NodeJS.Timeout | null = null
  /** The frame that is about to leave does so at once, whatever left before it. */
  #isUrgent = false
  /** By performance.now(), as all that is waited for here: the time of day may be set back. */
  #lastAt = Number.NEGATIVE_INFINITY

  constructor(log: EventLog) {
    this.#log = log
    this.#unsubscribe = log.subscribe((event) => this.#add(event))
    // A frame of its own leaves at least this often while somebody looks, so that a viewer who missed the last one notices the gap.
    this.#heartbeat = setInterval(() => {
      if (this.#listeners.size > 0 && performance.now() - this.#lastAt >= FRAMES.heartbeatMs) this.#flush()
    }, FRAMES.heartbeatMs).unref()
  }

  /** The state as it is now, as it may leave. Frames go on as if nobody had asked. */
  snapshot(): Snapshot {
    return redactAll(this.#log.state)
  }

  /**
   * All that the log holds, as it may leave, in parts: the state before it, and as of which event it ends; then events, oldest first, a few at
   * a time. What happens meanwhile comes in frames.
   */
  *history(): Generator<HistoryPart> {
    const { base, events } = this.#log.held
    yield redactAll({ base, until: this.#log.seq })
    for (let from = 0; from < events.length; from += LOG.segment) yield redactAll(events.slice(from, from + LOG.segment))
  }

  onFrame(listener: FrameListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    clearInterval(this.#heartbeat)
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#unsubscribe()
    this.#listeners.clear()
  }

  #add(event: LogEvent): void {
    // More than a frame holds: whoever gets it asks for the state instead, so what is left out need not be kept.
    if (this.#pending.length <= FRAMES.maxEvents) this.#pending.push(event)
    this.#schedule(URGENT.has(event.kind) && this.#mayLeaveAtOnce())
  }

  /**
   * At once while it is quiet (what belongs to one event still shares a frame), every busyIntervalMs when it is busy.
   * Memory readings alone keep it busy half of the time, so what is urgent does not wait behind them.
   */
  #schedule(isUrgent: boolean): void {
    if (this.#timer !== null && (this.#isUrgent || !isUrgent)) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#isUrgent = isUrgent
    const waitMs = isUrgent ? 0 : Math.max(0, this.#lastAt + FRAMES.busyIntervalMs - performance.now())
    this.#timer = setTimeout(() => this.#flush(), waitMs).unref()
  }

  #mayLeaveAtOnce(): boolean {
    return !this.#isUrgent && this.#allowance.take(performance.now())
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#isUrgent = false
    this.#lastAt = performance.now()
    const events = this.#pending.length > FRAMES.maxEvents ? [] : this.#pending
    this.#pending = []
    if (this.#listeners.size === 0) return
    const frame: Frame = redactAll({ seq: this.#log.seq, events })
    for (const listener of this.#listeners) listener(frame)
  }
}
