/**
 * Why a request did, and did not do, what it did: short answers (id, save, cookie). What express-session decided is in the record
 * (server/protocol/decisions.ts); here it is only put into words. What was not decided at a request is not spoken of. Each reason has its place here, if only
 * that of one that needs no words: without it this does not compile.
 */
import type { Decision, DecisionKind, KeyChanges, SaveDecision } from '../../../server/protocol/decisions.js'
import type { CrossedRequest, Crossing, RequestRecord } from '../../../server/protocol/requests.js'

export type ReasonKey =
  | 'cutOff'
  | 'fromCache'
  | 'refusedByProxy'
  | 'refusedByServer'
  | 'aborted'
  | 'noMiddleware'
  | 'outsidePath'
  | 'storeDisconnected'
  | 'readFailed'
  | 'shopThrew'
  | 'shopThrewAt'
  | 'overwrote'
  | 'overwritten'
  | 'readEarly'
  | 'lost'
  | 'lostAlike'
  | 'idNoCookie'
  | 'idUnsigned'
  | 'idBadSignature'
  | 'idMalformed'
  | 'idUnknown'
  | 'idExpired'
  | 'idRegenerated'
  | 'olderSecret'
  | 'bogusId'
  | 'destroyed'
  | 'destroyFailed'
  | 'unset'
  | 'unsetDestroyed'
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
  | 'notSavedNewId'
  | 'notSavedAgain'
  | 'touched'
  | 'touchFailed'
  | 'notSavedNoTouch'
  | 'cookieCleared'
  | 'cookieOverwrote'
  | 'cookieRolling'
  | 'cookieExpiry'
  | 'noCookieSameId'
  | 'noCookieSecure'
  | 'noCookieUntrusted'
  | 'noCookieTooLate'
  | 'noCookieFailed'

/** A key of the `timeline:why` words, and what goes into it. */
export interface Reason {
  readonly key: ReasonKey
  /**
   * `keys`: session keys, as one text. `problem`: what the store or the shop's own error said; redacted.
   * `place`: file and line in the shop's source, or what a path should have begun with.
   */
  readonly params: { readonly keys?: string; readonly problem?: string; readonly place?: string }
}

const reason = (key: ReasonKey, params: Reason['params'] = {}): Reason => ({ key, params })

type OfKind<Kind extends DecisionKind> = Extract<Decision, { kind: Kind }>
type No<Kind extends DecisionKind> = Extract<Decision, { kind: Kind; yes: false }>
type Yes<Kind extends DecisionKind> = Extract<Decision, { kind: Kind; yes: true }>

/** The last word on a question: what the shop did in the middle of a request comes before what was decided at its end. */
function decided<Kind extends DecisionKind>({ decisions }: RequestRecord, kind: Kind): OfKind<Kind> | undefined {
  return decisions.findLast((decision): decision is OfKind<Kind> => decision.kind === kind)
}

/**
 * The reasons of one request, in the order in which they are read: what became of it, its id, the save, the cookie.
 *
 * @param request any record; those that no lesson server wrote have no decisions
 */
export function explain(request: RequestRecord): readonly Reason[] {
  if (request.outcome === 'cut-off') return [reason('cutOff')]
  if (request.cached) return [reason('fromCache')]
  if (request.problem?.code === 'cookies-too-large') return [reason('refusedByProxy')]
  if (request.problem?.code === 'headers-too-large') return [reason('refusedByServer')]
  const path = decided(request, 'path')
  if (path?.yes !== true) return [mistakeReason(request) ?? passedReason(request, path)]
  const loaded = decided(request, 'store')
  if (loaded?.reason === 'failed') return [reason('readFailed', { problem: loaded.error ?? '' })]
  const saves = request.decisions.filter((decision) => decision.kind === 'save')
  const id = idReason(request, saves.at(-1))
  // An id that nobody keeps needs no reason of its own where no cookie came at all.
  const isMoot = id?.key === 'idNoCookie' && saves.at(-1)?.reason === 'uninitialized' && !saves.at(-1)?.yes
  const aborted = request.outcome === 'aborted' ? reason('aborted') : null
  const parts: readonly (Reason | null)[] = [
    aborted,
    mistakeReason(request),
    crossingReason(request),
    lossReason(request),
    alikeReason(request),
    isMoot ? null : id,
    ...saves.map((save) => saveReason(request, save)),
    cookieReason(request, saves),
  ]
  const reasons = parts.filter((part) => part !== null)
  // Saved twice for a reason of the same kind: the later one names all that the earlier one did.
  return reasons.filter(({ key }, index) => reasons.findLastIndex((other) => other.key === key) === index)
}

/** The session middleware did not take it. */
function passedReason(request: RequestRecord, path: No<'path'> | undefined): Reason {
  if (request.outcome === 'aborted') return reason('aborted')
  if (path === undefined) return reason('noMiddleware')
  switch (path.reason) {
    case 'outside':
      return reason('outsidePath', { place: path.cookiePath })
    case 'store-disconnected':
      return reason('storeDisconnected')
  }
}

/** It crossed with another request on the same session. */
function crossingReason({ crossed }: RequestRecord): Reason | null {
  if (crossed === undefined) return null
  return reason(crossed.kind === 'read-early' ? 'readEarly' : crossed.kind)
}

/** What the saves that were overwritten had changed. */
function lossReason({ crossed }: RequestRecord): Reason | null {
  return keysReason('lost', crossed, ({ lost }) => lost)
}

/** What both saves had changed from the same to the same. */
function alikeReason({ crossed }: RequestRecord): Reason | null {
  return keysReason('lostAlike', crossed, ({ alike }) => alike)
}

function keysReason(key: ReasonKey, crossed: Crossing | undefined, keysOf: (each: CrossedRequest) => readonly string[] | undefined): Reason | null {
  const keys = crossed === undefined ? [] : [crossed, ...(crossed.also ?? [])].flatMap((each) => keysOf(each) ?? [])
  return keys.length === 0 ? null : reason(key, { keys: [...new Set(keys)].join(', ') })
}

/** The shop's own code threw: what, and where. */
function mistakeReason({ mistake }: RequestRecord): Reason | null {
  if (mistake === undefined) return null
  const { message, place } = mistake
  return place === null ? reason('shopThrew', { problem: message }) : reason('shopThrewAt', { problem: message, place: `${place.file}:${place.line}` })
}

/** Why the id is a new one, or why a known one was not certain; null when the id that came is simply kept, and when nobody keeps any. */
function idReason(request: RequestRecord, save: SaveDecision | undefined): Reason | null {
  if (save?.reason === 'destroyed' || save?.reason === 'unset-destroyed') return null
  const loaded = decided(request, 'store')
  // The shop asked for one, as one should at login.
  if (save?.isRegenerated && loaded?.yes) return reason('idRegenerated')
  const signature = decided(request, 'signature')
  if (loaded !== undefined) return loadedReason(loaded, signature)
  if (signature !== undefined) return signatureReason(signature)
  const cookie = decided(request, 'cookie')
  return cookie === undefined ? null : cookieCameReason(cookie)
}

function loadedReason(loaded: OfKind<'store'>, signature: OfKind<'signature'> | undefined): Reason | null {
  switch (loaded.reason) {
    case 'found':
      return signature?.reason === 'older-secret' ? reason('olderSecret') : null
    case 'expired':
      return reason('idExpired')
    case 'unknown':
    case 'no-entry':
      return reason('idUnknown')
    case 'failed':
      // Said alone, before anything else.
      return null
  }
}

function signatureReason(signature: OfKind<'signature'>): Reason | null {
  switch (signature.reason) {
    case 'newest-secret':
    case 'older-secret':
      return null
    case 'unsigned':
      return reason('idUnsigned')
    case 'mismatch':
      return reason('idBadSignature')
    case 'malformed':
      return reason('idMalformed')
  }
}

function cookieCameReason(cookie: OfKind<'cookie'>): Reason | null {
  switch (cookie.reason) {
    case 'came':
      return null
    case 'none':
      return reason('idNoCookie')
    case 'empty':
      return reason('idMalformed')
  }
}

/** Saved or not, and why. */
function saveReason(request: RequestRecord, save: SaveDecision): Reason | null {
  if (save.yes) return save.error === undefined ? savedReason(save) : reason('saveFailed', { problem: save.error })
  switch (save.reason) {
    case 'destroyed':
      return save.error === undefined ? reason('destroyed') : reason('destroyFailed', { problem: save.error })
    case 'unset-destroyed':
      return save.error === undefined ? reason('unsetDestroyed') : reason('destroyFailed', { problem: save.error })
    case 'unset':
      return reason('unset')
    case 'bogus-id':
      return reason('bogusId')
    case 'uninitialized':
      // Where a cookie came, the new id was spoken of before.
      return reason(decided(request, 'cookie')?.reason === 'none' ? 'notSavedUninitialized' : 'notSavedNewId')
    case 'saved-already':
      return reason('notSavedAgain')
    case 'unchanged':
      return touchReason(request)
    case 'not-loaded':
      // Of a store that failed, which is said before.
      return null
  }
}

function savedReason({ reason: why, keys }: Yes<'save'>): Reason {
  const names = [...keys.set, ...keys.changed, ...keys.removed].join(', ')
  if (names !== '') return reason(changeKey(keys), { keys: names })
  switch (why) {
    case 'uninitialized':
      return reason('savedUninitialized')
    case 'new-id':
      return reason('savedNewId')
    case 'resave':
      return reason('savedResave')
    case 'asked':
      return reason('savedByShop')
    case 'changed':
      return reason('saved')
  }
}

/** One word for what happened to the keys, where one fits all of them. */
function changeKey({ set, changed, removed }: KeyChanges): 'savedSet' | 'savedChanged' | 'savedRemoved' {
  if (changed.length === 0 && removed.length === 0) return 'savedSet'
  return set.length === 0 && changed.length === 0 ? 'savedRemoved' : 'savedChanged'
}

/** Unchanged: was at least its expiry moved on? */
function touchReason(request: RequestRecord): Reason | null {
  const touch = decided(request, 'touch')
  if (touch === undefined) return null
  switch (touch.reason) {
    case 'unchanged':
      return touch.error === undefined ? reason('touched') : reason('touchFailed', { problem: touch.error })
    case 'no-touch':
      return reason('notSavedNoTouch')
    case 'new-id':
    case 'bogus-id':
      // Then it is not unchanged, and something else is said of it.
      return null
  }
}

/** Did a cookie come that the shop had not signed? That of a virtual browser was changed by hand. */
function isStrangersCookie(request: RequestRecord): boolean {
  return decided(request, 'signature')?.yes === false && !request.actor.startsWith('browser:')
}

/** Set-Cookie or not, and why. */
function cookieReason(request: RequestRecord, saves: readonly SaveDecision[]): Reason | null {
  const cookie = decided(request, 'setCookie')
  if (cookie === undefined || request.status === null) return null
  if (cookie.byShop === 'cleared') return reason('cookieCleared')
  return cookie.yes ? sentReason(request, cookie) : unsentReason(request, cookie, saves)
}

function sentReason(request: RequestRecord, { reason: why }: Yes<'setCookie'>): Reason | null {
  switch (why) {
    case 'rolling':
      return reason('cookieRolling')
    case 'expiry':
      return reason('cookieExpiry')
    case 'new-id':
      // It explains its own Set-Cookie; what that replaced may have been somebody's.
      return isStrangersCookie(request) ? reason('cookieOverwrote') : null
  }
}

function unsentReason(request: RequestRecord, cookie: No<'setCookie'>, saves: readonly SaveDecision[]): Reason | null {
  switch (cookie.reason) {
    case 'same-id':
      return reason('noCookieSameId')
    case 'not-secured':
      return reason(cookie.forwardedProto === 'https' ? 'noCookieUntrusted' : 'noCookieSecure')
    case 'failed':
      return reason('noCookieFailed')
    case 'uninitialized': {
      // Not saved either, so there is nothing to know; unless it was saved after all, once the headers had left.
      const wasSavedLater = saves.some((save) => save.yes && request.decisions.indexOf(save) > request.decisions.indexOf(cookie))
      return wasSavedLater ? reason('noCookieTooLate') : null
    }
    case 'no-session':
    case 'bogus-id':
      // Why there is none was said when it was not saved.
      return null
  }
}
