/** What the lesson server's taps say → events of the log. */
import type { InstanceId } from '../../protocol/instances.js'
import type { TapFrame } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { SwitchPhase, SwitchProgress } from '../../protocol/stores.js'
import type { About, EventLog } from './event-log.js'

interface Counts {
  readonly boot: number
  readonly counted: string
  readonly sessions: number
  readonly elsewhere: TapFrame['elsewhere']
}

const PHASES: readonly SwitchPhase[] = ['probing', 'copying', 'waiting', 'finishing']

export class TapEvents {
  readonly #log: EventLog
  readonly #crowdMs: () => number | null
  /** Sessions that the shop has destroyed since their number last changed; not those of the crowd, which never logs out: it destroys the old ids of its log-ins. */
  #loggedOut = 0
  /** What each lesson server last said that its stores hold. */
  readonly #counts = new Map<InstanceId, Counts>()
  /** How far each lesson server last said that it has come with a switch. */
  readonly #switching = new Map<InstanceId, { readonly boot: number; readonly progress: SwitchProgress }>()

  /** @param crowdMs ms since the crowd under way began; null: none is */
  constructor(log: EventLog, crowdMs: () => number | null) {
    this.#log = log
    this.#crowdMs = crowdMs
  }

  receive(frame: TapFrame): void {
    const log = this.#log
    const about: About = { instance: frame.instance, cause: null }
    for (const request of frame.requests) log.append({ kind: 'request', request }, { ...about, cause: { request: request.id } })
    if (frame.memory) log.append({ kind: 'memory-read', sample: frame.memory, crowdMs: this.#crowdMs() }, about)
    if (frame.crowd) log.append({ kind: 'crowd-slice', slice: frame.crowd }, about)
    if (frame.health) log.append({ kind: 'store-health', ...frame.health }, about)
    log.append({ kind: 'records-dropped', records: frame.dropped }, about)
    this.#loggedOut += frame.requests.filter(endsItsSession).length
    log.append({ kind: 'switch-progress', progress: this.#progress(frame) }, about)
    this.#count(frame, about)
    log.append({ kind: 'others-counted', counts: this.#elsewhere(frame) }, about)
    for (const { request, store, ...document } of frame.documents) {
      // Of a store that a switch has just led to, told before the switch is: all documents are read anew then.
      if (store === log.state.store.active) log.append({ kind: 'document-read', ...document }, { ...about, cause: { request } })
    }
  }

  /** Counts come at their own pace: a frame without one says nothing about them, nor does one about the store that a switch is just leading to. */
  #count(frame: TapFrame, about: About): void {
    const { counted, bytesPerSession, ttlIndex } = frame
    const { store } = this.#log.state
    if (frame.sessionCount === null || counted !== store.active) return
    this.#counts.set(frame.instance, { boot: frame.boot, counted, sessions: frame.sessionCount, elsewhere: frame.elsewhere })
    if (Object.keys(this.#log.state.instances).length > 1) this.#countOwn({ ...frame.elsewhere, [counted]: frame.sessionCount }, about)
    const others = this.#isShared(counted) ? 0 : this.#ofOthers(frame, (other) => (other.counted === counted ? other.sessions : 0))
    const sessionCount = frame.sessionCount + others
    const isOther = sessionCount !== store.sessionCount
    this.#log.append({ kind: 'sessions-counted', store: counted, sessionCount, bytesPerSession, ttlIndex, loggedOut: this.#loggedOut }, about)
    if (isOther) this.#loggedOut = 0
  }

  /** Of all of them together: where some wait for those that copy, how far these have come. null: none is at it. */
  #progress({ instance, boot, switching }: TapFrame): SwitchProgress | null {
    if (switching === null) this.#switching.delete(instance)
    else this.#switching.set(instance, { boot, progress: switching })
    const { instances } = this.#log.state
    // What one has said that has ended since counts no more.
    const isAtIt = (id: InstanceId, since: number) => id === instance || (instances[id]?.boot === since && instances[id].phase === 'running')
    const all = [...this.#switching].flatMap(([id, { boot: since, progress }]) => (isAtIt(id, since) ? [progress] : []))
    const last = Math.max(...all.map(({ phase }) => PHASES.indexOf(phase)))
    const [one, ...others] = all.filter(({ phase }) => PHASES.indexOf(phase) === last)
    if (one === undefined) return null
    const sum = (total: number | null, more: number | null) => (total === null ? more : total + (more ?? 0))
    return others.reduce((sums, { copied, total }) => ({ ...sums, copied: sums.copied + copied, total: sum(sums.total, total) }), one)
  }

  #countOwn(counts: TapFrame['elsewhere'], about: About): void {
    const own = Object.entries(counts).filter(([kind]) => !this.#isShared(kind))
    this.#log.append({ kind: 'own-counted', counts: Object.fromEntries(own) }, about)
  }

  /** Of the stores that are not in use: what each lesson server has by itself is one number of all. */
  #elsewhere(frame: TapFrame): TapFrame['elsewhere'] {
    const counts = Object.entries(frame.elsewhere).map(([kind, sessions]) => {
      const others = this.#isShared(kind) ? 0 : this.#ofOthers(frame, ({ elsewhere }) => elsewhere[kind] ?? 0)
      return [kind, sessions + others] as const
    })
    return Object.fromEntries(counts)
  }

  /** Sum over the other lesson servers, in the lives that run. */
  #ofOthers({ instance }: TapFrame, of: (counts: Counts) => number): number {
    const { instances } = this.#log.state
    let sum = 0
    for (const [id, counts] of this.#counts) if (id !== instance && instances[id]?.boot === counts.boot) sum += of(counts)
    return sum
  }

  #isShared(kind: string): boolean {
    return this.#log.state.store.available.find((store) => store.kind === kind)?.capabilities.shared === true
  }
}

/** It destroyed the session in force, as a logout does: not the old one of a regenerate, nor one that was found expired. */
function endsItsSession({ operations, sessionId }: RequestRecord): boolean {
  return operations.some((operation) => operation.name === 'destroy' && operation.error === undefined && operation.sessionId === sessionId)
}
