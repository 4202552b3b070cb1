import { expect, test } from 'vitest'
import { beginning, MEMORY, stateAfter } from '../../test/support/state.js'
import type { EventBody } from '../events.js'
import type { SwitchReport } from '../stores.js'

const START: EventBody = { kind: 'server-starting', boot: 1, pid: 7, heapLimitBytes: 9, reason: 'launch' }
const ALL: EventBody = { kind: 'cleared', removed: 3, undoForMs: 100 }
const ONE: EventBody = { kind: 'session-forgotten', sessionId: 'A', undoForMs: 100 }
const report: SwitchReport = {
  from: 'memory',
  to: 'other',
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
const refused: SwitchReport = { ...report, refused: { code: 'internal', message: '', params: {} } }
const after = (...bodies: readonly EventBody[]) => stateAfter(beginning([MEMORY]), [START, ...bodies]).store
const undoAfter = (...bodies: readonly EventBody[]) => after(...bodies).undo

test('what was forgotten last can be brought back until a moment of the sandbox’s clock', () => {
  expect(undoAfter()).toBeNull()
  expect(undoAfter(ALL)).toEqual({ sessions: 3, until: 102 })
  expect(undoAfter(ONE)).toEqual({ sessions: 1, until: 102 })
  expect(undoAfter(ALL, ONE)).toEqual({ sessions: 1, until: 103 })
  expect(undoAfter(ALL, { kind: 'cleared', removed: 5_000, undoForMs: 0 })).toBeNull()
})

const ENDS: readonly (readonly [string, EventBody])[] = [
  ['that it was taken', { kind: 'brought-back', restored: 3 }],
  ['a switch', { kind: 'switched', report }],
  ['the death of the process that keeps it', { kind: 'server-died', why: 'killed', signal: 'SIGKILL', exitCode: null, lastWords: null, requestsCutOff: 0 }],
  ['a restart', { kind: 'server-starting', boot: 2, pid: 8, heapLimitBytes: 9, reason: 'restart' }],
  ['that a lesson server is taken away', { kind: 'instance-removed' }],
  ['a lesson', { kind: 'lesson-opened', lesson: 'x' }],
]
test.each(ENDS)('%s ends the offer', (_what, end) => {
  expect(undoAfter(ALL, end)).toBeNull()
  expect(undoAfter(ONE, end)).toBeNull()
})

test('a switch that was refused does not', () => {
  expect(undoAfter(ALL, { kind: 'switched', report: refused })).not.toBeNull()
})

test('the last session that was forgotten has neither expired nor been logged out', () => {
  const counted = (sessionCount: number): EventBody => ({
    kind: 'sessions-counted',
    store: 'memory',
    sessionCount,
    bytesPerSession: null,
    ttlIndex: null,
    loggedOut: 0,
  })
  expect(after(counted(1), counted(0), ONE).emptiness.memory).toMatchObject({ cause: 'cleared', sessions: 1 })
  // A store is counted at intervals: before it was forgotten, and after.
  expect(after(counted(1), ONE, counted(0)).emptiness.memory).toMatchObject({ cause: 'cleared', sessions: 1 })
  expect(after(counted(2), counted(1), ONE, counted(1)).emptiness).toEqual({})
  // What was forgotten before the last one came has nothing to do with its end.
  expect(after(counted(1), ONE, counted(0), counted(1), counted(0)).emptiness.memory).toMatchObject({ cause: 'expired' })
  expect(after(ALL, counted(1), counted(0)).emptiness.memory).toMatchObject({ cause: 'expired' })
})
