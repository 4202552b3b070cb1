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
  test('one whose session says nothing of its life has the life since it was sent', () => {
    const [, login] = fixtureSnapshot.timeline.filter((row): row is Extract<TimelineRow, { kind: 'request' }> => row.kind === 'request')
    if (login === undefined) throw new Error('the fixture has a log-in')
    const expires = new Date(login.at + 30_000).toUTCString()
    const timeline = [{ ...login, request: { ...login.request, setCookie: [`connect.sid=s%3Ax.y; Expires=${expires}`] } }]
    const encrypted = stored(LIFE, { document: { session: 'encrypted' } })
    const ends = Date.parse(expires)
    expect(clock('cookie', { stored: encrypted, browsers: [holding(ends)], timeline })?.lifeMs).toBe(ends - login.at)
    // One that ended before it was sent has had none.
    expect(clock('cookie', { stored: encrypted, browsers: [holding(login.at)], timeline })?.lifeMs).toBe(null)
    expect(clock('cookie', { stored: encrypted, browsers: [holding(ends)], timeline: [] })?.lifeMs).toBe(null)
  })
  test('one that names the session and is not accepted is no holder of it', () => {
    const [browser] = fixtureSnapshot.browsers
    if (browser === undefined) throw new Error('no browser')
    const forged = {
      ...holding(ENDS),
      jar: browser.jar.map((cookie) => ({ ...cookie, verdict: { kind: 'bad-signature', sessionId: YOUR_ID, signature: 'x' } as const })),
    }
    expect(clock('cookie', { browsers: [forged] })).toMatchObject({ says: 'noBrowser' })
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
    // A cookie that ends with the browser has no date that moved; nor has one whose date cannot be read.
    const undated = (row: typeof login, setCookie: string) => ({ ...row, request: { ...row.request, setCookie: [setCookie] } })
    for (const line of ['connect.sid=s%3Ax.y; Path=/', 'connect.sid=s%3Ax.y; Expires=never']) {
      expect(clock('cookie', { timeline: [sent(login, 100_000), undated(cart, line)] })?.moved?.byMs).toBe(null)
      expect(clock('cookie', { timeline: [undated(login, line), sent(cart, 100_000)] })?.moved?.byMs).toBe(null)
    }
    // Other rows stand in between.
    const other = { kind: 'cleared', removed: 1, undoForMs: 0, at: 1, instance: null } as unknown as TimelineRow
    expect(clock('cookie', { timeline: [other, sent(login, 100_000), other] })?.moved).toMatchObject({ request: { path: '/login' }, isLast: true })
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
    // Its touch does nothing where sessions never end in it.
    expect(clock('session', { store: can({ expiry: 'never' }) })?.moves).toBe('save')
    expect(clock('session', { options: { rolling: false, resave: true } })?.moves).toBe('resave')
  })
})

describe('the document', () => {
  test('ends when the store says; touch, or a save alone, moves it', () => {
    expect(clock('document')).toMatchObject({ endsAt: ENDS, moves: 'saveOrTouch' })
    expect(clock('document', { store: mongodb })).toMatchObject({ moves: 'saveNoTouch' })
    expect(clock('document', { store: can({ expiry: 'never' }) })).toMatchObject({ moves: 'save' })
    expect(clock('document', { options: { rolling: false, resave: true } })).toMatchObject({ moves: 'resave' })
    expect(clock('document', { stored: stored(null) })).toMatchObject({ endsAt: null, says: 'neverByItself' })
  })
  test('a date that the store gives by itself has a life since it was last moved', () => {
    const focused = { moved: { document: { from: null, to: ENDS, at: ENDS - 5_000 } } } as FocusedSession
    expect(clock('document', { stored: stored(null, { expiresAt: ENDS }), focused })?.lifeMs).toBe(5_000)
    expect(clock('document', { stored: stored(null, { expiresAt: ENDS }) })?.lifeMs).toBe(null)
    // Or since it was changed, where nobody saw it move.
    const changed = { changedAt: ENDS - 6_000 } as FocusedSession
    expect(clock('document', { stored: stored(null, { expiresAt: ENDS }), focused: changed })?.lifeMs).toBe(6_000)
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
  test('an end that it had not before, or has no longer, has moved by nothing that could be told; and who moved it may not be known', () => {
    const moved = (from: number | null, to: number | null): Partial<ClockFacts> => ({
      focused: { moved: { document: { from, to, at: FIXTURE_NOW } } } as FocusedSession,
    })
    for (const [from, to] of [
      [null, ENDS],
      [ENDS, null],
    ] as const)
      expect(clock('document', moved(from, to))?.moved).toEqual({ at: FIXTURE_NOW, byMs: null, request: null, isLast: false })
  })
  test('whoever sends the session’s cookie has done something with it, whatever session the answer is of', () => {
    const [, login, cart] = fixtureSnapshot.timeline.filter((row): row is Extract<TimelineRow, { kind: 'request' }> => row.kind === 'request')
    if (login === undefined || cart === undefined) throw new Error('the fixture has a log-in and a cart')
    const focused = { moved: { document: { from: 1, to: ENDS, at: FIXTURE_NOW, by: login.request.id } } } as FocusedSession
    const next = (cookieIn: typeof cart.request.cookieIn) => [login, { ...cart, request: { ...cart.request, sessionId: 'other', cookieIn } }]
    const isLast = (timeline: readonly TimelineRow[]) => clock('document', { focused, timeline })?.moved?.isLast
    expect(isLast([login])).toBe(true)
    expect(isLast(next({ kind: 'good', sessionId: YOUR_ID, secretId: 's1', secretIndex: 0 }))).toBe(false)
    expect(isLast(next({ kind: 'good', sessionId: 'other', secretId: 's1', secretIndex: 0 }))).toBe(true)
    expect(isLast(next({ kind: 'bad-signature', sessionId: YOUR_ID, signature: 'x' }))).toBe(true)
    // What else happened was not done with it.
    expect(isLast([login, { kind: 'cleared', removed: 1, undoForMs: 0, at: 1, instance: null } as unknown as TimelineRow])).toBe(true)
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
    // Nothing moves a sweeper's pass.
    expect(untold({ ...crowds, store: mongodb, passes: { everyMs: 60_000, nextAt: FIXTURE_NOW } })).toEqual(['session', 'document'])
  })
  test('but not of what never moves, of what somebody holds, of what has a row, and of a move that is known', () => {
    expect(untold({ stored: stored(null, { id: 'of-a-crowd' }) })).toEqual([])
    expect(untold({ timeline: [] })).toEqual([])
    const [row] = fixtureSnapshot.timeline.filter(({ kind }) => kind === 'request')
    if (row?.kind !== 'request') throw new Error('no request')
    expect(untold({ ...crowds, timeline: [{ ...row, request: { ...row.request, sessionId: 'of-a-crowd' } }, row] })).toEqual([])
    const move = { at: FIXTURE_NOW, from: ENDS - 1, to: ENDS }
    const focused = {
      ...crowds,
      focused: { sessionId: 'of-a-crowd', stored: null, previous: null, changedAt: null, seq: 1, moved: { session: move, document: move } } as FocusedSession,
    }
    expect(untold(focused)).toEqual([])
  })
})
