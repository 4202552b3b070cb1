import type { FaultEntry } from './entry.js'

/** A cache at the proxy keeps what a shared cache may keep (RFC 9111, section 3), and nothing else. */
export const cacheShared = { place: 'proxy', settings: {}, perServer: false, lastsMs: null, outage: null } as const satisfies FaultEntry
