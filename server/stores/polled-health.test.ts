import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { STORES } from '../config.js'
import { type Why, why } from '../protocol/why.js'
import type { StoreHealth } from './adapter.js'
import { PolledHealth } from './polled-health.js'

const FULL = why('disk-full', {}, 'the disk is full')
const DOWN: StoreHealth = { up: false, why: FULL }
const UP: StoreHealth = { up: true, why: null }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const intervals = (count: number) => vi.advanceTimersByTimeAsync(count * STORES.pingIntervalMs)

/** A store that is as `is.wrong` says. */
function storeThat() {
  const is = { wrong: null as Why | null, looks: 0 }
  const health = new PolledHealth(async () => {
    is.looks += 1
    return is.wrong
  })
  const listen = () => {
    const told: StoreHealth[] = []
    return { told, stop: health.listen((each) => told.push(each)) }
  }
  return { is, health, listen }
}

test('is looked at while somebody listens, and leaves no timer behind', async () => {
  const { is, health, listen } = storeThat()
  await health.lookNow()
  expect([is.looks, vi.getTimerCount()]).toEqual([0, 0])
  const [one, other] = [listen(), listen()]
  await intervals(3)
  expect([is.looks, vi.getTimerCount()]).toEqual([3, 1])
  one.stop()
  await intervals(1)
  expect(is.looks).toBe(4)
  other.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('a change is told once, to everybody, and whoever comes while it is down is told at once', async () => {
  const { is, listen } = storeThat()
  const [one, other] = [listen(), listen()]
  is.wrong = FULL
  await intervals(2)
  const late = listen()
  expect([one.told, other.told, late.told]).toEqual([[DOWN], [DOWN], [DOWN]])
  is.wrong = null
  await intervals(2)
  expect(late.told).toEqual([DOWN, UP])
})

test('what was seen while somebody listened last is not told as if it were now', async () => {
  const { is, listen } = storeThat()
  const before = listen()
  is.wrong = FULL
  await intervals(1)
  before.stop()
  is.wrong = null
  const well = listen()
  await intervals(1)
  expect(well.told).toEqual([])
  is.wrong = FULL
  await intervals(1)
  well.stop()
  const still = listen()
  // Without waiting for the next time.
  await vi.advanceTimersByTimeAsync(0)
  expect(still.told).toEqual([DOWN])
})

test('what answers whatever is wrong is up, and tells what is wrong; and what else is wrong then', async () => {
  const READ_ONLY = why('files-read-only', {}, 'the disk is read-only')
  let wrong: Why | null = null
  const health = new PolledHealth(async () => wrong, true)
  const told: StoreHealth[] = []
  health.listen((each) => told.push(each))
  for (const next of [FULL, FULL, READ_ONLY, null, null]) {
    wrong = next
    await intervals(1)
  }
  expect(told).toEqual([{ up: true, why: FULL }, { up: true, why: READ_ONLY }, UP])
})

test.each(['closed', 'left'] as const)('a look that ends when it has been %s is told nobody and is the last one', async (how) => {
  let answer: (wrong: Why) => void = () => {}
  const health = new PolledHealth(
    () =>
      new Promise<Why>((resolve) => {
        answer = resolve
      }),
  )
  const told: StoreHealth[] = []
  const stop = health.listen((each) => told.push(each))
  await intervals(1)
  if (how === 'closed') health.close()
  else stop()
  answer(FULL)
  await vi.advanceTimersByTimeAsync(0)
  expect([told, vi.getTimerCount()]).toEqual([[], 0])
})
