import { afterEach, expect, test, vi } from 'vitest'
import { GATEWAY } from '../config.js'
import type { FaultInForce, StoreFaultId } from '../protocol/faults.js'
import type { MemorySample } from '../protocol/instance-state.js'
import { FIRST_INSTANCE } from '../protocol/instances.js'
import { failed, ProblemError, type Result } from '../protocol/problem.js'
import { beginning, logOf } from '../test/support/state.js'
import { type SessionHolder, Sessions } from './sessions.js'
import { describeStores } from './store-list.js'

afterEach(() => void vi.useRealTimers())

/** One lesson server, whose store answers like this, while this fault is in force. */
function sessionsOf(answer: Result<never>, fault: StoreFaultId | null, instance: string | null = null): Sessions {
  const base = beginning(describeStores())
  const inForce: FaultInForce = { settings: {}, since: 0, until: null, means: 'wire', instance }
  const { log } = logOf({ ...base, faults: fault === null ? {} : { [fault]: inForce }, store: { ...base.store, active: 'redis' } })
  const holder = { id: 'a', port: 1, call: async () => answer } as unknown as SessionHolder
  return new Sessions(log, { all: [holder] })
}
const silent = failed(new ProblemError('store-unreachable', 'Redis did not answer.', { store: 'Redis' }))

test('where the store does not answer because somebody has taken it away, that is what is told', async () => {
  const held = { problem: { code: 'store-held-up', message: expect.stringContaining('store-frozen'), params: { store: 'Redis', what: 'store-frozen' } } }
  const sessions = sessionsOf(silent, 'store-frozen')
  await expect(sessions.clear()).rejects.toMatchObject(held)
  await expect(sessions.forget('an-id')).rejects.toMatchObject(held)
  await expect(sessions.bringBack()).rejects.toMatchObject(held)
  await expect(sessions.list({ search: '', offset: 0, limit: 10 })).rejects.toMatchObject(held)
  expect(await sessions.read('an-id')).toMatchObject(held)
})

test.each([
  ['nothing is done to it', silent, null, null],
  ['it is only made slow', silent, 'wire-delay', null],
  ['the other server alone meets that', silent, 'wire-cut', 'b'],
  ['something else is the matter', failed(new ProblemError('busy', 'Wait.', { what: 'a switch' })), 'store-frozen', null],
] as const)('where %s, what it said is told as it is', async (_, answer, fault, instance) => {
  await expect(sessionsOf(answer, fault, instance).clear()).rejects.toMatchObject({ problem: answer.ok ? {} : answer.problem })
})

test('a lesson server is waited for as long as it is heard, and given up when it falls silent', async () => {
  vi.useFakeTimers()
  const { log, note } = logOf(beginning(describeStores()))
  const holder = { id: FIRST_INSTANCE, port: 1, call: () => new Promise(() => undefined) } as unknown as SessionHolder
  const ended = vi.fn()
  void new Sessions(log, { all: [holder] }).clear().catch(ended)
  for (let beat = 0; beat < (GATEWAY.answerWithinMs * 3) / 100; beat += 1) {
    await vi.advanceTimersByTimeAsync(100)
    note({ kind: 'memory-read', sample: { at: Date.now() } as MemorySample, crowdMs: null })
  }
  expect(ended).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(GATEWAY.answerWithinMs + 100)
  expect(ended).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ problem: expect.objectContaining({ code: 'server-away' }) }))
})
