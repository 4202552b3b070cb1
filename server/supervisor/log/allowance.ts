/** A burst at once, and a steady number every second (a token bucket). */
export class Allowance {
  readonly #burst: number
  readonly #perSecond: number
  #left: number
  #countedAt: number | null = null

  constructor({ burst, perSecond }: { readonly burst: number; readonly perSecond: number }) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#left = burst
  }

  /** May one more go? @param now ms of a monotonic clock */
  take(now: number): boolean {
    this.#left = Math.min(this.#burst, this.#left + ((now - (this.#countedAt ?? now)) / 1000) * this.#perSecond)
    this.#countedAt = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
