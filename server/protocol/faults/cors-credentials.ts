import type { FaultEntry } from './entry.js'

/** The same, and also those that are asked for with cookies: Access-Control-Allow-Credentials as well. */
export const corsCredentials = { place: 'proxy', settings: {}, perServer: false, lastsMs: null, outage: null } as const satisfies FaultEntry
