import type { FaultEntry } from './entry.js'

/** What the client itself wrote into X-Forwarded-Proto, -For and -Host goes through the proxy; the virtual browsers lie in them meanwhile. */
export const forwardedPassed = { place: 'proxy', settings: {}, lastsMs: null, isOutage: false } as const satisfies FaultEntry
