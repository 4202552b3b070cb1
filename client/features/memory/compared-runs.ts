/** Crowds compared: which of them belong beside each other, and how much heap each one made necessary. Pure. */
import type { CrowdOrder, CrowdRun, CurvePoint } from '../../../server/protocol/crowd.js'
import { type Axis, axisFor, axisWithLimit, limitPlace, mostOf } from './chart-axis.js'
import type { Column } from './live-chart.js'
import { MB } from './megabyte.js'

/** Less than this, up or down, is the heap's own noise. */
export const NOISE_BYTES = 1 * MB

export interface ComparedRuns {
  /** The same crowd on each store: the newest run of each, in the order in which they came. */
  readonly runs: readonly CrowdRun[]
  /** The others of this lesson, or of no lesson: another crowd, or an older run of the same on the same store. */
  readonly others: number
}

/** What of all runs is the reader's business now. */
export interface Scope {
  /** Id of the lesson that is open; null: none. */
  readonly lesson: string | null
  /** Epoch ms: what was before belongs to another try. */
  readonly since: number
}

/** The runs to compare: of this lesson, and all of them the same crowd as the newest. */
export function comparedRuns(all: readonly CrowdRun[], { lesson, since }: Scope): ComparedRuns {
  const own = all.filter((run) => run.lesson === lesson && run.startedAt >= since && run.curve.length > 0)
  const newest = own.at(-1)
  if (newest === undefined) return { runs: [], others: 0 }
  const byStore = new Map<string, CrowdRun>()
  for (const run of own) if (isSameCrowd(run.order, newest.order)) byStore.set(run.store, run)
  const runs = [...byStore.values()].sort((a, b) => a.id - b.id)
  return { runs, others: own.length - runs.length }
}

export function isSameCrowd(a: CrowdOrder, b: CrowdOrder): boolean {
  return a.users === b.users && a.cartItems === b.cartItems && a.usersPerSecond === b.usersPerSecond && a.behaviour === b.behaviour
}

/** How a run ended, as far as memory goes. */
export type RunEnd =
  /** It made so much more heap necessary. */
  | { readonly kind: 'grew'; readonly bytes: number }
  /** Nothing that could be told from noise. */
  | { readonly kind: 'hardly' }
  /** The process died. */
  | { readonly kind: 'died'; readonly usedBytes: number; readonly limitBytes: number | null }
  | { readonly kind: 'unknown' }

export function endOf(run: CrowdRun): RunEnd {
  if (run.outcome === 'server-went-away') {
    const last = run.curve.at(-1)
    return last === undefined ? { kind: 'unknown' } : { kind: 'died', usedBytes: last.heapUsedBytes, limitBytes: run.heapLimitBytes }
  }
  const last = growthPoints(run).at(-1)
  const bytes = run.outcome !== 'running' && run.heapGrowthBytes !== null ? run.heapGrowthBytes : (last?.bytes ?? null)
  if (bytes === null) return { kind: 'unknown' }
  return bytes < NOISE_BYTES ? { kind: 'hardly' } : { kind: 'grew', bytes }
}

interface GrowthPoint {
  readonly tMs: number
  /** How many sessions had come by then; null: not counted. */
  readonly came: number | null
  readonly bytes: number
}

/**
 * By how much the heap that is really needed has grown since the run began: a point for each collection, never below zero.
 * What was in the heap before, such as the sessions of an earlier run, counts for none. Nor does what a later collection could
 * do without: sessions only come while a crowd does, so what was needed then was no more than what is needed later; the rest was
 * requests under way, of which a busy machine has many.
 */
export function growthPoints(run: CrowdRun): readonly GrowthPoint[] {
  const { curve } = run
  const before = run.heapBeforeBytes ?? curve[0]?.heapLiveBytes ?? null
  if (before === null) return []
  const points: GrowthPoint[] = [{ tMs: 0, came: 0, bytes: 0 }]
  const add = ({ tMs, sessions }: CurvePoint, bytes: number) =>
    points.push({ tMs, came: sessions === null ? null : Math.max(0, sessions - (run.sessionsBefore ?? 0)), bytes: Math.max(0, bytes - before) })
  let live = before
  for (const point of curve) {
    if (point.heapLiveBytes === null || point.heapLiveBytes === live) continue
    live = point.heapLiveBytes
    add(point, live)
  }
  const last = curve.at(-1)
  if (last === undefined) return points
  // One that died had no time to collect: at its end all that was in use was needed.
  if (run.outcome === 'server-went-away') add(last, Math.max(live, last.heapUsedBytes))
  else if (last.tMs > (points.at(-1)?.tMs ?? 0)) add(last, live)
  let later = Number.POSITIVE_INFINITY
  return points
    .toReversed()
    .map((each) => {
      later = Math.min(later, each.bytes)
      return { ...each, bytes: later }
    })
    .toReversed()
}

export interface CompareSeries {
  /** `end`: where its process died; `limit`: how much room that run's process had. */
  readonly role: 'growth' | 'end' | 'limit'
  readonly run: CrowdRun
  readonly mb: Column
}

export interface CompareModel {
  /**
   * What `x` counts: sessions that have come, so that a slow store and a fast one are told apart by their heap alone; or, where no sessions come or
   * nobody counted them, seconds since each run's start.
   */
  readonly by: 'sessions' | 'seconds'
  readonly x: readonly number[]
  readonly series: readonly CompareSeries[]
  readonly axis: Axis
}

/** Growth from a common zero. A limit is drawn for a run that came near it: that of its own process. */
export function compareChart(runs: readonly CrowdRun[]): CompareModel {
  const each = runs.map((run) => ({ run, points: growthPoints(run) }))
  const isCounted = each.every(({ points }) => points.every(({ came }) => came !== null) && (points.at(-1)?.came ?? 0) > 0)
  const place = ({ tMs, came }: GrowthPoint): number => (isCounted ? (came ?? 0) : tMs / 1_000)
  const x = [...new Set(each.flatMap(({ points }) => points.map(place)))].sort((a, b) => a - b)
  const growth = each.map(({ run, points }): CompareSeries => {
    const byPlace = new Map(points.map((point) => [place(point), point.bytes / MB]))
    return { role: 'growth', run, mb: x.map((at) => byPlace.get(at) ?? null) }
  })
  const ends = each.flatMap(({ run, points }): CompareSeries[] => {
    const last = points.at(-1)
    if (run.outcome !== 'server-went-away' || last === undefined) return []
    return [{ role: 'end', run, mb: x.map((at) => (at === place(last) ? last.bytes / MB : null)) }]
  })
  const limits = each.flatMap(({ run, points }): CompareSeries[] => {
    const roomMb = roomOf(run)
    if (roomMb === null || limitPlace(mostBytes(points) / MB, roomMb) !== 'line') return []
    return [{ role: 'limit', run, mb: x.map(() => roomMb) }]
  })
  const most = mostOf([...growth, ...limits].map(({ mb }) => mb))
  return {
    by: isCounted && runs.length > 0 ? 'sessions' : 'seconds',
    x,
    series: [...growth, ...limits, ...ends],
    axis: limits.length > 0 ? axisWithLimit(most, most) : axisFor(most),
  }
}

/** What the run's own process had left to grow by, in MB. */
function roomOf({ heapLimitBytes, heapBeforeBytes }: CrowdRun): number | null {
  return heapLimitBytes === null || heapBeforeBytes === null ? null : (heapLimitBytes - heapBeforeBytes) / MB
}

function mostBytes(points: readonly GrowthPoint[]): number {
  return points.reduce((most, { bytes }) => Math.max(most, bytes), 0)
}
