import { expect, test } from 'vitest'
import { median, percentile, ratios } from './statistics.js'

test('the median is the middle, or between the two in the middle', () => {
  expect(median([3])).toBe(3)
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([10, 9, 100])).toBe(10)
  expect(() => median([])).toThrow(RangeError)
})

test('a percentile is a value that was measured, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n)
  expect(percentile(hundred, 95)).toBe(95)
  expect(percentile(hundred, 100)).toBe(100)
  expect(percentile(hundred, 0)).toBe(1)
  expect(percentile([7, 8], 50)).toBe(7)
  expect(percentile([7, 8], 51)).toBe(8)
  expect(() => percentile([], 95)).toThrow(RangeError)
})

test('each round is compared with its own counterpart', () => {
  expect(ratios([9, 20], [10, 10])).toEqual([0.9, 2])
  expect(() => ratios([1], [])).toThrow(RangeError)
})

test('what is given stays in its order', () => {
  const values = [3, 1, 2]
  median(values)
  percentile(values, 50)
  expect(values).toEqual([3, 1, 2])
})
