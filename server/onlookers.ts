/** Those who wait until something is so that somebody else changes, each for a bounded time. */
export class Onlookers {
  readonly #looks = new Set<() => void>()

  /** Has all of them look again. To be called after whatever they may be waiting for. */
  wake(): void {
    for (const look of this.#looks) look()
  }

  /**
   * Waits until there is something to see.
   *
   * @param look what it sees; null: nothing yet. Called at once, each time that somebody wakes them, and when the time is over
   * @param ms for at most so long
   * @returns what was seen; null: nothing within `ms`
   */
  async until<T>(look: () => T | null, ms: number): Promise<T | null> {
    const first = look()
    if (first !== null) return first
    return await new Promise<T | null>((resolve) => {
      const end = (seen: T | null) => {
        clearTimeout(timer)
        this.#looks.delete(again)
        resolve(seen)
      }
      const again = () => {
        const seen = look()
        if (seen !== null) end(seen)
      }
      const timer = setTimeout(() => end(look()), ms)
      this.#looks.add(again)
    })
  }
}
