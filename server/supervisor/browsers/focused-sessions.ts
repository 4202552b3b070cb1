/** The stored documents of the browsers in focus, with what each was before its last change. */
import { isDeepStrictEqual } from 'node:util'
import type { FocusedSession, StoredSession } from '../../protocol/state.js'

/** Ids that no jar holds are remembered for a while: a document may be reported before its cookie has arrived. */
const MAX_REMEMBERED = 64

export class FocusedSessions {
  readonly #byId = new Map<string, FocusedSession>()
  /** Sessions whose first save was seen. */
  readonly #born = new Set<string>()

  /** The session was stored for the first time: until then there was no document under this id. */
  born(sessionId: string, at = Date.now()): void {
    this.#born.add(sessionId)
    forgetOldest(this.#born)
    const known = this.#byId.get(sessionId)
    // It may have been read before it was known to be new.
    if (known?.changedAt === null && known.stored !== null) this.#byId.set(sessionId, { ...known, changedAt: at })
  }

  /** What the store holds under this id now. Where nothing is known of it before, nothing is said to have changed. */
  note(sessionId: string, stored: StoredSession | null, at = Date.now()): void {
    const before = this.#byId.get(sessionId)
    this.#byId.delete(sessionId)
    this.#byId.set(sessionId, before && isDeepStrictEqual(before.stored, stored) ? before : this.#changed(before, sessionId, stored, at))
    forgetOldest(this.#byId)
  }

  /** null while unknown. */
  isKnown(sessionId: string): boolean | null {
    const focused = this.#byId.get(sessionId)
    return focused === undefined ? null : focused.stored !== null
  }

  /** What was known belongs to another store, or to none. */
  forget(): void {
    this.#byId.clear()
    this.#born.clear()
  }

  #changed(before: FocusedSession | undefined, sessionId: string, stored: StoredSession | null, at: number): FocusedSession {
    // Two stores keep the same session in two forms, which is nobody's change.
    const isComparable = before !== undefined && (before.stored === null || stored === null || before.stored.form === stored.form)
    if (isComparable) return { sessionId, stored, previous: before.stored?.document ?? null, changedAt: at }
    return { sessionId, stored, previous: null, changedAt: before === undefined && stored !== null && this.#born.has(sessionId) ? at : null }
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

function forgetOldest(remembered: Map<string, unknown> | Set<string>): void {
  const oldest = remembered.size > MAX_REMEMBERED ? remembered.keys().next() : null
  if (oldest && !oldest.done) remembered.delete(oldest.value)
}
