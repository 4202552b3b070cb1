import { LIMITS } from '../limits.js'
import type { FaultEntry } from './entry.js'

const EVERY = { unit: 'nth', min: 0, max: 100, usual: 0, step: 1 } as const

/** Every nth call of the store fails before the store hears of it. */
export const wireFailures = {
  place: 'wire',
  settings: { get: EVERY, set: EVERY, touch: EVERY, destroy: EVERY },
  perServer: true,
  lastsMs: LIMITS.faultMs,
  outage: null,
} as const satisfies FaultEntry
