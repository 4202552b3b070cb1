import { LIMITS } from '../limits.js'
import type { FaultEntry } from './entry.js'

/** The store's process is stopped, and answers nobody until it goes on. Where it is not ours, or cannot be stopped, the wire does the same. */
export const storeFrozen = { place: 'store', settings: {}, perServer: false, lastsMs: LIMITS.outageMs, outage: 'hangs' } as const satisfies FaultEntry
