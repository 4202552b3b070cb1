/** The timeline since a step began. */
import { LESSONS } from '../../config.js'
import type { TimelineRow } from '../../protocol/state.js'

export class StepLog {
  readonly since: number
  readonly #rows = new Map<string, TimelineRow>()

  /** @param since epoch ms: what began before belongs to the step before, even when it is told later */
  constructor(since: number) {
    this.since = since
  }

  add(row: TimelineRow): void {
    if (row.at < this.since) return
    this.#rows.set(row.key, row)
    if (this.#rows.size <= LESSONS.rowsPerStep) return
    const oldest = this.#rows.keys().next()
    if (!oldest.done) this.#rows.delete(oldest.value)
  }

  /** Oldest first. */
  get rows(): readonly TimelineRow[] {
    return [...this.#rows.values()]
  }
}
