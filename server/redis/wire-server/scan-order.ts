/**
 * The order in which keys are scanned: that in which they came. A cursor is the place from which on to look, so nothing is kept for those who scan, and a key
 * that stays is met once, whatever else comes and goes meanwhile.
 */

/** Gaps that are closed at once, at least. */
const MIN_GAPS = 1_000

export class ScanOrder {
  /** Places, ascending, and the key at each; null: it has gone. */
  #places: number[] = []
  #keys: (string | null)[] = []
  #gaps = 0
  #next = 1

  /** @returns its place */
  add(key: string): number {
    const place = this.#next++
    this.#places.push(place)
    this.#keys.push(key)
    return place
  }

  remove(place: number): void {
    this.#keys[this.#indexOf(place)] = null
    this.#gaps += 1
    if (this.#gaps > MIN_GAPS && this.#gaps > this.#keys.length / 2) this.#closeGaps()
  }

  clear(): void {
    this.#places = []
    this.#keys = []
    this.#gaps = 0
  }

  /** @returns at most `count` keys, and the place of the one after them; 0: there is none */
  from(place: number, count: number): { readonly keys: readonly string[]; readonly next: number } {
    const keys: string[] = []
    for (let index = this.#indexOf(place); index < this.#keys.length; index += 1) {
      const key = this.#keys[index]
      if (key === null || key === undefined) continue
      if (keys.length === count) return { keys, next: this.#places[index] ?? 0 }
      keys.push(key)
    }
    return { keys, next: 0 }
  }

  *keys(): Generator<string> {
    // Closing gaps makes other arrays; these go on holding all that was there.
    for (const key of this.#keys) if (key !== null) yield key
  }

  random(): string | null {
    if (this.#gaps === this.#keys.length) return null
    for (;;) {
      const key = this.#keys[Math.floor(Math.random() * this.#keys.length)]
      if (key !== null && key !== undefined) return key
      if (this.#gaps > this.#keys.length / 2) this.#closeGaps()
    }
  }

  /** Of the first place that is not before this one. */
  #indexOf(place: number): number {
    let [low, high] = [0, this.#places.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#places[middle] ?? 0) < place) low = middle + 1
      else high = middle
    }
    return low
  }

  #closeGaps(): void {
    this.#places = this.#places.filter((_, index) => this.#keys[index] !== null)
    this.#keys = this.#keys.filter((key) => key !== null)
    this.#gaps = 0
  }
}
