import { describe, expect, test } from 'vitest'
import { beginning, MEMORY, stateAfter } from '../../test/support/state.js'
import type { EventBody, ObservedBrowser } from '../events.js'
import type { InstanceId } from '../instances.js'
import { LIMITS } from '../limits.js'
import { reduce } from '../reduce.js'
import type { Snapshot } from '../state.js'
import type { StoredSession } from '../stores.js'

const stored = (document: Readonly<Record<string, unknown>>, form: StoredSession['form'] = 'bson'): StoredSession => ({
  id: 'A',
  document,
  form,
  bytes: 1,
  expiresAt: null,
})
const read = (document: StoredSession | null, isNew = false, sessionId = 'A'): EventBody => ({ kind: 'document-read', sessionId, stored: document, isNew })
const FORGOTTEN: EventBody = { kind: 'documents-forgotten' }
/** The state after these, from 5 ms past the beginning of time on. */
const now = (...bodies: readonly EventBody[]) => stateAfter(beginning(), bodies, 5)
const of = ({ focused }: Snapshot) => focused.A
const holding = (id: ObservedBrowser['id'], sessionId: string): EventBody => ({
  kind: 'browser-changed',
  browser: {
    id,
    name: '',
    real: null,
    hue: 0,
    jar: [],
    sessionId,
    lastSetCookie: null,
    trial: null,
    namesakes: null,
    page: null,
    lastRequestAt: null,
    crossSite: null,
    thirdPartyCookies: null,
    borrowed: null,
  },
})

describe('how the ends of a session move', () => {
  const AT = 1_000_000
  const ending = (documentAt: number | null, cookieAt: number | null, over: Partial<StoredSession> = {}): StoredSession => ({
    ...stored({ session: { cookie: { originalMaxAge: 60_000, expires: cookieAt === null ? null : new Date(cookieAt).toISOString() } } }),
    expiresAt: documentAt,
    ...over,
  })
  const by = (request: string, event: EventBody) => Object.assign({ cause: { request } }, event)

  test('each by how much, when, and by which request', () => {
    const first = now(read(ending(AT, AT), true))
    expect(of(first)?.moved).toBe(undefined)
    // As touch does where the document has a date beside the session: that one alone.
    const touched = stateAfter(first, [by('r1', read(ending(AT + 5_000, AT)))], 20)
    expect(of(touched)?.moved).toEqual({ document: { from: AT, to: AT + 5_000, at: 20, by: 'r1' } })
    const saved = stateAfter(touched, [by('r2', read(ending(AT + 9_000, AT + 9_000)))], 30)
    expect(of(saved)?.moved).toEqual({
      document: { from: AT + 5_000, to: AT + 9_000, at: 30, by: 'r2' },
      session: { from: AT, to: AT + 9_000, at: 30, by: 'r2' },
    })
    // What moves neither leaves what was seen.
    const changed = stateAfter(saved, [by('r3', read({ ...ending(AT + 9_000, AT + 9_000), bytes: 2 }))], 40)
    expect(of(changed)?.moved).toEqual(of(saved)?.moved)
  })
  test('a date that is taken away or given has moved too', () => {
    expect(of(now(read(ending(AT, AT)), read(ending(null, null))))?.moved).toEqual({
      document: { from: AT, to: null, at: 6 },
      session: { from: AT, to: null, at: 6 },
    })
  })
  test('what counts down in whole seconds has not moved by being rounded', () => {
    const [one, two, three] = [AT, AT + 900, AT + 5_000].map((at, index) => read(ending(at, AT, { form: 'key', ttlMs: 60_000 - index })))
    expect(of(now(one as EventBody, two as EventBody))?.moved).toBe(undefined)
    expect(of(now(one as EventBody, three as EventBody))?.moved).toEqual({ document: { from: AT, to: AT + 5_000, at: 6 } })
  })
  test('nothing is said across two forms of a session, nor of one that was not there', () => {
    expect(of(now(read(ending(AT, AT)), read(ending(AT + 5_000, AT, { form: 'row' }))))?.moved).toBe(undefined)
    expect(of(now(read(ending(AT, AT)), read(null), read(ending(AT + 5_000, AT))))?.moved).toBe(undefined)
  })
})

describe('what the last request changed in a document', () => {
  test('a session that a request has stored for the first time is new, whichever is told first', () => {
    expect(of(now(read(stored({ cart: [] }), true)))).toMatchObject({ previous: null, changedAt: 5 })
    expect(of(now(read(stored({ cart: [] })), read(stored({ cart: [] }), true)))).toMatchObject({ previous: null, changedAt: 6 })
  })

  test('a document that is met for the first time, or again after a switch or a restart, has not changed', () => {
    const met = now(read(stored({ cart: [] }), true), FORGOTTEN, read(stored({ cart: [] })))
    expect(of(met)).toMatchObject({ previous: null, changedAt: null })
    expect(of(stateAfter(met, [read(stored({ cart: [1] }))], 8))).toMatchObject({ previous: { cart: [] }, changedAt: 8 })
  })

  test('one that comes where there was none is new; one that is kept in another form is not', () => {
    const created = now(read(null), read(stored({ cart: [] })))
    expect(of(created)).toMatchObject({ previous: null, changedAt: 6 })
    expect(of(stateAfter(created, [read(stored({ cart: [] }, 'json-string'))]))).toMatchObject({ previous: null, changedAt: null })
  })

  test('is remembered with what the document was before, and since which event', () => {
    const state = now(read(stored({ a: 1 })), read(stored({ a: 2 })), read(stored({ a: 2 })))
    expect(state.focused).toEqual({ A: { sessionId: 'A', stored: stored({ a: 2 }), previous: { a: 1 }, changedAt: 6, seq: 2 } })
  })
})

test('a browser is known whose session the store holds, whether its cookie or the document was told of first', () => {
  const known = ({ browsers }: Snapshot) => browsers.map((browser) => browser.known)
  expect(known(now(holding('browser:alice', 'A')))).toEqual([null])
  const loggedIn = now(holding('browser:alice', 'A'), read(stored({})), holding('browser:bob', 'A'))
  expect(known(loggedIn)).toEqual([true, true])
  expect(known(stateAfter(loggedIn, [read(null)]))).toEqual([false, false])
  expect(known(stateAfter(loggedIn, [FORGOTTEN]))).toEqual([null, null])
})

test('a bounded number are remembered, and those of the browsers longest', () => {
  const others = Array.from({ length: 100 }, (_, index) => read(stored({ index }), false, `other-${index}`))
  const { focused } = now(holding('browser:alice', 'A'), read(stored({})), ...others)
  expect(Object.keys(focused)).toHaveLength(LIMITS.documents)
  expect(focused.A).toBeDefined()
  expect(focused['other-99']).toBeDefined()
})

test('an id is never a prototype', () => {
  const { focused } = now(holding('browser:alice', 'constructor'), read(null, false, '__proto__'))
  expect(Object.keys(focused)).toEqual(['__proto__'])
  expect(now(holding('browser:alice', 'constructor')).browsers[0]?.known).toBeNull()
})

test('of two lesson servers with a store each, the one that has the document is named, and that the other has none is no news of it', () => {
  const { a } = beginning([MEMORY]).instances
  const reading = (instance: InstanceId | null, document: StoredSession | null) => (state: Snapshot) =>
    reduce(state, { kind: 'document-read', sessionId: 'A', stored: document, isNew: false, seq: state.seq + 1, at: 1, instance, cause: null })
  const two: Snapshot = a ? { ...beginning([MEMORY]), instances: { a, b: a } } : beginning([MEMORY])
  const held = reading('a', stored({ cart: [] }))(two)
  expect(of(held)).toMatchObject({ instance: 'a' })
  expect(of(reading('b', null)(held))).toBe(of(held))
  expect(of(reading('a', null)(held))).toMatchObject({ stored: null })
  expect(of(reading(null, null)(held))).toMatchObject({ stored: null })
  expect(of(reading('a', null)(held))).not.toHaveProperty('instance')
  expect(of(reading('b', stored({ cart: [1] }))(held))).toMatchObject({ instance: 'b' })
  // Where they share it, and where there is one, it is nobody's own.
  expect(of(reading('a', stored({}))(beginning([MEMORY])))).not.toHaveProperty('instance')
  const shared = { ...MEMORY, capabilities: { ...MEMORY.capabilities, shared: true } }
  expect(of(reading('a', stored({}))({ ...two, store: { ...two.store, available: [shared] } }))).not.toHaveProperty('instance')
})
