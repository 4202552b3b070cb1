/** The timeline since a step began. */
import { LESSONS } from '../../config.js'
import type { TimelineRow } from '../../protocol/timeline.js'
import { placeOf } from '../gateway/passages.js'

/** How far things had come when the step began. No time of day: clocks are set. */
export interface StepBeginning {
  /** How many requests had come in by then: those belong to the step before, even when they are told of later. */
  readonly requests: number
  /** The crowd that was let in last, which may be under way; 0: none was. */
  readonly run: number
  /** Keys of the rows that were known. */
  readonly known: readonly string[]
}

export class StepLog {
  readonly beginning: StepBeginning
  readonly #known: ReadonlySet<string>
  readonly #rows = new Map<string, TimelineRow>()

  constructor(beginning: StepBeginning) {
    this.beginning = beginning
    this.#known = new Set(beginning.known)
  }

  add(row: TimelineRow): void {
    if (this.#known.has(row.key) || this.#isOfBefore(row)) return
    this.#rows.set(row.key, row)
    if (this.#rows.size <= LESSONS.rowsPerStep) return
    const oldest = this.#rows.keys().next()
    if (!oldest.done) this.#rows.delete(oldest.value)
  }

  /** Oldest first, by when they happened: news of a request come later than news of what the supervisor itself did. */
  get rows(): readonly TimelineRow[] {
    return [...this.#rows.values()].toSorted((a, b) => a.at - b.at)
  }

  #isOfBefore(row: TimelineRow): boolean {
    const { requests, run } = this.beginning
    if (row.kind === 'request') return placeOf(row.request.id) <= requests
    return row.kind === 'crowd' && row.run !== null && row.run <= run
  }
}
