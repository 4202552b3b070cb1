import { LIMITS } from '../limits.js'
import type { FaultEntry } from './entry.js'

/** The store's process is ended, and started again with its data afterwards. Where it is not ours, the wire is cut instead. */
export const storeStopped = { place: 'store', settings: {}, perServer: false, lastsMs: LIMITS.outageMs, outage: 'fails' } as const satisfies FaultEntry
