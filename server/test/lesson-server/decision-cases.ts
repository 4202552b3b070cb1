/** What express-session's README says that it decides, one case each, with the answers that are to be noted. */
import { sign } from 'cookie-signature'
import session, { type Store } from 'express-session'
import type { Decision } from '../../protocol/decisions.js'
import type { Options } from './decision-shop.js'
import { SECRETS } from './tapped-shop.js'

export interface DecisionCase {
  /** The option or method of the README, and what is the case. */
  readonly what: string
  /** Of `decision-shop.ts`: what the request does. */
  readonly path: string
  /** All decisions, in order. */
  readonly says: readonly string[]
  readonly options?: Options
  readonly store?: () => Store
  /** The Cookie header; `known`: that of a session which exists, with a name in it. */
  readonly cookie?: 'known' | string
  readonly headers?: Record<string, string>
  /** The values that decided. */
  readonly values?: Partial<Decision>
}

const signed = (id: string, secret: string) => `connect.sid=${encodeURIComponent(`s:${sign(id, secret)}`)}`
const GONE = signed('gone', SECRETS[0])

/** A memory store of which one method fails. */
const failing = (name: 'get' | 'set' | 'touch' | 'destroy', error: unknown) => () => {
  const store = new session.MemoryStore()
  Reflect.set(store, name, (...args: unknown[]) => setImmediate(args.at(-1) as (error: unknown) => void, error))
  return store
}

/** A memory store whose `get` gives something else the n-th time that it is asked. */
const getting = (nth: number, error: unknown, data: unknown) => () => {
  const store = new session.MemoryStore()
  const get = store.get.bind(store)
  let asked = 0
  store.get = (id, callback) => (++asked === nth ? void setImmediate(callback, error, data as never) : get(id, callback))
  return store
}

/** A memory store without `touch`. */
class NoTouchStore extends session.MemoryStore {}
Object.defineProperty(NoTouchStore.prototype, 'touch', { value: undefined })

/** How decisions stand in `says`. */
export const said = (decisions: readonly Decision[]): readonly string[] => decisions.map(({ kind, yes, reason }) => `${kind} ${yes ? 'yes' : 'no'}: ${reason}`)

export const NEW = ['path yes: inside', 'cookie no: none'] as const
export const BROUGHT = ['path yes: inside', 'cookie yes: came'] as const
export const KNOWN = [...BROUGHT, 'signature yes: newest-secret', 'store yes: found'] as const
/** What follows for a new session that nobody touched, and for a known one. */
export const UNTOUCHED = ['save no: uninitialized', 'touch no: new-id', 'setCookie no: uninitialized'] as const
export const UNCHANGED = ['save no: unchanged', 'touch yes: unchanged', 'setCookie no: same-id'] as const

type More = Omit<DecisionCase, 'what' | 'path' | 'says'>
const row = (what: string, path: string, says: readonly string[], more: More = {}): DecisionCase => ({ what, path, says, ...more })
/** With the cookie of a session that exists; `says` follows on `KNOWN`. */
const known = (what: string, path: string, says: readonly string[], more: More = {}) => row(what, path, [...KNOWN, ...says], { cookie: 'known', ...more })
/** Without a cookie; `says` follows on `NEW`. */
const fresh = (what: string, path: string, says: readonly string[], more: More = {}) => row(what, path, [...NEW, ...says], more)
const save = (values: Partial<Extract<Decision, { kind: 'save' }>>) => ({ values: { kind: 'save', ...values } as const })
const setCookie = (values: Partial<Extract<Decision, { kind: 'setCookie' }>>) => ({ values: { kind: 'setCookie', ...values } as const })
const keys = (changes: { set?: string[]; changed?: string[]; removed?: string[] }) => ({ keys: { set: [], changed: [], removed: [], ...changes } })

const SAVED_NEW = ['save yes: changed', 'setCookie yes: new-id']
const SAVED_KNOWN = ['save yes: changed', 'setCookie no: same-id']
const ASKED = ['save yes: asked', 'save no: saved-already', 'touch yes: unchanged', 'setCookie no: same-id']
const ANA = '/change?name=Ana'
const BIA = '/change?name=Bia'
const headers = { 'x-forwarded-proto': 'https' }

export const DECISION_CASES: readonly DecisionCase[] = [
  fresh('cookie.path: a request below it', '/look', UNTOUCHED, { options: { cookie: { path: '/lo' } } }),
  row('cookie.path: a request outside of it', '/look', ['path no: outside'], {
    options: { cookie: { path: '/shop' } },
    values: { kind: 'path', cookiePath: '/shop' },
  }),

  row('name: the cookie of that name is read', '/look', [...BROUGHT, 'signature yes: newest-secret', 'store no: unknown', ...UNTOUCHED], {
    options: { name: 'shop.sid' },
    cookie: GONE.replace('connect', 'shop'),
    values: { kind: 'cookie', name: 'shop.sid' },
  }),
  fresh('name: one of another name is not', '/look', UNTOUCHED, { options: { name: 'shop.sid' }, cookie: GONE }),
  row('an empty cookie counts as none', '/look', ['path yes: inside', 'cookie no: empty', ...UNTOUCHED], { cookie: 'connect.sid=' }),

  // "only the first element will be used to sign, while all the elements will be considered when verifying"
  known('secret: the first one verifies', '/look', UNCHANGED, { values: { kind: 'signature', secretIndex: 0, secretId: 'secret-2', secrets: 2 } }),
  row('secret: an older one does as well', '/look', [...BROUGHT, 'signature yes: older-secret', 'store no: unknown', ...UNTOUCHED], {
    cookie: signed('gone', SECRETS[1]),
    values: { kind: 'signature', secretIndex: 1, secretId: 'secret-1', secrets: 2 },
  }),
  row('secret: one that was dropped does not', '/look', [...BROUGHT, 'signature no: mismatch', ...UNTOUCHED], {
    cookie: signed('gone', 'dropped'),
    values: { kind: 'signature', secretIndex: null, secretId: null },
  }),
  row('secret: nobody signed it', '/look', [...BROUGHT, 'signature no: unsigned', ...UNTOUCHED], { cookie: 'connect.sid=bare' }),
  row('secret: it cannot be decoded', '/look', [...BROUGHT, 'signature no: malformed', ...UNTOUCHED], { cookie: 'connect.sid=%zz' }),

  // "a session if found, otherwise null or undefined if the session was not found (and there was no error)"; `ENOENT` acts like that
  row('store.get: not found', '/look', [...BROUGHT, 'signature yes: newest-secret', 'store no: unknown', ...UNTOUCHED], {
    cookie: GONE,
    values: { kind: 'store', sessionId: 'gone' },
  }),
  row('store.get: not found, told as ENOENT', '/look', [...BROUGHT, 'signature yes: newest-secret', 'store no: no-entry', ...UNTOUCHED], {
    cookie: 'known',
    store: failing('get', Object.assign(new Error('no such file'), { code: 'ENOENT' })),
  }),
  row('store.get: it fails', '/look', [...BROUGHT, 'signature yes: newest-secret', 'store no: failed', 'save no: not-loaded', 'setCookie no: no-session'], {
    cookie: 'known',
    store: failing('get', new Error('no answer')),
    values: { kind: 'store', error: 'no answer' },
  }),

  row('store.get: data without a cookie', '/look', [...KNOWN, 'save no: not-loaded', 'setCookie no: no-session'], {
    cookie: 'known',
    store: getting(1, null, { name: 'Ana' }),
  }),
  fresh('store.get: of another session, and it fails', '/unset-get-other', ['save no: unset', 'setCookie no: no-session'], {
    store: failing('get', new Error('no answer')),
  }),

  // "A session is uninitialized when it is new but not modified"
  fresh('saveUninitialized off: untouched', '/look', UNTOUCHED, save({ isNew: true, isModified: false, saveUninitialized: false })),
  fresh('saveUninitialized off: changed', ANA, SAVED_NEW, save({ isNew: true, isModified: true, ...keys({ set: ['name', 'flash'] }) })),
  fresh('saveUninitialized on: untouched', '/look', ['save yes: uninitialized', 'setCookie yes: new-id'], {
    options: { saveUninitialized: true },
    ...save({ saveUninitialized: true, isModified: false }),
  }),
  fresh('saveUninitialized on: changed', ANA, SAVED_NEW, { options: { saveUninitialized: true } }),

  // "Forces the session to be saved back to the session store, even if the session was never modified during the request"
  known('resave off: unchanged', '/look', UNCHANGED, save({ resave: false, isNew: false, isSaved: false })),
  known('resave off: changed', BIA, SAVED_KNOWN, save(keys({ changed: ['name'] }))),
  known('resave off: a key removed', '/remove', SAVED_KNOWN, save(keys({ removed: ['name'] }))),
  known('resave off: a key set', '/set', SAVED_KNOWN, save(keys({ set: ['isLoggedIn'] }))),
  known('resave off: set to what it was', ANA, UNCHANGED),
  known('resave off: the same keys in another order are another JSON', '/reorder', SAVED_KNOWN, save({ isModified: true, ...keys({}) })),
  known('resave on: unchanged', '/look', ['save yes: resave', 'setCookie no: same-id'], {
    options: { resave: true },
    ...save({ resave: true, isModified: false }),
  }),
  known('resave on: changed', BIA, SAVED_KNOWN, { options: { resave: true } }),
  known('resave on: the shop has saved it', '/save', ASKED, { options: { resave: true } }),

  // "primarily used when the store will automatically delete idle sessions"
  known('store.touch: the store has it', '/look', UNCHANGED, { values: { kind: 'touch', canTouch: true } }),
  known('store.touch: the store has none', '/look', ['save no: unchanged', 'touch no: no-touch', 'setCookie no: same-id'], {
    store: () => new NoTouchStore(),
    values: { kind: 'touch', canTouch: false },
  }),
  known('store.touch: it fails', '/look', UNCHANGED, { store: failing('touch', new Error('read-only')), values: { kind: 'touch', error: 'read-only' } }),

  known('Session.save: unchanged', '/save', ASKED),
  fresh(
    'Session.save: changed',
    '/change-save',
    ['save yes: asked', 'save no: saved-already', 'touch no: new-id', 'setCookie yes: new-id'],
    save(keys({ set: ['name'] })),
  ),
  known('Session.save: changed once more after it', '/change-save-change', ['save yes: asked', ...SAVED_KNOWN], save({ isSaved: true })),
  known('Session.save: changed back after it', '/change-save-back', ['save yes: asked', ...SAVED_KNOWN], save({ isSaved: true, isModified: false })),
  fresh('Session.save: changed back after it, of a new one', '/change-save-back', ['save yes: asked', ...SAVED_NEW], {
    options: { saveUninitialized: true },
    ...save({ isSaved: true, isModified: false }),
  }),
  fresh('Session.save: it fails', '/change-save', ['save yes: asked', 'save no: saved-already', 'touch no: new-id', 'setCookie yes: new-id'], {
    store: failing('set', new Error('read-only')),
    ...save({ error: 'read-only' }),
  }),
  known('Session.reload', '/reload', UNCHANGED),
  known('Session.reload: it fails, and the shop lets go of the session', '/reload-unset', ['save no: unset', 'setCookie no: no-session'], {
    store: getting(2, new Error('no answer'), null),
  }),
  known('Session.regenerate', '/regenerate', SAVED_NEW, save({ isNew: true, isRegenerated: true, ...keys({ removed: ['name', 'flash'] }) })),
  fresh('Session.regenerate: of an empty one', '/regenerate', ['save yes: new-id', 'setCookie yes: new-id'], setCookie({ isModified: true, ...keys({}) })),
  known('Session.regenerate: with the data taken along', '/regenerate-change', SAVED_NEW, save(keys({ set: ['isLoggedIn'], removed: ['flash'] }))),
  known('Session.destroy', '/destroy', ['save no: destroyed', 'setCookie no: no-session']),
  known('store.destroy: of this session, which the shop goes on with', '/destroy-in-store', UNCHANGED),
  known('store.set: of another session', '/save-other', UNCHANGED),
  known('store.destroy: of another session', '/destroy-other', UNCHANGED),
  known('store.destroy: of another session, without one of its own', '/unset-destroy-other', ['save no: unset', 'setCookie no: no-session']),
  known('Session.destroy: it fails', '/destroy', ['save no: destroyed', 'setCookie no: no-session'], {
    store: failing('destroy', new Error('no answer')),
    ...save({ error: 'no answer' }),
  }),

  // "Control the result of unsetting req.session (through delete, setting to null, etc.)"
  known('unset keep: set to null', '/unset', ['save no: unset', 'setCookie no: no-session']),
  known('unset keep: deleted', '/delete', ['save no: unset', 'setCookie no: no-session']),
  known('unset destroy: set to null', '/unset', ['save no: unset-destroyed', 'setCookie no: no-session'], { options: { unset: 'destroy' } }),
  known('unset destroy: deleted', '/delete', ['save no: unset-destroyed', 'setCookie no: no-session'], { options: { unset: 'destroy' } }),
  known('unset destroy: the store fails', '/unset', ['save no: unset-destroyed', 'setCookie no: no-session'], {
    options: { unset: 'destroy' },
    store: failing('destroy', new Error('no answer')),
    ...save({ error: 'no answer' }),
  }),
  known('unset destroy: the shop had destroyed it', '/destroy', ['save no: destroyed', 'setCookie no: no-session'], { options: { unset: 'destroy' } }),
  known('unset destroy: not unset', '/look', UNCHANGED, { options: { unset: 'destroy' } }),

  // "Force the session identifier cookie to be set on every response"
  known('rolling on: unchanged', '/look', ['save no: unchanged', 'touch yes: unchanged', 'setCookie yes: rolling'], {
    options: { rolling: true, cookie: { maxAge: 60_000 } },
    ...setCookie({ rolling: true, hasExpiry: true, isModified: false }),
  }),
  known('rolling off: unchanged', '/look', UNCHANGED, { options: { cookie: { maxAge: 60_000 } }, ...setCookie({ rolling: false, hasExpiry: true }) }),
  fresh('rolling on, saveUninitialized off: untouched', '/look', UNTOUCHED, { options: { rolling: true }, ...setCookie({ rolling: true, isNew: true }) }),
  fresh('rolling on, saveUninitialized on: untouched', '/look', ['save yes: uninitialized', 'setCookie yes: new-id'], {
    options: { rolling: true, saveUninitialized: true },
  }),

  // "in maxAge since the session was last modified by the server"
  known('cookie.maxAge: changed', BIA, ['save yes: changed', 'setCookie yes: expiry'], {
    options: { cookie: { maxAge: 60_000 } },
    ...setCookie({ hasExpiry: true, isModified: true }),
  }),
  known('cookie.maxAge: unchanged', '/look', UNCHANGED, { options: { cookie: { maxAge: 60_000 } }, ...setCookie({ hasExpiry: true, isModified: false }) }),
  known('no cookie.maxAge: changed', BIA, SAVED_KNOWN, setCookie({ hasExpiry: false, isModified: true })),

  // "If secure is set, and you access your site over HTTP, the cookie will not be set"
  fresh('cookie.secure: over HTTP', ANA, ['save yes: changed', 'setCookie no: not-secured'], {
    options: { cookie: { secure: true } },
    ...setCookie({ isSecure: true, isTls: false, forwardedProto: null }),
  }),
  fresh('cookie.secure, proxy: over HTTPS', ANA, SAVED_NEW, {
    options: { proxy: true, cookie: { secure: true } },
    headers,
    ...setCookie({ isSecure: true, forwardedProto: 'https' }),
  }),
  fresh('cookie.secure, proxy off: the header does not count', ANA, ['save yes: changed', 'setCookie no: not-secured'], {
    options: { proxy: false, cookie: { secure: true } },
    headers,
    ...setCookie({ forwardedProto: 'https' }),
  }),
  fresh('cookie.secure auto: over HTTP', ANA, SAVED_NEW, { options: { cookie: { secure: 'auto' } }, ...setCookie({ isSecure: false }) }),
  fresh('cookie.secure auto, proxy: over HTTPS', ANA, SAVED_NEW, {
    options: { proxy: true, cookie: { secure: 'auto' } },
    headers,
    ...setCookie({ isSecure: true }),
  }),

  // What the README does not say, and yet happens
  fresh('headers that left before the session changed', '/late', ['setCookie no: uninitialized', 'save yes: changed']),
  fresh('headers that left first, and nothing changed', '/write', ['setCookie no: uninitialized', 'save no: uninitialized', 'touch no: new-id']),
  fresh('a cookie that the shop itself sets', '/set-cookie', UNTOUCHED, setCookie({ byShop: 'set' })),
  known('a cookie that the shop itself clears', '/clear-cookie', ['save no: destroyed', 'setCookie no: no-session'], setCookie({ byShop: 'cleared' })),
  fresh('no cookie of the shop’s own', ANA, SAVED_NEW, setCookie({ byShop: null })),
  fresh('a cookie that cannot be written', ANA, ['save yes: changed', 'setCookie no: failed'], { options: { cookie: { domain: 'no domain;' } } }),
  known('a req.sessionID that is no string', '/bogus', ['save no: bogus-id', 'touch no: bogus-id', 'setCookie no: bogus-id']),
  fresh('a save that fails', ANA, SAVED_NEW, { store: failing('set', new Error('read-only')), ...save({ error: 'read-only' }) }),
  known('an error that the shop throws', '/throw', UNCHANGED),
  row('a request that the session middleware never gets', '/before', [], { cookie: 'known' }),
]
