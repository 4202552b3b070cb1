/** The documents of the sessions in focus, with what each was before its last change, and so which browser's session the store knows. */

import type { BrowserState } from '../browsers.js'
import type { EventOf } from '../events.js'
import type { InstanceId } from '../instances.js'
import { LIMITS } from '../limits.js'
import type { Snapshot } from '../state.js'
import { storedCookie } from '../stored-cookie.js'
import type { EndMove, FocusedSession } from '../stores.js'
import { isSame } from './same.js'

type Documents = Snapshot['focused']

export const documentsReducers: {
  readonly [K in 'document-read' | 'documents-forgotten']: (state: Snapshot, event: EventOf<K>) => Snapshot
} = {
  'document-read': (state, event) => {
    const before = documentOf(state.focused, event.sessionId)
    const holder = holderOf(state, event)
    // The other one has it: that this one has not is no news of the document.
    if (event.stored === null && event.instance !== null && before?.instance !== undefined && before.instance !== event.instance) return state
    const read = withMoves(before, afterReading(before, event), event)
    const now = holder === read.instance ? read : withHolder(read, holder)
    if (now === before) return state
    return withKnown({ ...state, focused: withDocument(state, now) })
  },

  'documents-forgotten': (state) => (Object.keys(state.focused).length === 0 ? state : withKnown({ ...state, focused: {} })),
}

/** The lesson server that alone holds what was read; undefined: they share the store, there is one, or nobody has it. */
function holderOf({ instances, store }: Snapshot, { instance, stored }: EventOf<'document-read'>): InstanceId | undefined {
  const isShared = store.available.find(({ kind }) => kind === store.active)?.capabilities.shared === true
  return isShared || stored === null || Object.keys(instances).length < 2 ? undefined : (instance ?? undefined)
}

function withHolder({ instance: _before, ...document }: FocusedSession, instance: InstanceId | undefined): FocusedSession {
  return instance === undefined ? document : { ...document, instance }
}

/** What is remembered under this id, which may come from a stranger's cookie: nothing of an object's own prototype. */
function documentOf(documents: Documents, sessionId: string): FocusedSession | undefined {
  return Object.hasOwn(documents, sessionId) ? documents[sessionId] : undefined
}

/** Does the store hold the session in this browser's cookie? null while unknown, or without one. */
export function isKnown(documents: Documents, sessionId: string | null): boolean | null {
  const document = sessionId === null ? undefined : documentOf(documents, sessionId)
  return document === undefined ? null : document.stored !== null
}

/** Where nothing is known of a document before, nothing is said to have changed, unless a request has just made it. */
function afterReading(before: FocusedSession | undefined, { sessionId, stored, isNew, at, seq, cause }: EventOf<'document-read'>): FocusedSession {
  const changedBy = cause !== null && 'request' in cause ? { changedBy: cause.request } : {}
  if (before && isSame(before.stored, stored)) {
    // It may have been read before it was known to be new.
    if (isNew && before.changedAt === null && stored !== null) return { ...before, changedAt: at, ...changedBy }
    // Somebody else's reading may have met the change first.
    return before.changedAt !== null && before.changedBy === undefined && 'changedBy' in changedBy ? { ...before, ...changedBy } : before
  }
  // Two stores keep the same session in two forms, which is nobody's change.
  const isComparable = before !== undefined && (before.stored === null || stored === null || before.stored.form === stored.form)
  if (isComparable) return { sessionId, stored, previous: before.stored?.document ?? null, changedAt: at, ...changedBy, seq }
  if (before === undefined && stored !== null && isNew) return { sessionId, stored, previous: null, changedAt: at, ...changedBy, seq }
  return { sessionId, stored, previous: null, changedAt: null, seq }
}

/** What counts down in a server is told in whole seconds, and when it was looked at is not known better than that. */
const ROUNDED_MS = 2_000

/**
 * With how its ends have moved since the reading before: the document's own, and that of the cookie in it. Of two forms of the same session nothing is said,
 * since two stores may have kept it.
 */
function withMoves(before: FocusedSession | undefined, now: FocusedSession, { at, cause }: EventOf<'document-read'>): FocusedSession {
  if (now === before) return now
  const [was, is] = [before?.stored ?? null, now.stored]
  if (was === null || is === null || was.form !== is.form) return now
  const by = cause !== null && 'request' in cause ? { by: cause.request } : {}
  // Somebody else's reading had met the move first.
  const isLate = before?.changedBy === undefined && now.changedBy !== undefined && now.changedAt === before?.changedAt
  const tolerance = is.ttlMs === undefined ? 0 : ROUNDED_MS
  const document = moveOf(was.expiresAt, is.expiresAt, tolerance) ?? before?.moved?.document
  const [cookieWas, cookieIs] = [storedCookie(was.document), storedCookie(is.document)]
  const session = (cookieWas && cookieIs && moveOf(cookieWas.expiresAt, cookieIs.expiresAt, 0)) ?? before?.moved?.session
  if (document === undefined && session === undefined) return now
  const timed = (move: NewMove | EndMove): EndMove =>
    'at' in move ? (isLate && move.at === now.changedAt ? { ...move, ...by } : move) : { ...move, at, ...by }
  return { ...now, moved: { ...(document && { document: timed(document) }), ...(session && { session: timed(session) }) } }
}

type NewMove = Pick<EndMove, 'from' | 'to'>

/** null: it stays where it was. */
function moveOf(from: number | null, to: number | null, toleranceMs: number): NewMove | null {
  const isSame = from === to || (from !== null && to !== null && Math.abs(to - from) <= toleranceMs)
  return isSame ? null : { from, to }
}

/** The newest last; above LIMITS.documents the oldest one leaves whose session is in no jar. */
function withDocument({ focused, browsers }: Snapshot, document: FocusedSession): Documents {
  const others = Object.entries(focused).filter(([id]) => id !== document.sessionId)
  if (others.length >= LIMITS.documents) {
    const strange = others.findIndex(([id]) => browsers.every(({ sessionId }) => sessionId !== id))
    others.splice(Math.max(0, strange), 1)
  }
  return Object.fromEntries([...others, [document.sessionId, document]])
}

/** With what each browser's `known` follows to be. */
function withKnown(state: Snapshot): Snapshot {
  let isNews = false
  const browsers = state.browsers.map((browser): BrowserState => {
    const known = isKnown(state.focused, browser.sessionId)
    if (known === browser.known) return browser
    isNews = true
    return { ...browser, known }
  })
  return isNews ? { ...state, browsers } : state
}
