/** What a check looks at, and what it finds. */
import type { Snapshot, TimelineRow } from '../../protocol/state.js'
import type { CheckSaying } from '../../protocol/verdicts.js'

/** Everything that a check may look at. */
export interface Observed {
  /** Timeline rows since the step began, oldest first. */
  readonly rows: readonly TimelineRow[]
  readonly snapshot: Snapshot
  /** Epoch ms when the step began. */
  readonly since: number
  /** Epoch ms. */
  readonly now: number
  /** What the reader answered to the step's task; null: nothing yet. */
  readonly answer: string | null
  /** The right answer of a task that has one. */
  readonly rightAnswer: string | null
}

/** What one leaf of a check says. */
export interface Finding {
  readonly passed: boolean
  readonly expected: CheckSaying
  readonly observed: CheckSaying
}
