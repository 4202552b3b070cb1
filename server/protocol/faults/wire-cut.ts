import { LIMITS } from '../limits.js'
import type { FaultEntry } from './entry.js'

/** The wire is cut: no call of the shop reaches its store, and each fails at once. */
export const wireCut = { place: 'wire', settings: {}, perServer: true, lastsMs: LIMITS.outageMs, outage: 'fails' } as const satisfies FaultEntry
