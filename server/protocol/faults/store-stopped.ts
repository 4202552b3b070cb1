import { LIMITS } from '../limits.js'
import type { FaultEntry } from './entry.js'

/** The store's process is ended, and started again with its data afterwards. Where it is not ours, the wire is cut instead. */
export const storeStopped = { place: 'store', settings: {}, lastsMs: LIMITS.outageMs, isOutage: true } as const satisfies FaultEntry
