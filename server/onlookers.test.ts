import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Onlookers } from './onlookers.js'

let seen: string | null = null
const look = () => seen

beforeEach(() => {
  vi.useFakeTimers()
  seen = null
})
afterEach(() => vi.useRealTimers())

test('what is there already is seen at once, and nobody waits', async () => {
  seen = 'there'
  expect(await new Onlookers().until(look, 1_000)).toBe('there')
  expect(vi.getTimerCount()).toBe(0)
})

test('each sees what came when they are woken, and those who see nothing yet go on waiting', async () => {
  const onlookers = new Onlookers()
  const [first, second] = [onlookers.until(look, 1_000), onlookers.until(() => (seen === 'second' ? seen : null), 1_000)]
  seen = 'first'
  onlookers.wake()
  expect(await first).toBe('first')
  seen = 'second'
  onlookers.wake()
  expect(await second).toBe('second')
  expect(vi.getTimerCount()).toBe(0)
})

test('when the time is over, what has come without a word still counts', async () => {
  const onlookers = new Onlookers()
  const [late, never] = [onlookers.until(look, 1_000), onlookers.until(() => null, 1_000)]
  await vi.advanceTimersByTimeAsync(999)
  seen = 'late'
  await vi.advanceTimersByTimeAsync(1)
  expect([await late, await never]).toEqual(['late', null])
})

test('whoever has gone is not asked again', async () => {
  const onlookers = new Onlookers()
  const looked = vi.fn(() => null)
  const gone = onlookers.until(looked, 10)
  await vi.advanceTimersByTimeAsync(10)
  await gone
  onlookers.wake()
  expect(looked).toHaveBeenCalledTimes(2)
})
