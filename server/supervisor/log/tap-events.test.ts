import { expect, test } from 'vitest'
import { onlyInstance } from '../../protocol/instance-state.js'
import type { TapFrame } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
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

test('of two that switch together, what is told is how far those have come that copy, until both are through', () => {
  const base = beginning([MEMORY])
  const server = { ...onlyInstance(base), phase: 'running', boot: 1 } as const
  const log = new EventLog({ ...base, instances: { a: server, b: server } })
  const taps = new TapEvents(log, () => null)
  const progress = { from: 'memory', to: 'mongodb', carryOver: true, phase: 'probing', copied: 0, total: null, startedAt: 1 } as const
  const tell = (instance: string, switching: TapFrame['switching']) => taps.receive({ ...NOTHING, instance, switching })
  const told = () => log.state.store.switching
  tell('a', { ...progress, phase: 'copying', copied: 40, total: 100 })
  // One that copies nothing waits.
  tell('b', progress)
  expect(told()).toMatchObject({ phase: 'copying', copied: 40, total: 100 })
  // One that copies what it has by itself has come so far with that.
  tell('b', { ...progress, phase: 'copying', copied: 10, total: 20 })
  expect(told()).toMatchObject({ phase: 'copying', copied: 50, total: 120 })
  tell('a', null)
  expect(told()).toMatchObject({ copied: 10, total: 20 })
  tell('b', null)
  expect(told()).toBeNull()
  // It ends in the middle of it.
  tell('b', progress)
  log.append({ kind: 'server-died', why: 'killed', signal: 'SIGKILL', exitCode: null, lastWords: null, requestsCutOff: 0 }, { instance: 'b' })
  tell('a', null)
  expect(told()).toBeNull()
})
