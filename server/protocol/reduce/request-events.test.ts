import { expect, test } from 'vitest'
import { initialOptions } from '../../supervisor/log/initial-state.js'
import { beginning, stateAfter } from '../../test/support/state.js'
import type { RequestRecord } from '../requests.js'
import type { Snapshot } from '../state.js'
import { unservedRequest } from '../unserved-request.js'
import { why } from '../why.js'

const record = (id: string, crossed?: RequestRecord['crossed']): RequestRecord =>
  unservedRequest({
    id,
    actor: 'you',
    instance: 'a',
    boot: 1,
    store: 'memory',
    at: 0,
    method: 'POST',
    path: '/cart',
    cookieIn: { kind: 'none' },
    sessionId: 'A',
    status: 302,
    headersMs: 1,
    durationMs: 1,
    outcome: 'answered',
    options: initialOptions('connect.sid'),
    ...(crossed && { crossed }),
  })
const told = (...records: readonly RequestRecord[]) =>
  stateAfter(
    beginning(),
    records.map((request) => ({ kind: 'request', request })),
  )
const crossings = ({ timeline }: Snapshot) => timeline.map((row) => (row.kind === 'request' ? (row.request.crossed ?? null) : null))

test('a request whose save was overwritten learns of it when the other one has been told', () => {
  const lost = ['cart']
  expect(crossings(told(record('r1'), record('r2', { kind: 'overwrote', request: 'r1', lost })))).toEqual([
    { kind: 'overwritten', request: 'r2', lost },
    { kind: 'overwrote', request: 'r1', lost },
  ])
})

test('where several were overwritten by one save, each learns what of its own was lost', () => {
  const also = [{ request: 'r2', lost: ['flash'], alike: ['flash'] }]
  expect(crossings(told(record('r1'), record('r2'), record('r3', { kind: 'overwrote', request: 'r1', lost: ['cart'], also })))).toEqual([
    { kind: 'overwritten', request: 'r3', lost: ['cart'] },
    { kind: 'overwritten', request: 'r3', lost: ['flash'], alike: ['flash'] },
    { kind: 'overwrote', request: 'r1', lost: ['cart'], also },
  ])
})

test('one that overwrote somebody itself goes on saying so, and one that is not shown any more is no trouble', () => {
  expect(crossings(told(record('r2', { kind: 'overwrote', request: 'r1' }), record('r3', { kind: 'overwrote', request: 'r2' })))).toEqual([
    { kind: 'overwrote', request: 'r1' },
    { kind: 'overwrote', request: 'r2' },
  ])
})

test('what the gateway answered for a shop that was too late stays, whatever the shop thought of it', () => {
  const late: RequestRecord = { ...record('r1'), status: 503, outcome: 'failed', problem: why('shop-late', {}, 'too late') }
  const aborted: RequestRecord = { ...record('r1'), status: null, outcome: 'aborted', problem: why('client-left', {}, 'gone'), durationMs: 9 }
  expect(told(late, aborted).timeline).toMatchObject([{ request: { status: 503, outcome: 'failed', problem: { code: 'shop-late' }, durationMs: 9 } }])
})

test('a row with a known key is replaced where it stands', () => {
  const { timeline } = told(record('a'), record('b'), record('c'), { ...record('b'), status: 404 })
  expect(timeline).toMatchObject([{ request: { id: 'a' } }, { request: { id: 'b', status: 404 } }, { request: { id: 'c' } }])
})
