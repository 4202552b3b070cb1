import { LIMITS } from '../limits.js'
import type { FaultEntry } from './entry.js'

const DELAY = { unit: 'ms', min: 0, max: LIMITS.wireDelayMs, usual: 0, step: 50 } as const

/** How long what the shop asks of its store is under way. `jitter`: by how much each delay differs from that, at random, either way. */
export const wireDelay = {
  place: 'wire',
  settings: { get: DELAY, set: DELAY, touch: DELAY, destroy: DELAY, jitter: { unit: 'percent', min: 0, max: 100, usual: 0, step: 10 } },
  perServer: true,
  lastsMs: null,
  outage: null,
} as const satisfies FaultEntry
