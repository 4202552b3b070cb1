/** Restarts are quick, until something dies again and again. */
import { CHILDREN } from '../../config.js'

export class CrashLoop {
  #deaths: number[] = []

  /** Notes a death, and answers how long to wait before the next start, in ms. */
  delayAfterDeath(at: number): number {
    const { deaths, withinMs, delayMs } = CHILDREN.crashLoop
    this.#deaths = [...this.#deaths.filter((earlier) => at - earlier < withinMs), at].slice(-deaths)
    return this.#deaths.length >= deaths ? delayMs : CHILDREN.restartDelayMs
  }
}
