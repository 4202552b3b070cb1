/** The timeline since a step began. */
import { LESSONS } from '../../config.js'
import type { TimelineRow } from '../../protocol/timeline.js'

export class StepLog {
  readonly since: number
  readonly #before: ReadonlySet<string>
  readonly #rows = new Map<string, TimelineRow>()

  /**
   * @param since epoch ms: what began before belongs to the step before, even when it is told later
   * @param before keys of the rows that were known by then
   */
  constructor(since: number, before: readonly string[]) {
    this.since = since
    this.#before = new Set(before)
  }

  add(row: TimelineRow): void {
    if (row.at < this.since || this.#before.has(row.key)) return
    this.#rows.set(row.key, row)
    if (this.#rows.size <= LESSONS.rowsPerStep) return
    const oldest = this.#rows.keys().next()
    if (!oldest.done) this.#rows.delete(oldest.value)
  }

  /** Oldest first, by when they happened: news of a request come later than news of what the supervisor itself did. */
  get rows(): readonly TimelineRow[] {
    return [...this.#rows.values()].toSorted((a, b) => a.at - b.at)
  }
}
