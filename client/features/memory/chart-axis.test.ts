import { expect, test } from 'vitest'
import { axisBetween, axisFor, axisWithLimit, limitPlace, mostOf } from './chart-axis.js'

test.each([
  [0, 4],
  [3.9, 5],
  [9.5, 15],
  [41.2, 50],
  [118, 150],
  [900, 1_000],
])('for %d MB the axis goes to %d', (most, top) => {
  const axis = axisFor(most)
  expect(axis.topMb).toBe(top)
  expect(axis.ticksMb[0]).toBe(0)
  expect(axis.ticksMb.at(-1)).toBe(top)
  expect(axis.ticksMb.length).toBeLessThanOrEqual(6)
})

test('the axis follows the data: a climb from 10 to 28 MB takes more than half of the chart under a limit of 128 MB', () => {
  const { topMb } = axisWithLimit(28, 128)
  expect((28 - 10) / topMb).toBeGreaterThan(0.5)
  expect(limitPlace(28, 128)).toBe('edge')
})

test('the limit comes onto the axis as soon as the data is within twice of it', () => {
  expect(limitPlace(31.9, 64)).toBe('edge')
  expect(limitPlace(32, 64)).toBe('line')
  expect(axisWithLimit(32, 64).topMb).toBeGreaterThanOrEqual(64)
  // V8 counts the young generation apart: what is in use may be above the limit.
  expect(axisWithLimit(70, 64).topMb).toBeGreaterThan(70)
  expect(limitPlace(70, null)).toBe('none')
})

test('lines far from zero begin at a round step below them; near zero, at zero', () => {
  expect(axisBetween(148, 157)).toEqual({ bottomMb: 145, topMb: 160, ticksMb: [145, 150, 155, 160] })
  expect(axisBetween(80, 80.5)).toMatchObject({ bottomMb: 79, topMb: 81 })
  expect(axisBetween(5, 60)).toEqual(axisFor(60))
})

test('the most of some columns', () => {
  expect(mostOf([[null, 3], [7, null], []])).toBe(7)
  expect(mostOf([])).toBe(0)
})
