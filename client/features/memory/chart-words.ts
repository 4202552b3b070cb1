/** Texts of the chart that several of its parts use. */
import { formatNumber } from '../../ui/format.js'
import type { Axis } from './chart-axis.js'

/** The ticks of an axis: "0 MB" at the bottom, and above it the numbers alone. */
export function ticksOf({ ticksMb, bottomMb }: Axis, language: string): readonly { readonly at: number; readonly text: string }[] {
  return ticksMb.map((at) => ({ at, text: `${formatNumber(language, at)}${at === bottomMb ? '\u00a0MB' : ''}` }))
}
