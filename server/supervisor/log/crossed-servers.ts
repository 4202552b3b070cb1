/**
 * Requests of one session that crossed at two lesson servers, of which neither knows what the other is at (lesson-server/taps/crossings.ts sees those of one).
 * Whether a save is gone is told by what was read and saved: both began with the same, and both saved. Which of the two is left is told by the clock, which
 * two processes of one machine share; it also tells requests apart that came one after the other to a session that was meanwhile brought back to what it was.
 */
import { isDeepStrictEqual } from 'node:util'
import { whatIsLost } from '../../lesson-server/taps/crossings.js'
import type { RequestRecord } from '../../protocol/requests.js'

/** How many of the newest saves are remembered: what crosses is told of within one frame of another. */
const REMEMBERED = 64

/** A save, by the clock of the machine, in ms. */
interface Save {
  readonly request: RequestRecord
  readonly readAt: number
  readonly savedAt: number
}

export class CrossedServers {
  #saves: readonly Save[] = []

  /** @returns the same, with what it crossed with at another lesson server; what its own has noticed weighs more */
  note(request: RequestRecord): RequestRecord {
    const save = saveOf(request)
    if (save === null) return request
    const other = this.#saves.find((earlier) => haveCrossed(earlier, save))
    this.#saves = [...this.#saves, save].slice(-REMEMBERED)
    if (other === undefined || (request.crossed && request.crossed.kind !== 'read-early')) return request
    const [first, last] = other.savedAt <= save.savedAt ? [other, save] : [save, other]
    const what = whatIsLost({ base: first.request.before, first: first.request.after, read: last.request.before, last: last.request.after })
    return { ...request, crossed: { kind: last === save ? 'overwrote' : 'overwritten', request: other.request.id, ...what } }
  }
}

/** null: it has not changed a session that was there. */
function saveOf(request: RequestRecord): Save | null {
  const { sessionId, sessionIsNew, before, after, operations, at } = request
  if (sessionIsNew || before === null || after === null || isDeepStrictEqual(before, after)) return null
  const read = operations.find(({ name, error, hit, sessionId: id }) => name === 'get' && error === undefined && hit === true && id === sessionId)
  const saved = operations.findLast(({ name, error, sessionId: id }) => name === 'set' && error === undefined && id === sessionId)
  return read && saved ? { request, readAt: at + read.startedMs, savedAt: at + saved.startedMs + saved.durationMs } : null
}

function haveCrossed(one: Save, other: Save): boolean {
  const [a, b] = [one.request, other.request]
  const isSameSession = a.sessionId === b.sessionId && a.instance !== b.instance && a.store === b.store
  return isSameSession && one.readAt < other.savedAt && other.readAt < one.savedAt && isDeepStrictEqual(a.before, b.before)
}
