import type { FaultEntry } from './entry.js'

/** The proxy does not say how, from where and to which name the browser came: no X-Forwarded-Proto, -For and -Host of its own. */
export const forwardedWithheld = { place: 'proxy', settings: {}, perServer: false, lastsMs: null, outage: null } as const satisfies FaultEntry
