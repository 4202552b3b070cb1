/**
 * The one append-only log of a launch, and the state that it amounts to. All that happens is appended here; nothing else changes the state.
 * Bounded: what is oldest is folded into the state that the log begins with, and that is an event of its own.
 */
import { LOG } from '../../config.js'
import type { Cause, EventBody, LogEvent } from '../../protocol/events.js'
import { History } from '../../protocol/history/history.js'
import type { InstanceId } from '../../protocol/instances.js'
import type { LogLimits } from '../../protocol/limits.js'
import { change } from '../../protocol/reduce.js'
import type { Snapshot } from '../../protocol/state.js'
import { currentCause } from './cause.js'

/** @param before the state that the event has changed into `state` */
export type LogListener = (event: LogEvent, state: Snapshot, before: Snapshot) => void

/** A state and what has happened since: reduced, it is the state as of its last event. */
export interface LogExcerpt {
  readonly base: Snapshot
  readonly events: readonly LogEvent[]
}

/** Who an event is about, and why it is. */
export interface About {
  /** Left out: none, or all. */
  readonly instance?: InstanceId | null
  /** Left out: the command that is being carried out, if one is. */
  readonly cause?: Cause | null
}

export class EventLog {
  #state: Snapshot
  readonly #history: History
  readonly #listeners = new Set<LogListener>()
  /** Events that listeners have not been told of yet: what one of them appends waits until all know what it answers to. */
  readonly #untold: (readonly [event: LogEvent, state: Snapshot, before: Snapshot])[] = []
  #isTelling = false

  /** @param base the state before anything has happened */
  constructor(base: Snapshot, limits: LogLimits = LOG) {
    this.#state = base
    this.#history = new History(base, limits)
  }

  /** The reduction of all events. */
  get state(): Snapshot {
    return this.#state
  }

  /** Of the last event. */
  get seq(): number {
    return this.#state.seq
  }

  /** How much is held: for bounds and for measuring. */
  get size(): { readonly events: number; readonly readings: number; readonly bytes: number } {
    return { events: this.#history.eventCount, readings: this.#history.readingCount, bytes: this.#history.byteCount }
  }

  /** Notes what has happened. What changes nothing has not happened. @returns the event; null: there was none */
  append(body: EventBody, { instance = null, cause = currentCause() }: About = {}): LogEvent | null {
    const event: LogEvent = { seq: this.#state.seq + 1, at: Date.now(), instance, cause, ...body }
    const before = this.#state
    const changed = change(before, event)
    if (changed === before) return null
    this.#state = { ...changed, seq: event.seq }
    this.#history.add(event, before)
    this.#untold.push([event, this.#state, before])
    this.#tell()
    const folded = this.#history.fold()
    if (folded > 0) this.append({ kind: 'log-folded', events: folded, since: this.#history.since }, { cause: null })
    return event
  }

  /** The state that is held before the first event that is, and all events since, oldest first; of old readings only some. */
  get held(): LogExcerpt {
    return { base: this.#history.base, events: this.#history.after(0) }
  }

  /** Is told of every event, in order. @returns ends that */
  subscribe(listener: LogListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The events after one, oldest first; of old readings only some. */
  after(seq: number): readonly LogEvent[] {
    return this.#history.after(seq)
  }

  /** The state as of an event; null: from before what is held. */
  stateAt(seq: number): Snapshot | null {
    return seq > this.seq ? null : this.#history.stateAt(seq)
  }

  #tell(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    try {
      for (let next = this.#untold.shift(); next !== undefined; next = this.#untold.shift()) for (const listener of this.#listeners) listener(...next)
    } finally {
      this.#isTelling = false
    }
  }
}
