/** What the live charts draw: the process's own memory, and that of the database beside it. Pure. */
import type { MemoryReading } from '../../../server/protocol/instance-state.js'
import { type Axis, axisBetween, axisFor, axisWithLimit, type LimitPlace, limitPlace, mostOf } from './chart-axis.js'
import { MB } from './megabyte.js'

/** Longer than this without a reading: the process was away, and the lines break. */
const GAP_MS = 1_500
/** A minute of these is about as many as the chart has pixels. */
const SLOT_MS = 200
/** The live chart shows this much time. */
export const LIVE_SECONDS = 60

export type Column = readonly (number | null)[]

/** One line or area of a chart; null where it has no value. */
export interface Series {
  /**
   * - `sessions`: what the sessions of one store take;
   * - `heap`: heap in use; `live`: what was left after the last collection;
   * - `limit`: the heap limit of the process that was read; `end`: the last reading of one that died;
   * - `database`: resident memory of the database's process.
   */
  readonly role: 'sessions' | 'heap' | 'live' | 'limit' | 'end' | 'database'
  /** Of `sessions` and `database`: whose. */
  readonly store: string | null
  readonly mb: Column
  /** Drawn as a band from here up to the series that follows; left out: as `mb`. */
  readonly bandFrom?: Column
}

/** Columns over one axis of time, as uPlot takes them. */
export interface ChartModel {
  /** Epoch seconds. */
  readonly x: readonly number[]
  readonly series: readonly Series[]
  readonly axis: Axis
  readonly limit: LimitPlace
}

/** Does a store keep its sessions in the process's own heap? */
export type InHeap = (store: string) => boolean

/**
 * The heap of the process, over its lives: what sessions take of it as areas, heap in use above them, what is really needed as steps.
 *
 * @param diedAs the life of which the last reading is marked as its end; null: none died
 */
export function heapChart(readings: readonly MemoryReading[], inHeap: InHeap, diedAs: number | null): ChartModel {
  const rows = withGaps(readings)
  const x = rows.map(timeOf)
  const column = (read: (reading: MemoryReading) => number | null): Column => rows.map((row) => ('at' in row ? read(row) : null))
  const held = rows.map((row) => ('at' in row ? sessionBytes(row, inHeap) : null))
  const inUse = readings.at(-1)?.store
  const stores = [...new Set(held.flatMap((each) => (each === null ? [] : [...each.keys()])))]
  const sessions = stores
    .map((store): Series => ({ role: 'sessions', store, mb: held.map((each) => mb(each?.get(store) ?? null)) }))
    // Of a store that is no longer in use and held nothing there is nothing to tell.
    .filter(({ store, mb: column }) => store === inUse || mostOf([column]) > 0)
  const heap: Series = { role: 'heap', store: null, mb: column((reading) => mb(reading.heapUsedBytes)) }
  const live: Series = { role: 'live', store: null, mb: column((reading) => mb(reading.heapLiveBytes)) }
  const most = mostOf([heap.mb, live.mb, ...sessions.map((each) => each.mb)])
  const limitMb = mb(readings.at(-1)?.heapLimitBytes ?? null)
  // Each life has its own limit, as far as it came near.
  const limits = column((reading) => (reading.heapLimitBytes <= 2 * most * MB ? mb(reading.heapLimitBytes) : null))
  const drawn = mostOf([limits])
  const last = diedAs === null ? undefined : readings.findLast(({ boot }) => boot === diedAs)
  const end: Series[] = last === undefined ? [] : [{ role: 'end', store: null, mb: column((reading) => (reading === last ? mb(reading.heapUsedBytes) : null)) }]
  return {
    x,
    series: [...sessions, heap, live, ...(drawn > 0 ? [{ role: 'limit' as const, store: null, mb: limits }] : []), ...end],
    axis: axisWithLimit(Math.max(most, drawn), limitMb),
    limit: limitPlace(most, limitMb),
  }
}

/**
 * The database beside it, while it is the store in use: its process's own memory as a line, and below that line a band as thick as what its
 * sessions take. Where that memory cannot be read, what they take is an area.
 */
export function databaseChart(readings: readonly MemoryReading[], store: string): ChartModel {
  const rows = withGaps(readings)
  const column = (read: (reading: MemoryReading) => number | null): Column => rows.map((row) => ('at' in row && row.store === store ? read(row) : null))
  const sessions = column(({ sessionCount, bytesPerSession }) => (sessionCount === null ? null : mb(sessionCount * (bytesPerSession ?? 0))))
  const database = column(({ databaseBytes }) => mb(databaseBytes))
  const x = rows.map(timeOf)
  if (database.every((value) => value === null)) {
    return { x, series: [{ role: 'sessions', store, mb: sessions }], axis: axisFor(mostOf([sessions])), limit: 'none' }
  }
  const bandFrom = database.map((all, index) => (all === null ? null : Math.max(0, all - (sessions[index] ?? 0))))
  const least = bandFrom.reduce((so, value) => Math.min(so ?? Number.POSITIVE_INFINITY, value ?? Number.POSITIVE_INFINITY), null) ?? 0
  return {
    x,
    series: [
      { role: 'sessions', store, mb: sessions, bandFrom },
      { role: 'database', store, mb: database },
    ],
    axis: axisBetween(least, mostOf([database])),
    limit: 'none',
  }
}

/** The readings that belong into the chart: those of the last minute, none from before `since` (epoch ms), and no more than it has room to tell apart. */
export function recent(readings: readonly MemoryReading[], since: number): readonly MemoryReading[] {
  const from = Math.max(since, (readings.at(-1)?.at ?? 0) - LIVE_SECONDS * 1_000)
  // By the clock and not by their number, so that those which are left are the same ones at the next reading.
  return readings.filter((reading, index) => {
    const next = readings[index + 1]
    return reading.at >= from && (next === undefined || next.boot !== reading.boot || slotOf(next) !== slotOf(reading))
  })
}

/** Of the readings of one slot the last is drawn. */
function slotOf({ at }: MemoryReading): number {
  return Math.floor(at / SLOT_MS)
}

/** What the sessions of each store take of the heap: those of the store in use, and those that wait in another one since the shop has left it. */
function sessionBytes({ store, sessionCount, waiting, bytesEach, heapUsedBytes }: MemoryReading, inHeap: InHeap): ReadonlyMap<string, number> {
  const held = new Map<string, number>()
  for (const [kind, count] of Object.entries({ ...waiting, [store]: sessionCount ?? 0 })) {
    const bytes = count * (bytesEach[kind] ?? 0)
    // An estimate never shows more than there is.
    if (inHeap(kind) && (kind === store || bytes > 0)) held.set(kind, Math.min(bytes, heapUsedBytes))
  }
  return held
}

type Row = MemoryReading | { readonly gapAt: number }

/** With a row of nothing where the process was away, or another life has begun. */
function withGaps(readings: readonly MemoryReading[]): readonly Row[] {
  const rows: Row[] = []
  let before: MemoryReading | null = null
  for (const reading of readings) {
    if (before !== null && (reading.at - before.at > GAP_MS || reading.boot !== before.boot)) rows.push({ gapAt: (before.at + reading.at) / 2 })
    rows.push(reading)
    before = reading
  }
  return rows
}

function timeOf(row: Row): number {
  return ('at' in row ? row.at : row.gapAt) / 1_000
}

function mb(bytes: number): number
function mb(bytes: number | null): number | null
function mb(bytes: number | null): number | null {
  return bytes === null ? null : bytes / MB
}
