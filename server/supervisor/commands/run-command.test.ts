/** A command that nobody answers in time: that is no defect of the sandbox. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { GATEWAY } from '../../config.js'
import { ok } from '../../protocol/problem.js'
import { beginning, logOf, MEMORY } from '../../test/support/state.js'
import { type SessionHolder, Sessions } from '../sessions.js'
import type { CommandContext } from './context.js'
import { commandsOf } from './run-command.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = () => new Promise<never>(() => {})
const listing = (call: () => Promise<unknown>) => {
  const { log } = logOf(beginning([MEMORY]))
  const sessions = new Sessions(log, { all: [{ id: 'a', port: 1, call: call as SessionHolder['call'] }] })
  return commandsOf({ log, sessions } as unknown as CommandContext)({ type: 'sessions:list' })
}

test('silence is told as the absence of who should have answered', async () => {
  const answer = listing(never)
  await vi.advanceTimersByTimeAsync(GATEWAY.answerWithinMs + 10)
  expect(await answer).toMatchObject({
    ok: false,
    problem: { code: 'server-away', message: expect.stringContaining('within 3500 ms'), params: { state: 'running' } },
  })
})

test('an answer that comes in the same turn as the deadline, as after a stall of our own, counts', async () => {
  const page = { store: 'memory', rows: [], offset: 0, total: 0 }
  const answer = listing(async () => {
    await Promise.resolve()
    return new Promise((resolve) => setTimeout(resolve, GATEWAY.answerWithinMs, ok(page)))
  })
  await vi.advanceTimersByTimeAsync(GATEWAY.answerWithinMs + 10)
  expect(await answer).toEqual(ok({ ...page, seq: 0 }))
})

test('a form that leads on to a page has the time of two requests', async () => {
  const browser = { name: 'Alice', submit: () => new Promise((resolve) => setTimeout(resolve, 1.8 * GATEWAY.answerWithinMs, { status: 200 })) }
  const context = { browsers: { find: () => browser, publish: () => {}, refresh: async () => {} } } as unknown as CommandContext
  const answer = commandsOf(context)({ type: 'browser:log-in', browser: 'browser:alice' })
  await vi.advanceTimersByTimeAsync(2 * GATEWAY.answerWithinMs)
  expect(await answer).toEqual(ok({ status: 200 }))
})
