/** The stored documents of the browsers in focus, with what each was before its last change. */
import { isDeepStrictEqual } from 'node:util'
import type { FocusedSession, StoredSession } from '../../protocol/state.js'

/** Ids that no jar holds are remembered for a while: a document may be reported before its cookie has arrived. */
const MAX_REMEMBERED = 64

export class FocusedSessions {
  readonly #byId = new Map<string, FocusedSession>()

  /** What the store holds under this id now. */
  note(sessionId: string, stored: StoredSession | null, at = Date.now()): void {
    const before = this.#byId.get(sessionId)
    this.#byId.delete(sessionId)
    this.#byId.set(sessionId, before && isDeepStrictEqual(before.stored, stored) ? before : changed(before, sessionId, stored, at))
    if (this.#byId.size > MAX_REMEMBERED) {
      const oldest = this.#byId.keys().next()
      if (!oldest.done) this.#byId.delete(oldest.value)
    }
  }

  /** null while unknown. */
  isKnown(sessionId: string): boolean | null {
    const focused = this.#byId.get(sessionId)
    return focused === undefined ? null : focused.stored !== null
  }

  /** What was known belongs to another store, or to none. */
  forget(): void {
    this.#byId.clear()
  }

  of(sessionIds: readonly string[]): Readonly<Record<string, FocusedSession>> {
    // Ids come from cookies, so from strangers: no prototype to run into.
    const record: Record<string, FocusedSession> = Object.create(null)
    for (const id of sessionIds) {
      const focused = this.#byId.get(id)
      if (focused) record[id] = focused
    }
    return record
  }
}

function changed(before: FocusedSession | undefined, sessionId: string, stored: StoredSession | null, at: number): FocusedSession {
  return { sessionId, stored, previous: before?.stored?.document ?? null, changedAt: at }
}
