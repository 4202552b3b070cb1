/**
 * What express-session would have decided at a request under one other option: computed from what was recorded of it, and nothing is sent. The rules are those
 * of express-session 1.19 (index.js: `shouldSave`, `shouldTouch`, `shouldSetCookie`, `shouldDestroy`), held against express-session itself in server/lesson-server/taps/what-if.test.ts.
 * They take for granted that the shop does the same under the other option, and that the store holds the same session. Both ends may run it.
 */
import type { Answer, Decision, DecisionKind, SaveDecision, SetCookieDecision, TouchDecision } from './decisions.js'
import type { RequestRecord } from './requests.js'

/**
 * One option as it might have been.
 * - `maxAge`, `secure`: a session takes them when it begins, and keeps them. `since` says when the option was another one: `request`: from this request on;
 *   `session`: since before the session began.
 * - `touch`: the store has the method, or has not.
 */
export type OptionChange =
  | { readonly option: 'resave' | 'saveUninitialized' | 'rolling' | 'touch'; readonly to: boolean }
  | { readonly option: 'maxAge' | 'secure'; readonly to: boolean; readonly since: 'request' | 'session' }
  | { readonly option: 'unset'; readonly to: 'keep' | 'destroy' }
  | { readonly option: 'path'; readonly to: string }

/**
 * What was recorded does not tell:
 * - `not-asked`: the session middleware did not take this request, so it asked for none of its other options;
 * - `ended-early`: the request ended before all was decided;
 * - `inside-unknown`: with that path it would be the middleware's, and of what it would do then nothing was recorded;
 * - `crossed`: it crossed with another request of its session, and whose save would have lasted then is not known;
 * - `cookie-of-its-own`: the session's cookie is not as the option said, but as the shop or an earlier option had it;
 * - `id-of-its-own`: the shop put another id in the place of the session's;
 * - `security-unknown`: whether express took the connection for a secure one.
 */
export const WHAT_IF_LIMITS = ['not-asked', 'ended-early', 'inside-unknown', 'crossed', 'cookie-of-its-own', 'id-of-its-own', 'security-unknown'] as const
export type WhatIfLimit = (typeof WHAT_IF_LIMITS)[number]

export interface WhatIf {
  /** All decisions as they would have been, in their order. Where something is not known, those that were recorded. */
  readonly decisions: readonly Decision[]
  /** The questions that would have been answered otherwise, or not been asked, or been asked only then. */
  readonly differ: readonly DecisionKind[]
  /** What is not known; empty: all is. */
  readonly limits: readonly WhatIfLimit[]
}

/** What a request did to its session, by its decisions. */
export interface Consequences {
  /** How often it was given to `store.set`. */
  readonly saves: number
  readonly isTouched: boolean
  /** It is destroyed in the store because `req.session` is gone (`unset`). */
  readonly isUnset: boolean
  readonly isCookieSet: boolean
}

/** Facts of a request that the rules ask for: those of its record. */
export type WhatIfFacts = Pick<RequestRecord, 'decisions' | 'options' | 'seen' | 'crossed' | 'path'>

export function consequencesOf(decisions: readonly Decision[]): Consequences {
  return {
    saves: decisions.filter(({ kind, yes }) => kind === 'save' && yes).length,
    isTouched: decisions.some(({ kind, yes }) => kind === 'touch' && yes),
    isUnset: decisions.some(({ kind, reason }) => kind === 'save' && reason === 'unset-destroyed'),
    isCookieSet: decisions.some(({ kind, yes }) => kind === 'setCookie' && yes),
  }
}

/**
 * @param request of which something was recorded, or nothing
 * @param change an option, and what it is now; the same as it was changes nothing
 */
export function whatIf(request: WhatIfFacts, change: OptionChange): WhatIf {
  const { decisions } = request
  const path = decisions.find((decision) => decision.kind === 'path')
  if (path === undefined) return unknown(decisions, 'not-asked')
  if (change.option === 'path') return withPath(request, change.to)
  if (!path.yes) return unknown(decisions, 'not-asked')
  const save = lastSave(decisions)
  const cookie = decisions.find((decision) => decision.kind === 'setCookie')
  if (save === undefined || cookie === undefined) return unknown(decisions, 'ended-early')
  if (isIdOfItsOwn(save, decisions)) return unknown(decisions, 'id-of-its-own')
  const under = valuesUnder(request, save, cookie, change)
  if ('limit' in under) return unknown(decisions, under.limit)
  const saved = decideSave(save, under, wasFound(decisions), hasFailed(decisions))
  const sent = decideCookie(cookie, under, request)
  if (sent === null) return unknown(decisions, 'security-unknown')
  const end: readonly Decision[] = saved.yes || isWithoutSession(saved) ? [saved] : [saved, decideTouch(saved, lastTouch(decisions))]
  const all = decisions.flatMap((decision): readonly Decision[] => {
    if (decision === save) return end
    if (decision === cookie) return [sent]
    if (decision.kind === 'touch') return []
    return [decision.kind === 'save' ? { ...decision, ...valuesOfSave(under) } : decision]
  })
  const differ = differing(decisions, all)
  return { decisions: all, differ, limits: request.crossed !== undefined && differ.includes('save') ? ['crossed'] : [] }
}

/** The values that the rules look at, under the change. */
interface Values {
  readonly resave: boolean
  readonly saveUninitialized: boolean
  readonly rolling: boolean
  readonly unset: 'keep' | 'destroy'
  readonly canTouch: boolean
  readonly hasExpiry: boolean
  readonly isSecure: boolean
}

function valuesUnder(
  { options, decisions }: WhatIfFacts,
  save: SaveDecision,
  cookie: SetCookieDecision,
  change: OptionChange,
): Values | { readonly limit: WhatIfLimit } {
  const { resave, saveUninitialized, canTouch } = save
  const { rolling, hasExpiry, isSecure } = cookie
  const now: Values = { resave, saveUninitialized, rolling, unset: options.unset, canTouch, hasExpiry, isSecure }
  switch (change.option) {
    case 'resave':
    case 'saveUninitialized':
    case 'rolling':
      return { ...now, [change.option]: change.to }
    case 'touch':
      return { ...now, canTouch: change.to }
    case 'unset':
      return { ...now, unset: change.to }
    case 'path':
      return now
    case 'maxAge':
    case 'secure': {
      // There is none whose cookie could be another one.
      if (isWithoutSession(save)) return now
      // A session that was loaded has the cookie that it began with.
      const isOfBefore = wasFound(decisions) && !cookie.isRegenerated
      if (isOfBefore && change.since === 'request') return now
      const [is, said] = change.option === 'maxAge' ? [hasExpiry, options.maxAgeMs !== null] : [isSecure, options.secure === true]
      if (is === change.to) return now
      if (is !== said) return { limit: 'cookie-of-its-own' }
      return change.option === 'maxAge' ? { ...now, hasExpiry: change.to } : { ...now, isSecure: change.to }
    }
  }
}

const valuesOfSave = ({ resave, saveUninitialized, canTouch }: Values) => ({ resave, saveUninitialized, canTouch })

/** `shouldDestroy` and `shouldSave`. */
function decideSave(save: SaveDecision, under: Values, isFound: boolean, isFailed: boolean): SaveDecision {
  const { error, ...facts } = save
  const as = (answer: Answer<'save'>): SaveDecision => {
    const isSame = answer.yes === save.yes && answer.reason === save.reason
    return { ...facts, ...answer, ...valuesOfSave(under), ...(isSame && error !== undefined && { error }) }
  }
  switch (save.reason) {
    case 'destroyed':
    case 'bogus-id':
    // What the shop's own `save` has noted (`savedHash`) outweighs every option.
    case 'asked':
    case 'saved-already':
      return as(save)
    case 'unset':
    case 'not-loaded':
    case 'unset-destroyed':
      return as({ kind: 'save', yes: false, reason: under.unset === 'destroy' ? 'unset-destroyed' : isFailed ? 'not-loaded' : 'unset' })
    case 'changed':
    case 'new-id':
      return as(save)
    case 'uninitialized':
      return as(under.saveUninitialized ? { kind: 'save', yes: true, reason: 'uninitialized' } : { kind: 'save', yes: false, reason: 'uninitialized' })
    case 'unchanged':
    case 'resave':
      if (!isFound) return as(save)
      return as(under.resave ? { kind: 'save', yes: true, reason: 'resave' } : { kind: 'save', yes: false, reason: 'unchanged' })
  }
}

/** `shouldTouch`, of a session that is not saved. */
function decideTouch(save: SaveDecision, touch: TouchDecision | undefined): TouchDecision {
  const { canTouch } = save
  if (!canTouch) return { kind: 'touch', yes: false, reason: 'no-touch', canTouch }
  if (save.reason === 'bogus-id') return { kind: 'touch', yes: false, reason: 'bogus-id', canTouch }
  if (save.isNew) return { kind: 'touch', yes: false, reason: 'new-id', canTouch }
  return { kind: 'touch', yes: true, reason: 'unchanged', canTouch, ...(touch?.error !== undefined && { error: touch.error }) }
}

/**
 * `shouldSetCookie`, and what stands between that and the header.
 *
 * @returns null: not known
 */
function decideCookie(cookie: SetCookieDecision, under: Values, request: WhatIfFacts): SetCookieDecision | null {
  const { rolling, saveUninitialized, hasExpiry, isSecure } = under
  const as = (answer: Answer<'setCookie'>): SetCookieDecision => ({ ...cookie, ...answer, rolling, saveUninitialized, hasExpiry, isSecure })
  if (cookie.reason === 'no-session' || cookie.reason === 'bogus-id') return as(cookie)
  const isDue = cookie.isNew ? saveUninitialized || cookie.isModified : rolling || (hasExpiry && cookie.isModified)
  if (!isDue) return as({ kind: 'setCookie', yes: false, reason: cookie.isNew ? 'uninitialized' : 'same-id' })
  if (isSecure) {
    const isThought = isThoughtSecure(cookie, request)
    if (isThought === null) return null
    if (!isThought) return as({ kind: 'setCookie', yes: false, reason: 'not-secured' })
  }
  if (cookie.reason === 'failed') return as(cookie)
  return as({ kind: 'setCookie', yes: true, reason: cookie.isNew ? 'new-id' : rolling ? 'rolling' : 'expiry' })
}

/** `issecure`; null: not known. */
function isThoughtSecure(cookie: SetCookieDecision, { options, seen }: WhatIfFacts): boolean | null {
  if (cookie.reason === 'not-secured') return false
  if (cookie.isTls) return true
  if (options.proxy === false) return false
  if (options.proxy === true) return cookie.forwardedProto?.toLowerCase() === 'https'
  // It was due, and Secure, and sent.
  if (cookie.yes && cookie.isSecure) return true
  return seen?.secure ?? null
}

/** `originalPath.indexOf(cookie.path) !== 0`, with all that follows. */
function withPath({ decisions, path }: WhatIfFacts, to: string): WhatIf {
  const before = decisions.find((decision) => decision.kind === 'path')
  // It stood in front of the path: a store that is disconnected takes nothing.
  if (before?.reason === 'store-disconnected') return { decisions, differ: [], limits: [] }
  const pathname = path.split('?', 1)[0] ?? ''
  const isInside = pathname.startsWith(to)
  if (isInside === before?.yes) return { decisions, differ: [], limits: [] }
  if (isInside) return unknown(decisions, 'inside-unknown')
  const all: readonly Decision[] = [{ kind: 'path', yes: false, reason: 'outside', cookiePath: to }]
  return { decisions: all, differ: differing(decisions, all), limits: [] }
}

function unknown(decisions: readonly Decision[], limit: WhatIfLimit): WhatIf {
  return { decisions, differ: [], limits: [limit] }
}

/** What was decided of the save when the request ended; what the shop itself had asked for stands before it. */
function lastSave(decisions: readonly Decision[]): SaveDecision | undefined {
  return decisions.findLast((decision): decision is SaveDecision => decision.kind === 'save' && decision.reason !== 'asked')
}

function lastTouch(decisions: readonly Decision[]): TouchDecision | undefined {
  return decisions.findLast((decision): decision is TouchDecision => decision.kind === 'touch')
}

function wasFound(decisions: readonly Decision[]): boolean {
  return decisions.some(({ kind, yes }) => kind === 'store' && yes)
}

function hasFailed(decisions: readonly Decision[]): boolean {
  return decisions.some(({ kind, reason }) => kind === 'store' && reason === 'failed')
}

/** No `req.session` at the end. */
function isWithoutSession({ yes, reason }: SaveDecision): boolean {
  return !yes && (reason === 'destroyed' || reason === 'unset' || reason === 'unset-destroyed' || reason === 'not-loaded')
}

/** A session that was loaded, under an id that is neither the one that came nor one that `regenerate` made. */
function isIdOfItsOwn({ isNew, isRegenerated, reason }: SaveDecision, decisions: readonly Decision[]): boolean {
  return wasFound(decisions) && isNew && !isRegenerated && reason !== 'bogus-id'
}

function differing(before: readonly Decision[], after: readonly Decision[]): readonly DecisionKind[] {
  const answers = (decisions: readonly Decision[], kind: DecisionKind) =>
    decisions.flatMap((decision) => (decision.kind === kind ? [`${decision.yes} ${decision.reason}`] : [])).join()
  const kinds = [...new Set([...before, ...after].map(({ kind }) => kind))]
  return kinds.filter((kind) => answers(before, kind) !== answers(after, kind))
}
