/** Where one can stop in the past: what each request brought about, and what happened to servers and stores. Kept up event by event. */
import type { EventOf, LogEvent } from '../../server/protocol/events.js'
import type { InstanceId } from '../../server/protocol/instances.js'
import type { Actor } from '../../server/protocol/requests.js'

/** What is not a request and worth a mark: the kinds of events that change what the panes are about. */
const MARKED = [
  'server-died',
  'server-listening',
  'instance-added',
  'instance-removed',
  'configured',
  'switched',
  'cleared',
  'session-forgotten',
  'brought-back',
  'swept',
  'store-health',
  'fault-set',
  'fault-undone',
  'crowd-started',
  'crowd-finished',
  'lesson-opened',
] as const satisfies readonly LogEvent['kind'][]
export type MarkedKind = (typeof MARKED)[number]

export interface Stop {
  /** Of the first event that belongs to it, and of the last. */
  readonly first: number
  seq: number
  /** What it changed is what differs from before this event: a server's new life begins before it listens. */
  readonly since: number
  /** What its store was counted to hold soon after it, before anything else changed there; null: no other number than before was told. */
  counted: Counted | null
  /** Epoch ms, of the last. */
  at: number
  /** Where it stands on the strip; grows from one to the next, and a time in which nothing happened takes little room. */
  readonly place: number
  readonly of:
    | {
        readonly kind: 'request'
        readonly id: string
        actor: Actor
        method: string
        path: string
        /** When it came, as its row says it; epoch ms. */
        at: number
      }
    | { readonly kind: MarkedKind; readonly up?: boolean }
}

/** How many sessions a store holds, as an event told it. */
export type Counted = Pick<EventOf<'sessions-counted'>, 'store' | 'sessionCount' | 'bytesPerSession'>

/** A store is counted now and then: within this time of what has changed it, as a rule. */
const COUNTED_WITHIN_MS = 1_500

/** The room that a pause takes at most, in ms, and that a stop takes at least. */
const LONGEST_PAUSE_MS = 4_000
const LEAST_MS = 40

export class Stops {
  #all: Stop[] = []
  readonly #byRequest = new Map<string, Stop>()
  /** Of the last request that is complete. */
  #lastAt: number | null = null
  /** Of the last event by which the store is known to hold more or fewer sessions, and what it was counted to hold last. */
  #storeChangedAt = 0
  #lastCount: number | null = null
  /** Where the life of each server began that does not listen yet. */
  readonly #begun = new Map<InstanceId, number>()
  /** Counts the changes. */
  version = 0
  /** Has the log dropped what was before the first one? */
  isCut = false

  /** In the order in which they began. */
  get all(): readonly Stop[] {
    return this.#all
  }

  add(event: LogEvent): void {
    const request = event.kind === 'request' ? event.request.id : event.cause !== null && 'request' in event.cause ? event.cause.request : null
    if (event.kind === 'log-folded') this.#forgetBefore(event.since)
    if (event.kind === 'sessions-counted') this.#count(event)
    if (changesStore(event)) this.#storeChangedAt = event.seq
    if (event.instance !== null) this.#noteLife(event.instance, event)
    if (request !== null) this.#addToRequest(request, event)
    else if ((MARKED as readonly string[]).includes(event.kind))
      this.#push(event, { kind: event.kind as MarkedKind, ...('up' in event && { up: event.up === true }) })
  }

  ofRequest(id: string): Stop | null {
    return this.#byRequest.get(id) ?? null
  }

  /** Where in {@link all} a moment stands; -1: the log has dropped it. A request may have brought about more since. */
  indexOf({ seq, request }: { readonly seq: number; readonly request: string | null }): number {
    const stop = request === null ? undefined : this.#byRequest.get(request)
    return stop === undefined ? this.#all.findLastIndex((each) => each.seq === seq) : this.#all.indexOf(stop)
  }

  /** The one that stands nearest to a place. */
  nearest(place: number): Stop | null {
    const index = this.#indexAt((stop) => stop.place >= place)
    const [before, after] = [this.#all[index - 1], this.#all[index]]
    if (before === undefined || after === undefined) return after ?? before ?? null
    return place - before.place < after.place - place ? before : after
  }

  /** The last one that began before an event. */
  lastBefore(seq: number): Stop | null {
    return this.#all[this.#indexAt((stop) => stop.first >= seq) - 1] ?? null
  }

  /** The one that follows what `seq` belongs to, or comes before it (`step` -1). @param isRequest only one that is a request */
  next(seq: number, step: 1 | -1, isRequest: boolean): Stop | null {
    const isFit = ({ of }: Stop) => !isRequest || (of.kind === 'request' && of.method !== '')
    const here = this.#indexAt((stop) => stop.first > seq)
    // What is looked at may have begun before another one that has ended before it.
    const at = this.#all.findLastIndex((stop) => stop.seq === seq)
    if (step === 1) return this.#all.slice((at === -1 ? here - 1 : at) + 1).find(isFit) ?? null
    return this.#all.slice(0, at === -1 ? here : at).findLast(isFit) ?? null
  }

  /** How many requests have begun after an event. */
  requestsAfter(seq: number): number {
    return this.#all.slice(this.#indexAt((stop) => stop.first > seq)).filter(({ of }) => of.kind === 'request' && of.method !== '').length
  }

  #addToRequest(id: string, event: LogEvent): void {
    const known = this.#byRequest.get(id) ?? this.#push(event, { kind: 'request', id, actor: 'other', method: '', path: '', at: event.at })
    this.#byRequest.set(id, known)
    known.seq = event.seq
    known.at = event.at
    // Counted before that.
    if (changesStore(event)) known.counted = null
    if (event.kind === 'request' && known.of.kind === 'request') {
      const { actor, method, path, at } = event.request
      Object.assign(known.of, { actor, method, path, at })
    }
    this.version += 1
  }

  #noteLife(instance: InstanceId, { kind, seq }: LogEvent): void {
    if ((kind === 'server-stopping' || kind === 'server-starting') && !this.#begun.has(instance)) this.#begun.set(instance, seq)
    // Of what ended before it listened, nothing is to come.
    else if (kind === 'server-died' || kind === 'instance-removed') this.#begun.delete(instance)
  }

  /** It is of all that had happened by then and had not been counted yet. */
  #count({ at, store, sessionCount, bytesPerSession }: EventOf<'sessions-counted'>): void {
    if (sessionCount === this.#lastCount) return
    this.#lastCount = sessionCount
    for (let index = this.#all.length - 1; index >= 0; index--) {
      const stop = this.#all[index]
      if (stop === undefined || stop.seq < this.#storeChangedAt || stop.at < at - COUNTED_WITHIN_MS) return
      stop.counted ??= { store, sessionCount, bytesPerSession }
    }
  }

  #push(event: LogEvent, of: Stop['of']): Stop {
    const last = this.#all.at(-1)
    const sinceLast = this.#lastAt === null ? 0 : Math.min(LONGEST_PAUSE_MS, Math.max(0, event.at - this.#lastAt))
    const since = (event.kind === 'server-listening' && event.instance !== null ? this.#begun.get(event.instance) : undefined) ?? event.seq
    if (event.kind === 'server-listening' && event.instance !== null) this.#begun.delete(event.instance)
    const stop: Stop = { first: event.seq, seq: event.seq, since, counted: null, at: event.at, place: (last?.place ?? 0) + LEAST_MS + sinceLast, of }
    this.#lastAt = event.at
    this.#all.push(stop)
    this.version += 1
    return stop
  }

  /** @param since of the first event that is still held */
  #forgetBefore(since: number): void {
    this.isCut = true
    const kept = this.#indexAt((stop) => stop.first >= since)
    for (const { of } of this.#all.splice(0, kept)) if (of.kind === 'request') this.#byRequest.delete(of.id)
    this.version += 1
  }

  /** Of the first one of which it is true, in a list where it is true of all that follow. */
  #indexAt(isIt: (stop: Stop) => boolean): number {
    let [from, to] = [0, this.#all.length]
    while (from < to) {
      const middle = (from + to) >> 1
      const stop = this.#all[middle]
      if (stop !== undefined && isIt(stop)) to = middle
      else from = middle + 1
    }
    return from
  }
}

/** Is a session new there, or gone, by what it tells? */
function changesStore(event: LogEvent): boolean {
  if (event.kind === 'document-read') return event.isNew || event.stored === null
  return ['switched', 'cleared', 'session-forgotten', 'brought-back', 'swept', 'server-died', 'server-listening', 'crowd-started'].includes(event.kind)
}
