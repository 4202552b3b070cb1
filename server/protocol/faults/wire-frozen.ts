import { LIMITS } from '../limits.js'
import type { FaultEntry } from './entry.js'

/** The wire takes calls and gives nothing back: each is given up after the deadline of the shop's calls. What is under way when it thaws still arrives. */
export const wireFrozen = { place: 'wire', settings: {}, perServer: true, lastsMs: LIMITS.outageMs, outage: 'hangs' } as const satisfies FaultEntry
