import { describe, expect, test } from 'vitest'
import { onlyInstance } from '../protocol/instance-state.js'
import type { SwitchReport } from '../protocol/stores.js'
import type { TimelineRow } from '../protocol/timeline.js'
import { browser, focused, known, observed, request, SINCE, state } from '../test/lessons/observed.js'
import { evaluate, type Observed } from './check.js'
import { checkSchema } from './check-schema.js'

/** Judges a check as it stands in lesson.yml. */
function judge(check: unknown, seen: Observed) {
  const { passed, expected, observed: said } = evaluate(checkSchema.parse(check), seen)
  const all = (sentences: typeof expected) => sentences.map(({ message }) => message).join(' | ')
  return { passed, expected: all(expected), seen: all(said) }
}

const switched = (fields: Partial<SwitchReport> = {}): TimelineRow => {
  const report = {
    from: 'memory',
    to: 'mongodb',
    carryOver: false,
    at: 1,
    durationMs: 1,
    carried: 0,
    recopied: 0,
    longestWaitMs: 0,
    altered: 0,
    found: 0,
    left: 0,
    refused: null,
  }
  return { kind: 'switched', key: 'switched', instance: 'a', at: SINCE + 1, report: { ...report, ...fields } }
}

describe('request', () => {
  const saved = request({
    method: 'POST',
    path: '/login?x=1',
    status: 302,
    setCookie: ['connect.sid=s%3Anew-id.sig; Path=/'],
    operations: [{ name: 'set', sessionId: 'new-id', startedMs: 0, durationMs: 1 }],
    after: { isLoggedIn: true, cart: ['a', 'b'] },
  })

  test.each([
    [{ who: 'browser:alice' }, { who: 'you' }],
    [{ method: 'POST', path: '/login' }, { path: '/cart' }],
    [{ method: 'POST' }, { method: 'GET' }],
    [{ status: 302 }, { status: 200 }],
    [{ cookie: 'none' }, { cookie: 'good' }],
    [{ cookie: ['good', 'none'] }, { cookie: ['unsigned', 'malformed'] }],
    [{ setCookie: true }, { setCookie: false }],
    [{ newSession: true }, { newSession: false }],
    [{ store: 'saved' }, { store: 'hit' }],
    [{ loggedIn: true }, { loggedIn: false }],
    [{ cart: 2 }, { cart: 1 }],
    [{ storeKind: 'memory' }, { storeKind: 'mongodb' }],
    [{ outcome: 'answered' }, { outcome: 'cut-off' }],
  ])('%j holds, %j does not', (fits, misfits) => {
    expect(judge({ request: fits }, observed([saved])).passed).toBe(true)
    expect(judge({ request: misfits }, observed([saved])).passed).toBe(false)
  })

  test('another cookie of the shop is not the session cookie', () => {
    expect(judge({ request: { setCookie: true } }, observed([request({ setCookie: ['theme=dark'] })])).passed).toBe(false)
  })

  test('says what it expected and what came nearest, in both languages', () => {
    expect(judge({ request: { method: 'GET', cookie: 'good', store: 'hit' } }, observed([saved, known('a', { operations: [] })]))).toEqual({
      passed: false,
      expected: 'a request GET, with a valid cookie, its session was found in the store',
      seen: 'GET / by Alice: a valid cookie, the store was not asked, and no Set-Cookie went out',
    })
    expect(judge({ request: { method: 'GET' } }, observed())).toMatchObject({
      passed: false,
      seen: 'no request yet since this step began',
    })
  })

  test('the old session that a regenerate destroys is not the one that the request is about', () => {
    const op = (name: 'destroy' | 'set', sessionId: string) => ({ name, sessionId, startedMs: 0, durationMs: 1 })
    const login = request({ method: 'POST', operations: [op('destroy', 'old-id'), op('set', 'new-id')] })
    expect(judge({ request: { store: 'destroyed' } }, observed([login]))).toMatchObject({
      passed: false,
      seen: expect.stringContaining('the session was saved'),
    })
    const logout = request({ method: 'POST', operations: [op('destroy', 'new-id')] })
    expect(judge({ request: { store: 'destroyed' } }, observed([logout])).passed).toBe(true)
  })

  test('another site: what set it off, whether the session cookie went along, and what that page was given', () => {
    const cookie = { name: 'connect.sid', origin: 'session', by: 'server', outcome: 'withheld', rules: [{ code: 'strict' }] } as const
    const answer = { outcome: 'unreadable', from: 'shop', by: 'server', rule: { code: 'cors-missing' } } as const
    const row = request({ crossSite: { page: 'http://127.0.0.1:1', act: 'fetch-with-credentials', cookies: [cookie], answer } })
    const passes = (pattern: object, seen = row) => evaluate(checkSchema.parse({ request: pattern }), observed([seen])).passed
    const wanted = { crossSite: 'fetch-with-credentials', sessionCookie: 'withheld', otherSiteGets: 'unreadable' }
    expect(passes(wanted)).toBe(true)
    expect(passes(wanted, request())).toBe(false)
    for (const other of [{ crossSite: 'fetch' }, { sessionCookie: 'attached' }, { otherSiteGets: 'readable' }])
      expect(passes({ ...wanted, ...other })).toBe(false)
    const { observed: said } = evaluate(checkSchema.parse({ request: { sessionCookie: 'attached' } }), observed([row]))
    expect(said[0]?.message).toContain('the session cookie stayed at home; the other site may not read the answer')
  })

  test('the proxy’s cache: did it answer?', () => {
    const passes = (fromCache: boolean, seen: TimelineRow) => evaluate(checkSchema.parse({ request: { fromCache } }), observed([seen])).passed
    const cached = request({ cached: { of: 'r1', ageMs: 1 } })
    expect([passes(true, cached), passes(false, cached), passes(true, request()), passes(false, request())]).toEqual([true, false, false, true])
  })

  test('counts', () => {
    const check = { request: { path: '/' }, times: 3 }
    expect(judge(check, observed([request(), request()]))).toMatchObject({ passed: false, expected: '3 requests /', seen: '2 so far' })
    expect(judge(check, observed([request(), request(), request()])).passed).toBe(true)
  })
})

describe('never', () => {
  const check = { never: { setCookie: true } }

  test('holds until it happens', () => {
    expect(judge(check, observed([request()]))).toMatchObject({ passed: true, expected: 'no request answered with Set-Cookie', seen: 'none' })
    expect(judge(check, observed([request({ setCookie: ['connect.sid=x'] })]))).toMatchObject({
      passed: false,
      seen: expect.stringContaining('and Set-Cookie went out'),
    })
  })
})

describe('event', () => {
  test('a switch, to this store, and not refused', () => {
    const check = { event: { kind: 'switched', to: 'mongodb', carryOver: false } }
    expect(judge(check, observed([switched()]))).toMatchObject({ passed: true, expected: 'the store was switched to MongoDB without carry over' })
    expect(judge(check, observed([switched({ carryOver: true })]))).toMatchObject({ passed: false, seen: 'the store was switched to MongoDB with carry over' })
    const refused = { code: 'store-unreachable', message: '', params: {} } as const
    expect(judge(check, observed([switched({ refused })])).passed).toBe(false)
    expect(judge(check, observed())).toMatchObject({ seen: 'not yet since this step began' })
  })

  test('a start for this reason', () => {
    const started: TimelineRow = { kind: 'started', key: 's', instance: 'a', at: SINCE, boot: 2, store: 'memory', reason: 'restart' }
    expect(judge({ event: { kind: 'started', reason: 'restart' } }, observed([started])).passed).toBe(true)
    expect(judge({ event: { kind: 'started', reason: 'after-death' } }, observed([started])).passed).toBe(false)
  })

  test('options with these values', () => {
    const configured: TimelineRow = {
      kind: 'configured',
      key: 'c',
      instance: 'a',
      at: SINCE,
      options: { ...onlyInstance(state).options, rolling: true },
      changed: [],
    }
    expect(judge({ event: { kind: 'configured', options: { rolling: true } } }, observed([configured])).passed).toBe(true)
    expect(judge({ event: { kind: 'configured', options: { resave: true } } }, observed([configured]))).toMatchObject({
      passed: false,
      expected: 'the session options were changed (resave: true)',
      seen: 'the session options were changed (resave: false)',
    })
  })

  test('a death of this cause', () => {
    const death = { instance: 'a', boot: 1, at: 1, cause: 'killed', signal: null, exitCode: null, lastWords: null, lastReading: null, store: 'memory' } as const
    const figures = { held: [], sessionsLost: 0, sessionsKept: 0, requestsCutOff: 0, uptimeMs: 1, backAfterMs: null, heapLimitBytes: 1 }
    const row: TimelineRow = { kind: 'death', key: 'd', instance: 'a', at: SINCE, death: { ...death, ...figures } }
    expect(judge({ event: { kind: 'death', cause: 'killed' } }, observed([row])).passed).toBe(true)
    expect(judge({ event: { kind: 'death', cause: 'out-of-memory' } }, observed([row]))).toMatchObject({
      passed: false,
      seen: 'the lesson server died because it was killed',
    })
  })
})

describe('inOrder', () => {
  const login = { request: { method: 'POST', path: '/login' } }
  const visit = { request: { method: 'GET' } }

  test('one after the other, with others between', () => {
    const rows = [request({ method: 'POST', path: '/login' }), request({ method: 'POST', path: '/cart' }), request()]
    expect(judge({ inOrder: [login, visit] }, observed(rows))).toMatchObject({ passed: true, seen: 'all of it, in this order' })
    expect(judge({ inOrder: [visit, login] }, observed(rows))).toMatchObject({
      passed: false,
      expected: 'a request GET; then a request POST /login',
      seen: '1 of 2 so far. Still to come: a request POST /login',
    })
  })

  test('with one session ID', () => {
    const check = { inOrder: [login, visit], sameSession: true }
    const loggedIn = request({ method: 'POST', path: '/login', sessionId: 'a' })
    expect(judge(check, observed([loggedIn, known('b')])).passed).toBe(false)
    expect(judge(check, observed([loggedIn, known('a')])).passed).toBe(true)
  })

  test('requests and events', () => {
    expect(judge({ inOrder: [visit, { event: { kind: 'switched' } }] }, observed([request(), switched()])).passed).toBe(true)
    expect(judge({ inOrder: [visit, { event: { kind: 'switched' } }] }, observed([switched(), request()])).passed).toBe(false)
  })
})

test('differentSessions: each its own, and known to the store', () => {
  const check = { differentSessions: ['browser:alice', 'browser:bob'] }
  const browsers = (bobs: string | null) => [browser('browser:alice', 'aaaaaaaa'), browser('browser:bob', bobs)]
  const both = { ...focused('aaaaaaaa', {}), ...focused('bbbbbbbb', {}) }
  expect(judge(check, observed([], { browsers: browsers('bbbbbbbb'), focused: both })).passed).toBe(true)
  expect(judge(check, observed([], { browsers: browsers('aaaaaaaa'), focused: both })).passed).toBe(false)
  expect(judge(check, observed([], { browsers: browsers('bbbbbbbb'), focused: focused('aaaaaaaa', {}) }))).toMatchObject({
    passed: false,
    seen: 'Alice: aaaaaa…; Bob: a cookie, but no stored session',
  })
  expect(judge(check, observed([], { browsers: browsers(null), focused: both }))).toMatchObject({
    seen: 'Alice: aaaaaa…; Bob: no cookie',
  })
})

describe('state', () => {
  const seen = observed([], {
    browsers: [browser('browser:alice', 'a')],
    focused: focused('a', { _id: 'a', session: { isLoggedIn: true, cart: [1, 2] } }),
    store: { ...state.store, sessionCount: 3 },
  })

  test.each([
    [{ 'store.active': 'memory' }, { 'store.active': 'mongodb' }],
    [{ 'store.sessions': 3 }, { 'store.sessions': 2 }],
    [{ 'store.sessions': { atLeast: 3, atMost: 3 } }, { 'store.sessions': { atLeast: 4 } }],
    [{ 'store.sessions': { atMost: 3 } }, { 'store.sessions': { atMost: 2 } }],
    [
      { 'browser:alice.loggedIn': true, 'browser:alice.cart': 2 },
      { 'browser:alice.loggedIn': true, 'browser:alice.cart': 1 },
    ],
    [{ 'options.maxAgeMs': null }, { 'options.maxAgeMs': 5 }],
  ])('%j holds, %j does not', (holds, fails) => {
    expect(judge({ state: holds }, seen).passed).toBe(true)
    expect(judge({ state: fails }, seen).passed).toBe(false)
  })

  test('says it in both languages, and tells only what is open', () => {
    expect(judge({ state: { 'store.sessions': { atLeast: 1_000 }, 'browser:alice.loggedIn': true } }, seen)).toEqual({
      passed: false,
      expected: 'sessions in the store: at least 1,000',
      seen: 'sessions in the store: 3',
    })
  })
})

describe('crowd', () => {
  const run = {
    id: 1,
    order: { users: 100, usersPerSecond: null, cartItems: 0, behaviour: 'shop' },
    store: 'memory',
    boot: 1,
    startedAt: SINCE + 1,
    endedAt: SINCE + 2,
    outcome: 'done',
    usersDone: 100,
    requests: 300,
    errors: 0,
    errorKinds: [],
    usersPerSecond: 1,
    remainingMs: null,
    latency: null,
    sessionsBefore: 0,
    sessionsAfter: 100,
    bytesPerSession: null,
    heapBeforeBytes: 0,
    heapGrowthBytes: 30 * 1024 * 1024,
    curve: [],
    curveSpacingMs: 0,
    instance: 'a',
    heapLimitBytes: null,
    lesson: null,
  } as const
  const ended = (fields: Partial<Omit<typeof run, 'id'>> & { readonly id?: number } = {}) =>
    observed([], { crowd: { running: null, finished: [{ ...run, ...fields }] } })

  test.each([
    [{ users: 100 }, { users: 101 }],
    [
      { users: 1, store: 'memory' },
      { users: 1, store: 'mongodb' },
    ],
    [
      { users: 1, outcome: 'done' },
      { users: 1, outcome: 'cancelled' },
    ],
    [
      { users: 1, heapGrowthMb: { atLeast: 30 } },
      { users: 1, heapGrowthMb: { atMost: 29 } },
    ],
    [
      { users: 1, newSessions: { atLeast: 100 } },
      { users: 1, newSessions: { atMost: 0 } },
    ],
  ])('%j holds, %j does not', (holds, fails) => {
    expect(judge({ crowd: holds }, ended()).passed).toBe(true)
    expect(judge({ crowd: fails }, ended()).passed).toBe(false)
  })

  test('one from before the step is none', () => {
    expect(judge({ crowd: { users: 1 } }, ended({ id: 0 }))).toMatchObject({
      passed: false,
      expected: 'a whole crowd of at least 1 users',
      seen: 'no crowd since this step began',
    })
  })
})

describe('answer', () => {
  const answered = (answer: string | null) => observed([], {}, { answer, rightAnswer: 'a,b' })

  test('any, right, or this choice', () => {
    expect(judge({ answer: 'any' }, answered('x')).passed).toBe(true)
    expect(judge({ answer: 'any' }, answered(null))).toMatchObject({ passed: false, seen: 'no answer yet' })
    expect(judge({ answer: 'right' }, answered('a,b')).passed).toBe(true)
    expect(judge({ answer: 'right' }, answered('b,a'))).toMatchObject({ passed: false, seen: 'an answer that does not fit yet' })
    expect(judge({ answer: 'yes' }, answered('yes')).passed).toBe(true)
    expect(judge({ answer: 'yes' }, answered('no')).passed).toBe(false)
  })
})

test('all: every leaf at once; only what is open is told', () => {
  const check = { all: [{ request: { method: 'GET' } }, { state: { 'store.active': 'mongodb' } }] }
  expect(judge(check, observed([request()]))).toMatchObject({ passed: false, expected: 'the store: MongoDB', seen: 'the store: Memory' })
  expect(judge(check, observed([request()], { store: { ...state.store, active: 'mongodb' } })).passed).toBe(true)
})
