import { describe, expect, it } from 'vitest'
import { LIMITS } from './limits.js'
import type { RequestRecord } from './requests.js'
import { INITIAL_OPTIONS } from './session-options.js'
import { TRACE_VERSION } from './trace.js'
import { requestsOf, traceOf } from './trace-of.js'
import { traceSchema } from './trace-schema.js'
import { unservedRequest } from './unserved-request.js'

const OPTIONS = { ...INITIAL_OPTIONS, name: 'sessionscope.sid', rolling: true, maxAgeMs: 3_000 }

let count = 0
function row(record: Partial<RequestRecord>, setUpOf?: string) {
  const request = unservedRequest({
    id: `r${++count}`,
    actor: 'browser:alice',
    instance: 'a',
    boot: 1,
    store: 'mongodb',
    at: 1_000,
    method: 'GET',
    path: '/',
    cookieIn: { kind: 'good', sessionId: 'canary-session', secretId: 'secret-1', secretIndex: 0 },
    status: 200,
    durationMs: 4,
    outcome: 'answered',
    options: OPTIONS,
    sessionId: 'canary-session',
    setCookie: ['sessionscope.sid=canary-cookie'],
    after: { name: 'canary-name' },
    ...record,
  })
  return { kind: 'request' as const, key: request.id, at: request.at, instance: request.instance, request, ...(setUpOf !== undefined && { setUpOf }) }
}

function stateOf(timeline: ReturnType<typeof row>[], more: object = {}) {
  const state = {
    timeline,
    instances: { a: { shop: 'remember-me' } },
    store: {},
    faults: {},
    browsers: [
      { id: 'browser:alice', name: 'Alice' },
      { id: 'you', name: '' },
    ],
    formerBrowsers: [],
    ...more,
  }
  return state as unknown as Parameters<typeof traceOf>[0]
}

const ALICE = { browsers: ['browser:alice'], last: 10 } as const

it('holds who did what, with the pauses between, and what was not as usual', () => {
  const rows = [
    row({ at: 1_000, method: 'POST', path: '/login', form: 'name=Alice', headersMs: 5 }),
    row({ at: 1_005 }),
    row({ at: 3_000, actor: 'you', path: '/me?x=1' }),
    row({ at: 9_000, actor: 'other' }),
  ]
  const faults = { 'wire-cut': { settings: {} }, https: { settings: {} } }
  expect(traceOf(stateOf(rows, { faults }), { browsers: ['browser:alice', 'you'], last: 10 })).toEqual({
    version: TRACE_VERSION,
    configuration: { store: 'mongodb', shop: 'remember-me', options: { rolling: true, maxAgeMs: 3_000 }, faults: { 'wire-cut': {} } },
    browsers: ['Alice', 'you'],
    acts: [
      { browser: 0, method: 'POST', path: '/login', form: 'name=Alice', pauseMs: 0 },
      { browser: 0, method: 'GET', path: '/', pauseMs: 5 },
      { browser: 1, method: 'GET', path: '/me?x=1', pauseMs: 1_995 },
    ],
  })
})

it('holds no id, no cookie and no session data, and is what the schema takes', () => {
  const trace = traceOf(stateOf([row({}), row({ at: 2_000 })]), ALICE)
  expect(JSON.stringify(trace)).not.toContain('canary')
  expect(traceSchema.parse(trace)).toEqual(trace)
})

it('takes the last ones, and nothing that a lesson set up', () => {
  const rows = [row({ at: 1, path: '/a' }), row({ at: 2, path: '/b' }, '02-x'), row({ at: 3, path: '/c' }), row({ at: 4, path: '/d' })]
  expect(traceOf(stateOf(rows), { ...ALICE, last: 2 })?.acts.map(({ path }) => path)).toEqual(['/c', '/d'])
  expect(requestsOf(rows, ['browser:alice'])).toHaveLength(3)
  expect(traceOf(stateOf([]), ALICE)).toBeNull()
})

it('says which acts went along with each other, one by one', () => {
  const rows = [
    row({ at: 1_000, headersMs: 1_500, path: '/slow' }),
    row({ at: 1_200 }),
    row({ at: 2_000 }),
    row({ at: 2_100, headersMs: 400 }),
    row({ at: 2_300 }),
    row({ at: 3_000 }),
  ]
  expect(traceOf(stateOf(rows), ALICE)?.acts.map(({ overlaps }) => overlaps)).toEqual([undefined, [1], [2], [3], [1, 4], undefined])
})

describe('a browser that came without its cookie', () => {
  const SET = ['sessionscope.sid=s%3Aa.b; Path=/; HttpOnly']
  const none = { cookieIn: { kind: 'none' } } as const
  const forgets = (...rows: Partial<RequestRecord>[]) => {
    const trace = traceOf(stateOf(rows.map((each, place) => row({ setCookie: [], ...each, at: 1_000 * (place + 1) }))), ALICE)
    return trace?.acts.map((act) => act.forgets === true)
  }
  const endingAt = (at: number) => [`${SET[0]}; Expires=${new Date(at).toUTCString()}`]
  const lasting = { options: { ...OPTIONS, maxAgeMs: null } }

  it('had thrown it away, where it had brought it before', () => {
    expect(forgets({ ...none, ...lasting, setCookie: SET }, lasting, { ...none, ...lasting }, { ...none, ...lasting })).toEqual([false, false, true, false])
    // Also where it is set anew with each answer.
    expect(forgets({ ...none, setCookie: endingAt(60_000) }, { setCookie: endingAt(60_000) }, none)).toEqual([false, false, true])
  })

  it('never had one, or may have refused it', () => {
    expect(forgets(none, none)).toEqual([false, false])
    expect(forgets({ ...none, setCookie: SET }, none)).toEqual([false, false])
  })

  it('had it removed, or its time was over, or may have been', () => {
    expect(forgets(lasting, { ...lasting, setCookie: endingAt(0) }, { ...none, ...lasting })).toEqual([false, false, false])
    expect(forgets({ setCookie: endingAt(60_000) }, { setCookie: endingAt(2_500) }, none)).toEqual([false, false, false])
    expect(forgets({}, {}, none)).toEqual([false, false, false])
  })

  it('had it under another name, for another path, for HTTPS only, or was sent by another site', () => {
    for (const options of [{ name: 'other' }, { path: '/admin' }, { secure: true }] as const)
      expect(forgets(lasting, { ...none, options: { ...lasting.options, ...options } })).toEqual([false, false])
    expect(forgets(lasting, { ...none, ...lasting, crossSite: {} as never })).toEqual([false, false])
    expect(forgets(lasting, { ...none, ...lasting })).toEqual([false, true])
  })

  it('begins with an empty jar anyway, if that is its first act', () => {
    const rows = [row(lasting), row({ ...lasting, ...none, at: 2_000, setCookie: [] }), row({ ...lasting, at: 3_000 })]
    expect(traceOf(stateOf(rows), { ...ALICE, last: 2 })?.acts.map((act) => act.forgets)).toEqual([undefined, undefined])
    expect(traceOf(stateOf(rows), { ...ALICE, last: 3 })?.acts.map((act) => act.forgets)).toEqual([undefined, true, undefined])
  })
})

it('refuses what no trace may hold', () => {
  const good = traceOf(stateOf([row({})]), ALICE)
  const [act] = good?.acts ?? []
  const configuration = good?.configuration
  for (const bad of [
    { ...good, version: 3 },
    { ...good, acts: [] },
    { ...good, acts: Array.from({ length: LIMITS.traceActs + 1 }, () => act) },
    { ...good, acts: [{ ...act, browser: 1 }] },
    { ...good, acts: [act, { ...act, overlaps: true }] },
    { ...good, acts: [act, { ...act, overlaps: [] }] },
    { ...good, acts: [act, { ...act, overlaps: [0] }] },
    { ...good, acts: [act, { ...act, overlaps: [2] }] },
    { ...good, acts: [{ ...act, path: '//evil.example/' }] },
    { ...good, acts: [{ ...act, path: 'http://evil.example/' }] },
    { ...good, acts: [{ ...act, method: 'DELETE' }] },
    { ...good, acts: [{ ...act, form: 'x'.repeat(LIMITS.formCharacters + 1) }] },
    { ...good, acts: [{ ...act, pauseMs: LIMITS.tracePauseMs + 1 }] },
    { ...good, configuration: { ...configuration, options: { rolling: 'yes' } } },
    { ...good, configuration: { ...configuration, faults: { https: {} } } },
    { ...good, configuration: { ...configuration, faults: { 'wire-delay': { get: 1e9, set: 0, touch: 0, destroy: 0, jitter: 0 } } } },
    { ...good, secret: 'x' },
    JSON.parse('{"__proto__": {"version": 1}}'),
  ])
    expect(traceSchema.safeParse(bad).success, JSON.stringify(bad).slice(0, 200)).toBe(false)
})
