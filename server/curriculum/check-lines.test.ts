/** A check as a list to tick off: each line keeps its place, whatever its state, and none tells how a guess comes out. */
import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../protocol/state.js'
import type { TimelineRow } from '../protocol/timeline.js'
import { browser, known, observed, request, SINCE, state } from '../test/lessons/observed.js'
import { evaluate, type Observed } from './check.js'
import { checkSchema } from './check-schema.js'

const STATES = { done: '✓', open: '○', wrong: '✗' } as const

/** "✓ what is wanted", or "✗ what is wanted | what was seen". */
function list(check: unknown, seen: Observed): string[] {
  return evaluate(checkSchema.parse(check), seen).lines.map(
    (line) => `${STATES[line.state]} ${line.wanted.message}${line.seen ? ` | ${line.seen.message}` : ''}`,
  )
}

const at = (sessions: number): Partial<Observed['snapshot']> => ({ store: { ...state.store, sessionCount: sessions } })
const atBegin = (sessions: number) => ({ snapshot: { ...state, ...at(sessions) }, now: SINCE })
const started: TimelineRow = { kind: 'started', key: 's', instance: 'a', at: SINCE, boot: 2, store: 'memory', reason: 'restart' }

describe('a line', () => {
  const visits = { all: [{ request: { method: 'GET', path: '/', cookie: 'none' }, times: 2 }, { state: { 'store.sessions': 0 } }] }

  test('stays when it becomes true', () => {
    expect(list(visits, observed([], at(0)))).toEqual(['○ 2 requests GET /, with no cookie', '✓ sessions in the store: 0 | sessions in the store: 0'])
    expect(list(visits, observed([request()], at(0)))[0]).toBe('○ 2 requests GET /, with no cookie | 1 so far')
    expect(list(visits, observed([request(), request()], at(1)))).toEqual([
      '✓ 2 requests GET /, with no cookie',
      '○ sessions in the store: 0 | sessions in the store: 1',
    ])
    expect(list(visits, observed([request(), request()], at(0))).every((line) => line.startsWith('✓'))).toBe(true)
  })

  test('is wrong where the very request came and was otherwise; another request says nothing', () => {
    expect(list(visits, observed([request({ method: 'POST', path: '/login' })], at(0)))[0]).toBe('○ 2 requests GET /, with no cookie')
    expect(list(visits, observed([known('a')], at(0)))[0]).toMatch(/^✗ .* \| GET \/ by Alice: a valid cookie/)
  })

  test('is wrong where what was so at the beginning of the step no longer is', () => {
    const check = { state: { 'store.sessions': { atLeast: 1 } } }
    expect(list(check, observed([], at(0), { before: atBegin(3) }))[0]).toMatch(/^✗/)
    expect(list(check, observed([], at(0), { before: atBegin(0) }))[0]).toMatch(/^○/)
  })

  test('of what must not be is ticked until it is', () => {
    const check = { all: [{ never: { method: 'POST' } }, { request: { path: '/' } }] }
    expect(list(check, observed())[0]).toBe('✓ no request POST')
    expect(list(check, observed([request({ method: 'POST' })]))[0]).toMatch(/^✗ no request POST \| POST/)
  })

  test('of an answer is wrong where the answer does not fit', () => {
    const answered = (answer: string | null) => list({ answer: 'right' }, observed([], {}, { answer, rightAnswer: 'a,b' }))
    expect([answered(null), answered('b,a'), answered('a,b')]).toEqual([['○ the answer that fits'], ['✗ the answer that fits'], ['✓ the answer that fits']])
  })

  test('says when it becomes true by itself', () => {
    const [run] = [{ id: 'c', startedAt: SINCE, endedAt: SINCE + 1_000, usersDone: 5, outcome: 'done' }] as never[]
    const instances = { a: { ...state.instances.a, options: { ...state.instances.a?.options, maxAgeMs: 20_000 } } } as never
    const seen = observed([], { crowd: { running: null, finished: run ? [run] : [] }, instances }, { now: SINCE + 2_000 })
    const [line] = evaluate(checkSchema.parse({ state: { 'crowd.expiredForSeconds': { atLeast: 3 } } }), seen).lines
    expect(line).toMatchObject({ state: 'open', dueAt: SINCE + 1_000 + 20_000 + 3_000 })
  })
})

describe('a sweep', () => {
  const document = { id: 'x', document: {}, form: 'bson', bytes: 1, expiresAt: SINCE + 5_000 } as const
  const focused = { x: { sessionId: 'x', stored: document, previous: null, changedAt: null, seq: 1 } }
  const swept = { resource: 'mongodb', capabilities: { ...state.store.available[1]?.capabilities, expiry: 'sweeper' } } as never
  const inMongodb = {
    ...state.store,
    active: 'mongodb',
    available: state.store.available.map((each) => (each.kind === 'mongodb' ? { ...each, ...(swept as object) } : each)),
  }
  const due = (more: Partial<Snapshot>) => evaluate(checkSchema.parse({ event: { kind: 'swept' } }), observed([], more)).lines[0]?.dueAt

  test('says by when the sweeper will have passed', () => {
    expect(due({ store: inMongodb, focused })).toBe(SINCE + 5_000 + state.mongo.sweeperSeconds * 1_000)
  })
  test('is waited for in vain where nobody sweeps, or nothing expires', () => {
    expect([due({ store: { ...state.store, active: 'memory' }, focused }), due({ store: inMongodb, focused: {} })]).toEqual([null, null])
  })
})

describe('a sequence', () => {
  const check = { inOrder: [{ event: { kind: 'started' } }, { request: { method: 'GET', cookie: 'good', store: 'miss' } }] }
  const stranger = request()

  test('is a line a moment', () => {
    expect(list(check, observed())).toEqual(['○ the lesson server started', '○ then a request GET, with a valid cookie, its session was not in the store'])
    // What came before its turn is no try.
    expect(list(check, observed([stranger, started]))[1]).toMatch(/^○/)
    expect(list(check, observed([started, stranger]))).toEqual([
      '✓ the lesson server started',
      expect.stringMatching(/^✗ then a request GET, .* \| GET \/ by Alice: no cookie/),
    ])
  })

  test('of one session says so in a line of its own', () => {
    const one = { inOrder: [{ request: { method: 'POST' } }, { request: { method: 'GET' } }], sameSession: true }
    const login = (id: string) => known(id, { method: 'POST' })
    expect(list(one, observed([login('a')])).at(-1)).toBe('○ all of it with one session ID')
    expect(list(one, observed([login('a'), known('b')])).at(-1)).toBe('✗ all of it with one session ID')
    expect(list(one, observed([login('a'), known('a')])).at(-1)).toBe('✓ all of it with one session ID')
  })
})

describe('in a step that answers a guess', () => {
  const secret = { isSecret: true }

  test('a request says what to do, and what comes of it once it came', () => {
    const check = { request: { who: 'browser:alice', method: 'GET', cookie: 'good', store: 'miss', loggedIn: false } }
    expect(list(check, observed([], {}, secret))).toEqual(['○ a request GET, by Alice: see what comes of it'])
    const miss = known('a', { operations: [{ name: 'get', sessionId: 'a', startedMs: 0, durationMs: 1, hit: false }] })
    expect(list(check, observed([miss], {}, secret))).toEqual([
      '✓ a request GET, by Alice, with a valid cookie, its session was not in the store, not logged in',
    ])
  })

  test('what comes of it is neither worded nor ticked before all is', () => {
    const check = { all: [{ event: { kind: 'death' } }, { state: { 'store.sessions': { atLeast: 2 }, 'options.rolling': false } }] }
    expect(list(check, observed([], at(5), secret))).toEqual([
      '○ see what comes of it',
      '○ watch: sessions in the store | sessions in the store: 5',
      '✓ rolling: no | rolling: no',
    ])
    const alice = { state: { 'browser:alice.hasCookie': true } }
    expect(list(alice, observed([], { browsers: [browser('browser:alice', null)] }, secret))[0]).toMatch(/^○ watch: /)
    expect(list(alice, observed([], { browsers: [browser('browser:alice', 'a')] }, secret))[0]).toMatch(/^✓ Alice has a cookie: yes/)
  })

  test('a sequence keeps it to itself, moment by moment', () => {
    const check = { inOrder: [{ event: { kind: 'started' } }, { request: { method: 'GET', cookie: 'good', store: 'miss' } }] }
    expect(list(check, observed([started], {}, secret))).toEqual(['✓ the lesson server started', '○ then a request GET: see what comes of it'])
  })
})
