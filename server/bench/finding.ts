import { median } from './statistics.js'

export type Unit = 'ratio' | 'ms' | 'kB' | 'count'
export type Bound = { readonly atLeast: number } | { readonly atMost: number } | { readonly from: number; readonly to: number }

/** One figure of a measurement, over all rounds. */
export interface Finding {
  readonly what: string
  readonly unit: Unit
  readonly median: number
  readonly min: number
  readonly max: number
  readonly rounds: number
  /** null: measured to be known, not to be held. */
  readonly bound: Bound | null
  readonly passed: boolean
}

/** Sums the rounds up; the bound is on the median. */
export function finding(what: string, unit: Unit, values: readonly number[], bound: Bound | null): Finding {
  const middle = median(values)
  return {
    what,
    unit,
    median: middle,
    min: Math.min(...values),
    max: Math.max(...values),
    rounds: values.length,
    bound,
    passed: bound === null || holds(middle, bound),
  }
}

function holds(value: number, bound: Bound): boolean {
  if ('atLeast' in bound) return value >= bound.atLeast
  if ('atMost' in bound) return value <= bound.atMost
  return value >= bound.from && value <= bound.to
}

/** `≥ 0.9`, `0.9–1.1`, or a dash. */
export function boundText(bound: Bound | null): string {
  if (bound === null) return '–'
  if ('atLeast' in bound) return `≥ ${bound.atLeast}`
  if ('atMost' in bound) return `≤ ${bound.atMost}`
  return `${bound.from}–${bound.to}`
}

const DIGITS: Readonly<Record<Unit, number>> = { ratio: 2, ms: 1, kB: 1, count: 0 }

/** A value as people read it, without its unit. */
export function valueText(value: number, unit: Unit): string {
  return value.toFixed(DIGITS[unit])
}

/** Median with min–max where there was more than one round. */
export function resultText({ median, min, max, rounds, unit }: Finding): string {
  const suffix = unit === 'ms' || unit === 'kB' ? ` ${unit}` : ''
  const spread = rounds > 1 ? ` (${valueText(min, unit)}–${valueText(max, unit)})` : ''
  return `${valueText(median, unit)}${suffix}${spread}`
}
