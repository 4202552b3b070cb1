import type { Frame } from '../../server/protocol/dashboard.js'
import type { LogEvent } from '../../server/protocol/events.js'
import { reduce } from '../../server/protocol/reduce.js'
import type { Snapshot } from '../../server/protocol/state.js'

/** @param before the state that the event changes */
export type EventListener = (event: LogEvent, before: Snapshot) => void

/**
 * The snapshot after a frame; null: something is missing in between, so a whole one has to be asked for. What it includes already is
 * passed over. `onEvent` is told of each event that counts. Nothing is changed in place; what did not change keeps its identity, so that selectors can compare.
 */
export function applyFrame(snapshot: Snapshot, { seq, events }: Frame, onEvent?: EventListener): Snapshot | null {
  let next = snapshot
  for (const event of events) {
    if (event.seq <= next.seq) continue
    if (event.seq !== next.seq + 1) return null
    onEvent?.(event, next)
    next = reduce(next, event)
  }
  return next.seq < seq ? null : next
}
