/** When the users of a crowd come in: evenly, at a given rate. Times are in ms of one monotonic clock, given by the caller. */
export class Pace {
  readonly #intervalMs: number
  readonly #maxLatenessMs: number
  /** When user 0 was due; moves when the crowd falls behind. */
  #startedAt: number

  constructor(usersPerSecond: number, maxLatenessMs: number, now: number) {
    this.#intervalMs = 1000 / usersPerSecond
    this.#maxLatenessMs = maxLatenessMs
    this.#startedAt = now
  }

  /** May the next user come in, after those who have already? A schedule that is too far behind moves, so that the delay is not made up in a burst. */
  isDue(alreadyIn: number, now: number): boolean {
    const latenessMs = now - this.#dueAt(alreadyIn)
    if (latenessMs > this.#maxLatenessMs) this.#startedAt += latenessMs - this.#maxLatenessMs
    return latenessMs >= 0
  }

  /** ms until the next user is due, after those who have come in; 0 when one is due already. */
  waitMs(alreadyIn: number, now: number): number {
    return Math.max(0, this.#dueAt(alreadyIn) - now)
  }

  #dueAt(user: number): number {
    return this.#startedAt + user * this.#intervalMs
  }
}
