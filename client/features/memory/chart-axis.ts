/** The y axis of the memory charts: round steps above the data, and where the heap limit is. Pure. */

/** 1, 2, 5, 10 … MB from a line to the next; below 1 MB the heap's own noise is larger. */
const STEPS_MB = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] as const
/** A chart shows at least this much, so that noise does not look like a climb. */
const LEAST_TOP_MB = 4
const MOST_STEPS = 5
/** The limit is drawn where it is as soon as the data has come within this many times of it. */
const LIMIT_WITHIN = 2

export interface Axis {
  readonly bottomMb: number
  readonly topMb: number
  /** From the bottom to the top. */
  readonly ticksMb: readonly number[]
}

/**
 * Where a heap limit is to be seen.
 * - `line`: the data has come near, and the axis reaches up to it;
 * - `edge`: it is far above, so it is only named at the upper edge;
 * - `none`: there is none to name.
 */
export type LimitPlace = 'line' | 'edge' | 'none'

/** An axis that holds everything up to `mostMb`, with a little air above. */
export function axisFor(mostMb: number): Axis {
  const wanted = Math.max(LEAST_TOP_MB, mostMb * 1.06)
  const step = STEPS_MB.find((each) => wanted / each <= MOST_STEPS) ?? 10_000
  const count = Math.ceil(wanted / step)
  return { bottomMb: 0, topMb: count * step, ticksMb: Array.from({ length: count + 1 }, (_, index) => index * step) }
}

/** An axis for lines that lie far from zero: it begins at a round step below them, so that their climb is plain. Nothing may be filled down to its bottom. */
export function axisBetween(leastMb: number, mostMb: number): Axis {
  const span = Math.max(LEAST_TOP_MB, (mostMb - leastMb) * 1.2)
  if (leastMb < span) return axisFor(mostMb)
  const step = STEPS_MB.find((each) => span / each <= MOST_STEPS - 1) ?? 10_000
  const first = Math.floor((leastMb - span * 0.05) / step)
  const count = Math.ceil((mostMb + span * 0.05) / step) - first
  return { bottomMb: first * step, topMb: (first + count) * step, ticksMb: Array.from({ length: count + 1 }, (_, index) => (first + index) * step) }
}

/** Is the limit so near that it belongs on the axis? */
export function limitPlace(mostMb: number, limitMb: number | null): LimitPlace {
  if (limitMb === null) return 'none'
  return limitMb <= LIMIT_WITHIN * mostMb ? 'line' : 'edge'
}

/** The axis for data and a limit: it follows the data, and takes the limit in once that is near. */
export function axisWithLimit(mostMb: number, limitMb: number | null): Axis {
  return axisFor(limitMb !== null && limitPlace(mostMb, limitMb) === 'line' ? Math.max(mostMb, limitMb) : mostMb)
}

/** The largest value of some columns; 0 when there is none. */
export function mostOf(columns: readonly (readonly (number | null)[])[]): number {
  let most = 0
  for (const column of columns) for (const value of column) if (value !== null && value > most) most = value
  return most
}
