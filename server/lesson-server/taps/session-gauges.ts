/** Counts the sessions now and then, so that every frame can say how many there are. */
import { STORES } from '../../config.js'
import type { OpenStore } from '../../stores/adapter.js'
import type { HotApp } from '../switching/contract.js'
import type { SessionGauges } from './frame-sender.js'

type Counted = Pick<HotApp, 'active' | 'elsewhere'>

/** Some of the gauges, read again and again. */
class Gauge {
  readonly #read: () => Promise<Partial<SessionGauges>>
  readonly #tell: (read: Partial<SessionGauges>) => void
  #begun = 0
  #underWay = 0

  constructor(read: () => Promise<Partial<SessionGauges>>, tell: (read: Partial<SessionGauges>) => void) {
    this.#read = read
    this.#tell = tell
  }

  /** A store that is slow to answer is not asked more often for it. */
  readUnlessUnderWay(): void {
    if (this.#underWay === 0) void this.read()
  }

  /** Reads now. What an earlier reading still under way will find is out of date by then, and told to nobody. */
  async read(): Promise<void> {
    this.#begun += 1
    this.#underWay += 1
    const reading = this.#begun
    const found = await this.#read()
    this.#underWay -= 1
    if (reading === this.#begun) this.#tell(found)
  }
}

/** A figure that costs a store more than its count does: asked for again only when it may be another one. */
class SeldomRead<T> {
  readonly #ask: (open: OpenStore) => Promise<T | null>
  #known: T | null = null
  #askedAt = Number.NEGATIVE_INFINITY
  #isOutdated = true

  constructor(ask: (open: OpenStore) => Promise<T | null>) {
    this.#ask = ask
  }

  /** Something has happened that changes it. */
  outdate(): void {
    this.#isOutdated = true
  }

  /** What was known no longer holds: the next reading asks, however recent the last one was. */
  forget(): void {
    this.#known = null
    this.#askedAt = Number.NEGATIVE_INFINITY
  }

  /**
   * As it was told last, unless that is out of date. What changed it unseen, from outside, is found after STORES.seldomReadMs.
   * null: the store did not answer, or has no such figure.
   */
  async read(open: OpenStore): Promise<T | null> {
    const now = performance.now()
    if (now - this.#askedAt < (this.#isOutdated ? STORES.readAgainMs : STORES.seldomReadMs)) return this.#known
    this.#askedAt = now
    this.#isOutdated = false
    try {
      const found = await this.#ask(open)
      // Another question, or word that all is different now, may have come since.
      if (this.#askedAt === now) this.#known = found
      return found
    } catch {
      if (this.#askedAt === now) this.forget()
      return null
    }
  }
}

/** The gauges of the active store. */
class ActiveStore {
  readonly #hotApp: Counted
  readonly #saves: () => number
  readonly #bytes = new SeldomRead((open) => open.bytesPerSession())
  readonly #index = new SeldomRead((open) => open.ttlIndex())
  #last: { readonly open: OpenStore | null; readonly count: number | null; readonly saves: number } = { open: null, count: null, saves: 0 }

  constructor(hotApp: Counted, saves: () => number) {
    this.#hotApp = hotApp
    this.#saves = saves
  }

  forget(): void {
    this.#bytes.forget()
    this.#index.forget()
  }

  /** The figures of this moment; a store that does not answer leaves a null. */
  async read(): Promise<Omit<SessionGauges, 'elsewhere'>> {
    const { open, kind } = this.#hotApp.active()
    const saves = this.#saves()
    const count = (await open?.count().catch(() => null)) ?? null
    const last = this.#last
    this.#last = { open, count, saves }
    if (open === null || count === null) {
      this.forget()
      return { counted: kind, sessionCount: null, bytesPerSession: null, ttlIndex: null }
    }
    if (open !== last.open) this.forget()
    if (count !== last.count || saves !== last.saves) this.#bytes.outdate()
    // A database that was dropped takes its index along; with the first session after that, the collection is there again.
    if ((count === 0) !== (last.count === 0)) this.#index.outdate()
    const [bytesPerSession, ttlIndex] = await Promise.all([this.#bytes.read(open), this.#index.read(open)])
    return { counted: kind, sessionCount: count, bytesPerSession, ttlIndex }
  }
}

/**
 * Reads the gauges every STORES.countIntervalMs, and at once when it is asked to. The active store and the others are read apart:
 * one that was left and hangs must not hold up the figures of the one in use.
 */
export class GaugeReader {
  readonly #store: ActiveStore
  readonly #active: Gauge
  readonly #elsewhere: Gauge
  #gauges: SessionGauges = { counted: null, sessionCount: null, bytesPerSession: null, ttlIndex: null, elsewhere: {} }
  #timer: NodeJS.Timeout | null = null

  /** @param saves how many sessions the shop has saved so far: a save may change their size without changing their number */
  constructor(hotApp: Counted, saves: () => number, onGauges: (gauges: SessionGauges) => void) {
    const tell = (read: Partial<SessionGauges>) => {
      this.#gauges = { ...this.#gauges, ...read }
      onGauges(this.#gauges)
    }
    const store = new ActiveStore(hotApp, saves)
    this.#store = store
    this.#active = new Gauge(() => store.read(), tell)
    this.#elsewhere = new Gauge(() => readElsewhere(hotApp), tell)
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#active.readUnlessUnderWay()
      this.#elsewhere.readUnlessUnderWay()
    }, STORES.countIntervalMs)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
  }

  /** After something that changed them. Resolves when the active store has been read; the others are told as they answer. */
  async read(): Promise<void> {
    this.#store.forget()
    void this.#elsewhere.read()
    await this.#active.read()
  }
}

async function readElsewhere(hotApp: Counted): Promise<Pick<SessionGauges, 'elsewhere'>> {
  return { elsewhere: await hotApp.elsewhere().catch(() => ({})) }
}
