/**
 * Why a request did, and did not do, what it did: three short answers (id, save, cookie) read off its record.
 * The branches follow express-session 1.19, index.js: `getcookie`, `shouldSave`, `shouldTouch`, `shouldSetCookie`.
 * Where the record does not prove a reason, nothing is said.
 */
import type { RequestRecord, StoreOperation, StoreOperationName } from '../../../server/protocol/requests.js'
import { isChanged, type SessionChanges, sessionChanges } from './session-changes.js'

export type ReasonKey =
  | 'cutOff'
  | 'aborted'
  | 'noMiddleware'
  | 'readFailed'
  | 'shopThrew'
  | 'shopThrewAt'
  | 'overwrote'
  | 'overwritten'
  | 'readEarly'
  | 'idNoCookie'
  | 'idUnsigned'
  | 'idBadSignature'
  | 'idMalformed'
  | 'idUnknown'
  | 'idRegenerated'
  | 'destroyed'
  | 'destroyFailed'
  | 'saveFailed'
  | 'savedUninitialized'
  | 'savedSet'
  | 'savedChanged'
  | 'savedRemoved'
  | 'savedNewId'
  | 'savedResave'
  | 'savedByShop'
  | 'saved'
  | 'notSavedUninitialized'
  | 'touched'
  | 'touchFailed'
  | 'notSavedNoTouch'
  | 'cookieCleared'
  | 'cookieOverwrote'
  | 'cookieRolling'
  | 'cookieExpiry'
  | 'noCookieSameId'
  | 'noCookieSecure'

/** A key of the `timeline:why` words, and what goes into it. */
export interface Reason {
  readonly key: ReasonKey
  /** `keys`: session keys, as one text. `problem`: what the store or the shop's own error said; redacted. `place`: file and line in the shop's source. */
  readonly params: { readonly keys?: string; readonly problem?: string; readonly place?: string }
}

/** Does one of these Set-Cookie lines set the cookie of this name, to a value or to nothing (a clearing)? */
export function sessionCookieSent(request: Pick<RequestRecord, 'setCookie' | 'options'>): 'set' | 'cleared' | 'none' {
  const start = `${request.options.name}=`
  const line = request.setCookie.find((candidate) => candidate.startsWith(start))
  if (line === undefined) return 'none'
  return line.slice(start.length).split(';', 1)[0]?.trim() === '' ? 'cleared' : 'set'
}

const reason = (key: ReasonKey, params: Reason['params'] = {}): Reason => ({ key, params })

const last = (request: RequestRecord, name: StoreOperationName): StoreOperation | undefined =>
  request.operations.findLast((operation) => operation.name === name)

/** Names the keys as one text: "isLoggedIn, cart". */
const names = (changes: SessionChanges): string => [...changes.set, ...changes.changed, ...changes.removed].join(', ')

/**
 * The reasons of one request, in the order in which they are read: what became of it, its id, the save, the cookie.
 *
 * @param request any record; for records without session data (other programs) less is said
 */
export function explain(request: RequestRecord): readonly Reason[] {
  if (request.outcome === 'cut-off') return [reason('cutOff')]
  if (request.sessionId === null) return [mistakeReason(request) ?? reason(request.outcome === 'aborted' ? 'aborted' : 'noMiddleware')]
  const read = last(request, 'get')
  // index.js: `if (err && err.code !== 'ENOENT') { next(err); return }`: no session, no save, no cookie.
  if (read?.error !== undefined) return [reason('readFailed', { problem: read.error })]
  const save = saveReason(request)
  const id = idReason(request, read)
  // An id that nobody keeps needs no reason of its own where no cookie came at all.
  const isMoot = save?.key === 'notSavedUninitialized' && id?.key === 'idNoCookie'
  const aborted = request.outcome === 'aborted' ? reason('aborted') : null
  const parts = [aborted, mistakeReason(request), crossingReason(request), isMoot ? null : id, save, cookieReason(request)]
  return parts.filter((part) => part !== null)
}

/** It crossed with another request on the same session. */
function crossingReason({ crossed }: RequestRecord): Reason | null {
  if (crossed === undefined) return null
  return reason(crossed.kind === 'read-early' ? 'readEarly' : crossed.kind)
}

/** The shop's own code threw: what, and where. */
function mistakeReason({ mistake }: RequestRecord): Reason | null {
  if (mistake === undefined) return null
  const { message, place } = mistake
  return place === null ? reason('shopThrew', { problem: message }) : reason('shopThrewAt', { problem: message, place: `${place.file}:${place.line}` })
}

/** Why the id is a new one; null when the id that came is kept. */
function idReason(request: RequestRecord, read: StoreOperation | undefined): Reason | null {
  if (!request.sessionIsNew || isDestroyed(request)) return null
  switch (request.cookieIn.kind) {
    case 'none':
      return reason('idNoCookie')
    case 'unsigned':
      return reason('idUnsigned')
    case 'bad-signature':
      return reason('idBadSignature')
    case 'malformed':
      return reason('idMalformed')
    case 'good':
      // A session was found and yet the id is new: the shop asked for one, as one should at login.
      return read?.hit === true ? reason('idRegenerated') : reason('idUnknown')
  }
}

/**
 * The shop destroyed the session in force, and nothing was stored after that. (A destroy of another id is the old one's
 * at a regenerate, or an expired document that the store found while reading.)
 */
function isDestroyed(request: RequestRecord): boolean {
  const end = request.operations.findLast(({ name }) => name === 'set' || name === 'destroy')
  return end?.name === 'destroy' && end.sessionId === request.sessionId
}

/** Saved or not, and why: `shouldSave`, then `shouldTouch`. */
function saveReason(request: RequestRecord): Reason | null {
  if (isDestroyed(request)) {
    const problem = last(request, 'destroy')?.error
    return problem === undefined ? reason('destroyed') : reason('destroyFailed', { problem })
  }
  const save = last(request, 'set')
  if (save !== undefined) return save.error === undefined ? savedReason(request) : reason('saveFailed', { problem: save.error })
  const touch = last(request, 'touch')
  if (touch !== undefined) return touch.error === undefined ? reason('touched') : reason('touchFailed', { problem: touch.error })
  return request.outcome === 'answered' ? unsavedReason(request) : null
}

/** A `set` succeeded: which branch of `shouldSave` asked for it. */
function savedReason(request: RequestRecord): Reason {
  if (request.after === null) return reason('saved')
  const changes = sessionChanges(request.before, request.after)
  if (isChanged(changes)) return reason(changeKey(changes), { keys: names(changes) })
  // isModified: `originalId !== sess.id || originalHash !== hash(sess)`
  if (request.sessionIsNew) return request.options.saveUninitialized ? reason('savedUninitialized') : reason('savedNewId')
  return request.options.resave ? reason('savedResave') : reason('savedByShop')
}

/** One word for what happened to the keys, where one fits all of them. */
function changeKey(changes: SessionChanges): 'savedSet' | 'savedChanged' | 'savedRemoved' {
  if (changes.changed.length === 0 && changes.removed.length === 0) return 'savedSet'
  return changes.set.length === 0 && changes.changed.length === 0 ? 'savedRemoved' : 'savedChanged'
}

/** Neither set nor touch in an answered request: what the predicates leave as the only reason. */
function unsavedReason(request: RequestRecord): Reason | null {
  if (request.sessionIsNew) return request.options.saveUninitialized ? null : reason('notSavedUninitialized')
  // `storeImplementsTouch && shouldTouch(req)`: an unchanged known session is touched wherever the store can.
  return request.options.resave ? null : reason('notSavedNoTouch')
}

/** Did a cookie come that the shop had not signed? That of a virtual browser was changed by hand. */
function isStrangersCookie({ actor, cookieIn }: RequestRecord): boolean {
  return cookieIn.kind !== 'none' && cookieIn.kind !== 'good' && !actor.startsWith('browser:')
}

/** Set-Cookie or not, and why: `shouldSetCookie`, then "only send secure cookies via https". */
function cookieReason(request: RequestRecord): Reason | null {
  const sent = sessionCookieSent(request)
  if (sent === 'cleared') return reason('cookieCleared')
  if (isDestroyed(request) || request.status === null) return null
  if (sent === 'set') {
    // A new id explains its own Set-Cookie; what that replaced may have been somebody's.
    if (request.sessionIsNew) return isStrangersCookie(request) ? reason('cookieOverwrote') : null
    return request.options.rolling ? reason('cookieRolling') : reason('cookieExpiry')
  }
  if (request.sessionIsNew) {
    const modified = request.after !== null && Object.keys(request.after).length > 0
    return request.options.secure && (modified || request.options.saveUninitialized) ? reason('noCookieSecure') : null
  }
  if (request.options.rolling) return request.options.secure ? reason('noCookieSecure') : null
  return reason('noCookieSameId')
}
