import { expect, it } from 'vitest'
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

it('says which acts went along with each other', () => {
  const rows = [row({ at: 1_000, headersMs: 400, path: '/slow' }), row({ at: 1_200 }), row({ at: 2_000 })]
  expect(traceOf(stateOf(rows), ALICE)?.acts.map(({ overlaps }) => overlaps)).toEqual([undefined, true, undefined])
})

it('refuses what no trace may hold', () => {
  const good = traceOf(stateOf([row({})]), ALICE)
  const [act] = good?.acts ?? []
  const configuration = good?.configuration
  for (const bad of [
    { ...good, version: 2 },
    { ...good, acts: [] },
    { ...good, acts: Array.from({ length: LIMITS.traceActs + 1 }, () => act) },
    { ...good, acts: [{ ...act, browser: 1 }] },
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
