import type { FaultEntry } from './entry.js'

/** The same, and also those that are asked for with cookies: Access-Control-Allow-Credentials as well. */
export const corsCredentials = { place: 'proxy', settings: {}, lastsMs: null, isOutage: false } as const satisfies FaultEntry
