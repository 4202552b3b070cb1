import type { FaultEntry } from './entry.js'

/** The proxy lets the other site's page show the shop in a frame: frame-ancestors names it. */
export const framing = { place: 'proxy', settings: {}, perServer: false, lastsMs: null, outage: null } as const satisfies FaultEntry
