import { describe, expect, test } from 'vitest'
import { beginning, MEMORY, stateAfter } from '../../test/support/state.js'
import type { BrowserFacts, EventBody } from '../events.js'
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
const holding = (id: BrowserFacts['id'], sessionId: string): EventBody => ({
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

test('only so many are remembered, and those of the browsers longest', () => {
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
