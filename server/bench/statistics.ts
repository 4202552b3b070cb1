/** The benchmark's own arithmetic. */

/** @throws RangeError when there is nothing to take the middle of */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined) throw new RangeError('The median of nothing was asked for.')
  return (lower + upper) / 2
}

/**
 * The value that a percentage of the values do not exceed (nearest rank).
 *
 * @param percent 0–100
 * @throws RangeError when there are no values
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('The percentile of nothing was asked for.')
  return value
}

/** Ratio of each round: only what was measured side by side is compared. @throws RangeError when the rounds do not pair */
export function ratios(numerators: readonly number[], denominators: readonly number[]): number[] {
  if (numerators.length !== denominators.length) throw new RangeError('Rounds must come in pairs.')
  return numerators.map((numerator, round) => numerator / (denominators[round] ?? Number.NaN))
}
