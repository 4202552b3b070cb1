import type { Frame } from '../../server/protocol/dashboard.js'
import { reduce } from '../../server/protocol/reduce.js'
import type { Snapshot } from '../../server/protocol/state.js'

/**
 * The snapshot after a frame; null: something is missing in between, so a whole one has to be asked for. What it includes already is
 * passed over. Nothing is changed in place; what did not change keeps its identity, so that selectors can compare.
 */
export function applyFrame(snapshot: Snapshot, { seq, events }: Frame): Snapshot | null {
  let next = snapshot
  for (const event of events) {
    if (event.seq <= next.seq) continue
    if (event.seq !== next.seq + 1) return null
    next = reduce(next, event)
  }
  return next.seq < seq ? null : next
}
