import type { FaultEntry } from './entry.js'

/** What the client itself wrote into X-Forwarded-Proto, -For and -Host goes through the proxy; the virtual browsers lie in them meanwhile. */
export const forwardedPassed = { place: 'proxy', settings: {}, perServer: false, lastsMs: null, outage: null } as const satisfies FaultEntry
