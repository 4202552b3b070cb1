/**
 * What has happened: events, oldest first, cut into segments. Each begins with the state before its first event, so that the state at any
 * event is a short way from one of them; states share what did not change, so they are cheap to keep. The supervisor's log holds one, and
 * so does a page that goes back in time: no Node imports.
 */
import type { LogEvent } from '../events.js'
import type { LogLimits } from '../limits.js'
import { reduce } from '../reduce.js'
import type { Snapshot } from '../state.js'
import { isReading, thinned } from './readings.js'
import { weigh } from './weight.js'

interface Segment {
  readonly base: Snapshot
  events: readonly LogEvent[]
  bytes: number
  readings: number
  /** Steps of `thinning` that its readings have been through. */
  thinned: number
}

export class History {
  readonly #limits: LogLimits
  #segments: Segment[] = []
  #open: { readonly segment: Segment; readonly events: LogEvent[] }
  #events = 0
  #bytes = 0
  #readings = 0
  /** The state that was asked for last: what comes soon after it goes on from there. */
  #last: { readonly segment: Segment; readonly state: Snapshot } | null = null

  /** @param base the state before the first event */
  constructor(base: Snapshot, limits: LogLimits) {
    this.#limits = limits
    this.#open = this.#begin(base)
  }

  get eventCount(): number {
    return this.#events
  }

  get readingCount(): number {
    return this.#readings
  }

  /** As {@link weigh} weighs them. */
  get byteCount(): number {
    return this.#bytes
  }

  /** The state that the log begins with. */
  get base(): Snapshot {
    return (this.#segments[0] ?? this.#open.segment).base
  }

  /** The first `seq` that is held, or will be. */
  get since(): number {
    return this.base.seq + 1
  }

  /** @param before the state before the event */
  add(event: LogEvent, before: Snapshot): void {
    if (this.#open.events.length >= this.#limits.segment) {
      this.#thinByAge(event.at)
      this.#open = this.#begin(before)
    }
    const { segment, events } = this.#open
    const bytes = weigh(event)
    events.push(event)
    segment.bytes += bytes
    this.#bytes += bytes
    if (isReading(event)) {
      segment.readings += 1
      this.#readings += 1
    } else this.#events += 1
  }

  /** Folds the oldest segments into the base while the log is beyond its bounds. @returns how many events that were, readings not among them */
  fold(): number {
    if (this.#readings > this.#limits.readings) this.#thinByNumber()
    let folded = 0
    while (this.#segments.length > 1 && (this.#events > this.#limits.events || this.#bytes > this.#limits.bytes)) {
      const [oldest] = this.#segments.splice(0, 1)
      if (!oldest) break
      folded += this.#forget(oldest)
    }
    return folded
  }

  /** Events after one, oldest first. */
  after(seq: number): readonly LogEvent[] {
    const found: (readonly LogEvent[])[] = []
    for (let index = this.#segments.length - 1; index >= 0; index--) {
      const events = this.#segments[index]?.events ?? []
      if ((events.at(-1)?.seq ?? 0) <= seq && events.length > 0) break
      found.unshift(events)
    }
    return found.flat().filter((event) => event.seq > seq)
  }

  /** The state as of an event; null: from before the log begins, or from after its end. */
  stateAt(seq: number): Snapshot | null {
    const segment = this.#segments.findLast(({ base }) => base.seq <= seq)
    if (!segment) return null
    const from = this.#last?.segment === segment && this.#last.state.seq <= seq ? this.#last.state : segment.base
    const state = segment.events.filter((event) => event.seq > from.seq && event.seq <= seq).reduce(reduce, from)
    this.#last = { segment, state }
    return state
  }

  #begin(base: Snapshot): { readonly segment: Segment; readonly events: LogEvent[] } {
    const events: LogEvent[] = []
    const segment: Segment = { base, events, bytes: 0, readings: 0, thinned: 0 }
    this.#segments.push(segment)
    return { segment, events }
  }

  #forget({ events, bytes, readings }: Segment): number {
    this.#last = null
    this.#bytes -= bytes
    this.#readings -= readings
    this.#events -= events.length - readings
    return events.length - readings
  }

  #thinByAge(now: number): void {
    for (const segment of this.#segments) {
      const age = now - (segment.events.at(-1)?.at ?? now)
      const due = this.#limits.thinning.findLastIndex(({ afterMs }) => age > afterMs)
      const step = this.#limits.thinning[due]
      if (step && segment.thinned <= due) this.#thin(segment, step.everyMs, due + 1)
    }
    this.#join()
  }

  /** One reading of a kind is left of each segment, the oldest segments first. A little more than has to be, so that it is not to be done again at once. */
  #thinByNumber(): void {
    const enough = this.#limits.readings * 0.9
    for (const segment of this.#segments) {
      if (this.#readings <= enough || segment === this.#open.segment) break
      if (segment.readings > 1) this.#thin(segment, Number.POSITIVE_INFINITY, segment.thinned)
    }
    this.#join()
  }

  #thin(segment: Segment, everyMs: number, level: number): void {
    const before = segment.readings
    if (segment === this.#open.segment) return
    segment.thinned = level
    if (before === 0) return
    this.#last = null
    segment.events = thinned(segment.events, everyMs)
    segment.readings = segment.events.filter(isReading).length
    this.#readings -= before - segment.readings
    const bytes = segment.events.reduce((sum, event) => sum + weigh(event), 0)
    this.#bytes -= segment.bytes - bytes
    segment.bytes = bytes
  }

  /** Neighbours that have become small are one segment again, as long as it is not too long for a quick look. */
  #join(): void {
    this.#last = null
    const joined: Segment[] = []
    for (const segment of this.#segments) {
      const before = joined.at(-1)
      const fits = before !== undefined && segment !== this.#open.segment && before.events.length + segment.events.length <= this.#limits.segment
      if (!fits) joined.push(segment)
      else {
        before.events = [...before.events, ...segment.events]
        before.bytes += segment.bytes
        before.readings += segment.readings
        before.thinned = Math.min(before.thinned, segment.thinned)
      }
    }
    this.#segments = joined
  }
}
