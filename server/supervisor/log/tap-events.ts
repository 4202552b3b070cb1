/** What the lesson server's taps say → events of the log. A frame repeats what it said last: of two, neither takes the place of what the other has said since. */
import { isDeepStrictEqual } from 'node:util'
import type { InstanceId } from '../../protocol/instances.js'
import type { ReadDocument, TapFrame } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { SwitchPhase, SwitchProgress } from '../../protocol/stores.js'
import { CrossedServers } from './crossed-servers.js'
import type { About, EventLog } from './event-log.js'

type Counts = Pick<TapFrame, 'boot' | 'counted' | 'bytesPerSession' | 'ttlIndex' | 'elsewhere'> & { readonly sessionCount: number }
type Said = Pick<TapFrame, 'boot' | 'switching' | 'health'>

const PHASES: readonly SwitchPhase[] = ['probing', 'copying', 'waiting', 'finishing']

export class TapEvents {
  readonly #log: EventLog
  readonly #crowdMs: () => number | null
  /** Sessions that the shop has destroyed since their number last changed; not those of the crowd, which never logs out: it destroys the old ids of its log-ins. */
  #loggedOut = 0
  /** What each lesson server last said that its stores hold. */
  readonly #counts = new Map<InstanceId, Counts>()
  /** What each lesson server last said of a switch, and of how its store is. */
  readonly #said = new Map<InstanceId, Said>()
  readonly #crossed = new CrossedServers()

  /** @param crowdMs ms since the crowd under way began; null: none is */
  constructor(log: EventLog, crowdMs: () => number | null) {
    this.#log = log
    this.#crowdMs = crowdMs
  }

  receive(frame: TapFrame): void {
    const log = this.#log
    const about: About = { instance: frame.instance, cause: null }
    const documents = new Set(frame.documents)
    for (const told of frame.requests) {
      // Told after this one, a document that was read before it would stand for what it has just destroyed or changed.
      for (const document of documents) {
        if (!wasReadBefore(document, told, frame.requests)) continue
        documents.delete(document)
        this.#tellDocument(document, about)
      }
      const request = this.#isOneOfTwo && this.#isShared(told.store) ? this.#crossed.note(told) : told
      log.append({ kind: 'request', request }, { ...about, cause: { request: request.id } })
    }
    if (frame.memory) log.append({ kind: 'memory-read', sample: frame.memory, crowdMs: this.#crowdMs() }, about)
    if (frame.crowd) log.append({ kind: 'crowd-slice', slice: frame.crowd }, about)
    const said = this.#saidByAll(frame)
    // One that does not reach its store is what there is to tell.
    const healths = said.flatMap(({ health }) => health ?? [])
    const health = healths.find(({ up }) => !up) ?? healths[0]
    if (health) log.append({ kind: 'store-health', ...health }, about)
    log.append({ kind: 'records-dropped', records: frame.dropped }, about)
    this.#loggedOut += frame.requests.filter(endsItsSession).length
    log.append({ kind: 'switch-progress', progress: progressOf(said.flatMap(({ switching }) => switching ?? [])) }, about)
    const before = this.#counts.get(frame.instance) ?? null
    this.#count(frame, before, about)
    log.append({ kind: 'others-counted', counts: this.#elsewhere(frame, before) }, about)
    for (const document of documents) this.#tellDocument(document, about)
  }

  #tellDocument({ request, store, ...document }: ReadDocument, about: About): void {
    // Of a store that a switch has just led to, told before the switch is: all documents are read anew then.
    if (store === this.#log.state.store.active) this.#log.append({ kind: 'document-read', ...document }, { ...about, cause: { request } })
  }

  /** Counts come at their own pace: a frame without one says nothing about them, nor does one about the store that a switch is just leading to. */
  #count(frame: TapFrame, before: Counts | null, about: About): void {
    const { boot, counted, sessionCount, bytesPerSession, ttlIndex, elsewhere } = frame
    const { store } = this.#log.state
    if (sessionCount === null || counted !== store.active) return
    const counts = { boot, counted, sessionCount, bytesPerSession, ttlIndex, elsewhere }
    this.#counts.set(frame.instance, counts)
    if (this.#isOneOfTwo) this.#countOwn({ ...elsewhere, [counted]: sessionCount }, about)
    const isShared = this.#isShared(counted)
    if (isShared && this.#isOneOfTwo && store.sessionCount !== null && isDeepStrictEqual(before, { ...counts, elsewhere: before?.elsewhere })) return
    const all = [counts, ...(isShared ? [] : this.#ofOthers(frame).filter((other) => other.counted === counted))]
    const sum = all.reduce((total, each) => total + each.sessionCount, 0)
    this.#log.append(
      { kind: 'sessions-counted', store: counted, sessionCount: sum, bytesPerSession: bytesOf(all), ttlIndex, loggedOut: this.#loggedOut },
      about,
    )
    if (sum !== store.sessionCount) this.#loggedOut = 0
  }

  /** By the lives that run. */
  #saidByAll({ instance, boot, switching, health }: TapFrame): readonly Said[] {
    this.#said.set(instance, { boot, switching, health })
    const { instances } = this.#log.state
    const isRunning = (id: InstanceId, since: number) => id === instance || (instances[id]?.boot === since && instances[id].phase === 'running')
    return [...this.#said].flatMap(([id, said]) => (isRunning(id, said.boot) ? [said] : []))
  }

  get #isOneOfTwo(): boolean {
    return Object.keys(this.#log.state.instances).length > 1
  }

  #countOwn(counts: TapFrame['elsewhere'], about: About): void {
    const own = Object.entries(counts).filter(([kind]) => !this.#isShared(kind))
    this.#log.append({ kind: 'own-counted', counts: Object.fromEntries(own) }, about)
  }

  /** Of the stores that are not in use: what each lesson server has by itself is one number of all. */
  #elsewhere(frame: TapFrame, before: Counts | null): TapFrame['elsewhere'] {
    const known = this.#log.state.store.elsewhere
    const counts = Object.entries(frame.elsewhere).map(([kind, sessions]) => {
      if (!this.#isShared(kind)) return [kind, this.#ofOthers(frame).reduce((sum, { elsewhere }) => sum + (elsewhere[kind] ?? 0), sessions)] as const
      const isNews = !this.#isOneOfTwo || before?.boot !== frame.boot || before.elsewhere[kind] !== sessions
      return [kind, isNews ? sessions : (known[kind] ?? sessions)] as const
    })
    return Object.fromEntries(counts)
  }

  /** What the other lesson servers counted, in the lives that run. */
  #ofOthers({ instance }: TapFrame): readonly Counts[] {
    const { instances } = this.#log.state
    return [...this.#counts].flatMap(([id, counts]) => (id !== instance && instances[id]?.boot === counts.boot ? [counts] : []))
  }

  #isShared(kind: string): boolean {
    return this.#log.state.store.available.find((store) => store.kind === kind)?.capabilities.shared === true
  }
}

/** Of a switch of all of them: where some wait for those that copy, how far these have come. null: none is at it. */
function progressOf(all: readonly SwitchProgress[]): SwitchProgress | null {
  const last = Math.max(...all.map(({ phase }) => PHASES.indexOf(phase)))
  const furthest = all.filter(({ phase }) => PHASES.indexOf(phase) === last)
  const [one] = furthest
  if (one === undefined) return null
  const totals = furthest.flatMap(({ total }) => total ?? [])
  const sum = (numbers: readonly number[]) => numbers.reduce((whole, each) => whole + each, 0)
  return { ...one, copied: sum(furthest.map(({ copied }) => copied)), total: totals.length === 0 ? null : sum(totals) }
}

/** Of one session of all of them, each estimate by how many it is of. */
function bytesOf(all: readonly Counts[]): number | null {
  const known = all.flatMap(({ bytesPerSession, sessionCount }) => (bytesPerSession === null ? [] : [[bytesPerSession, Math.max(1, sessionCount)] as const]))
  const [first, ...more] = known
  if (first === undefined) return null
  if (more.length === 0) return first[0]
  return known.reduce((sum, [bytes, count]) => sum + bytes * count, 0) / known.reduce((sum, [, count]) => sum + count, 0)
}

/** It is of a session that this request used, and was read after one that ended before: in the same frame, or an earlier one. */
function wasReadBefore({ sessionId, request }: ReadDocument, told: RequestRecord, all: readonly RequestRecord[]): boolean {
  return told.operations.some((operation) => operation.sessionId === sessionId) && all.findIndex(({ id }) => id === request) < all.indexOf(told)
}

/** It destroyed the session in force, as a logout does: not the old one of a regenerate, nor one that was found expired. */
function endsItsSession({ operations, sessionId }: RequestRecord): boolean {
  return operations.some((operation) => operation.name === 'destroy' && operation.error === undefined && operation.sessionId === sessionId)
}
