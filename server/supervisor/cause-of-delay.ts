/** Why does a lesson server that runs not answer? */
import type { LiveState } from './state/live-state.js'

/** In the last tenth of the heap, collection takes up to a third of the time. */
const NEARLY_FULL = 0.85
const BUSY_COLLECTING = 0.25

export function causeOfDelay(state: LiveState): 'late' | 'late-store' | 'late-memory' {
  const sample = state.latestSample
  if (!state.get('store').health.up) return 'late-store'
  const isFull = sample !== null && sample.heapUsedBytes > NEARLY_FULL * state.get('server').heapLimitBytes
  return isFull || (sample !== null && sample.gcShare > BUSY_COLLECTING) ? 'late-memory' : 'late'
}
