import { expect, test } from 'vitest'
import { largestWindow, sumOf } from './layout-shift.js'

const at = (...shifts: readonly (readonly [at: number, value: number])[]) => shifts.map(([at, value]) => ({ at, value, what: '' }))

test('the largest window is that of the shifts less than a second apart that have most', () => {
  expect(largestWindow([])).toBe(0)
  expect(largestWindow(at([0, 1], [999, 2], [2_000, 2], [2_999, 2], [3_998, 0.5]))).toBe(4.5)
})

test('a window ends after five seconds', () => {
  const steady = at(...Array.from({ length: 12 }, (_, n) => [n * 500, 1] as const))
  expect(largestWindow(steady)).toBe(10)
  expect(sumOf(steady)).toBe(12)
})
