/**
 * The one owner of the dashboard's state, and the log of what changed since the last frame.
 * Bounded everywhere: ring buffers with counted drops, and nothing is kept for viewers that are not there.
 */
import { isDeepStrictEqual } from 'node:util'
import { FRAMES, LIMITS } from '../../config.js'
import type { Frame, Slices } from '../../protocol/dashboard.js'
import type { MemorySample, Snapshot, TimelineRow } from '../../protocol/state.js'
import { redactAll } from '../../redact.js'
import { Allowance } from './allowance.js'

type FrameListener = (frame: Frame) => void

/** A frame of its own leaves at least so often while somebody looks, so that a viewer who missed the last one notices the gap. */
const HEARTBEAT_MS = 400

export class LiveState {
  #slices: Slices
  readonly #protocol: number
  #timeline = new Map<string, TimelineRow>()
  #samples: MemorySample[] = []
  #seq = 0

  #changed = new Set<keyof Slices>()
  #newRows = new Map<string, TimelineRow>()
  #newSamples: MemorySample[] = []
  #timer: NodeJS.Timeout | null = null
  /** The frame that is about to leave does so at once, whatever left before it. */
  #isUrgent = false
  readonly #allowance = new Allowance(FRAMES.atOnce)
  /** By performance.now(), as all that is waited for here: the time of day may be set back. */
  #lastFrameAt = Number.NEGATIVE_INFINITY
  readonly #listeners = new Set<FrameListener>()
  readonly #heartbeat: NodeJS.Timeout

  constructor(initial: Snapshot) {
    const { launch, server, store, mongo, browsers, formerBrowsers, focused, crowd, lesson, dropped } = initial
    this.#slices = { launch, server, store, mongo, browsers, formerBrowsers, focused, crowd, lesson, dropped }
    this.#protocol = initial.protocol
    this.#heartbeat = setInterval(() => {
      if (this.#listeners.size > 0 && performance.now() - this.#lastFrameAt >= HEARTBEAT_MS) this.flush()
    }, HEARTBEAT_MS).unref()
  }

  get<K extends keyof Slices>(name: K): Slices[K] {
    return this.#slices[name]
  }

  get latestSample(): MemorySample | null {
    return this.#samples.at(-1) ?? null
  }

  /** Replaces a slice. */
  set<K extends keyof Slices>(name: K, value: Slices[K]): void {
    if (this.#slices[name] === value) return
    this.#slices = { ...this.#slices, [name]: value }
    this.#changed.add(name)
    this.#schedule()
  }

  /** Replaces a slice that is made anew each time, where it says something else. */
  setIfChanged<K extends keyof Slices>(name: K, value: Slices[K]): void {
    if (!isDeepStrictEqual(this.#slices[name], value)) this.set(name, value)
  }

  /** Changes some fields of a slice. Fields that are what they were change nothing. */
  patch<K extends 'launch' | 'server' | 'store' | 'mongo' | 'crowd'>(name: K, fields: Partial<Slices[K]>): void {
    const before = this.#slices[name]
    const differs = (Object.keys(fields) as (keyof Slices[K])[]).some((key) => !Object.is(before[key], fields[key]))
    if (differs) this.set(name, { ...before, ...fields })
  }

  /** Adds a row, or replaces the one with its key where it stands. */
  addRow(row: TimelineRow): void {
    if (!this.#timeline.has(row.key) && this.#timeline.size >= LIMITS.timelineRows) {
      const oldest = this.#timeline.keys().next()
      if (!oldest.done) this.#timeline.delete(oldest.value)
      this.countDropped(1)
    }
    this.#timeline.set(row.key, row)
    this.#newRows.set(row.key, row)
    this.#bound(this.#newRows)
    // The crowd's row grows all the time; any other is what somebody just did, and looks for.
    this.#schedule(row.kind !== 'crowd' && this.#mayLeaveAtOnce())
  }

  row(key: string): TimelineRow | undefined {
    return this.#timeline.get(key)
  }

  addSample(sample: MemorySample): void {
    this.#samples = push(this.#samples, sample, LIMITS.memorySamples)
    this.#newSamples = push(this.#newSamples, sample, LIMITS.memorySamples)
    this.#schedule()
  }

  countDropped(records: number): void {
    if (records > 0) this.set('dropped', this.#slices.dropped + records)
  }

  /** Everything, as it is now. What is pending goes out first, so that a snapshot and the next frame never overlap. */
  snapshot(): Snapshot {
    if (this.#timer !== null || this.#changed.size > 0 || this.#newRows.size > 0 || this.#newSamples.length > 0) this.flush()
    return redactAll({
      protocol: this.#protocol,
      seq: this.#seq,
      ...this.#slices,
      memory: { latest: this.latestSample, samples: this.#samples },
      timeline: [...this.#timeline.values()],
    })
  }

  onFrame(listener: FrameListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Sends what is pending, at once. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#isUrgent = false
    this.#lastFrameAt = performance.now()
    const slices: Partial<Slices> = Object.fromEntries([...this.#changed].map((name) => [name, this.#slices[name]]))
    const frame: Frame = redactAll({ seq: ++this.#seq, slices, rows: [...this.#newRows.values()], samples: this.#newSamples })
    this.#changed = new Set()
    this.#newRows = new Map()
    this.#newSamples = []
    for (const listener of this.#listeners) listener(frame)
  }

  close(): void {
    clearInterval(this.#heartbeat)
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#listeners.clear()
  }

  /**
   * At once while it is quiet (what belongs to one event still shares a frame), every busyIntervalMs when it is busy.
   * Memory samples alone keep it busy half of the time, so what is urgent does not wait behind them.
   */
  #schedule(isUrgent = false): void {
    if (this.#timer !== null && (this.#isUrgent || !isUrgent)) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#isUrgent = isUrgent
    const waitMs = isUrgent ? 0 : Math.max(0, this.#lastFrameAt + FRAMES.busyIntervalMs - performance.now())
    this.#timer = setTimeout(() => this.flush(), waitMs).unref()
  }

  #mayLeaveAtOnce(): boolean {
    return !this.#isUrgent && this.#allowance.take(performance.now())
  }

  /** More rows between two frames than the timeline can show: the oldest of them are no use to anyone. */
  #bound(rows: Map<string, TimelineRow>): void {
    const oldest = rows.size > LIMITS.timelineRows ? rows.keys().next() : null
    if (oldest && !oldest.done) rows.delete(oldest.value)
  }
}

function push<T>(items: readonly T[], item: T, max: number): T[] {
  return items.length < max ? [...items, item] : [...items.slice(items.length - max + 1), item]
}
