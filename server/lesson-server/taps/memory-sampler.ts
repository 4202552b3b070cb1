/** Reads this process's own memory at a steady pace, and how much of the time went into garbage collection. */
import {
  constants,
  type EventLoopUtilization,
  type IntervalHistogram,
  monitorEventLoopDelay,
  type PerformanceEntry,
  PerformanceObserver,
  performance,
} from 'node:perf_hooks'
import { FRAMES } from '../../config.js'
import type { MemorySample } from '../../protocol/instance-state.js'
import { collectGarbage } from '../collect-garbage.js'
import type { SessionGauges } from './frame-sender.js'

const LOOP_RESOLUTION_MS = 10
/** An event loop that is active for less than this share of its time is not watched that closely: waking it 100 times a second costs more than all the rest of an idle server. */
const QUIET_SHARE = 0.1

export class MemorySampler {
  readonly #onSample: (sample: MemorySample) => void
  readonly #gauges: () => SessionGauges
  readonly #observer: PerformanceObserver
  readonly #loopDelay: IntervalHistogram
  #timer: NodeJS.Timeout | null = null
  #heapLiveBytes: number | null = null
  #gcMs = 0
  #intervalAt = performance.now()
  #utilization: EventLoopUtilization = performance.eventLoopUtilization()

  constructor(onSample: (sample: MemorySample) => void, gauges: () => SessionGauges) {
    this.#onSample = onSample
    this.#gauges = gauges
    this.#observer = new PerformanceObserver((list) => this.#noteCollections(list.getEntries()))
    this.#loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  }

  start(): void {
    this.#observer.observe({ entryTypes: ['gc'] })
    this.#beginInterval()
    this.#timer = setInterval(() => {
      this.#onSample(this.#read())
      this.#beginInterval()
    }, FRAMES.memorySampleMs)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#observer.disconnect()
    this.#loopDelay.disable()
  }

  /** One reading, now; its shares and percentiles are those of the interval that is running. */
  #read(): MemorySample {
    const { heapUsed, rss, external } = process.memoryUsage()
    const now = performance.now()
    const intervalMs = Math.max(1, now - this.#intervalAt)
    const gcShare = Math.min(1, this.#gcMs / intervalMs)
    // The histogram holds the time between two ticks, so a loop without delay reads as the resolution. In a quiet loop this reading is the only tick.
    const tickDelayMs = this.#loopDelay.count === 0 ? 0 : this.#loopDelay.percentile(99) / 1e6 - LOOP_RESOLUTION_MS
    const delayMs = Math.max(0, tickDelayMs, intervalMs - FRAMES.memorySampleMs)
    const { sessionCount, bytesPerSession } = this.#gauges()
    return {
      at: Date.now(),
      heapUsedBytes: heapUsed,
      rssBytes: rss,
      externalBytes: external,
      heapLiveBytes: this.#heapLiveBytes,
      gcShare,
      eventLoopDelayMs: delayMs,
      sessionCount,
      bytesPerSession,
    }
  }

  /** Forces a full collection, then reads. */
  collect(): MemorySample {
    collectGarbage()
    this.#heapLiveBytes = process.memoryUsage().heapUsed
    return this.#read()
  }

  #beginInterval(): void {
    const before = this.#utilization
    this.#utilization = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(this.#utilization, before)
    if (utilization < QUIET_SHARE) this.#loopDelay.disable()
    else this.#loopDelay.enable()
    this.#loopDelay.reset()
    this.#gcMs = 0
    this.#intervalAt = performance.now()
  }

  #noteCollections(entries: readonly PerformanceEntry[]): void {
    let sawMajor = false
    for (const entry of entries) {
      this.#gcMs += entry.duration
      if (collectionKind(entry) === constants.NODE_PERFORMANCE_GC_MAJOR) sawMajor = true
    }
    if (sawMajor) this.#heapLiveBytes = process.memoryUsage().heapUsed
  }
}

/** `detail.kind` of a `gc` entry, as perf_hooks documents it; the types of Node 20 lack it. */
function collectionKind(entry: PerformanceEntry): unknown {
  const detail: unknown = Reflect.get(entry, 'detail')
  return typeof detail === 'object' && detail !== null ? Reflect.get(detail, 'kind') : null
}
