/** Somebody who logs in and goes on using the shop: what a table of options is tried with. */
import { TRACE_VERSION, type Trace, type TraceConfiguration } from './trace.js'

/** Each visit comes well before the session that the one before it has left would end, … */
const EVERY = 0.4
/** … and the last ones long after the first would have. */
const VISITS = 5

/** @param maxAgeMs how long a session lives; the whole takes twice as long */
export function activeUser(configuration: TraceConfiguration, maxAgeMs: number): Trace {
  const home = { browser: 0, method: 'GET', path: '/' } as const
  return {
    version: TRACE_VERSION,
    configuration: { ...configuration, options: { ...configuration.options, maxAgeMs } },
    browsers: ['Alice'],
    acts: [
      { ...home, method: 'POST', path: '/login', form: 'name=Alice', pauseMs: 0 },
      // Where the log-in leads: that page takes the greeting out of the session, and it is saved once more.
      { ...home, pauseMs: 0 },
      ...Array.from({ length: VISITS }, () => ({ ...home, pauseMs: Math.round(maxAgeMs * EVERY) })),
    ],
  }
}
