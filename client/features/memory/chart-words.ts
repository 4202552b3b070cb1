/** Texts of the chart that several of its parts use. */
import { formatNumber } from '../../ui/format.js'
import type { Axis } from './chart-axis.js'

/** The ticks of an axis: "0 MB", and above it the numbers alone. */
export function ticksOf({ ticksMb }: Axis, language: string): readonly { readonly at: number; readonly text: string }[] {
  return ticksMb.map((at) => ({ at, text: `${formatNumber(language, at)}${at === 0 ? '\u00a0MB' : ''}` }))
}
