/**
 * When does a session end? Four clocks, each with an end of its own: the cookie in the browser, the session as express-session keeps it, the document in
 * the store, and whoever sweeps there. Of each what is left, what moves it, and what moved it last. Pure.
 */
import type { BrowserState, JarCookie } from '../../../server/protocol/browsers.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { SessionOptions } from '../../../server/protocol/session-options.js'
import { storedCookie } from '../../../server/protocol/stored-cookie.js'
import type { EndMove, FocusedSession, StoreDescription, StoredSession, StoreState } from '../../../server/protocol/stores.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import type { Passes } from '../../state/sweeper.js'

export type ClockName = 'cookie' | 'session' | 'document' | 'sweeper'

/** What stands in place of a countdown. Worded under `clocks:says`. */
export type Says = 'withBrowser' | 'noBrowser' | 'cookieUntold' | 'neverByItself' | 'unreadable' | 'itself' | 'whoAsks' | 'nobody' | 'noIndex' | 'untoldPass'

/** Worded under `clocks:moves`. */
export type Moves = 'rolling' | 'setCookie' | 'noDate' | 'save' | 'saveNoTouch' | 'saveOrTouch' | 'resave'

export interface Clock {
  readonly name: ClockName
  /** Epoch ms; null: it has none, or none that is known, and `says` says so. */
  readonly endsAt: number | null
  readonly says: Says | null
  /** How long it runs from its last move to its end, in ms; null: not known. */
  readonly lifeMs: number | null
  /** null: nothing is known to. */
  readonly moves: Moves | null
  readonly moved: Moved | null
  /** It has an end, and nobody noted what moved it: the session is nobody's who is followed, and of its requests there is no row. */
  readonly isUntold: boolean
}

type Told = Omit<Clock, 'isUntold'>

/** The last move of an end. */
export interface Moved {
  /** Epoch ms. */
  readonly at: number
  /** How much further it went, in ms, negative: back; null: it had no date before, or has none now. */
  readonly byMs: number | null
  /** What moved it; null: nothing that is known, or it is no longer in the timeline. */
  readonly request: Pick<RequestRecord, 'id' | 'method' | 'path'> | null
  /** Nothing has been done with the session since. */
  readonly isLast: boolean
}

export interface ClockFacts {
  readonly stored: StoredSession
  readonly focused: FocusedSession | undefined
  /** Those that are followed; the one in front goes first where several have the cookie. */
  readonly browsers: readonly BrowserState[]
  readonly inFront: BrowserState['id']
  readonly store: StoreDescription
  readonly ttlIndex: StoreState['ttlIndex']
  readonly passes: Passes
  readonly options: Pick<SessionOptions, 'rolling' | 'resave'>
  readonly timeline: readonly TimelineRow[]
}

export function clocksOf(facts: ClockFacts): readonly Clock[] {
  const isUnknown = isNobodys(facts)
  return [cookieClock(facts), sessionClock(facts), documentClock(facts), sweeperClock(facts)].map((clock) => ({
    ...clock,
    isUntold: isUnknown && clock.name !== 'sweeper' && clock.endsAt !== null && clock.moved === null,
  }))
}

/** A crowd's requests are only counted, and those of long ago are no longer in the timeline. */
function isNobodys(facts: ClockFacts): boolean {
  return holderOf(facts) === null && !facts.timeline.some((row) => row.kind === 'request' && isOn(row.request, facts.stored.id))
}

/** The browser that holds the session's cookie, and that cookie. */
export function holderOf({ stored: { id }, browsers, inFront }: Pick<ClockFacts, 'stored' | 'browsers' | 'inFront'>): {
  readonly browser: BrowserState
  readonly cookie: JarCookie
} | null {
  const holders = browsers.flatMap((browser) => {
    const cookie = browser.jar.find(({ verdict }) => verdict?.kind === 'good' && verdict.sessionId === id)
    return cookie === undefined ? [] : [{ browser, cookie }]
  })
  return holders.find(({ browser }) => browser.id === inFront) ?? holders.find(({ browser }) => browser.borrowed === null) ?? holders[0] ?? null
}

function cookieClock(facts: ClockFacts): Told {
  const base = { name: 'cookie', endsAt: null, lifeMs: null, moves: null, moved: null } as const
  const holder = holderOf(facts)
  if (holder === null) return { ...base, says: 'noBrowser' }
  const { attributes } = holder.cookie
  if (attributes === null) return { ...base, says: 'cookieUntold' }
  if (attributes.expiresAt === null) return { ...base, says: 'withBrowser', moves: 'noDate' }
  const sent = cookiesSent(facts, holder.browser.id)
  return {
    ...base,
    endsAt: attributes.expiresAt,
    says: null,
    lifeMs: storedCookie(facts.stored.document)?.originalMaxAge ?? lifeSince(attributes.expiresAt, sent.at(-1)?.at),
    moves: facts.options.rolling ? 'rolling' : 'setCookie',
    moved: movedBySetCookie(facts, sent),
  }
}

interface SentCookie {
  readonly request: RequestRecord
  readonly at: number
  readonly expiresAt: number | null
}

/** The Set-Cookie lines that this browser was sent for the session, the oldest first. */
function cookiesSent({ stored: { id }, timeline }: ClockFacts, browser: string): readonly SentCookie[] {
  return timeline.flatMap((row) => {
    if (row.kind !== 'request' || row.request.actor !== browser || row.request.sessionId !== id) return []
    const line = row.request.setCookie.find((each) => each.startsWith(`${row.request.options.name}=`))
    return line === undefined ? [] : [{ request: row.request, at: row.at, expiresAt: expiryIn(line) }]
  })
}

/** express-session writes Expires, and never Max-Age. */
function expiryIn(line: string): number | null {
  const moment = Date.parse(/;\s*expires=([^;]+)/i.exec(line)?.[1] ?? '')
  return Number.isNaN(moment) ? null : moment
}

function movedBySetCookie(facts: ClockFacts, sent: readonly SentCookie[]): Moved | null {
  const [before, last] = [sent.at(-2), sent.at(-1)]
  if (last === undefined) return null
  const byMs = before?.expiresAt == null || last.expiresAt === null ? null : last.expiresAt - before.expiresAt
  return { at: last.at, byMs, request: last.request, isLast: isLast(facts, last.request.id) }
}

function sessionClock(facts: ClockFacts): Told {
  const cookie = storedCookie(facts.stored.document)
  const base = { name: 'session', endsAt: null, lifeMs: null, moves: null, moved: null } as const
  if (cookie === null) return { ...base, says: 'unreadable' }
  if (cookie.expiresAt === null) return { ...base, says: 'neverByItself', moves: 'noDate', moved: movedAs(facts, facts.focused?.moved?.session) }
  return {
    ...base,
    endsAt: cookie.expiresAt,
    says: null,
    lifeMs: cookie.originalMaxAge,
    moves: movesSession(facts),
    moved: movedAs(facts, facts.focused?.moved?.session),
  }
}

/** Forms in which nothing but the session itself is kept: there, `touch` writes the cookie into it. In the others it moves a date, or a key's life, beside it. */
const WITHOUT_A_DATE_BESIDE: ReadonlySet<StoredSession['form']> = new Set(['json-string', 'object', 'file', 'session'])

function movesSession({ options, store: { capabilities }, stored: { form } }: ClockFacts): Moves {
  if (options.resave) return 'resave'
  if (!capabilities.touch) return 'saveNoTouch'
  return WITHOUT_A_DATE_BESIDE.has(form) && capabilities.expiry !== 'never' ? 'saveOrTouch' : 'save'
}

function documentClock(facts: ClockFacts): Told {
  const { stored, focused, options, store } = facts
  const moved = movedAs(facts, focused?.moved?.document)
  if (stored.expiresAt === null) return { name: 'document', endsAt: null, says: 'neverByItself', lifeMs: null, moves: 'noDate', moved }
  const { touch, expiry } = store.capabilities
  return {
    name: 'document',
    endsAt: stored.expiresAt,
    says: null,
    lifeMs: storedCookie(stored.document)?.originalMaxAge ?? lifeSince(stored.expiresAt, focused?.moved?.document?.at ?? focused?.changedAt),
    moves: options.resave ? 'resave' : touch && expiry !== 'never' ? 'saveOrTouch' : touch ? 'save' : 'saveNoTouch',
    moved,
  }
}

function sweeperClock({ store: { capabilities }, ttlIndex, passes }: ClockFacts): Told {
  const base = { name: 'sweeper', endsAt: null, lifeMs: null, moves: null, moved: null } as const
  switch (capabilities.expiry) {
    case 'ttl':
      return { ...base, says: 'itself' }
    case 'on-read':
      return { ...base, says: 'whoAsks' }
    case 'never':
      return { ...base, says: 'nobody' }
    case 'sweeper':
    case 'app-sweeper':
      if (ttlIndex === false) return { ...base, says: 'noIndex' }
      return passes.nextAt === null ? { ...base, says: 'untoldPass' } : { ...base, endsAt: passes.nextAt, says: null, lifeMs: passes.everyMs }
  }
}

function lifeSince(endsAt: number, from: number | null | undefined): number | null {
  return from == null || endsAt <= from ? null : endsAt - from
}

function movedAs(facts: ClockFacts, move: EndMove | undefined): Moved | null {
  if (move === undefined) return null
  const row = move.by === undefined ? undefined : facts.timeline.findLast((each) => each.kind === 'request' && each.request.id === move.by)
  return {
    at: move.at,
    byMs: move.from === null || move.to === null ? null : move.to - move.from,
    request: row?.kind === 'request' ? row.request : null,
    isLast: move.by !== undefined && isLast(facts, move.by),
  }
}

/** Is it the last request on this session? */
function isLast({ stored: { id }, timeline }: ClockFacts, request: string): boolean {
  const last = timeline.findLast((row) => row.kind === 'request' && isOn(row.request, id))
  return last?.kind === 'request' && last.request.id === request
}

function isOn({ sessionId, cookieIn }: RequestRecord, id: string): boolean {
  return sessionId === id || (cookieIn.kind === 'good' && cookieIn.sessionId === id)
}
