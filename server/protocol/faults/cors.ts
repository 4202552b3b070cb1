import type { FaultEntry } from './entry.js'

/** The proxy lets scripts of the other site read the shop's answers: Access-Control-Allow-Origin names it. */
export const cors = { place: 'proxy', settings: {}, perServer: false, lastsMs: null, outage: null } as const satisfies FaultEntry
