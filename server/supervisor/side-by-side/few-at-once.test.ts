import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { fewAtOnce } from './few-at-once.js'

test('no more are under way than may be, and what came of each stands in its place', async () => {
  let underWay = 0
  const most: number[] = []
  const work = async (item: number) => {
    underWay += 1
    most.push(underWay)
    // The later they begin, the sooner they end.
    await delay(10 - item)
    underWay -= 1
    return item * 10
  }
  expect(await fewAtOnce([1, 2, 3, 4, 5], 2, work)).toEqual([10, 20, 30, 40, 50])
  expect(Math.max(...most)).toBe(2)
  expect(await fewAtOnce([1, 2], 0, work)).toEqual([10, 20])
  expect(await fewAtOnce([], 2, work)).toEqual([])
})
