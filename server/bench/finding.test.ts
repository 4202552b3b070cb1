import { expect, test } from 'vitest'
import { boundText, finding, resultText } from './finding.js'

test('sums rounds up', () => {
  expect(finding('x', 'ratio', [1, 3, 2], null)).toEqual({ what: 'x', unit: 'ratio', median: 2, min: 1, max: 3, rounds: 3, bound: null, passed: true })
})

test.each([
  [0.9, { atLeast: 0.9 }, true],
  [0.89, { atLeast: 0.9 }, false],
  [20, { atMost: 20 }, true],
  [20.1, { atMost: 20 }, false],
  [0.9, { from: 0.9, to: 1.1 }, true],
  [1.11, { from: 0.9, to: 1.1 }, false],
  [0.89, { from: 0.9, to: 1.1 }, false],
] as const)('%d against %o: %o', (value, bound, passed) => {
  expect(finding('x', 'ratio', [value], bound).passed).toBe(passed)
})

test('a bound is on the median, not on one bad round', () => {
  expect(finding('x', 'ratio', [0.5, 0.95, 0.96], { atLeast: 0.9 }).passed).toBe(true)
})

test('reads well', () => {
  expect(resultText(finding('x', 'ratio', [0.951, 0.9, 1], null))).toBe('0.95 (0.90–1.00)')
  expect(resultText(finding('x', 'ms', [12.34], null))).toBe('12.3 ms')
  expect(resultText(finding('x', 'count', [0], null))).toBe('0')
  expect([null, { atLeast: 1 }, { atMost: 20 }, { from: 0.9, to: 1.1 }].map(boundText)).toEqual(['–', '≥ 1', '≤ 20', '0.9–1.1'])
})
