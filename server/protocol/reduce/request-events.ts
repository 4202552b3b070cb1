/** Requests of the shop: those of browsers and programs one by one, a crowd's as a row that grows. */
import type { EventOf, RequestEvent } from '../events.js'
import type { CrossedRequest, Crossing, CrowdSlice, RequestRecord } from '../requests.js'
import type { Snapshot } from '../state.js'
import type { CrowdRow } from '../timeline.js'
import { instanceOf } from './instance.js'
import { rowOf, withRow } from './rows.js'
import { isSame } from './same.js'

export const requestReducers: { readonly [K in RequestEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  request: (state, { request }) => {
    const key = keyOfRequest(request.id)
    const earlier = rowOf(state, key)
    // What only the gateway knows: that it was too late, so that "the client went away" was us.
    const lost = earlier?.kind === 'request' && earlier.request.outcome === 'failed' && request.outcome === 'aborted' ? earlier.request : null
    const { status, outcome, problem } = lost ?? request
    const crossSite = earlier?.kind === 'request' ? earlier.request.crossSite : undefined
    const whole: RequestRecord = { ...request, status, outcome, ...(problem === undefined ? {} : { problem }), ...(crossSite && { crossSite }) }
    return withRow(withOthers(state, request), { kind: 'request', key, at: request.at, instance: request.instance, request: whole })
  },

  'cross-site-noted': (state, { request: id, crossSite }) => {
    const row = rowOf(state, keyOfRequest(id))
    if (row?.kind !== 'request' || isSame(row.request.crossSite, crossSite)) return state
    return withRow(state, { ...row, request: { ...row.request, crossSite } })
  },

  'records-dropped': (state, { records }) => (records > 0 ? { ...state, dropped: state.dropped + records } : state),

  'crowd-slice': (state, event) => {
    const { running, finished } = state.crowd
    // A crowd's requests come from a run: from the one under way or, told late, from the one that ended last.
    const run = running ?? finished.at(-1) ?? null
    const key = keyOfRun(run?.id ?? null)
    const before = rowOf(state, key)
    const at = Math.max(event.slice.from, running?.startedAt ?? 0)
    const row = before?.kind === 'crowd' ? before : emptyRow(key, run?.id ?? null, at, event.instance)
    const grown = merge(row, event.slice, instanceOf(state, event.instance)?.memory.latest?.gcShare ?? 0)
    const instance = grown.instance === event.instance ? grown.instance : null
    // Of a run it is the users who know what failed them; the shop sees its own answers only.
    return withRow(state, { ...grown, instance, errors: run?.errors ?? grown.errors })
  },
}

/** A run has ended: its row says in the end what the run says. */
export function withRunErrors(state: Snapshot, run: number, errors: number): Snapshot {
  const row = rowOf(state, keyOfRun(run))
  return row?.kind === 'crowd' ? withRow(state, { ...row, errors }) : state
}

const OTHER_SIDE = { overwrote: 'overwritten', overwritten: 'overwrote' } as const

/** The others of several saves, of which one is left, may learn of it only now: their rows are amended where they stand. */
function withOthers(state: Snapshot, { id, crossed }: RequestRecord): Snapshot {
  if (crossed === undefined || crossed.kind === 'read-early') return state
  const kind = OTHER_SIDE[crossed.kind]
  return [crossed, ...(crossed.also ?? [])].reduce((marking, each) => withOther(marking, each, { kind, request: id }), state)
}

function withOther(state: Snapshot, { request, lost, alike }: CrossedRequest, by: Pick<Crossing, 'kind' | 'request'>): Snapshot {
  const row = rowOf(state, keyOfRequest(request))
  if (row?.kind !== 'request' || (row.request.crossed && row.request.crossed.kind !== 'read-early')) return state
  const crossed: Crossing = { ...by, ...(lost && { lost }), ...(alike && { alike }) }
  return withRow(state, { ...row, request: { ...row.request, crossed } })
}

function keyOfRequest(id: string): string {
  return `request:${id}`
}

function keyOfRun(id: number | null): string {
  return id === null ? 'crowd' : `crowd:${id}`
}

function emptyRow(key: string, run: number | null, at: number, instance: CrowdRow['instance']): CrowdRow {
  return { kind: 'crowd', key, at, instance, until: at, run, requests: 0, timed: 0, newSessions: 0, errors: 0, operations: {}, gcShare: 0 }
}

function merge(row: CrowdRow, slice: CrowdSlice, gcShare: number): CrowdRow {
  const until = Math.max(row.until, slice.to)
  return {
    ...row,
    until,
    requests: row.requests + slice.requests,
    timed: row.timed + slice.timed,
    newSessions: row.newSessions + slice.newSessions,
    errors: row.errors + slice.errors,
    operations: mergeOperations(row.operations, slice.operations),
    gcShare: meanShare(row, until, gcShare),
  }
}

type Operations = CrowdRow['operations']

/** Percentiles do not add up; their mean, weighted by how many each stands for, is close enough to read. */
function mergeOperations(before: Operations, more: CrowdSlice['operations']): Operations {
  const operations = { ...before }
  for (const [name, { count, p95Ms }] of Object.entries(more)) {
    const known = operations[name] ?? { count: 0, p95Ms: 0 }
    const total = known.count + count
    operations[name] = { count: total, p95Ms: total === 0 ? 0 : (known.p95Ms * known.count + p95Ms * count) / total }
  }
  return operations
}

/** Two slices as one, the second one right after the first. */
export function mergeSlices(first: CrowdSlice, second: CrowdSlice): CrowdSlice {
  return {
    from: first.from,
    to: second.to,
    requests: first.requests + second.requests,
    timed: first.timed + second.timed,
    newSessions: first.newSessions + second.newSessions,
    errors: first.errors + second.errors,
    operations: mergeOperations(first.operations as Operations, second.operations),
  }
}

/** A row speaks of all its time: a share that was measured just now stands for what was added, and not for the rest. */
function meanShare(row: CrowdRow, until: number, latest: number): number {
  const whole = until - row.at
  return whole <= 0 ? latest : (row.gcShare * (row.until - row.at) + latest * (until - row.until)) / whole
}
