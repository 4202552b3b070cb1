/** What is known of an unplanned end of the lesson server besides the state; the log derives the rest (protocol/reduce/server-events.ts). */
import type { EventBody } from '../../protocol/events.js'
import type { ChildEnd } from './child.js'
import { causeOfDeath, lastWords } from './death.js'

interface Circumstances {
  readonly end: ChildEnd
  readonly byWatchdog: boolean
  /** Why it never came to listen; null when it did. */
  readonly startProblem: string | null
  readonly requestsCutOff: number
}

export function deathEvent({ end, byWatchdog, startProblem, requestsCutOff }: Circumstances): Extract<EventBody, { kind: 'server-died' }> {
  return {
    kind: 'server-died',
    why: startProblem === null ? causeOfDeath(end, byWatchdog) : 'crashed',
    signal: end.signal,
    exitCode: end.code,
    lastWords: lastWords(end.stderr) ?? startProblem,
    requestsCutOff,
  }
}
