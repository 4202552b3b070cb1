import type { BrowserState } from '../../server/protocol/browsers.js'
import type { CrowdRun } from '../../server/protocol/crowd.js'
import type { Decision } from '../../server/protocol/decisions.js'
import type { InstanceState, MemoryReading } from '../../server/protocol/instance-state.js'
import type { RequestRecord } from '../../server/protocol/requests.js'
import { INITIAL_OPTIONS, type SessionOptions } from '../../server/protocol/session-options.js'
import type { Snapshot } from '../../server/protocol/state.js'
import type { FocusedSession } from '../../server/protocol/stores.js'
import type { TimelineRow } from '../../server/protocol/timeline.js'
import { unservedRequest } from '../../server/protocol/unserved-request.js'
import { localized } from '../../server/test/support/localized.js'

/** A moment in the life of the sandbox, as the drawings show it: three browsers, MongoDB, a crowd under way. Times count back from FIXTURE_NOW. */
export const FIXTURE_NOW = Date.UTC(2026, 10, 22, 5, 41, 12, 418)

const MB = 1024 * 1024
export const YOUR_ID = 'Jb8Kx2vRq0LmT9uWzE4sYhPa7cD3fG1x'
export const ALICE_ID = 'pQ7fD1nYc5ZaV3hGk8RtXwJm2bL6sE0u'
export const BOB_ID = '0mWsU6eLj9BxN2iOy4PdKvTq5hF8rC3z'
const SIGNATURE = 'qk1NzX8vB2hYtR5wL0pKdM3sG9fJ7cA4uE6iO1xVn7dQ'

export const fixtureOptions: SessionOptions = { ...INITIAL_OPTIONS, name: 'connect.sid' }

function signedCookie(sessionId: string, withAttributes: boolean): BrowserState['jar'][number] {
  const value = `s%3A${sessionId}.${SIGNATURE}`
  return {
    name: 'connect.sid',
    value,
    origin: 'session',
    verdict: { kind: 'good', sessionId, secretId: 'secret-1', secretIndex: 0 },
    parts: { prefix: 's%3A', sessionId, signature: SIGNATURE },
    attributes: withAttributes
      ? {
          path: '/',
          domain: null,
          expiresAt: null,
          maxAgeSeconds: null,
          httpOnly: true,
          secure: false,
          sameSite: 'Lax',
          partitioned: false,
          priority: null,
          line: `connect.sid=${value}; Path=/; HttpOnly; SameSite=Lax`,
        }
      : null,
  }
}

function browser(id: BrowserState['id'], name: string, hue: number, sessionId: string | null, page: BrowserState['page']): BrowserState {
  return {
    id,
    name,
    real: id === 'you' ? { product: 'Chrome', number: 1, host: 'localhost', userAgent: navigator.userAgent, isFramed: true, toldBy: 'frame' } : null,
    hue,
    jar: sessionId ? [signedCookie(sessionId, true)] : [],
    sessionId,
    known: sessionId === null ? null : true,
    lastSetCookie: null,
    trial: null,
    namesakes: null,
    page,
    lastRequestAt: FIXTURE_NOW - 2_000,
    crossSite: null,
    thirdPartyCookies: id === 'you' ? null : 'blocked',
    borrowed: null,
  }
}

function document(id: string, data: Record<string, unknown>): Record<string, unknown> {
  return {
    _id: id,
    expires: { $date: new Date(FIXTURE_NOW + 14 * 24 * 3_600_000).toISOString() },
    session: { cookie: { originalMaxAge: null, expires: null, httpOnly: true, path: '/', sameSite: 'lax' }, ...data },
  }
}

function focused(id: string, data: Record<string, unknown>, before: Record<string, unknown> | null): FocusedSession {
  return {
    sessionId: id,
    stored: { id, document: document(id, data), form: 'bson', bytes: 243, expiresAt: FIXTURE_NOW + 14 * 24 * 3_600_000 },
    previous: before ? document(id, before) : null,
    changedAt: FIXTURE_NOW - 2_000,
    seq: 40,
  }
}

function sample(index: number): MemoryReading {
  const heapUsedBytes = (38 + 4 * Math.sin(index / 6) + (index % 11) / 2) * MB
  return {
    at: FIXTURE_NOW - (600 - index) * 100,
    heapUsedBytes,
    rssBytes: 96 * MB,
    externalBytes: 3 * MB,
    heapLiveBytes: 35 * MB,
    gcShare: 0.02,
    eventLoopDelayMs: 3.4,
    sessionCount: 3 + index * 16,
    bytesPerSession: 243,
    boot: 3,
    heapLimitBytes: 128 * MB,
    store: 'mongodb',
    waiting: {},
    bytesEach: { mongodb: 243 },
    databaseBytes: 168 * MB,
  }
}

function run(id: number, store: string, growth: number, over: Partial<CrowdRun>): CrowdRun {
  return {
    id,
    instance: 'a',
    order: { users: 10_000, usersPerSecond: null, cartItems: 10, behaviour: 'shop' },
    store,
    boot: 3,
    heapLimitBytes: 128 * MB,
    lesson: null,
    startedAt: FIXTURE_NOW - 60_000 / id,
    endedAt: FIXTURE_NOW - 50_000 / id,
    outcome: 'done',
    usersDone: 10_000,
    requests: 30_000,
    errors: 0,
    errorKinds: [],
    usersPerSecond: 1_380,
    remainingMs: null,
    latency: { p50Ms: 2.1, p95Ms: 3.8, p99Ms: 7.2 },
    sessionsBefore: 3,
    sessionsAfter: 10_003,
    bytesPerSession: 1_570,
    heapBeforeBytes: 37 * MB,
    heapGrowthBytes: growth,
    curve: Array.from({ length: 120 }, (_, index) => ({
      tMs: index * 60,
      heapUsedBytes: 37 * MB + growth * (index / 119) + ((index * 7) % 11) * 0.6 * MB,
      heapLiveBytes: 37 * MB + growth * (index / 119),
      sessions: Math.round(3 + (index / 119) * 10_000),
    })),
    curveSpacingMs: 0,
    ...over,
  }
}

/** Of decisions: the values that are the same in all of them here. */
const facts = { isNew: false, isRegenerated: false, isModified: false, keys: { set: [], changed: [], removed: [] } }
const atEnd = { ...facts, resave: false, saveUninitialized: false, canTouch: false, isSaved: false }
const atHeaders = { ...facts, rolling: false, saveUninitialized: false, hasExpiry: false, isSecure: false, isTls: false, forwardedProto: null, byShop: null }
const stranger: readonly Decision[] = [
  { kind: 'path', yes: true, reason: 'inside', cookiePath: '/' },
  { kind: 'cookie', yes: false, reason: 'none', name: 'connect.sid' },
]
const knownVisitor: readonly Decision[] = [
  { kind: 'path', yes: true, reason: 'inside', cookiePath: '/' },
  { kind: 'cookie', yes: true, reason: 'came', name: 'connect.sid' },
  { kind: 'signature', yes: true, reason: 'newest-secret', secretIndex: 0, secretId: 'secret-1', secrets: 1 },
  { kind: 'store', yes: true, reason: 'found', sessionId: YOUR_ID },
]

function request(id: number, secondsAgo: number, over: Partial<RequestRecord>): TimelineRow {
  const at = FIXTURE_NOW - secondsAgo * 1_000
  return {
    kind: 'request',
    key: `request:${id}`,
    at,
    instance: 'a',
    request: unservedRequest({
      id: String(id),
      actor: 'you',
      instance: 'a',
      boot: 3,
      store: 'mongodb',
      at,
      method: 'GET',
      path: '/',
      cookieIn: { kind: 'none' },
      sessionId: YOUR_ID,
      status: 200,
      headersMs: 3.1,
      durationMs: 3.4,
      outcome: 'answered',
      options: fixtureOptions,
      ...over,
    }),
  }
}

const yourCart = [
  { id: 'http', quantity: 1 },
  { id: 'cookies', quantity: 1 },
]

const timeline: readonly TimelineRow[] = [
  { kind: 'started', key: 'started:3', instance: 'a', at: FIXTURE_NOW - 761_000, boot: 3, store: 'memory', reason: 'restart' },
  {
    kind: 'switched',
    key: 'switched:1',
    instance: 'a',
    at: FIXTURE_NOW - 300_000,
    report: {
      from: 'memory',
      to: 'mongodb',
      carryOver: true,
      at: FIXTURE_NOW - 300_000,
      durationMs: 412,
      carried: 3,
      recopied: 1,
      longestWaitMs: 17,
      altered: 0,
      found: 0,
      left: null,
      refused: null,
    },
  },
  {
    kind: 'crowd',
    key: 'crowd:2:1',
    instance: 'a',
    at: FIXTURE_NOW - 10_000,
    until: FIXTURE_NOW - 2_000,
    run: 2,
    requests: 19_204,
    timed: 2_743,
    newSessions: 6_401,
    errors: 0,
    operations: { get: { count: 12_802, p95Ms: 1.9 }, set: { count: 12_802, p95Ms: 3.8 } },
    gcShare: 0.03,
  },
  request(1, 4.7, {
    actor: 'browser:bob',
    sessionId: BOB_ID,
    sessionIsNew: true,
    after: {},
    decisions: [
      ...stranger,
      { kind: 'save', yes: false, reason: 'uninitialized', ...atEnd, isNew: true },
      { kind: 'touch', yes: false, reason: 'no-touch', canTouch: false },
      { kind: 'setCookie', yes: false, reason: 'uninitialized', ...atHeaders, isNew: true },
    ],
  }),
  request(2, 2.3, {
    method: 'POST',
    path: '/login',
    sessionIsNew: true,
    before: {},
    after: { isLoggedIn: true, cart: [] },
    operations: [{ name: 'set', sessionId: YOUR_ID, startedMs: 1.2, durationMs: 2.1, bytes: 120 }],
    decisions: [
      ...stranger,
      { kind: 'save', yes: true, reason: 'changed', ...atEnd, isNew: true, isModified: true, keys: { ...facts.keys, set: ['isLoggedIn', 'cart'] } },
      { kind: 'setCookie', yes: true, reason: 'new-id', ...atHeaders, isNew: true, isModified: true, keys: { ...facts.keys, set: ['isLoggedIn', 'cart'] } },
    ],
    status: 302,
    location: '/',
    setCookie: [`connect.sid=s%3A${YOUR_ID}.${SIGNATURE}; Path=/; HttpOnly; SameSite=Lax`],
  }),
  request(3, 0, {
    method: 'POST',
    path: '/cart',
    cookieIn: { kind: 'good', sessionId: YOUR_ID, secretId: 'secret-1', secretIndex: 0 },
    before: { isLoggedIn: true, cart: yourCart.slice(0, 1) },
    after: { isLoggedIn: true, cart: yourCart },
    operations: [
      { name: 'get', sessionId: YOUR_ID, startedMs: 0.4, durationMs: 0.9, hit: true, bytes: 180 },
      { name: 'set', sessionId: YOUR_ID, startedMs: 1.9, durationMs: 1.4, bytes: 243 },
    ],
    decisions: [
      ...knownVisitor,
      { kind: 'save', yes: true, reason: 'changed', ...atEnd, isModified: true, keys: { ...facts.keys, changed: ['cart'] } },
      { kind: 'setCookie', yes: false, reason: 'same-id', ...atHeaders, isModified: true, keys: { ...facts.keys, changed: ['cart'] } },
    ],
    status: 302,
    location: '/',
  }),
]

const samples = Array.from({ length: 600 }, (_, index) => sample(index))

export const fixtureInstance: InstanceState = {
  phase: 'running',
  boot: 3,
  pid: 4242,
  listeningSince: FIXTURE_NOW - 761_000,
  heapLimitBytes: 128 * MB,
  options: fixtureOptions,
  secrets: ['secret-1'],
  shop: 'standard',
  lastDeath: null,
  own: {},
  memory: { latest: samples.at(-1) ?? null, samples },
}

/** The fixture as a whole. Spread over it for a case of your own: `{ ...fixtureSnapshot, store: { … } }`. */
export const fixtureSnapshot: Snapshot = {
  protocol: 2,
  seq: 41,
  launch: {
    version: '0.1.0',
    startedAt: FIXTURE_NOW - 1_800_000,
    dashboardPort: 4000,
    shopPort: 4100,
    otherSitePort: 4180,
    machineMemoryBytes: 6_000 * MB,
    language: 'en',
    dataFolder: '.sessionscope',
    shops: [
      { name: 'standard', title: localized('the textbook', 'a loja padrão'), about: localized('As it should be.', 'Como deve ser.') },
      { name: 'cart-in-app-locals', title: localized('cart in app.locals', 'carrinho em app.locals'), about: localized('One for all.', 'Um só.') },
      { name: 'objects-with-methods', title: localized('objects with methods', 'objetos com métodos'), about: localized('Data.', 'Dados.') },
    ],
  },
  instances: { a: fixtureInstance },
  store: {
    active: 'mongodb',
    available: [
      {
        kind: 'memory',
        label: 'Memory',
        hue: 50,
        about: localized('in the process', 'no processo'),
        place: 'switch',
        isBadExample: false,
        npm: null,
        resource: 'heap',
        capabilities: { touch: true, all: true, length: true, clear: true, expiry: 'on-read', survivesRestart: false, shared: false, inHeap: true },
        unavailable: null,
      },
      {
        kind: 'mongodb',
        label: 'MongoDB',
        hue: 150,
        about: localized('documents', 'documentos'),
        place: 'switch',
        isBadExample: false,
        npm: { name: 'connect-mongodb-session', range: '^5.0.0', installed: 'with-project', alsoNeeds: [] },
        resource: 'mongodb',
        capabilities: { touch: false, all: false, length: false, clear: true, expiry: 'sweeper', survivesRestart: true, shared: true, inHeap: false },
        unavailable: null,
      },
    ],
    switching: null,
    ttlIndex: true,
    lastSwitch: null,
    health: { up: true, since: FIXTURE_NOW - 761_000, why: null },
    sessionCount: 10_003,
    bytesPerSession: 243,
    elsewhere: {},
    emptiness: {},
    undo: null,
  },
  balancer: { rule: 'turns', cookieName: 'sessionscope.server.4100' },
  mongo: {
    phase: 'up',
    source: 'binary',
    version: '6.0.5',
    shownUri: 'mongodb://127.0.0.1:41213/',
    foreign: [],
    sweeperSeconds: 60,
    nextPassAt: null,
    database: 'shop',
    collection: 'sessions',
    attempts: [
      { source: 'uri', outcome: 'not-set', reason: 'MONGODB_URI is not set', code: 'uri-not-set' },
      { source: 'local', outcome: 'failed', reason: 'nothing listens on 127.0.0.1:27017', code: 'nothing-listens' },
      { source: 'binary', outcome: 'chosen', reason: 'found in MONGOD_BINARY', code: 'binary-runs' },
      { source: 'embedded', outcome: 'not-needed', reason: 'a real MongoDB serves', code: 'not-needed' },
    ],
    why: null,
    download: { phase: 'idle', version: '7.0.24', receivedBytes: 0, totalBytes: null, problem: null },
    rssBytes: 168 * MB,
  },
  comparison: null,
  sideBySide: null,
  packages: { sets: [], installing: null, last: null },
  resources: {
    redis: { phase: 'idle', source: null, attempts: [], why: null, version: null, shown: null, isFound: false, isAllowed: false, rssBytes: null },
    postgres: { phase: 'idle', source: null, attempts: [], why: null, version: null, shown: null, isFound: false, isAllowed: false, rssBytes: null },
    mysql: { phase: 'idle', source: null, attempts: [], why: null, version: null, shown: null, isFound: false, isAllowed: false, rssBytes: null },
    memcached: { phase: 'idle', source: null, attempts: [], why: null, version: null, shown: null, isFound: false, isAllowed: false, rssBytes: null },
    dynamodb: { phase: 'idle', source: null, attempts: [], why: null, version: null, shown: null, isFound: false, isAllowed: false, rssBytes: null },
  },
  browsers: [
    browser('you', '', 255, YOUR_ID, null),
    browser('browser:alice', 'Alice', 350, ALICE_ID, {
      path: '/',
      status: 200,
      title: 'The little bookshop',
      greeting: 'Welcome back, Alice. The server recognised your ticket.',
      cartCount: 1,
      life: { instance: 'a', boot: 3 },
    }),
    browser('browser:bob', 'Bob', 165, BOB_ID, {
      path: '/',
      status: 200,
      title: 'The little bookshop',
      greeting: 'Hello, stranger. Nobody has logged in with this browser.',
      cartCount: 0,
      life: { instance: 'a', boot: 3 },
    }),
  ],
  formerBrowsers: [],
  focused: {
    [YOUR_ID]: focused(YOUR_ID, { isLoggedIn: true, cart: yourCart }, { isLoggedIn: true, cart: yourCart.slice(0, 1) }),
    [ALICE_ID]: focused(ALICE_ID, { isLoggedIn: true, name: 'Alice', cart: [{ id: 'http', quantity: 1 }] }, null),
  },
  lesson: null,
  faults: {},
  https: null,
  crowd: {
    running: run(2, 'mongodb', 3 * MB, { outcome: 'running', endedAt: null, usersDone: 6_400, requests: 19_204, remainingMs: 3_000, sessionsAfter: null }),
    finished: [run(1, 'memory', 52 * MB, {})],
  },
  timeline,
  dropped: 0,
  log: { folded: 0, since: 1 },
}
