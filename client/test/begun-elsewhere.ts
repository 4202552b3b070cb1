import type { Problem } from '../../server/protocol/problem.js'
import type { SwitchReport } from '../../server/protocol/stores.js'

/** What is told of a launch that was to begin on another store, as supervisor/store-switch.ts notes it. */
export function begunElsewhere(to: string, refused: Problem): SwitchReport {
  const nothing = { durationMs: 0, carried: 0, recopied: 0, longestWaitMs: 0, altered: 0, found: null, left: null }
  return { from: 'memory', to, carryOver: false, at: 1, ...nothing, refused }
}
