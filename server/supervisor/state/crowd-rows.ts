/** The crowd's requests, folded into one timeline row a run that grows in place. */
import type { CrowdSlice } from '../../protocol/requests.js'
import type { CrowdRun, TimelineRow } from '../../protocol/state.js'
import type { LiveState } from './live-state.js'

type CrowdRow = Extract<TimelineRow, { kind: 'crowd' }>

/** Requests of a run may be reported after its end; a longer silence begins a new row. */
const SAME_ROW_MS = 3_000

export class CrowdRows {
  readonly #state: LiveState
  #row: CrowdRow | null = null

  constructor(state: LiveState) {
    this.#state = state
  }

  add(slice: CrowdSlice): void {
    const { running, finished } = this.#state.get('crowd')
    const last = finished.at(-1)
    const run = running?.id ?? (last?.endedAt != null && slice.from - last.endedAt < SAME_ROW_MS ? last.id : null)
    const row = this.#row
    const grows = row !== null && row.run === run && (run !== null || slice.from - row.until < SAME_ROW_MS)
    const errors = running?.id === run ? running?.errors : finished.find(({ id }) => id === run)?.errors
    const grown = merge(grows ? row : emptyRow(run, Math.max(slice.from, running?.startedAt ?? 0)), slice, this.#state.latestSample?.gcShare ?? 0)
    // Of a run it is the users who know what failed them; the shop sees its own answers only.
    this.#row = errors === undefined ? grown : { ...grown, errors }
    this.#state.addRow(this.#row)
  }
}

/** A run has ended: its row says in the end what the run says. */
export function recordCrowdErrors(state: LiveState, { id, errors }: Pick<CrowdRun, 'id' | 'errors'>): void {
  const row = state.row(keyOfRun(id))
  if (row?.kind === 'crowd') state.addRow({ ...row, errors })
}

function keyOfRun(id: number): string {
  return `crowd:${id}`
}

function emptyRow(run: number | null, at: number): CrowdRow {
  return {
    kind: 'crowd',
    key: run === null ? `crowd:at:${at}` : keyOfRun(run),
    at,
    until: at,
    run,
    requests: 0,
    newSessions: 0,
    errors: 0,
    operations: {},
    gcShare: 0,
  }
}

function merge(row: CrowdRow, slice: CrowdSlice, gcShare: number): CrowdRow {
  const operations = { ...row.operations }
  for (const [name, { count, p95Ms }] of Object.entries(slice.operations)) {
    const before = operations[name] ?? { count: 0, p95Ms: 0 }
    const total = before.count + count
    // Percentiles do not add up; their mean, weighted by how many each stands for, is close enough to read.
    operations[name] = { count: total, p95Ms: total === 0 ? 0 : (before.p95Ms * before.count + p95Ms * count) / total }
  }
  const until = Math.max(row.until, slice.to)
  return {
    ...row,
    until,
    requests: row.requests + slice.requests,
    newSessions: row.newSessions + slice.newSessions,
    errors: row.errors + slice.errors,
    operations,
    gcShare: meanShare(row, until, gcShare),
  }
}

/** A row speaks of all its time: a share that was measured just now stands for what was added, and not for the rest. */
function meanShare(row: CrowdRow, until: number, latest: number): number {
  const whole = until - row.at
  return whole <= 0 ? latest : (row.gcShare * (row.until - row.at) + latest * (until - row.until)) / whole
}
