/** Counts the sessions now and then, so that every frame can say how many there are. */
import { STORES } from '../../config.js'
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

/**
 * Reads the gauges every STORES.countIntervalMs, and at once when it is asked to. The active store and the others are read apart:
 * one that was left and hangs must not hold up the figures of the one in use.
 */
export class GaugeReader {
  readonly #active: Gauge
  readonly #elsewhere: Gauge
  #gauges: SessionGauges = { counted: null, sessionCount: null, bytesPerSession: null, ttlIndex: null, elsewhere: {} }
  #timer: NodeJS.Timeout | null = null

  constructor(hotApp: Counted, onGauges: (gauges: SessionGauges) => void) {
    const tell = (read: Partial<SessionGauges>) => {
      this.#gauges = { ...this.#gauges, ...read }
      onGauges(this.#gauges)
    }
    this.#active = new Gauge(() => readActive(hotApp), tell)
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
    void this.#elsewhere.read()
    await this.#active.read()
  }
}

/** The figures of this moment; a store that does not answer leaves a null. */
async function readActive(hotApp: Counted): Promise<Omit<SessionGauges, 'elsewhere'>> {
  const { open, kind } = hotApp.active()
  const [sessionCount, bytesPerSession, ttlIndex] = await Promise.all([
    open ? open.count().catch(() => null) : null,
    open ? open.bytesPerSession().catch(() => null) : null,
    open ? open.ttlIndex().catch(() => null) : null,
  ])
  return { counted: kind, sessionCount, bytesPerSession, ttlIndex }
}

async function readElsewhere(hotApp: Counted): Promise<Pick<SessionGauges, 'elsewhere'>> {
  return { elsewhere: await hotApp.elsewhere().catch(() => ({})) }
}
