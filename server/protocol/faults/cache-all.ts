import { LIMITS } from '../limits.js'
import type { FaultEntry } from './entry.js'

/** A cache at the proxy keeps every page for this long, whatever the shop says of it, and gives it to whoever asks for the same path: Set-Cookie and all. */
export const cacheAll = {
  place: 'proxy',
  settings: { seconds: { unit: 's', min: 0, max: LIMITS.cacheSeconds, usual: 0, step: 5 } },
  perServer: false,
  lastsMs: null,
  outage: null,
} as const satisfies FaultEntry
