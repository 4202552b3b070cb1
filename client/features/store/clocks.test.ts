import { describe, expect, test } from 'vitest'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { INITIAL_OPTIONS } from '../../../server/protocol/session-options.js'
import type { FocusedSession, StoreCapabilities, StoreDescription, StoredSession } from '../../../server/protocol/stores.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { ALICE_ID, FIXTURE_NOW, fixtureSnapshot, YOUR_ID } from '../../test/fixture-snapshot.js'
import { type ClockFacts, type ClockName, clocksOf } from './clocks.js'

const LIFE = 60_000
const ENDS = FIXTURE_NOW + 40_000
const [memory, mongodb] = fixtureSnapshot.store.available as [StoreDescription, StoreDescription]
const can = (over: Partial<StoreCapabilities>, store = memory): StoreDescription => ({ ...store, capabilities: { ...store.capabilities, ...over } })

const cookieOf = (maxAge: number | null) => ({ originalMaxAge: maxAge, expires: maxAge === null ? null : new Date(ENDS).toISOString(), path: '/' })
const stored = (maxAge: number | null, over: Partial<StoredSession> = {}): StoredSession => ({
  id: YOUR_ID,
  document: { cookie: cookieOf(maxAge) },
  form: 'json-string',
  bytes: 1,
  expiresAt: maxAge === null ? null : ENDS,
  ...over,
})
const holding = (expiresAt: number | null, browser = fixtureSnapshot.browsers[0] as BrowserState): BrowserState => ({
  ...browser,
  jar: browser.jar.map((cookie) => ({ ...cookie, attributes: cookie.attributes && { ...cookie.attributes, expiresAt } })),
})
const facts = (over: Partial<ClockFacts> = {}): ClockFacts => ({
  stored: stored(LIFE),
  focused: undefined,
  browsers: [holding(ENDS)],
  inFront: 'you',
  store: memory,
  ttlIndex: null,
  passes: { everyMs: null, nextAt: null },
  options: { rolling: false, resave: false },
  timeline: fixtureSnapshot.timeline,
  ...over,
})
const clock = (name: ClockName, over: Partial<ClockFacts> = {}) => clocksOf(facts(over)).find((each) => each.name === name)

describe('the cookie', () => {
  test('ends at its Expires; a Set-Cookie moves it, which rolling sends with each answer', () => {
    expect(clock('cookie')).toMatchObject({ endsAt: ENDS, says: null, lifeMs: LIFE, moves: 'setCookie' })
    expect(clock('cookie', { options: { rolling: true, resave: false } })).toMatchObject({ moves: 'rolling' })
  })
  test('without Expires it ends with the browser', () => {
    expect(clock('cookie', { browsers: [holding(null)] })).toMatchObject({ endsAt: null, says: 'withBrowser', moves: 'noDate' })
  })
  test('what a browser does not tell is not known, and what nobody holds is nowhere', () => {
    const untold = holding(ENDS)
    expect(clock('cookie', { browsers: [{ ...untold, jar: untold.jar.map((cookie) => ({ ...cookie, attributes: null })) }] })).toMatchObject({
      says: 'cookieUntold',
    })
    expect(clock('cookie', { stored: stored(LIFE, { id: ALICE_ID }) })).toMatchObject({ says: 'noBrowser' })
  })
  test('of several that have it, the one in front', () => {
    const thief = { ...holding(FIXTURE_NOW + 1, fixtureSnapshot.browsers[0]), id: 'browser:eve', borrowed: { from: 'you', at: 0 } } as BrowserState
    expect(clock('cookie', { browsers: [thief, holding(ENDS)], inFront: 'browser:bob' })?.endsAt).toBe(ENDS)
    expect(clock('cookie', { browsers: [thief, holding(ENDS)], inFront: 'browser:eve' })?.endsAt).toBe(FIXTURE_NOW + 1)
  })
  test('the answer that moved it, and by how much: from one Set-Cookie to the next', () => {
    const [, login, cart] = fixtureSnapshot.timeline.filter((row): row is Extract<TimelineRow, { kind: 'request' }> => row.kind === 'request')
    if (login === undefined || cart === undefined) throw new Error('the fixture has a log-in and a cart')
    const sent = (row: typeof login, expires: number) => ({
      ...row,
      request: { ...row.request, setCookie: [`connect.sid=s%3Ax.y; Path=/; Expires=${new Date(expires).toUTCString()}; HttpOnly`] },
    })
    const first = clock('cookie', { timeline: [sent(login, 100_000), cart] })?.moved
    expect(first).toMatchObject({ byMs: null, request: { path: '/login' }, isLast: false })
    expect(clock('cookie', { timeline: [sent(login, 100_000), sent(cart, 124_000)] })?.moved).toMatchObject({
      byMs: 24_000,
      request: { path: '/cart' },
      isLast: true,
    })
    // That of somebody else's session is not this one's.
    expect(clock('cookie', { timeline: [{ ...sent(login, 100_000), request: { ...sent(login, 1).request, sessionId: 'other' } }] })?.moved).toBe(null)
  })
})

describe('the session', () => {
  test('ends at the cookie’s expiry as it was stored', () => {
    expect(clock('session')).toMatchObject({ endsAt: ENDS, lifeMs: LIFE, moves: 'saveOrTouch' })
    expect(clock('session', { stored: stored(null) })).toMatchObject({ endsAt: null, says: 'neverByItself', moves: 'noDate' })
    expect(clock('session', { stored: stored(LIFE, { document: { session: 'encrypted' } }) })).toMatchObject({ says: 'unreadable', moves: null })
  })
  test('where the store has a date beside it, touch moves that one and not the session', () => {
    expect(clock('session', { stored: stored(LIFE, { form: 'row' }) })?.moves).toBe('save')
    expect(clock('session', { stored: stored(LIFE, { form: 'bson' }), store: mongodb })?.moves).toBe('saveNoTouch')
    expect(clock('session', { options: { rolling: false, resave: true } })?.moves).toBe('resave')
  })
})

describe('the document', () => {
  test('ends when the store says; touch, or a save alone, moves it', () => {
    expect(clock('document')).toMatchObject({ endsAt: ENDS, moves: 'saveOrTouch' })
    expect(clock('document', { store: mongodb })).toMatchObject({ moves: 'saveNoTouch' })
    expect(clock('document', { store: can({ expiry: 'never' }) })).toMatchObject({ moves: 'save' })
    expect(clock('document', { stored: stored(null) })).toMatchObject({ endsAt: null, says: 'neverByItself' })
  })
  test('a date that the store gives by itself has a life since it was last moved', () => {
    const focused = { moved: { document: { from: null, to: ENDS, at: ENDS - 5_000 } } } as FocusedSession
    expect(clock('document', { stored: stored(null, { expiresAt: ENDS }), focused })?.lifeMs).toBe(5_000)
    expect(clock('document', { stored: stored(null, { expiresAt: ENDS }) })?.lifeMs).toBe(null)
  })
  test('which request moved it, and by how much; one that has left the timeline has no name', () => {
    const moved = (by: string): Partial<ClockFacts> => ({
      focused: { moved: { document: { from: ENDS - 7_000, to: ENDS, at: FIXTURE_NOW, by } } } as FocusedSession,
    })
    expect(clock('document', moved('3'))?.moved).toMatchObject({ byMs: 7_000, request: { method: 'POST', path: '/cart' }, isLast: true })
    expect(clock('document', moved('2'))?.moved).toMatchObject({ request: { path: '/login' }, isLast: false })
    expect(clock('document', moved('long ago'))?.moved).toEqual({ at: FIXTURE_NOW, byMs: 7_000, request: null, isLast: false })
    expect(clock('session', moved('3'))?.moved).toBe(null)
  })
})

describe('the sweeper', () => {
  test.each([
    ['ttl', 'itself'],
    ['on-read', 'whoAsks'],
    ['never', 'nobody'],
    ['sweeper', 'untoldPass'],
    ['app-sweeper', 'untoldPass'],
  ] as const)('%s: %s', (expiry, says) => expect(clock('sweeper', { store: can({ expiry }) })).toMatchObject({ says, endsAt: null }))
  test('one that passes at times has a next one; without an index nobody does', () => {
    const passes = { everyMs: 60_000, nextAt: FIXTURE_NOW + 23_000 }
    expect(clock('sweeper', { store: mongodb, passes })).toMatchObject({ endsAt: FIXTURE_NOW + 23_000, lifeMs: 60_000, says: null })
    expect(clock('sweeper', { store: mongodb, passes, ttlIndex: false })).toMatchObject({ endsAt: null, says: 'noIndex' })
  })
})

test('the options that the sandbox begins with have four clocks that stand still', () => {
  const begun = clocksOf(facts({ stored: stored(null), browsers: [holding(null)], options: INITIAL_OPTIONS }))
  expect(begun.map(({ name, endsAt, says }) => [name, endsAt, says])).toEqual([
    ['cookie', null, 'withBrowser'],
    ['session', null, 'neverByItself'],
    ['document', null, 'neverByItself'],
    ['sweeper', null, 'whoAsks'],
  ])
})

describe('what moved it', () => {
  const crowds = { stored: stored(LIFE, { id: 'of-a-crowd' }) }
  const untold = (over: Partial<ClockFacts>) =>
    clocksOf(facts(over))
      .filter(({ isUntold }) => isUntold)
      .map(({ name }) => name)
  test('is said to be unknown of a session of which no request was noted', () => {
    expect(untold(crowds)).toEqual(['session', 'document'])
  })
  test('but not of what never moves, of what somebody holds, of what has a row, and of a move that is known', () => {
    expect(untold({ stored: stored(null, { id: 'of-a-crowd' }) })).toEqual([])
    expect(untold({ timeline: [] })).toEqual([])
    const [row] = fixtureSnapshot.timeline.filter(({ kind }) => kind === 'request')
    if (row?.kind !== 'request') throw new Error('no request')
    expect(untold({ ...crowds, timeline: [{ ...row, request: { ...row.request, sessionId: 'of-a-crowd' } }] })).toEqual([])
    const move = { at: FIXTURE_NOW, from: ENDS - 1, to: ENDS }
    const focused = {
      ...crowds,
      focused: { sessionId: 'of-a-crowd', stored: null, previous: null, changedAt: null, seq: 1, moved: { session: move, document: move } } as FocusedSession,
    }
    expect(untold(focused)).toEqual([])
  })
})
