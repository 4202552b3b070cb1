/** The columns that the memory chart draws, from samples and from runs. Pure. */
import type { CrowdRun, MemorySample, TimelineRow } from '../../../server/protocol/state.js'

export const MB = 1024 * 1024
/** Longer than this without a sample: the process was away, and the line breaks. */
const GAP_MS = 1_500

/** Columns as uPlot takes them: x first, then one column a series; null where a series has no value. */
export interface ChartColumns {
  readonly x: readonly number[]
  /** In MB. */
  readonly series: readonly { readonly key: string; readonly store: string; readonly y: readonly (number | null)[] }[]
}

/** From which moment on which store was in use. */
export interface StoreStretch {
  readonly from: number
  readonly store: string
}

/**
 * When each store was in use, oldest first, as far as the timeline remembers.
 *
 * @param active the store in use now: all there is to say when the timeline holds no change
 */
export function storeStretches(timeline: readonly TimelineRow[], active: string): readonly StoreStretch[] {
  const changes: StoreStretch[] = []
  for (const row of timeline) {
    if (row.kind === 'started') changes.push({ from: row.at, store: row.store })
    if (row.kind !== 'switched' || row.report.refused !== null) continue
    if (changes.length === 0) changes.push({ from: Number.NEGATIVE_INFINITY, store: row.report.from })
    changes.push({ from: row.at, store: row.report.to })
  }
  const [first] = changes
  return first === undefined ? [{ from: Number.NEGATIVE_INFINITY, store: active }] : [{ ...first, from: Number.NEGATIVE_INFINITY }, ...changes.slice(1)]
}

/** heapUsed over time (x in epoch seconds), one series a store; the line breaks where the process was away. */
export function liveColumns(samples: readonly MemorySample[], stretches: readonly StoreStretch[]): ChartColumns {
  const stores = [...new Set(stretches.map(({ store }) => store))]
  const x: number[] = []
  const columns = new Map<string, (number | null)[]>(stores.map((store) => [store, []]))
  let before: { readonly at: number; readonly store: string } | null = null
  for (const sample of samples) {
    const store = stretches.findLast(({ from }) => from <= sample.at)?.store ?? stores[0] ?? ''
    const isGap: boolean = before !== null && sample.at - before.at > GAP_MS
    if (before !== null && isGap) {
      x.push((before.at + sample.at) / 2_000)
      for (const column of columns.values()) column.push(null)
    }
    x.push(sample.at / 1_000)
    const heapMb = sample.heapUsedBytes / MB
    // At a switch the reading belongs to both stores, so that the line does not break.
    for (const [kind, column] of columns)
      column.push(kind === store || (!isGap && before !== null && before.store !== store && kind === before.store) ? heapMb : null)
    before = { at: sample.at, store }
  }
  const series = stores.map((store) => ({ key: store, store, y: columns.get(store) ?? [] })).filter(({ y }) => y.some((value) => value !== null))
  return { x, series }
}

/** Runs above one another, aligned at their start: x in seconds since each one's start, a null where only another run has a point. */
export function compareColumns(runs: readonly Pick<CrowdRun, 'id' | 'store' | 'curve'>[]): ChartColumns {
  const times = [...new Set(runs.flatMap(({ curve }) => curve.map(({ tMs }) => tMs)))].sort((a, b) => a - b)
  const series = runs.map(({ id, store, curve }) => {
    const byTime = new Map(curve.map(({ tMs, heapUsedBytes }) => [tMs, heapUsedBytes / MB]))
    return { key: String(id), store, y: times.map((tMs) => byTime.get(tMs) ?? null) }
  })
  return { x: times.map((tMs) => tMs / 1_000), series }
}

/** Top of the chart in MB: the limit, or what was read above it (the limit does not count V8's young generation), with a little air. */
export function chartTop(limitMb: number, columns: ChartColumns): number {
  let top = limitMb
  for (const { y } of columns.series) for (const value of y) if (value !== null && value > top) top = value
  return top * 1.04
}

export type ChartView = 'live' | 'compare'

/** What to draw: the reader's choice; without one, the runs as soon as there are any. */
export function chooseView(chosen: ChartView | null, runs: number): ChartView {
  if (runs === 0) return 'live'
  return chosen ?? 'compare'
}
