/**
 * Tells when a store's sweeper has deleted an expired session. Nobody says so: it is seen. The session was still there when it expired,
 * it is gone later, and no request has asked for it, no command emptied the store and no switch left it in between.
 */
import { MONGO } from '../config.js'
import type { LogEvent } from '../protocol/events.js'
import type { StoreReading } from '../protocol/ipc.js'
import type { Result } from '../protocol/problem.js'
import type { RequestRecord } from '../protocol/requests.js'
import type { EventLog } from './log/event-log.js'

/** Sessions that are followed at a time; the oldest give way. */
const MAX_FOLLOWED = 64

interface Followed {
  readonly expiresAt: number
  /** Epoch ms of the last time that it was seen in the store since somebody asked for it; null: not yet. */
  seenAt: number | null
  /** It was missing at the last look. Told at the next one, since a request that deleted it is reported only when it has ended. */
  isMissing: boolean
}

type Read = (sessionId: string) => Promise<Result<StoreReading>>

export class SweptSessions {
  readonly #log: EventLog
  readonly #read: Read
  readonly #followed = new Map<string, Followed>()
  readonly #unsubscribe: () => void
  readonly #timer: NodeJS.Timeout
  #looking = false

  constructor(log: EventLog, read: Read) {
    this.#log = log
    this.#read = read
    this.#unsubscribe = log.subscribe((event) => this.#receive(event))
    this.#timer = setInterval(() => void this.#look(), MONGO.sweptLookMs).unref()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#unsubscribe()
  }

  #receive(event: LogEvent): void {
    if (event.kind === 'request') for (const id of idsOf(event.request)) this.#askedFor(id)
    // Whatever is missing now was deleted by that, or is in the other store.
    if (event.kind === 'cleared' || event.kind === 'switched') this.#followed.clear()
    if (event.kind === 'session-forgotten') this.#followed.delete(event.sessionId)
    // What was not recorded may have been a request for any of them.
    if (event.kind === 'records-dropped') for (const id of this.#followed.keys()) this.#askedFor(id)
    if (event.kind === 'document-read') {
      const { sessionId, stored } = event
      if (stored !== null && stored.expiresAt !== null) this.#follow(sessionId, stored.expiresAt)
    }
  }

  #follow(sessionId: string, expiresAt: number): void {
    if (this.#followed.get(sessionId)?.expiresAt === expiresAt) return
    this.#followed.delete(sessionId)
    this.#followed.set(sessionId, { expiresAt, seenAt: null, isMissing: false })
    const oldest = this.#followed.size > MAX_FOLLOWED ? this.#followed.keys().next() : null
    if (oldest && !oldest.done) this.#followed.delete(oldest.value)
  }

  /** What the store has deleted by then, it has deleted for whoever asked. Another object, so that a look under way says nothing about it. */
  #askedFor(sessionId: string): void {
    const followed = this.#followed.get(sessionId)
    if (followed) this.#followed.set(sessionId, { ...followed, seenAt: null, isMissing: false })
  }

  async #look(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    try {
      await Promise.all([...this.#followed].map(([id, followed]) => this.#lookAt(id, followed)))
    } finally {
      this.#looking = false
    }
  }

  async #lookAt(sessionId: string, followed: Followed): Promise<void> {
    const isSwept = this.#isSwept()
    const at = Date.now()
    if (!isSwept || at < followed.expiresAt - MONGO.sweptLookMs) return
    const result = await this.#read(sessionId).catch(() => null)
    // Asked for, emptied or switched meanwhile; or the store does not answer, which says nothing.
    if (!result?.ok || this.#followed.get(sessionId) !== followed || !this.#isSwept()) return
    const { store, stored } = result.value
    // A switch has led elsewhere, and is not told yet.
    if (store !== this.#log.state.store.active) return
    if (stored !== null) {
      followed.seenAt = at
      followed.isMissing = false
      if (at > followed.expiresAt + MONGO.sweptWaitMs) this.#followed.delete(sessionId)
      else if (stored.expiresAt !== null) this.#follow(sessionId, stored.expiresAt)
      return
    }
    const { seenAt, expiresAt } = followed
    if (seenAt === null || seenAt < expiresAt - MONGO.sweptLookMs) {
      this.#followed.delete(sessionId)
    } else if (!followed.isMissing) {
      followed.isMissing = true
    } else {
      this.#followed.delete(sessionId)
      this.#log.append({ kind: 'swept', sessionId, expiredAt: expiresAt })
    }
  }

  #isSwept(): boolean {
    const { active, available, switching } = this.#log.state.store
    return switching === null && available.find(({ kind }) => kind === active)?.capabilities.expiry === 'sweeper'
  }
}

function idsOf({ cookieIn, sessionId, operations }: RequestRecord): ReadonlySet<string> {
  const ids = [sessionId, cookieIn.kind === 'good' ? cookieIn.sessionId : null, ...operations.map((operation) => operation.sessionId)]
  return new Set(ids.filter((id) => id !== null))
}
