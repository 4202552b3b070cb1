import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LateError, within, withinSteps } from './within.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what is answered in time is answered as it is, and no timer is left', async () => {
  expect(await within(Promise.resolve(1), 100)).toBe(1)
  await expect(within(Promise.reject(new RangeError('no')), 100)).rejects.toThrow(RangeError)
  expect(vi.getTimerCount()).toBe(0)
})

test('what is not answered is given up, with an error of the caller’s making or one that says how long it took', async () => {
  const never = new Promise(() => undefined)
  const plain = expect(within(never, 99.6)).rejects.toThrow(new LateError(100))
  const own = expect(within(never, 100, () => new TypeError('too late'))).rejects.toThrow(TypeError)
  await vi.advanceTimersByTimeAsync(200)
  await plain
  await own
  expect(vi.getTimerCount()).toBe(0)
})

test('an answer that is there when the time is noticed to be over still counts', async () => {
  vi.useRealTimers()
  const answer = new Promise<string>((resolve) => setTimeout(resolve, 5, 'there'))
  const work = within(answer, 1)
  // A stall: both timers are over before either is looked at.
  for (const until = performance.now() + 50; performance.now() < until; );
  expect(await work).toBe('there')
})

test('how it ends later is nobody’s business', async () => {
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  let fail = (_: Error) => {}
  const work = new Promise((_, reject) => {
    fail = reject
  })
  const late = expect(within(work, 10)).rejects.toThrow(LateError)
  await vi.advanceTimersByTimeAsync(20)
  await late
  fail(new Error('much later'))
  vi.useRealTimers()
  await new Promise((resolve) => setTimeout(resolve, 5))
  process.off('unhandledRejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})

/** Steps, each of which takes this many ms. */
const inSteps =
  (count: number, ms: number, done: number[] = []) =>
  async (onStep: () => void) => {
    for (let step = 0; step < count; step += 1) {
      onStep()
      await new Promise((resolve) => setTimeout(resolve, ms))
      done.push(step)
    }
    return done.length
  }

test('work in steps is waited for as long as it goes on', async () => {
  const work = withinSteps(inSteps(5, 80), 100)
  await vi.advanceTimersByTimeAsync(5 * 80)
  expect(await work).toBe(5)
  expect(vi.getTimerCount()).toBe(0)
})

test('where one step takes too long it is given up, and no other one is begun', async () => {
  const done: number[] = []
  const late = expect(withinSteps(inSteps(3, 150, done), 100, () => new TypeError('too late'))).rejects.toThrow(TypeError)
  await vi.advanceTimersByTimeAsync(1_000)
  await late
  expect(done).toEqual([0])
  expect(vi.getTimerCount()).toBe(0)
})

test('a step that is there when the time is noticed to be over still counts', async () => {
  vi.useRealTimers()
  const work = withinSteps(async (onStep) => {
    onStep()
    await new Promise((resolve) => setTimeout(resolve, 15))
    onStep()
    await new Promise((resolve) => setTimeout(resolve, 1))
    return 'there'
  }, 10)
  // A stall: the bound and the first step are over before either is looked at.
  for (const until = performance.now() + 50; performance.now() < until; );
  expect(await work).toBe('there')
})
