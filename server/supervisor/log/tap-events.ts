/** What the lesson server's taps say → events of the log. */
import type { TapFrame } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { About, EventLog } from './event-log.js'

export class TapEvents {
  readonly #log: EventLog
  readonly #crowdMs: () => number | null
  /** Sessions that the shop has destroyed since their number last changed; not those of the crowd, which never logs out: it destroys the old ids of its log-ins. */
  #loggedOut = 0

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
    log.append({ kind: 'switch-progress', progress: frame.switching }, about)
    this.#count(frame, about)
    log.append({ kind: 'others-counted', counts: frame.elsewhere }, about)
    for (const { request, ...document } of frame.documents) log.append({ kind: 'document-read', ...document }, { ...about, cause: { request } })
  }

  /** Counts come at their own pace: a frame without one says nothing about them, nor does one about the store that a switch is just leading to. */
  #count({ counted, sessionCount, bytesPerSession, ttlIndex }: TapFrame, about: About): void {
    const { store } = this.#log.state
    if (sessionCount === null || counted !== store.active) return
    const isOther = sessionCount !== store.sessionCount
    this.#log.append({ kind: 'sessions-counted', store: counted, sessionCount, bytesPerSession, ttlIndex, loggedOut: this.#loggedOut }, about)
    if (isOther) this.#loggedOut = 0
  }
}

/** It destroyed the session in force, as a logout does: not the old one of a regenerate, nor one that was found expired. */
function endsItsSession({ operations, sessionId }: RequestRecord): boolean {
  return operations.some((operation) => operation.name === 'destroy' && operation.error === undefined && operation.sessionId === sessionId)
}
