import { describe, expect, test } from 'vitest'
import type { RequestRecord, StoreOperation, StoreOperationName } from '../../../server/protocol/requests.js'
import type { SessionOptions } from '../../../server/protocol/session-options.js'
import { explain } from './explain.js'

const options: SessionOptions = {
  name: 'connect.sid',
  resave: false,
  saveUninitialized: false,
  rolling: false,
  maxAgeMs: null,
  httpOnly: true,
  secure: false,
  sameSite: null,
}
const op = (name: StoreOperationName, more: Partial<StoreOperation> = {}): StoreOperation => ({ name, sessionId: 'A', startedMs: 0, durationMs: 1, ...more })
const good = { kind: 'good', sessionId: 'A', secretIndex: 0 } as const

/** A request that came with a good cookie and changed nothing. */
function record(more: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: 'r1',
    actor: 'you',
    boot: 1,
    store: 'memory',
    at: 0,
    method: 'GET',
    path: '/',
    cookieIn: good,
    operations: [op('get', { hit: true }), op('touch')],
    sessionId: 'A',
    sessionIsNew: false,
    before: { isLoggedIn: true },
    after: { isLoggedIn: true },
    status: 200,
    setCookie: [],
    headersMs: 1,
    durationMs: 2,
    outcome: 'answered',
    options,
    ...more,
  }
}
const keys = (more: Partial<RequestRecord>) => explain(record(more)).map(({ key }) => key)
const fresh = { cookieIn: { kind: 'none' }, operations: [], sessionIsNew: true, before: null, after: {} } as const
const sent = ['connect.sid=s%3AA.sig; Path=/; HttpOnly']

describe('a request that crossed with another one of its session', () => {
  test.each([
    ['overwrote', 'overwrote'],
    ['overwritten', 'overwritten'],
    ['read-early', 'readEarly'],
  ] as const)('%s is said first', (kind, key) => {
    expect(keys({ operations: [op('get', { hit: true }), op('set')], crossed: { kind, request: 'r7' } })[0]).toBe(key)
  })
  test('one that did not says nothing of it', () => {
    expect(keys({ operations: [op('get', { hit: true }), op('set')] })).not.toContain('overwrote')
  })
})

describe('a cookie that the shop had not signed, and that its own replaces', () => {
  const stranger = { kind: 'bad-signature', sessionId: 'x', signature: 'y' } as const
  const login = { ...fresh, cookieIn: stranger, operations: [op('set')], after: { isLoggedIn: true }, setCookie: sent }
  test('may have been another app’s', () => expect(keys(login)).toEqual(['idBadSignature', 'savedSet', 'cookieOverwrote']))
  test('is nobody’s loss where nothing was replaced', () => expect(keys({ ...login, setCookie: [] })).not.toContain('cookieOverwrote'))
  test('was changed by hand in a virtual browser', () => expect(keys({ ...login, actor: 'browser:alice' })).not.toContain('cookieOverwrote'))
})

describe('a first request', () => {
  test('untouched: not saved, because saveUninitialized is off', () => {
    expect(keys(fresh)).toEqual(['notSavedUninitialized'])
  })
  test('untouched with saveUninitialized on: saved, with a cookie', () => {
    expect(keys({ ...fresh, operations: [op('set')], setCookie: sent, options: { ...options, saveUninitialized: true } })).toEqual([
      'idNoCookie',
      'savedUninitialized',
    ])
  })
  test('login names what was set', () => {
    const reasons = explain(record({ ...fresh, after: { isLoggedIn: true }, operations: [op('set')], setCookie: sent }))
    expect(reasons).toEqual([
      { key: 'idNoCookie', params: {} },
      { key: 'savedSet', params: { keys: 'isLoggedIn' } },
    ])
  })
  test('a Secure cookie does not leave over plain http, though the session is saved', () => {
    expect(keys({ ...fresh, after: { isLoggedIn: true }, operations: [op('set')], options: { ...options, secure: true } })).toEqual([
      'idNoCookie',
      'savedSet',
      'noCookieSecure',
    ])
  })
})

describe('getcookie', () => {
  test.each([
    [{ kind: 'unsigned', value: 'A' }, 'idUnsigned'],
    [{ kind: 'bad-signature', sessionId: 'A', signature: 'x' }, 'idBadSignature'],
    [{ kind: 'malformed', value: '%' }, 'idMalformed'],
  ] as const)('%o gets a new id', (cookieIn, key) => {
    expect(keys({ ...fresh, cookieIn })).toEqual([key, 'notSavedUninitialized'])
  })
  test('a good cookie whose session is gone gets a new id', () => {
    expect(keys({ ...fresh, cookieIn: good, operations: [op('get', { hit: false })], sessionId: 'B' })).toEqual(['idUnknown', 'notSavedUninitialized'])
  })
  test('an expired document that the store removes while reading is not the shop logging out', () => {
    expect(keys({ ...fresh, cookieIn: good, operations: [op('get', { hit: false }), op('destroy')], sessionId: 'B' })).toEqual([
      'idUnknown',
      'notSavedUninitialized',
    ])
  })
  test('regenerate at login: the id is new although the session was found', () => {
    const operations = [op('get', { hit: true }), op('destroy'), op('set', { sessionId: 'B' })]
    expect(keys({ operations, sessionId: 'B', sessionIsNew: true, before: {}, after: { isLoggedIn: true }, setCookie: sent })).toEqual([
      'idRegenerated',
      'savedSet',
    ])
  })
})

describe('shouldSave and shouldTouch', () => {
  test('a changed session is saved, and its changed keys are named', () => {
    const reasons = explain(record({ operations: [op('get', { hit: true }), op('set')], before: { cart: [], flash: 'x' }, after: { cart: [{ id: 'http' }] } }))
    expect(reasons[0]).toEqual({ key: 'savedChanged', params: { keys: 'cart, flash' } })
    expect(reasons[1]?.key).toBe('noCookieSameId')
  })
  test('unchanged: touched where the store can, else not', () => {
    expect(keys({})).toEqual(['touched', 'noCookieSameId'])
    expect(keys({ operations: [op('get', { hit: true })] })).toEqual(['notSavedNoTouch', 'noCookieSameId'])
  })
  test('unchanged and saved: resave, or the shop itself asked', () => {
    const operations = [op('get', { hit: true }), op('set')]
    expect(keys({ operations, options: { ...options, resave: true } })[0]).toBe('savedResave')
    expect(keys({ operations })[0]).toBe('savedByShop')
  })
  test('a save that failed is said although the answer was sent', () => {
    const reasons = explain(record({ operations: [op('get', { hit: true }), op('set', { error: 'no answer' })] }))
    expect(reasons[0]).toEqual({ key: 'saveFailed', params: { problem: 'no answer' } })
  })
  test('a destroyed session is neither saved nor sent', () => {
    expect(keys({ operations: [op('get', { hit: true }), op('destroy')], after: null })).toEqual(['destroyed'])
    expect(
      keys({ operations: [op('get', { hit: true }), op('destroy')], after: null, setCookie: ['connect.sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'] }),
    ).toEqual(['destroyed', 'cookieCleared'])
  })
})

describe('shouldSetCookie', () => {
  test('a known id is sent again when rolling, or when it changed and has an expiry', () => {
    expect(keys({ setCookie: sent, options: { ...options, rolling: true } })).toContain('cookieRolling')
    expect(
      keys({ setCookie: sent, operations: [op('get', { hit: true }), op('set')], after: { cart: [] }, options: { ...options, maxAgeMs: 1000 } }),
    ).toContain('cookieExpiry')
  })
  test('another cookie of the shop is not the session cookie', () => {
    expect(keys({ setCookie: ['language=en'] })).toContain('noCookieSameId')
  })
})

describe('requests that did not end well', () => {
  test('each says so, and nothing that the record does not prove', () => {
    expect(keys({ outcome: 'cut-off', status: null, operations: [] })).toEqual(['cutOff'])
    expect(keys({ operations: [op('get', { error: 'no answer' })], outcome: 'failed', status: 500, before: null, after: null })).toEqual(['readFailed'])
    expect(keys({ outcome: 'aborted', status: null, operations: [op('get', { hit: true })] })).toEqual(['aborted'])
    expect(keys({ sessionId: null, operations: [], outcome: 'failed' })).toEqual(['noMiddleware'])
  })
})

describe('an error of the shop’s own code', () => {
  const message = 'TypeError: basket.add is not a function'
  test('comes first, with its line where that is known', () => {
    const mistake = { message, place: { file: 'server/lesson-server/shop/app.ts', line: 71 } }
    expect(explain(record({ status: 500, outcome: 'failed', mistake }))[0]).toEqual({
      key: 'shopThrewAt',
      params: { problem: message, place: 'server/lesson-server/shop/app.ts:71' },
    })
    expect(explain(record({ status: 500, outcome: 'failed', mistake: { message, place: null } }))[0]).toEqual({
      key: 'shopThrew',
      params: { problem: message },
    })
  })
  test('also where the session middleware was never reached', () => {
    expect(keys({ sessionId: null, status: 500, outcome: 'failed', mistake: { message, place: null } })).toEqual(['shopThrew'])
    expect(keys({ sessionId: null, outcome: 'aborted' })).toEqual(['aborted'])
    expect(keys({ sessionId: null })).toEqual(['noMiddleware'])
  })
})
