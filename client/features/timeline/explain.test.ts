import { describe, expect, test } from 'vitest'
import type { Answer, Decision, KeyChanges, SaveDecision, SetCookieDecision } from '../../../server/protocol/decisions.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { fixtureRequest } from '../../test/fixture-request.js'
import { fixtureOptions } from '../../test/fixture-snapshot.js'
import { explain } from './explain.js'

const path: Decision = { kind: 'path', yes: true, reason: 'inside', cookiePath: '/' }
const none: Decision = { kind: 'cookie', yes: false, reason: 'none', name: 'connect.sid' }
const came: Decision = { kind: 'cookie', yes: true, reason: 'came', name: 'connect.sid' }
const newest: Decision = { kind: 'signature', yes: true, reason: 'newest-secret', secretIndex: 0, secretId: 'secret-1', secrets: 1 }
const badSignature = (reason: 'unsigned' | 'mismatch' | 'malformed'): Decision => ({
  kind: 'signature',
  yes: false,
  reason,
  secretIndex: null,
  secretId: null,
  secrets: 1,
})
const found: Decision = { kind: 'store', yes: true, reason: 'found', sessionId: 'A' }
const notFound = (reason: 'unknown' | 'expired' | 'no-entry'): Decision => ({ kind: 'store', yes: false, reason, sessionId: 'A' })
const touch: Decision = { kind: 'touch', yes: true, reason: 'unchanged', canTouch: true }
const noTouch: Decision = { kind: 'touch', yes: false, reason: 'no-touch', canTouch: false }

const keysOf = (changes: Partial<KeyChanges>): KeyChanges => ({ set: [], changed: [], removed: [], ...changes })
const facts = { isNew: false, isRegenerated: false, isModified: false, keys: keysOf({}) }
/** An answer and a reason that goes with it. */
type Said<Kind extends 'save' | 'setCookie', A = Answer<Kind>> = A extends { readonly yes: infer Yes; readonly reason: infer Reason } ? [Yes, Reason] : never

function save(...[yes, reason, more = {}]: [...Said<'save'>, more?: Partial<SaveDecision>]): Decision {
  return { kind: 'save', yes, reason, ...facts, resave: false, saveUninitialized: false, canTouch: false, isSaved: false, ...more } as SaveDecision
}
function setCookie(...[yes, reason, more = {}]: [...Said<'setCookie'>, more?: Partial<SetCookieDecision>]): Decision {
  const rest = { rolling: false, saveUninitialized: false, hasExpiry: false, isSecure: false, isTls: false, forwardedProto: null, byShop: null }
  return { kind: 'setCookie', yes, reason, ...facts, ...rest, ...more } as SetCookieDecision
}

/** A request of a browser about which this was decided. */
const record = (decisions: readonly Decision[], more: Partial<RequestRecord> = {}): RequestRecord =>
  fixtureRequest({ decisions, sessionId: 'A', headersMs: 1, durationMs: 2, options: fixtureOptions, ...more })
const keys = (decisions: readonly Decision[], more: Partial<RequestRecord> = {}) => explain(record(decisions, more)).map(({ key }) => key)

const KNOWN = [path, came, newest, found]
const FRESH = [path, none]
const UNTOUCHED = [save(false, 'uninitialized'), { ...noTouch, reason: 'new-id' }, setCookie(false, 'uninitialized')] as const
const SAVED = [...KNOWN, save(true, 'changed', { keys: keysOf({ changed: ['cart'] }) }), setCookie(false, 'same-id')]
const login = save(true, 'changed', { keys: keysOf({ set: ['isLoggedIn'] }) })

describe('a request that crossed with another one of its session', () => {
  test.each([
    ['overwrote', 'overwrote'],
    ['overwritten', 'overwritten'],
    ['read-early', 'readEarly'],
  ] as const)('%s is said first', (kind, key) => {
    expect(keys(SAVED, { crossed: { kind, request: 'r7' } })[0]).toBe(key)
  })
  test('what was lost is named', () => {
    const reasons = explain(record(SAVED, { crossed: { kind: 'overwrote', request: 'r7', lost: ['cart', 'flash'] } }))
    expect(reasons[1]).toEqual({ key: 'lost', params: { keys: 'cart, flash' } })
    expect(reasons.map(({ key }) => key)).not.toContain('lostAlike')
  })
  test('and what was lost of several is named once', () => {
    const also = [{ request: 'r8', lost: ['flash', 'cart'] }]
    const reasons = explain(record(SAVED, { crossed: { kind: 'overwrote', request: 'r7', lost: ['cart'], also } }))
    expect(reasons[1]).toEqual({ key: 'lost', params: { keys: 'cart, flash' } })
  })
  test('and so is what both had brought from the same to the same', () => {
    const reasons = explain(record(SAVED, { crossed: { kind: 'overwrote', request: 'r7', lost: ['views', 'name'], alike: ['views'] } }))
    expect(reasons[2]).toEqual({ key: 'lostAlike', params: { keys: 'views' } })
  })
  test('one that did not says nothing of it', () => {
    expect(keys(SAVED)).not.toContain('overwrote')
  })
})

describe('a cookie that the shop had not signed, and that its own replaces', () => {
  const before = [path, came, badSignature('mismatch'), login]
  const replaced = [...before, setCookie(true, 'new-id')]
  test('may have been another app’s', () => expect(keys(replaced)).toEqual(['idBadSignature', 'savedSet', 'cookieOverwrote']))
  test('is nobody’s loss where nothing was replaced', () => expect(keys([...before, setCookie(false, 'not-secured')])).not.toContain('cookieOverwrote'))
  test('was changed by hand in a virtual browser', () => expect(keys(replaced, { actor: 'browser:alice' })).not.toContain('cookieOverwrote'))
})

describe('a first request', () => {
  test('untouched: not saved, because saveUninitialized is off', () => {
    expect(keys([...FRESH, ...UNTOUCHED])).toEqual(['notSavedUninitialized'])
  })
  test('untouched with saveUninitialized on: saved, with a cookie', () => {
    expect(keys([...FRESH, save(true, 'uninitialized'), setCookie(true, 'new-id')])).toEqual(['idNoCookie', 'savedUninitialized'])
  })
  test('login names what was set', () => {
    expect(explain(record([...FRESH, login, setCookie(true, 'new-id')]))).toEqual([
      { key: 'idNoCookie', params: {} },
      { key: 'savedSet', params: { keys: 'isLoggedIn' } },
    ])
  })
  test('a Secure cookie does not leave over plain http, though the session is saved', () => {
    expect(keys([...FRESH, login, setCookie(false, 'not-secured', { isSecure: true })])).toEqual(['idNoCookie', 'savedSet', 'noCookieSecure'])
  })
  test('nor behind a proxy that says HTTPS and is not believed', () => {
    const unbelieved = setCookie(false, 'not-secured', { isSecure: true, forwardedProto: 'https' })
    expect(keys([...FRESH, login, unbelieved])).toEqual(['idNoCookie', 'savedSet', 'noCookieUntrusted'])
  })
  test('one that changed only after the headers had left has no cookie for what was saved', () => {
    expect(keys([...FRESH, setCookie(false, 'uninitialized'), login])).toEqual(['idNoCookie', 'savedSet', 'noCookieTooLate'])
  })
  test('a cookie that cannot be written is not sent', () => {
    expect(keys([...FRESH, login, setCookie(false, 'failed')])).toEqual(['idNoCookie', 'savedSet', 'noCookieFailed'])
  })
})

describe('the cookie that came', () => {
  test.each([
    ['unsigned', 'idUnsigned'],
    ['mismatch', 'idBadSignature'],
    ['malformed', 'idMalformed'],
  ] as const)('%s gets a new id', (reason, key) => {
    expect(keys([path, came, badSignature(reason), ...UNTOUCHED])).toEqual([key, 'notSavedNewId'])
  })
  test('an empty one gets a new id', () => {
    expect(keys([path, { ...none, reason: 'empty' }, ...UNTOUCHED])).toEqual(['idMalformed', 'notSavedNewId'])
  })
  test.each([
    ['unknown', 'idUnknown'],
    ['no-entry', 'idUnknown'],
    ['expired', 'idExpired'],
  ] as const)('a good cookie whose session is %s gets a new id', (reason, key) => {
    expect(keys([path, came, newest, notFound(reason), ...UNTOUCHED])).toEqual([key, 'notSavedNewId'])
  })
  test('one that an older secret signed still counts', () => {
    const older: Decision = { ...newest, reason: 'older-secret', secretIndex: 1, secrets: 2 } as Decision
    expect(keys([path, came, older, found, save(false, 'unchanged'), touch])).toEqual(['olderSecret', 'touched'])
  })
  test('regenerate at login: the id is new although the session was found', () => {
    const saved = save(true, 'changed', { isNew: true, isRegenerated: true, keys: keysOf({ set: ['isLoggedIn'] }) })
    expect(keys([...KNOWN, saved, setCookie(true, 'new-id')])).toEqual(['idRegenerated', 'savedSet'])
    expect(keys([...FRESH, save(true, 'new-id', { isNew: true, isRegenerated: true }), setCookie(true, 'new-id')])).toEqual(['idNoCookie', 'savedNewId'])
  })
  test('outside of cookie.path, and while the store is disconnected, there is no session', () => {
    expect(explain(record([{ kind: 'path', yes: false, reason: 'outside', cookiePath: '/shop' }]))).toEqual([
      { key: 'outsidePath', params: { place: '/shop' } },
    ])
    expect(keys([{ kind: 'path', yes: false, reason: 'store-disconnected', cookiePath: '/' }])).toEqual(['storeDisconnected'])
  })
})

describe('saved or not', () => {
  test('a changed session is saved, and its changed keys are named', () => {
    const reasons = explain(record([...KNOWN, save(true, 'changed', { keys: keysOf({ changed: ['cart'], removed: ['flash'] }) }), setCookie(false, 'same-id')]))
    expect(reasons[0]).toEqual({ key: 'savedChanged', params: { keys: 'cart, flash' } })
    expect(reasons[1]?.key).toBe('noCookieSameId')
    expect(keys([...KNOWN, save(true, 'changed', { keys: keysOf({ removed: ['flash'] }) })])).toEqual(['savedRemoved'])
    expect(keys([...KNOWN, save(true, 'changed')])).toEqual(['saved'])
  })
  test('unchanged: touched where the store can, else not', () => {
    expect(keys([...KNOWN, save(false, 'unchanged'), touch, setCookie(false, 'same-id')])).toEqual(['touched', 'noCookieSameId'])
    expect(keys([...KNOWN, save(false, 'unchanged'), noTouch, setCookie(false, 'same-id')])).toEqual(['notSavedNoTouch', 'noCookieSameId'])
    expect(keys([...KNOWN, save(false, 'unchanged'), { ...touch, error: 'no answer' } as Decision])).toEqual(['touchFailed'])
  })
  test('unchanged and saved: resave, or the shop itself asked', () => {
    expect(keys([...KNOWN, save(true, 'resave')])[0]).toBe('savedResave')
    expect(keys([...KNOWN, save(true, 'asked'), save(false, 'saved-already'), touch])).toEqual(['savedByShop', 'notSavedAgain'])
  })
  test('saved by the shop, and once more at the end, names all that changed', () => {
    const twice = [save(true, 'asked', { keys: keysOf({ set: ['a'] }) }), save(true, 'changed', { keys: keysOf({ set: ['a', 'b'] }) })]
    expect(explain(record([...KNOWN, ...twice]))).toEqual([{ key: 'savedSet', params: { keys: 'a, b' } }])
  })
  test('a save that failed is said although the answer was sent', () => {
    const reasons = explain(record([...KNOWN, save(true, 'changed', { error: 'no answer' })]))
    expect(reasons[0]).toEqual({ key: 'saveFailed', params: { problem: 'no answer' } })
  })
  test('a destroyed session is neither saved nor sent', () => {
    const destroyed = [...KNOWN, save(false, 'destroyed')]
    expect(keys([...destroyed, setCookie(false, 'no-session')])).toEqual(['destroyed'])
    expect(keys([...destroyed, setCookie(false, 'no-session', { byShop: 'cleared' })])).toEqual(['destroyed', 'cookieCleared'])
    expect(keys([...KNOWN, save(false, 'destroyed', { error: 'no answer' })])).toEqual(['destroyFailed'])
    expect(keys([path, came, newest, notFound('unknown'), save(false, 'destroyed')])).toEqual(['destroyed'])
  })
  test('one that the shop removed is kept in the store, or destroyed there', () => {
    expect(keys([...KNOWN, save(false, 'unset'), setCookie(false, 'no-session')])).toEqual(['unset'])
    expect(keys([...KNOWN, save(false, 'unset-destroyed'), setCookie(false, 'no-session')])).toEqual(['unsetDestroyed'])
    expect(keys([...KNOWN, save(false, 'unset-destroyed', { error: 'no answer' })])).toEqual(['destroyFailed'])
  })
  test('an id that is no string is ignored', () => {
    expect(keys([...KNOWN, save(false, 'bogus-id'), setCookie(false, 'bogus-id')])).toEqual(['bogusId'])
  })
})

describe('a known id is sent again', () => {
  test('when rolling, or when the session changed and has an expiry', () => {
    expect(keys([...KNOWN, setCookie(true, 'rolling')])).toContain('cookieRolling')
    expect(keys([...KNOWN, setCookie(true, 'expiry')])).toContain('cookieExpiry')
  })
  test('another cookie of the shop is not the session cookie', () => {
    expect(keys([...KNOWN, setCookie(false, 'same-id')], { setCookie: ['language=en'] })).toContain('noCookieSameId')
  })
})

describe('requests that did not end well', () => {
  test('each says so, and nothing that was not decided', () => {
    expect(keys([], { outcome: 'cut-off', status: null })).toEqual(['cutOff'])
    const failed: Decision = { kind: 'store', yes: false, reason: 'failed', sessionId: 'A', error: 'no answer' }
    expect(keys([path, came, newest, failed, save(false, 'not-loaded'), setCookie(false, 'no-session')], { outcome: 'failed', status: 500 })).toEqual([
      'readFailed',
    ])
    expect(keys(KNOWN, { outcome: 'aborted', status: null })).toEqual(['aborted'])
    expect(keys([...KNOWN, setCookie(true, 'rolling')], { outcome: 'aborted', status: null })).toEqual(['aborted'])
    expect(keys([], { sessionId: null, outcome: 'failed' })).toEqual(['noMiddleware'])
  })
})

describe('an error of the shop’s own code', () => {
  const message = 'TypeError: basket.add is not a function'
  test('comes first, with its line where that is known', () => {
    const mistake = { message, place: { file: 'server/lesson-server/shop/app.ts', line: 71 } }
    expect(explain(record(SAVED, { status: 500, outcome: 'failed', mistake }))[0]).toEqual({
      key: 'shopThrewAt',
      params: { problem: message, place: 'server/lesson-server/shop/app.ts:71' },
    })
    expect(explain(record(SAVED, { status: 500, outcome: 'failed', mistake: { message, place: null } }))[0]).toEqual({
      key: 'shopThrew',
      params: { problem: message },
    })
  })
  test('also where the session middleware was never reached', () => {
    expect(keys([], { sessionId: null, status: 500, outcome: 'failed', mistake: { message, place: null } })).toEqual(['shopThrew'])
    expect(keys([], { sessionId: null, outcome: 'aborted' })).toEqual(['aborted'])
    expect(keys([], { sessionId: null })).toEqual(['noMiddleware'])
  })
})
