/**
 * How much of a long test runs: a sample under `npm test`, all of it under `npm run test:full`.
 * A sample is the same at every run, so that what was red stays red until it is mended.
 */

/** Is this `npm run test:full`? */
export const isFull = process.env.SESSIONSCOPE_TESTS_FULL === '1'

/** Is this a run that repeats, under another Node.js, what depends on it (`.ci/run`)? */
export const isRepeated = process.env.SESSIONSCOPE_TESTS_REPEATED === '1'

/** How many rounds: all of them, or those of a sample. */
export function rounds(full: number, sample: number): number {
  return isFull ? full : sample
}

/**
 * Which cases of one row of a grid, stores by faults for example: all of them, or `count`, begun one further in each row. A sample then has each row, and each
 * case where there are as many rows as cases.
 *
 * @param row its place, from 0
 */
export function inTurn<T>(cases: readonly T[], row: number, count = 1): readonly T[] {
  if (isFull || cases.length <= count) return cases
  return Array.from({ length: count }, (_, index) => cases[(row * count + index) % cases.length] as T)
}

/**
 * Which cases: all of them, or about `count` spread evenly over the list, the first and the last among them.
 *
 * @throws RangeError when fewer than two are asked for: one end would be left out
 */
export function sampled<T>(cases: readonly T[], count: number): readonly T[] {
  if (count < 2) throw new RangeError(`A sample holds two cases at least, not ${count}.`)
  if (isFull || cases.length <= count) return cases
  const step = (cases.length - 1) / (count - 1)
  return Array.from({ length: count }, (_, index) => cases[Math.round(index * step)] as T)
}
