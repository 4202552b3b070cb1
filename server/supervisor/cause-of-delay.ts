/** Why does a lesson server that runs not answer? */
import type { InstanceId } from '../protocol/instances.js'
import type { Snapshot } from '../protocol/state.js'

/** In the last tenth of the heap, collection takes up to a third of the time. */
const NEARLY_FULL = 0.85
const BUSY_COLLECTING = 0.25
/** Below half, much collecting is a passing moment (a start, a burst), not a heap that is too small. */
const HALF_FULL = 0.5

/** @param id the lesson server that was asked; null: none runs */
export function causeOfDelay(state: Snapshot, id: InstanceId | null): 'late' | 'late-store' | 'late-memory' {
  if (!state.store.health.up) return 'late-store'
  const server = id === null ? undefined : state.instances[id]
  const sample = server?.memory.latest
  if (!server || !sample) return 'late'
  const filled = sample.heapUsedBytes / server.heapLimitBytes
  return filled > NEARLY_FULL || (filled > HALF_FULL && sample.gcShare > BUSY_COLLECTING) ? 'late-memory' : 'late'
}
