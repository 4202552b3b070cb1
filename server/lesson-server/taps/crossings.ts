/**
 * Requests of one session that overlap. A session is read whole at the beginning of a request and written whole at its end
 * (express-session, README, "resave": two parallel requests of one client race), so the last one to write wins.
 * Told by what really happened in which order, never by times: of two saves, the one that the store was done with last is the one that is left, whichever
 * began first. The crowd's users make one request after the other: they are left out.
 */
import { isDeepStrictEqual } from 'node:util'
import { FRAMES } from '../../config.js'
import type { Crossing } from '../../protocol/requests.js'
import type { InFlight } from './in-flight.js'
import { NOBODY, type OperationInProgress, type RequestInProgress, sessionDataOf } from './request-in-progress.js'

/** A request has saved a session: whoever has read it before, and is still under way, holds an old copy from now on. */
export function noteSaved(inFlight: InFlight, saving: RequestInProgress, { sessionId, json }: OperationInProgress): void {
  if (saving.savedSince.length > 0 && saving.loadedSessionId === sessionId) noteOverwritten(saving, json)
  saving.savedJson = json
  for (const other of inFlight.others(saving)) {
    if (other.loadedSessionId === sessionId && differ(other.loadedJson, json)) noteSince(other, saving)
    // What it gets may be from before.
    if (isReading(other, sessionId)) other.savedMeanwhile = saving
  }
}

/** A save over others: each of them is told what of its own is lost, and the one that is named first is the first that lost something. */
function noteOverwritten(saving: RequestInProgress, json: string | null): void {
  const [read, last] = [sessionDataOf(saving.loadedJson), sessionDataOf(json)]
  const losses = saving.savedSince.map((earlier) => {
    // Even where both come to the same: of two books that were added, one is there.
    const what = whatIsLost({ base: sessionDataOf(earlier.loadedJson), first: sessionDataOf(earlier.savedJson), read, last })
    // Where its record has left already, the supervisor amends the row.
    earlier.cross({ kind: 'overwritten', request: saving.id, ...what })
    return { request: earlier.id, ...what }
  })
  const named = losses.find(({ lost }) => lost !== undefined) ?? losses.at(-1)
  if (named === undefined) return
  const also = losses.filter((loss) => loss !== named && loss.lost !== undefined)
  saving.cross({ kind: 'overwrote', ...named, ...(also.length > 0 && { also }) })
}

/** Of those that saved while this one was under way, the last ones: a request may take its time. */
function noteSince(request: RequestInProgress, saved: RequestInProgress): void {
  request.savedSince = [...request.savedSince.filter((other) => other !== saved), saved].slice(-MOST_SINCE)
}

/** A request has read a session, or found none: somebody may be in the middle of saving it, with the answer gone already. */
export function noteRead(inFlight: InFlight, reading: RequestInProgress, sessionId: string): void {
  const { savedMeanwhile } = reading
  reading.savedMeanwhile = null
  // Read once more (`session.reload`): what it holds from here on has their changes in it.
  if (reading.loadedSessionId === sessionId) reading.savedSince = NOBODY
  if (savedMeanwhile !== null && reading.loadedSessionId === sessionId && differ(reading.loadedJson, savedMeanwhile.savedJson))
    noteSince(reading, savedMeanwhile)
  for (const other of inFlight.others(reading)) {
    const save = other.pending.find(({ name, sessionId: saved }) => name === 'set' && saved === sessionId)
    if (save && other.headersAt !== null && differ(reading.loadedJson, save.json)) reading.cross({ kind: 'read-early', request: other.id })
  }
}

function isReading({ pending }: RequestInProgress, id: string): boolean {
  return pending.some(({ name, sessionId }) => name === 'get' && sessionId === id)
}

/** How many of those that saved meanwhile are kept. */
const MOST_SINCE = 20

/** Session data without the cookie. */
type Data = Readonly<Record<string, unknown>> | null

/** Two saves of one session: what the first had read and saved, and what the last had read and saved. */
interface Saves {
  readonly base: Data
  readonly first: Data
  readonly read: Data
  readonly last: Data
}

/**
 * What the first of two saves had changed, and the last one did not build on. Where both came to the same, nothing is lost
 * that is assigned (a name, a flag, a key that is gone); what is built from what was read (a list, a count) is, if both had read the same: of two steps, one
 * is there.
 */
export function whatIsLost({ base, first, read, last }: Saves): Pick<Crossing, 'lost' | 'alike'> {
  const [from, changed, before, after] = [base ?? {}, first ?? {}, read ?? {}, last ?? {}]
  const lost: string[] = []
  const alike: string[] = []
  for (const key of new Set([...Object.keys(from), ...Object.keys(changed)])) {
    if (isDeepStrictEqual(changed[key], from[key])) continue
    if (!isDeepStrictEqual(changed[key], after[key])) {
      note(lost, key)
      continue
    }
    if (!isBuilt(after[key]) || !isDeepStrictEqual(from[key], before[key])) continue
    note(lost, key)
    note(alike, key)
  }
  return { ...(lost.length > 0 && { lost }), ...(alike.length > 0 && { alike }) }
}

/** Does a value come of the one before it, as far as one can tell? */
function isBuilt(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'object' && value !== null)
}

/** The keys of a session are its owner's: as many as one would read, and no longer than that. */
function note(keys: string[], key: string): void {
  if (keys.length < FRAMES.changedKeys) keys.push(key.slice(0, FRAMES.keyCharacters))
}

/** Is the shop's own data another? What express-session notes about its cookie does not count. */
function differ(one: string | null, other: string | null): boolean {
  return !isDeepStrictEqual(sessionDataOf(one), sessionDataOf(other))
}
