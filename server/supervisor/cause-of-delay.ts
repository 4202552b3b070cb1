/** Why does a lesson server that runs not answer? */
import { onlyInstance } from '../protocol/instance-state.js'
import type { Snapshot } from '../protocol/state.js'

/** In the last tenth of the heap, collection takes up to a third of the time. */
const NEARLY_FULL = 0.85
const BUSY_COLLECTING = 0.25
/** Below half, much collecting is a passing moment (a start, a burst), not a heap that is too small. */
const HALF_FULL = 0.5

export function causeOfDelay(state: Snapshot): 'late' | 'late-store' | 'late-memory' {
  const { memory, heapLimitBytes } = onlyInstance(state)
  const sample = memory.latest
  if (!state.store.health.up) return 'late-store'
  if (sample === null) return 'late'
  const filled = sample.heapUsedBytes / heapLimitBytes
  return filled > NEARLY_FULL || (filled > HALF_FULL && sample.gcShare > BUSY_COLLECTING) ? 'late-memory' : 'late'
}
