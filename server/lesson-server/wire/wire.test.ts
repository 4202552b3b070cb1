import session, { type SessionData } from 'express-session'
import { expect, test, vi } from 'vitest'
import { LIMITS, STORES } from '../../config.js'
import type { FaultsInForce } from '../../protocol/faults.js'
import type { OpenStore } from '../../stores/adapter.js'
import { StoreCallError } from '../../stores/store-call-error.js'
import { StoreTraffic } from '../switching/store-traffic.js'
import { type Watched, Wire } from './wire.js'

const NONE = { get: 0, set: 0, touch: 0, destroy: 0 }
const since = { since: 0, until: null, means: 'wire' as const, instance: null }
const delays = (settings: object): FaultsInForce => ({ 'wire-delay': { settings: { ...NONE, jitter: 0, ...settings }, ...since } })
const failures = (settings: object): FaultsInForce => ({ 'wire-failures': { settings: { ...NONE, ...settings }, ...since } })

function open(): { readonly opened: OpenStore; readonly store: session.MemoryStore & { readonly sessions: Record<string, string> } } {
  const store = new session.MemoryStore() as session.MemoryStore & { readonly sessions: Record<string, string> }
  return { store, opened: { store, adapter: { label: 'Memory' } } as unknown as OpenStore }
}
const dataWith = (cart: number[]): SessionData => Object.assign({ cart }, { cookie: new session.Cookie() }) as unknown as SessionData
const told = () => {
  let resolve = (_error: unknown): void => undefined
  const answer = new Promise<unknown>((settle) => {
    resolve = settle
  })
  return { answer, done: (error?: unknown) => resolve(error ?? null) }
}

test('while nothing is set, the shop calls the very store, and so it does when all is undone', () => {
  const { opened, store } = open()
  const wire = new Wire()
  const traffic = new StoreTraffic(opened, { kind: 'memory', address: null })
  expect(traffic.line).toBe(store)
  expect(wire.to(opened)).toBe(store)
  wire.set(delays({ set: 50 }))
  expect(wire.to(opened)).not.toBe(store)
  wire.set({})
  expect(wire.to(opened)).toBe(store)
})

test('a call is under way for as long as was asked, and the store gets it as it was sent; what is not held up is not', async () => {
  const { opened, store } = open()
  const wire = new Wire()
  wire.set(delays({ set: 200 }))
  const line = wire.to(opened)
  const data = dataWith([1])
  const { answer, done } = told()
  const watched: Watched = { fault: null }
  wire.asking = watched
  line.set('a', data, done)
  wire.asking = null
  ;(data as unknown as { cart: number[] }).cart.push(2)
  expect(watched.fault).toEqual({ kind: 'wire-delay', waitedMs: 200 })
  expect(store.sessions).toEqual({})
  const read = told()
  line.get('a', (error, found) => read.done(error ?? found ?? 'nothing'))
  expect(await read.answer).toBe('nothing')
  expect(await answer).toBeNull()
  expect(JSON.parse(store.sessions.a ?? '{}')).toMatchObject({ cart: [1], cookie: { path: '/' } })
})

test.each([
  [20, 50, { from: 10, to: 30 }],
  // However much it is: a log-in makes three calls, and is to end in time.
  [LIMITS.wireDelayMs, 100, { from: 0, to: LIMITS.wireDelayMs }],
])('jitter makes delays of %i ms differ by no more than %i %%, and none is longer than the longest that can be asked for', (get, jitter, { from, to }) => {
  vi.useFakeTimers()
  const { opened } = open()
  const wire = new Wire()
  wire.set(delays({ get, jitter }))
  const waits = Array.from({ length: 200 }, () => {
    const watched: Watched = { fault: null }
    wire.asking = watched
    wire.to(opened).get('a', () => undefined)
    return watched.fault?.waitedMs ?? 0
  })
  vi.useRealTimers()
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(from)
  expect(Math.max(...waits)).toBeLessThanOrEqual(to)
  expect(new Set(waits).size).toBeGreaterThan(3)
})

test('every nth call of a kind is lost, and no other', async () => {
  const { opened, store } = open()
  const wire = new Wire()
  wire.set(failures({ set: 3 }))
  const line = wire.to(opened)
  const ends = []
  for (let n = 1; n <= 7; n += 1) {
    const { answer, done } = told()
    line.set(`s${n}`, dataWith([]), done)
    const failure = await answer
    ends.push(failure instanceof StoreCallError ? failure.problem.params.why : failure)
  }
  expect(ends).toEqual([null, null, 'wire-failed', null, null, 'wire-failed', null])
  expect(Object.keys(store.sessions)).toEqual(['s1', 's2', 's4', 's5', 's7'])
})

test('has no touch where the store has none: express-session looks for it', () => {
  const store = new session.MemoryStore()
  Object.defineProperty(store, 'touch', { value: undefined })
  const wire = new Wire()
  wire.set(delays({ touch: 50 }))
  expect(wire.to({ store, adapter: { label: 'Memory' } } as unknown as OpenStore).touch).toBeUndefined()
})

test('on a frozen wire calls lie until it thaws, or are given up; on a cut one they fail at once', async () => {
  const { opened, store } = open()
  const wire = new Wire()
  wire.set({ 'wire-frozen': { settings: {}, ...since } })
  const [late, inTime] = [told(), told()]
  vi.useFakeTimers()
  wire.to(opened).set('late', dataWith([]), late.done)
  vi.advanceTimersByTime(STORES.callDeadlineMs - 1)
  wire.to(opened).set('in-time', dataWith([]), inTime.done)
  expect(store.sessions).toEqual({})
  vi.advanceTimersByTime(1)
  vi.useRealTimers()
  expect(await late.answer).toMatchObject({ problem: { params: { why: 'no-answer-within', ms: STORES.callDeadlineMs } } })
  wire.set({})
  expect(await inTime.answer).toBeNull()
  expect(Object.keys(store.sessions)).toEqual(['in-time'])

  wire.set({ 'wire-cut': { settings: {}, ...since } })
  const cut = told()
  wire.to(opened).destroy('in-time', cut.done)
  expect(await cut.answer).toMatchObject({ problem: { params: { why: 'wire-cut' } } })
  expect(Object.keys(store.sessions)).toEqual(['in-time'])
})
