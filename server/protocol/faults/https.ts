import type { FaultEntry } from './entry.js'

/** The proxy has a second address, which ends TLS with a certificate of the sandbox's own; the virtual browsers trust it, and use that address. */
export const https = { place: 'proxy', settings: {}, perServer: false, lastsMs: null, outage: null } as const satisfies FaultEntry
