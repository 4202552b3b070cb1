/** What a check looks at, and what it finds. */
import type { Snapshot } from '../../protocol/state.js'
import type { TimelineRow } from '../../protocol/timeline.js'
import type { CheckSaying, Judged } from '../../protocol/verdicts.js'

/** Everything that a check may look at. */
export interface Observed {
  /** Timeline rows since the step began, oldest first. */
  readonly rows: readonly TimelineRow[]
  readonly snapshot: Snapshot
  /** The crowd that was let in last before the step began; 0: none was. */
  readonly lastRun: number
  /** Epoch ms. */
  readonly now: number
  /** What the reader answered to the step's task; null: nothing yet. */
  readonly answer: string | null
  /** The right answer of a task that has one. */
  readonly rightAnswer: string | null
  /** As it was when the step began: what held then and holds no more was spoiled. null: nobody asks. */
  readonly before: Pick<Observed, 'snapshot' | 'now'> | null
  /** Does the step answer a guess? Then its lines do not say what will come of what is done. */
  readonly isSecret: boolean
}

/** What one leaf of a check says. */
export interface Finding {
  readonly passed: boolean
  readonly expected: CheckSaying
  readonly observed: CheckSaying
  /** The same to tick off, where it is more than one thing or can go wrong. */
  readonly lines?: readonly Judged[]
}
