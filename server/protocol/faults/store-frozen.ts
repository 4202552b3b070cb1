import { LIMITS } from '../limits.js'
import type { FaultEntry } from './entry.js'

/** The store's process is stopped, and answers nobody until it goes on. Where it is not ours, or cannot be stopped, the wire does the same. */
export const storeFrozen = { place: 'store', settings: {}, lastsMs: LIMITS.outageMs, isOutage: true } as const satisfies FaultEntry
