/**
 * Requests of one session that overlap. A session is read whole at the beginning of a request and written whole at its end
 * (express-session, README, "resave": two parallel requests of one client race), so the last one to write wins.
 * Told by what really happened in which order, never by times. The crowd's users make one request after the other: they are left out.
 */
import { isDeepStrictEqual } from 'node:util'
import type { InFlight } from './in-flight.js'
import { type OperationInProgress, type RequestInProgress, sessionDataOf } from './request-in-progress.js'

/** A request begins to save a session: whoever has read it before, and is still under way, holds an old copy from now on. */
export function noteSave(inFlight: InFlight, saving: RequestInProgress, { sessionId, json }: OperationInProgress): void {
  const { outdated } = saving
  // Even where both come to the same: of two books that were added, one is there.
  if (outdated !== null && saving.loadedSessionId === sessionId) {
    const lost = lostKeys({ read: saving.loadedJson, first: outdated.savedJson, last: json })
    const what = lost.length === 0 ? {} : { lost }
    saving.cross({ kind: 'overwrote', request: outdated.id, ...what })
    // Where its record has left already, the supervisor amends the row.
    outdated.cross({ kind: 'overwritten', request: saving.id, ...what })
  }
  saving.savedJson = json
  for (const other of inFlight.others(saving)) {
    if (other.loadedSessionId === sessionId && differ(other.loadedJson, json)) other.outdated = saving
  }
}

/** A request has read a session, or found none: somebody may be in the middle of saving it, with the answer gone already. */
export function noteRead(inFlight: InFlight, reading: RequestInProgress, sessionId: string): void {
  for (const other of inFlight.others(reading)) {
    const save = other.pending.find(({ name, sessionId: saved }) => name === 'set' && saved === sessionId)
    if (!save || !differ(reading.loadedJson, save.json)) continue
    if (reading.loadedSessionId === sessionId) reading.outdated = other
    if (other.headersAt !== null) reading.cross({ kind: 'read-early', request: other.id })
  }
}

/** What the first of two saves had changed of that which both had read: the last one did not build on it. A value that both came to is not lost, unless it is a list. */
function lostKeys({ read, first, last }: { readonly read: string | null; readonly first: string | null; readonly last: string | null }): readonly string[] {
  const [before, changed, after] = [sessionDataOf(read) ?? {}, sessionDataOf(first) ?? {}, sessionDataOf(last) ?? {}]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(changed)])]
  const isSame = (key: string) => isDeepStrictEqual(changed[key], before[key]) || (changed[key] === after[key] && !Array.isArray(changed[key]))
  return keys.filter((key) => !isSame(key))
}

/** Is the shop's own data another? What express-session notes about its cookie does not count. */
function differ(one: string | null, other: string | null): boolean {
  return !isDeepStrictEqual(sessionDataOf(one), sessionDataOf(other))
}
