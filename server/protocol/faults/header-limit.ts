import { LIMITS } from '../limits.js'
import type { FaultEntry } from './entry.js'

const { headerBytes: max } = LIMITS

/** How long headers may be: at the proxy the Cookie header, as nginx has it, and at the server all of them together, as Node.js has it. */
export const headerLimit = {
  place: 'proxy',
  settings: { proxy: { unit: 'bytes', min: 128, max, usual: max, step: 128 }, server: { unit: 'bytes', min: 1024, max, usual: max, step: 128 } },
  perServer: false,
  // A browser with many cookies is locked out.
  lastsMs: LIMITS.faultMs,
  outage: null,
} as const satisfies FaultEntry
