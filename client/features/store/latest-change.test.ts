import { describe, expect, test } from 'vitest'
import { reduce } from '../../../server/protocol/reduce.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { fixtureSnapshot, YOUR_ID } from '../../test/fixture-snapshot.js'
import { isLatestChange } from './latest-change.js'

const made = fixtureSnapshot.timeline.find((row) => row.kind === 'request')
if (made?.kind !== 'request') throw new Error('The fixture has no request')
const some: RequestRecord = {
  ...made.request,
  actor: 'you',
  sessionId: YOUR_ID,
  cookieIn: { kind: 'good', sessionId: YOUR_ID, secretId: 's1', secretIndex: 0 },
  status: 200,
}

const row = (id: string, at: number, fields: Partial<RequestRecord>): TimelineRow => ({
  kind: 'request',
  key: `request:${id}`,
  at,
  instance: 'a',
  request: { ...some, id, at, ...fields },
})
const logIn = row('r1', 1_000, { method: 'POST', path: '/login', status: 302, location: '/' })
const changed = { sessionId: YOUR_ID, stored: null, previous: null, changedAt: 1_001, changedBy: 'r1', seq: 5 }

describe('what a request changed in a document is marked', () => {
  test('while the redirect that answered it is followed, however long that takes', () => {
    expect(isLatestChange(changed, [logIn])).toBe(true)
    expect(isLatestChange(changed, [logIn, row('r2', 60_000, { path: '/' })])).toBe(true)
  })

  test('until the next request, however quickly it comes', () => {
    expect(isLatestChange(changed, [logIn, row('r2', 1_002, { path: '/' }), row('r3', 1_003, { path: '/' })])).toBe(false)
    expect(isLatestChange(changed, [logIn, row('r2', 1_002, { path: '/cart' })])).toBe(false)
    expect(isLatestChange(changed, [logIn, row('r2', 1_002, { path: '/', actor: 'browser:alice' })])).toBe(false)
  })

  test('whatever happens to other sessions', () => {
    const other = row('r2', 1_002, { path: '/cart', sessionId: 'another', cookieIn: { kind: 'none' } })
    expect(isLatestChange(changed, [logIn, other])).toBe(true)
  })

  test('no longer when that request has left the timeline, and never where nothing changed', () => {
    expect(isLatestChange(changed, [row('r9', 9_000, { path: '/' })])).toBe(false)
    expect(isLatestChange({ ...changed, changedAt: null }, [logIn])).toBe(false)
    expect(isLatestChange(undefined, [logIn])).toBe(false)
  })

  test('as the doing of the request, also where the reading of somebody else met it first', () => {
    const stored = (name: string) => ({ id: YOUR_ID, document: { name }, form: 'bson' as const, bytes: 1, expiresAt: null })
    const read = (state: Snapshot, name: string, cause: { request: string } | { command: string }) =>
      reduce(state, { seq: state.seq + 1, at: 1, instance: 'a', cause, kind: 'document-read', sessionId: YOUR_ID, stored: stored(name), isNew: false })
    const known = read(fixtureSnapshot, 'old', { request: 'r0' })
    const met = read(known, 'new', { command: 'c1' })
    expect(met.focused[YOUR_ID]?.changedBy).toBeUndefined()
    expect(read(met, 'new', { request: 'r1' }).focused[YOUR_ID]).toMatchObject({ changedBy: 'r1', changedAt: 1 })
    // A reading that says the same again takes nothing from whoever made the change.
    expect(read(read(met, 'new', { request: 'r1' }), 'new', { request: 'r2' }).focused[YOUR_ID]?.changedBy).toBe('r1')
  })
})
