/** Counts the sessions now and then, so that every frame can say how many there are. */
import { STORES } from '../../config.js'
import type { HotApp } from '../switching/contract.js'
import type { SessionGauges } from './frame-sender.js'

type Counted = Pick<HotApp, 'active' | 'elsewhere'>

/** Reads the gauges every STORES.countIntervalMs, and whenever something changed them at once. */
export class GaugeReader {
  readonly #hotApp: Counted
  readonly #onGauges: (gauges: SessionGauges) => void
  #timer: NodeJS.Timeout | null = null
  #begun = 0
  #told = 0

  constructor(hotApp: Counted, onGauges: (gauges: SessionGauges) => void) {
    this.#hotApp = hotApp
    this.#onGauges = onGauges
  }

  start(): void {
    this.#timer = setInterval(() => {
      // Never two at a time: a store that is slow to answer is not asked more often for it.
      if (this.#begun === this.#told) void this.read()
    }, STORES.countIntervalMs)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
  }

  /** Reads now. What an earlier reading still under way will find is out of date by then, and told to nobody. */
  async read(): Promise<void> {
    this.#begun += 1
    const reading = this.#begun
    const gauges = await readGauges(this.#hotApp)
    if (reading < this.#begun) return
    this.#told = reading
    this.#onGauges(gauges)
  }
}

/** The figures of this moment; a store that does not answer leaves a null. */
async function readGauges(hotApp: Counted): Promise<SessionGauges> {
  const { open } = hotApp.active()
  const [sessionCount, bytesPerSession, ttlIndex, elsewhere] = await Promise.all([
    open ? open.count().catch(() => null) : null,
    open ? open.bytesPerSession().catch(() => null) : null,
    open ? open.ttlIndex().catch(() => null) : null,
    hotApp.elsewhere().catch(() => ({})),
  ])
  return { sessionCount, bytesPerSession, ttlIndex, elsewhere }
}
