import { expect, test } from 'vitest'
import { request } from '../test/lessons/observed.js'
import { beginning, logOf, MEMORY } from '../test/support/state.js'
import type { EventBody, LogEvent } from './events.js'
import type { MemorySample } from './instance-state.js'
import { reduce } from './reduce.js'
import type { Snapshot } from './state.js'

/** As it would be on the other side of a socket. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) frozen(part)
  return value
}

const visit = (): EventBody => {
  const row = request()
  if (row.kind !== 'request') throw new Error('no request')
  return { kind: 'request', request: row.request }
}
const STORED = { id: 'A', document: { cart: [] }, form: 'bson', bytes: 1, expiresAt: null } as const
const BODIES: readonly EventBody[] = [
  { kind: 'server-starting', boot: 1, pid: 7, heapLimitBytes: 9, reason: 'launch' },
  { kind: 'server-listening', pid: 7, reason: 'launch' },
  { kind: 'memory-read', sample: { at: 1, gcShare: 0 } as MemorySample, crowdMs: null },
  visit(),
  { kind: 'document-read', sessionId: 'A', stored: STORED, isNew: true },
  { kind: 'sessions-counted', store: 'memory', sessionCount: 3, bytesPerSession: 1, ttlIndex: null, loggedOut: 0 },
  { kind: 'lesson-opened', lesson: 'x' },
  { kind: 'step-begun', step: 0, since: 1 },
  { kind: 'hint-opened', step: 's' },
  { kind: 'server-died', why: 'killed', signal: 'SIGKILL', exitCode: null, lastWords: null, requestsCutOff: 1 },
  { kind: 'server-starting', boot: 2, pid: 8, heapLimitBytes: 9, reason: 'after-death' },
  { kind: 'server-listening', pid: 8, reason: 'after-death' },
  { kind: 'documents-forgotten' },
  { kind: 'cleared', removed: 0, undoForMs: 10 },
  { kind: 'session-forgotten', sessionId: 'A', undoForMs: 10 },
  { kind: 'brought-back', restored: 0 },
  { kind: 'lesson-closed' },
]

test('any prefix of a recorded log, reduced on the other side, is the state that there was then; nothing is changed in place', () => {
  const { log, note } = logOf(frozen(beginning([MEMORY])))
  const base = sent(log.state)
  const recorded: { readonly event: LogEvent; readonly state: Snapshot }[] = []
  log.subscribe((event, state) => recorded.push({ event: sent(frozen(event)), state: sent(frozen(state)) }))
  for (const body of BODIES) note(frozen(body))
  expect(recorded).toHaveLength(BODIES.length)
  let state = frozen(base)
  for (const { event, state: then } of recorded) {
    state = frozen(reduce(state, event))
    expect(sent(state)).toEqual(then)
  }
})
