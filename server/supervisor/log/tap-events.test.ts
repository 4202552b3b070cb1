import { describe, expect, test } from 'vitest'
import { onlyInstance } from '../../protocol/instance-state.js'
import type { ReadDocument, TapFrame } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
import { why } from '../../protocol/why.js'
import { beginning, logOf, MEMORY } from '../../test/support/state.js'
import { EventLog } from './event-log.js'
import { TapEvents } from './tap-events.js'

const NOTHING: TapFrame = {
  instance: 'a',
  boot: 1,
  requests: [],
  documents: [],
  crowd: null,
  memory: null,
  switching: null,
  health: null,
  counted: 'memory',
  sessionCount: null,
  bytesPerSession: null,
  ttlIndex: null,
  elsewhere: {},
  dropped: 0,
}

function watching(): { readonly log: EventLog; tell(more: Partial<TapFrame>): void } {
  const { log } = logOf(beginning([MEMORY]))
  const taps = new TapEvents(log, () => null)
  return { log, tell: (more) => taps.receive({ ...NOTHING, ...more }) }
}

const request = (sessionId: string, destroyed: string) =>
  ({ id: sessionId, at: 0, sessionId, operations: [{ name: 'destroy', sessionId: destroyed, startedMs: 0, durationMs: 1 }] }) as unknown as RequestRecord

test('a count is about the store that it was taken of: one of the store that a switch leads to empties nobody', () => {
  const { log, tell } = watching()
  tell({ sessionCount: 2 })
  tell({ counted: 'mongodb', sessionCount: 0 })
  expect(log.state.store).toMatchObject({ sessionCount: 2, emptiness: {} })
  tell({ sessionCount: 0 })
  expect(log.state.store).toMatchObject({ sessionCount: 0, emptiness: { memory: { cause: 'expired', sessions: 2 } } })
})

test('a log-out destroys the session in force; the old one of a regenerate, or an expired one, is no log-out', () => {
  const { log, tell } = watching()
  tell({ sessionCount: 1 })
  tell({ requests: [request('A', 'A')], sessionCount: 1 })
  tell({ sessionCount: 0 })
  expect(log.state.store.emptiness.memory?.cause).toBe('logged-out')
  tell({ sessionCount: 1 })
  tell({ requests: [request('C', 'B')], sessionCount: 0 })
  expect(log.state.store.emptiness.memory?.cause).toBe('expired')
  // Each log-in of a crowd destroys the id from before.
  tell({ sessionCount: 1 })
  const crowd = { from: 0, to: 1, requests: 1, timed: 1, newSessions: 1, errors: 0, operations: { destroy: { count: 1, p95Ms: 1 } } }
  tell({ crowd, sessionCount: 0 })
  expect(log.state.store.emptiness.memory?.cause).toBe('expired')
})

test('a frame without news is no event, and a document names the request that it was read after', () => {
  const { log, tell } = watching()
  tell({})
  tell({ sessionCount: 2 })
  tell({ sessionCount: 2 })
  expect(log.seq).toBe(1)
  tell({ requests: [request('A', 'B')], documents: [{ sessionId: 'A', store: 'memory', stored: null, request: 'A', isNew: false }] })
  expect(log.after(1).map(({ kind, cause }) => [kind, cause])).toEqual([
    ['request', { request: 'A' }],
    ['document-read', { request: 'A' }],
  ])
})

test('of what one frame tells, a document that was read before a request has used its session comes before that request', () => {
  const { log, tell } = watching()
  const read = (sessionId: string, after: string) =>
    ({ sessionId, store: 'memory', stored: { document: { after } }, request: after, isNew: false }) as unknown as ReadDocument
  const told = () => log.after(0).flatMap(({ kind, cause }) => (kind === 'sessions-counted' ? [] : [[kind, cause]]))
  // "A" is the session that the second request destroys, "X" is nobody's business there.
  tell({ requests: [request('first', 'Z'), request('second', 'A')], documents: [read('A', 'first'), read('X', 'first')] })
  const both = [
    ['request', { request: 'first' }],
    ['document-read', { request: 'first' }],
    ['request', { request: 'second' }],
    ['document-read', { request: 'first' }],
  ]
  expect(told()).toEqual(both)
  // Read after one of an earlier frame; and read after the request itself.
  tell({ requests: [request('third', 'A')], documents: [read('A', 'second')] })
  tell({ requests: [request('fourth', 'A')], documents: [read('A', 'fourth')] })
  expect(told().slice(both.length)).toEqual([
    ['document-read', { request: 'second' }],
    ['request', { request: 'third' }],
    ['request', { request: 'fourth' }],
    ['document-read', { request: 'fourth' }],
  ])
})

describe('of two lesson servers', () => {
  /** One that put a book into the cart, by the clock of the machine. */
  const saving = (id: string, instance: string, before: readonly string[], cart: readonly string[], [readAt, savedAt]: readonly [number, number]) =>
    ({
      ...{ id, instance, store: 'mongodb', at: 0, sessionId: 'S', sessionIsNew: false, before: { cart: before }, after: { cart } },
      operations: [
        { name: 'get', sessionId: 'S', startedMs: readAt, durationMs: 1, hit: true },
        { name: 'set', sessionId: 'S', startedMs: savedAt - 1, durationMs: 1 },
      ],
    }) as unknown as RequestRecord
  const crossings = (log: EventLog) => log.state.timeline.map((row) => (row.kind === 'request' ? [row.request.id, row.request.crossed ?? null] : []))

  test.each([
    ['told in the order of their saves', [0, 10], [1, 20]],
    ['told the other way round', [1, 20], [0, 10]],
  ] as const)('of two saves that built on the same, the one that is gone is marked: %s', (_name, ofA, ofB) => {
    const { log, tell } = two('mongodb')
    tell('a', { requests: [saving('A', 'a', ['x'], ['x', 'y'], ofA)] })
    tell('b', { requests: [saving('B', 'b', ['x'], ['x', 'z'], ofB)] })
    const [left, gone] = ofA[1] < ofB[1] ? ['B', 'A'] : ['A', 'B']
    expect(Object.fromEntries(crossings(log))).toEqual({
      [left]: { kind: 'overwrote', request: gone, lost: ['cart'] },
      [gone]: { kind: 'overwritten', request: left, lost: ['cart'] },
    })
  })

  test.each([
    ['came one after the other to a session that is as it was', saving('B', 'b', ['x'], ['x', 'z'], [11, 20])],
    ['built on what the other had saved', saving('B', 'b', ['x', 'y'], ['x', 'y', 'z'], [9, 20])],
    ['only looked', saving('B', 'b', ['x'], ['x'], [1, 20])],
    ['are of one server, which tells by itself', saving('B', 'a', ['x'], ['x', 'z'], [1, 20])],
    ['are of another store', { ...saving('B', 'b', ['x'], ['x', 'z'], [1, 20]), store: 'memory' }],
  ])('nothing is marked where they %s', (_why, other) => {
    const { log, tell } = two('mongodb')
    tell('a', { requests: [saving('A', 'a', ['x'], ['x', 'y'], [0, 10])] })
    tell(other.instance ?? '', { requests: [other] })
    expect(Object.fromEntries(crossings(log))).toEqual({ A: null, B: null })
  })

  const shared = { ...MEMORY, kind: 'mongodb', capabilities: { ...MEMORY.capabilities, shared: true, survivesRestart: true } }

  function two(active: string): { readonly log: EventLog; tell(instance: string, more: Partial<TapFrame>): void } {
    const base = beginning([MEMORY, shared])
    const server = { ...onlyInstance(base), phase: 'running', boot: 1 } as const
    const log = new EventLog({ ...base, instances: { a: server, b: server }, store: { ...base.store, active } })
    const taps = new TapEvents(log, () => null)
    return { log, tell: (instance, more) => taps.receive({ ...NOTHING, instance, counted: active, ...more }) }
  }
  const dies = (log: EventLog, instance: string) =>
    log.append({ kind: 'server-died', why: 'killed', signal: 'SIGKILL', exitCode: null, lastWords: null, requestsCutOff: 0 }, { instance })

  test('that switch together, what is told is how far those have come that copy, until both are through', () => {
    const { log, tell } = two('memory')
    const progress = { from: 'memory', to: 'mongodb', carryOver: true, phase: 'probing', copied: 0, total: null, startedAt: 1 } as const
    const told = () => log.state.store.switching
    tell('a', { switching: { ...progress, phase: 'copying', copied: 40, total: 100 } })
    // One that copies nothing waits.
    tell('b', { switching: progress })
    expect(told()).toMatchObject({ phase: 'copying', copied: 40, total: 100 })
    // One that copies what it has by itself has come so far with that.
    tell('b', { switching: { ...progress, phase: 'copying', copied: 10, total: 20 } })
    expect(told()).toMatchObject({ phase: 'copying', copied: 50, total: 120 })
    tell('a', {})
    expect(told()).toMatchObject({ copied: 10, total: 20 })
    tell('b', {})
    expect(told()).toBeNull()
    // It ends in the middle of it.
    tell('b', { switching: progress })
    dies(log, 'b')
    tell('a', {})
    expect(told()).toBeNull()
  })

  test('the store is away as long as one of them does not reach it, and each change is told once', () => {
    const { log, tell } = two('mongodb')
    const away = { up: false, why: why('away', {}, 'It is away.') }
    const up = { up: true, why: null }
    for (const [a, b] of [
      [up, up],
      [away, up],
      [away, away],
      [up, away],
      [up, up],
    ] as const) {
      for (let frame = 0; frame < 3; frame++) {
        tell('a', { health: a })
        tell('b', { health: b })
      }
    }
    expect(log.state.timeline.map((row) => row.kind === 'store-health' && row.up)).toEqual([false, true])
    // Whoever has gone says nothing of it any more.
    tell('b', { health: away })
    dies(log, 'b')
    tell('a', { health: up })
    expect(log.state.store.health.up).toBe(true)
  })

  test('a count that one of them only repeats takes back nothing of what the other has counted since', () => {
    const { log, tell } = two('mongodb')
    const counts: (number | null)[] = []
    log.subscribe((event) => event.kind === 'sessions-counted' && counts.push(event.sessionCount))
    tell('a', { sessionCount: 0 })
    tell('b', { sessionCount: 0 })
    for (let frame = 0; frame < 3; frame++) {
      tell('b', { sessionCount: 1, bytesPerSession: 400, elsewhere: { memory: 0 } })
      tell('a', { sessionCount: 0 })
    }
    tell('a', { sessionCount: 1, bytesPerSession: 400 })
    expect(counts).toEqual([0, 1])
    expect(log.state.store).toMatchObject({ sessionCount: 1, emptiness: {} })
  })

  test('where each has its own, the bytes of a session are those of all of them, and stay while nothing changes', () => {
    const { log, tell } = two('memory')
    tell('a', { sessionCount: 1, bytesPerSession: 100 })
    tell('b', { sessionCount: 3, bytesPerSession: 300 })
    const { seq } = log
    for (let frame = 0; frame < 3; frame++) {
      tell('a', { sessionCount: 1, bytesPerSession: 100 })
      tell('b', { sessionCount: 3, bytesPerSession: 300 })
    }
    expect(log.seq).toBe(seq)
    expect(log.state.store).toMatchObject({ sessionCount: 4, bytesPerSession: 250 })
  })
})
