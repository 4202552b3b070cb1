import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MONGO } from '../config.js'
import type { EventBody } from '../protocol/events.js'
import type { StoreReading } from '../protocol/ipc.js'
import { ok, type Result } from '../protocol/problem.js'
import type { RequestRecord } from '../protocol/requests.js'
import type { StoredSession, SwitchReport } from '../protocol/stores.js'
import type { TimelineRow } from '../protocol/timeline.js'
import { request, state as snapshot } from '../test/lessons/observed.js'
import { logOf, MEMORY } from '../test/support/state.js'
import type { EventLog } from './log/event-log.js'
import { SweptSessions } from './swept-sessions.js'

const LIFE_MS = 5_000
const capabilities = { touch: false, all: false, length: false, clear: true, expiry: 'sweeper', survivesRestart: true, shared: true, inHeap: false } as const
const mongodb = { ...MEMORY, kind: 'mongodb', label: 'MongoDB', resource: 'mongodb', capabilities } as const
const memory = { ...MEMORY, capabilities: { ...capabilities, expiry: 'on-read' as const } }

/** What the store holds. */
let stored: Map<string, StoredSession>
let answers: boolean
/** Answers wait for it. */
let held: Promise<void>
let log: EventLog
let note: (body: EventBody) => void
let swept: SweptSessions
/** That answers: it may be another one before a switch is told. */
let store: string

beforeEach(() => {
  vi.useFakeTimers()
  stored = new Map()
  store = 'mongodb'
  answers = true
  held = Promise.resolve()
  ;({ log, note } = logOf({ ...snapshot, store: { ...snapshot.store, active: 'mongodb', available: [mongodb, memory] } }))
  const away: Result<StoreReading> = { ok: false, problem: { code: 'server-away', message: '', params: {} } }
  swept = new SweptSessions(log, async (id) => {
    const answer = answers ? ok({ store, stored: stored.get(id) ?? null }) : away
    await held
    return answer
  })
})
afterEach(() => {
  swept.close()
  vi.useRealTimers()
})

/** A browser in focus gets a session. */
function logIn(id: string): void {
  const session: StoredSession = { id, document: {}, form: 'bson', bytes: 1, expiresAt: Date.now() + LIFE_MS }
  stored.set(id, session)
  note({ kind: 'document-read', sessionId: id, stored: session, isNew: true })
  ask({ sessionId: id })
}

function ask(fields: Partial<RequestRecord>): void {
  const row = request(fields)
  if (row.kind === 'request') note({ kind: 'request', request: row.request })
}

function rowsOf(kind: TimelineRow['kind']): readonly TimelineRow[] {
  return log.state.timeline.filter((row) => row.kind === kind)
}

const expire = () => vi.advanceTimersByTimeAsync(LIFE_MS + MONGO.sweptLookMs)
const wait = () => vi.advanceTimersByTimeAsync(MONGO.sweptLookMs * 4)

test('a session that is gone after its end, and nobody asked, was swept', async () => {
  logIn('bob')
  const expiredAt = Date.now() + LIFE_MS
  await expire()
  await wait()
  expect(rowsOf('swept')).toEqual([])
  stored.delete('bob')
  await wait()
  expect(rowsOf('swept')).toEqual([expect.objectContaining({ kind: 'swept', store: 'mongodb', sessionId: 'bob', expiredAt })])
  await wait()
  expect(rowsOf('swept')).toHaveLength(1)
})

test('so was one that goes right at its end', async () => {
  logIn('bob')
  await vi.advanceTimersByTimeAsync(LIFE_MS - MONGO.sweptLookMs / 2)
  await vi.advanceTimersByTimeAsync(MONGO.sweptLookMs / 2)
  stored.delete('bob')
  await wait()
  expect(rowsOf('swept')).toHaveLength(1)
})

test('the browser dropping the cookie is no deletion', async () => {
  logIn('bob')
  await expire()
  note({ kind: 'documents-forgotten' })
  await wait()
  expect(rowsOf('swept')).toEqual([])
})

const NOT_SWEPT: readonly (readonly [string, () => void])[] = [
  [
    'deleted while it was asked for',
    () => {
      stored.delete('bob')
      ask({ cookieIn: { kind: 'good', sessionId: 'bob', secretId: 'secret-1', secretIndex: 0 }, sessionId: 'new' })
    },
  ],
  [
    'forgotten with all others',
    () => {
      stored.delete('bob')
      note({ kind: 'cleared', removed: 1, undoForMs: 0 })
    },
  ],
  [
    'forgotten by itself',
    () => {
      stored.delete('bob')
      note({ kind: 'session-forgotten', sessionId: 'bob', undoForMs: 0 })
    },
  ],
  [
    'left behind in another store',
    () => {
      stored.delete('bob')
      const report: SwitchReport = {
        from: 'mongodb',
        to: 'memory',
        carryOver: false,
        at: 0,
        durationMs: 0,
        carried: 0,
        recopied: 0,
        longestWaitMs: 0,
        altered: 0,
        found: 0,
        left: 0,
        refused: null,
      }
      note({ kind: 'switched', report })
    },
  ],
  [
    'being carried over',
    () => {
      stored.delete('bob')
      const switching = { from: 'mongodb', to: 'memory', carryOver: true, phase: 'copying', copied: 0, total: null, startedAt: 0 } as const
      note({ kind: 'switch-progress', progress: switching })
    },
  ],
  [
    'perhaps asked for, in a record that was dropped',
    () => {
      stored.delete('bob')
      note({ kind: 'records-dropped', records: 1 })
    },
  ],
  ['in a store that does not answer', () => (answers = false)],
]

test.each(NOT_SWEPT)('one is not swept that is %s', async (_what, happen) => {
  logIn('bob')
  await expire()
  happen()
  await wait()
  expect(rowsOf('swept')).toEqual([])
})

test('nor is one that went before its end: its owner logged out, or somebody deleted it', async () => {
  logIn('bob')
  stored.delete('bob')
  await expire()
  await wait()
  expect(rowsOf('swept')).toEqual([])
})

test('a request that has deleted it, and ends later, is waited for', async () => {
  logIn('bob')
  await expire()
  stored.delete('bob')
  await vi.advanceTimersByTimeAsync(MONGO.sweptLookMs)
  ask({ cookieIn: { kind: 'good', sessionId: 'bob', secretId: 'secret-1', secretIndex: 0 }, sessionId: 'new' })
  await wait()
  expect(rowsOf('swept')).toEqual([])
})

test('one that was asked for and is still there may be swept later', async () => {
  logIn('bob')
  await expire()
  ask({ cookieIn: { kind: 'good', sessionId: 'bob', secretId: 'secret-1', secretIndex: 0 }, sessionId: 'bob' })
  await wait()
  stored.delete('bob')
  await wait()
  expect(rowsOf('swept')).toHaveLength(1)
})

test.each(NOT_SWEPT.slice(0, -1))('nor one that a look under way finds missing, and that is %s', async (_what, happen) => {
  logIn('bob')
  await expire()
  stored.delete('bob')
  await vi.advanceTimersByTimeAsync(MONGO.sweptLookMs)
  let release = () => {}
  held = new Promise((resolve) => (release = resolve))
  await vi.advanceTimersByTimeAsync(MONGO.sweptLookMs)
  happen()
  release()
  await wait()
  expect(rowsOf('swept')).toEqual([])
})
