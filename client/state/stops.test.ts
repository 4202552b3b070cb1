import { expect, test } from 'vitest'
import type { EventBody, LogEvent } from '../../server/protocol/events.js'
import { unservedRequest } from '../../server/protocol/unserved-request.js'
import words from '../i18n/en/moment.json'
import { fixtureOptions } from '../test/fixture-snapshot.js'
import { toldTime } from './look-at.js'
import { Stops } from './stops.js'

let seq = 0
const event = (body: EventBody, about: Partial<Pick<LogEvent, 'at' | 'cause'>> = {}): LogEvent => {
  seq += 1
  return { seq, at: seq * 10, instance: 'a', cause: null, ...about, ...body }
}
const visit = (id: string, path = '/'): EventBody => ({
  kind: 'request',
  request: unservedRequest({
    id,
    actor: 'browser:alice',
    instance: 'a',
    boot: 1,
    store: 'memory',
    at: 0,
    method: 'GET',
    path,
    cookieIn: { kind: 'none' },
    status: 200,
    durationMs: 1,
    outcome: 'answered',
    options: fixtureOptions,
  }),
})
const read: EventBody = { kind: 'document-read', sessionId: 's', stored: null, isNew: false }

test('all that a request brought about is one stop, from its first event to its last', () => {
  const stops = new Stops()
  const began = event(read, { cause: { request: 'r1' } })
  const other = event(visit('r2'))
  const row = event(visit('r1', '/cart'), { cause: { request: 'r1' } })
  const last = event(read, { cause: { request: 'r1' } })
  for (const each of [began, other, row, last]) stops.add(each)
  expect(stops.ofRequest('r1')).toMatchObject({ first: began.seq, seq: last.seq, of: { method: 'GET', path: '/cart', actor: 'browser:alice' } })
  expect(stops.all.map(({ of }) => of.kind === 'request' && of.id)).toEqual(['r1', 'r2'])
})

test('goes from one request to the next and back, past what else happened; or to that as well', () => {
  const stops = new Stops()
  const events = [
    event(visit('r1')),
    event({ kind: 'switch-progress', progress: null }),
    event({ kind: 'cleared', removed: 1, undoForMs: 0 }),
    event(visit('r2')),
  ]
  for (const each of events) stops.add(each)
  const [first, , cleared, second] = events.map((each) => each.seq)
  expect(stops.next(first ?? 0, 1, true)?.seq).toBe(second)
  expect(stops.next(first ?? 0, 1, false)?.seq).toBe(cleared)
  expect(stops.next(second ?? 0, -1, true)?.seq).toBe(first)
  expect(stops.next(second ?? 0, 1, true)).toBeNull()
  expect(stops.next(first ?? 0, -1, false)).toBeNull()
  expect(stops.requestsAfter(first ?? 0)).toBe(1)
  expect(stops.requestsAfter(second ?? 0)).toBe(0)
})

test('a pause of an hour takes little room, and the nearest stop is found', () => {
  const stops = new Stops()
  stops.add(event(visit('r1'), { at: 0 }))
  stops.add(event(visit('r2'), { at: 100 }))
  stops.add(event(visit('r3'), { at: 3_600_000 }))
  const places = stops.all.map(({ place }) => place)
  expect((places[2] ?? 0) - (places[1] ?? 0)).toBeLessThan(10_000)
  const requestAt = (place: number) => {
    const of = stops.nearest(place)?.of
    return of?.kind === 'request' ? of.id : null
  }
  expect(places.map(requestAt)).toEqual(['r1', 'r2', 'r3'])
  expect(requestAt(-1_000)).toBe('r1')
  expect(requestAt(1_000_000)).toBe('r3')
})

test('what the log has dropped can no longer be reached, and it says so', () => {
  const stops = new Stops()
  stops.add(event(visit('r1')))
  const kept = event(visit('r2'))
  stops.add(kept)
  expect(stops.isCut).toBe(false)
  stops.add(event({ kind: 'log-folded', events: 1, since: kept.seq }))
  expect(stops.isCut).toBe(true)
  expect(stops.ofRequest('r1')).toBeNull()
  expect(stops.next(kept.seq, -1, true)).toBeNull()
})

test('a moment is where its request is, also once that has brought about more, and is told by the time of its row', () => {
  const stops = new Stops()
  stops.add(event(visit('r1')))
  const row = event(visit('r2'), { at: 5_000, cause: { request: 'r2' } })
  stops.add(row)
  stops.add(event({ kind: 'cleared', removed: 1, undoForMs: 0 }))
  const moment = { seq: row.seq, at: row.at, request: 'r2', what: stops.ofRequest('r2')?.of ?? null }
  expect(stops.indexOf(moment)).toBe(1)
  stops.add(event(read, { at: 5_400, cause: { request: 'r2' } }))
  expect(stops.indexOf(moment)).toBe(1)
  expect(stops.indexOf({ seq: row.seq + 1, request: null })).toBe(2)
  expect(stops.indexOf({ seq: 1_000_000, request: null })).toBe(-1)
  // Its request came at 0, as its record says.
  expect(toldTime(moment)).toBe(0)
  expect(toldTime({ at: 7, what: { kind: 'cleared' } })).toBe(7)
})

const counted = (sessionCount: number, store = 'memory'): EventBody => ({
  kind: 'sessions-counted',
  store,
  sessionCount,
  bytesPerSession: sessionCount * 100,
  ttlIndex: null,
  loggedOut: 0,
})
const stored: EventBody = { ...read, isNew: true } as EventBody

test('what was counted soon after a request counts for it, and for what followed until the store changed again', () => {
  const stops = new Stops()
  const add = (body: EventBody, request: string | null, at: number) => stops.add(event(body, { at, cause: request === null ? null : { request } }))
  add(counted(0), null, 0)
  add(visit('login'), 'login', 100)
  add(stored, 'login', 110)
  add(visit('home'), 'home', 150)
  add(counted(1), null, 900)
  // The first number that is told, and not what came of later things.
  add(counted(5), null, 1_000)
  add(visit('later'), 'later', 1_050)
  add(stored, 'later', 1_100)
  add(counted(6), null, 1_200)
  const count = (id: string) => stops.ofRequest(id)?.counted?.sessionCount ?? null
  expect([count('login'), count('home'), count('later')]).toEqual([1, 1, 6])
})

test('a number that is late, that is the one before, or from before the request stored something, says nothing of it', () => {
  const stops = new Stops()
  const add = (body: EventBody, request: string | null, at: number) => stops.add(event(body, { at, cause: request === null ? null : { request } }))
  add(counted(1), null, 0)
  add(visit('r1'), 'r1', 100)
  add(counted(1), null, 200)
  expect(stops.ofRequest('r1')?.counted).toBeNull()
  add(counted(2), null, 300)
  expect(stops.ofRequest('r1')?.counted).toEqual({ store: 'memory', sessionCount: 2, bytesPerSession: 200 })
  add(stored, 'r1', 400)
  expect(stops.ofRequest('r1')?.counted).toBeNull()
  add(counted(3), null, 10_000)
  expect(stops.ofRequest('r1')?.counted).toBeNull()
})

test('what a server’s new life changed is counted from before it began, and that of another server from its own', () => {
  const stops = new Stops()
  const starting = { kind: 'server-starting', boot: 2, pid: null, heapLimitBytes: 1, reason: 'restart' } as const
  const listening = { kind: 'server-listening', pid: 1, reason: 'restart' } as const
  stops.add(event(visit('r1')))
  const began = event({ kind: 'server-stopping' })
  stops.add(began)
  stops.add({ ...event(starting), instance: 'b' })
  stops.add(event(starting))
  stops.add(event(visit('r2')))
  stops.add(event(listening))
  const life = stops.all.at(-1)
  expect([life?.of.kind, life?.since, (life?.first ?? 0) > began.seq]).toEqual(['server-listening', began.seq, true])
  // The next life begins anew.
  const again = event(listening)
  stops.add(again)
  expect(stops.all.at(-1)?.since).toBe(again.seq)
  expect(stops.lastBefore(life?.first ?? 0)).toMatchObject({ of: { id: 'r2' } })
})

test('a life that ended before it listened is no part of the next one', () => {
  const starting = { kind: 'server-starting', boot: 2, pid: null, heapLimitBytes: 1, reason: 'after-death' } as const
  const listening = { kind: 'server-listening', pid: 1, reason: 'after-death' } as const
  const died = { kind: 'server-died', signal: 'SIGKILL', exitCode: null, lastWords: null, requestsCutOff: 0, why: 'killed' } as const
  for (const end of [died, { kind: 'instance-removed' }] as const) {
    const stops = new Stops()
    for (const body of [starting, end, visit('meanwhile')]) stops.add(event(body))
    const began = event(starting)
    stops.add(began)
    stops.add(event(listening))
    expect([end.kind, stops.all.at(-1)?.since]).toEqual([end.kind, began.seq])
  }
})

const soundStored: EventBody = { ...read, stored: { document: {}, bytes: 2, expiresAt: null } } as unknown as EventBody
const bare = (kind: LogEvent['kind']) => ({ kind }) as unknown as EventBody
const CHANGES: readonly (readonly [what: string, body: EventBody, changes: boolean])[] = [
  ['a session that is new', { ...soundStored, isNew: true } as EventBody, true],
  ['a session that is gone', read, true],
  ...(['switched', 'cleared', 'session-forgotten', 'brought-back', 'swept', 'server-died', 'server-listening', 'crowd-started'] as const).map(
    (kind) => [kind, bare(kind), true] as const,
  ),
  ['a session that was there and is', soundStored, false],
  ['a fault', bare('fault-set'), false],
]

test.each(CHANGES)('a number that is told after %s says nothing of what was before, where the store changed', (_what, body, changes) => {
  const stops = new Stops()
  stops.add(event(counted(1), { at: 0 }))
  stops.add(event(visit('before'), { at: 100, cause: { request: 'before' } }))
  stops.add(event(body, { at: 150, cause: body.kind === 'document-read' ? { request: 'after' } : null }))
  stops.add(event(counted(2), { at: 200 }))
  expect(stops.all.map((stop) => stop.counted?.sessionCount ?? null)).toEqual([changes ? null : 2, 2])
})

test('a request whose row has not come yet is no place to go to, and is not counted', () => {
  const stops = new Stops()
  const first = event(visit('r1'), { cause: { request: 'r1' } })
  const begun = event(read, { cause: { request: 'r2' } })
  for (const each of [first, begun]) stops.add(each)
  expect([stops.next(first.seq, 1, true), stops.requestsAfter(first.seq)]).toEqual([null, 0])
  expect(stops.next(first.seq, 1, false)?.seq).toBe(begun.seq)
  stops.add(event(visit('r2'), { cause: { request: 'r2' } }))
  expect([stops.next(first.seq, 1, true)?.of, stops.requestsAfter(first.seq)]).toMatchObject([{ id: 'r2' }, 1])
})

test('the strip leads on, also where a clock was set back; and a store’s stop says whether it came or went', () => {
  const stops = new Stops()
  stops.add(event(visit('r1'), { at: 5_000 }))
  stops.add(event({ kind: 'store-health', up: false } as unknown as EventBody, { at: 1_000 }))
  stops.add(event({ kind: 'store-health', up: true } as unknown as EventBody, { at: 1_500 }))
  const [first, second, third] = stops.all
  expect(second?.place).toBeGreaterThan(first?.place ?? Number.POSITIVE_INFINITY)
  expect([second?.of, third?.of]).toEqual([
    { kind: 'store-health', up: false },
    { kind: 'store-health', up: true },
  ])
})

test('what a command brought about is a stop of its own, and says no more of itself than it knows', () => {
  const stops = new Stops()
  stops.add(event({ kind: 'cleared', removed: 1, undoForMs: 0 }, { cause: { command: 'c1' } }))
  stops.add(event({ kind: 'switch-progress', progress: null }, { cause: { command: 'c1' } }))
  expect(stops.all.map(({ of }) => of)).toEqual([{ kind: 'cleared' }])
})

test('every kind that has words is a stop', () => {
  for (const kind of Object.keys(words.event)) {
    const stops = new Stops()
    stops.add(event({ kind } as unknown as EventBody))
    expect([kind, stops.all.length]).toEqual([kind, 1])
  }
})

test('where nothing has happened there is nowhere to go', () => {
  const stops = new Stops()
  expect([stops.nearest(0), stops.lastBefore(1), stops.next(1, 1, false), stops.next(1, -1, false)]).toEqual([null, null, null, null])
})

test('the nearest is on either side', () => {
  const stops = new Stops()
  stops.add(event(visit('r1'), { at: 0 }))
  stops.add(event(visit('r2'), { at: 1_000 }))
  const [first, second] = stops.all
  const between = (share: number) => stops.nearest((first?.place ?? 0) + share * ((second?.place ?? 0) - (first?.place ?? 0)))
  expect([between(0.1), between(0.9)]).toEqual([first, second])
})

test('a longer pause takes more room, up to a bound', () => {
  const room = (pauseMs: number) => {
    const stops = new Stops()
    stops.add(event(visit('r1'), { at: 0 }))
    stops.add(event(visit('r2'), { at: 50_000 }))
    stops.add(event(visit('r3'), { at: 50_000 + pauseMs }))
    const [, before, after] = stops.all.map(({ place }) => place)
    return (after ?? 0) - (before ?? 0)
  }
  expect(room(0)).toBeGreaterThan(0)
  expect(room(500)).toBe(room(0) + 500)
  expect(room(1_000_000)).toBe(room(5_000))
})

test('of requests that went side by side, each leads on to the one that began after it, and back to the one before', () => {
  const stops = new Stops()
  const caused = (id: string, body: EventBody = read) => {
    const each = event(body, { cause: { request: id } })
    stops.add(each)
    return each.seq
  }
  stops.add(event(visit('r0')))
  caused('slow')
  caused('quick')
  const quick = caused('quick', visit('quick'))
  const slow = caused('slow', visit('slow'))
  caused('last', visit('last'))
  const id = (stop: ReturnType<Stops['next']>) => (stop?.of.kind === 'request' ? stop.of.id : null)
  const around = (seq: number) => [id(stops.next(seq, -1, true)), id(stops.next(seq, 1, true))]
  expect(around(slow)).toEqual(['r0', 'quick'])
  expect(around(quick)).toEqual(['slow', 'last'])
  // A moment that is looked at while its request brings about more.
  caused('quick')
  expect(around(quick)).toEqual(['quick', 'last'])
  expect(id(stops.next(Number.POSITIVE_INFINITY, -1, true))).toBe('last')
})

test('a stop ends when the last of it came, and counts what the page has to draw anew', () => {
  const stops = new Stops()
  const versions = [stops.version]
  const add = (body: EventBody, about: Parameters<typeof event>[1] = {}) => {
    const each = event(body, about)
    stops.add(each)
    versions.push(stops.version)
    return each.seq
  }
  add(visit('r1'), { at: 1_000, cause: { request: 'r1' } })
  add(read, { at: 1_900, cause: { request: 'r1' } })
  expect(stops.ofRequest('r1')?.at).toBe(1_900)
  const kept = add({ kind: 'cleared', removed: 1, undoForMs: 0 })
  add({ kind: 'log-folded', events: 2, since: kept })
  expect(new Set(versions).size).toBe(5)
  expect(stops.all.map(({ first }) => first)).toEqual([kept])
})

test('only the server that listens began before that, and no request meanwhile', () => {
  const stops = new Stops()
  stops.add(event({ kind: 'server-stopping' }))
  const meanwhile = event(visit('r1'))
  stops.add(meanwhile)
  expect(stops.ofRequest('r1')?.since).toBe(meanwhile.seq)
})
