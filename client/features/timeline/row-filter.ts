/** Which rows are shown, and which wait while somebody reads. Pure. */
import type { Decision, DecisionKind } from '../../../server/protocol/decisions.js'
import type { Actor, CookieVerdict, RequestRecord, StoreOperationName } from '../../../server/protocol/requests.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'

/** `all`; one actor; or `server`: what happened to the server and the store. */
export type Who = 'all' | 'server' | Exclude<Actor, 'crowd'>

export const VERDICTS = ['none', 'good', 'bad-signature', 'unsigned', 'malformed'] as const satisfies readonly CookieVerdict['kind'][]

/** What express-session decided at a request, and what can be asked of that. A request may have decided several of them. */
export const DEEDS = ['loaded', 'not-found', 'new-id', 'saved', 'not-saved', 'touched', 'destroyed', 'set-cookie', 'no-set-cookie'] as const
export type Deed = (typeof DEEDS)[number]

/** `nothing`: the store was not asked for anything. */
export const STORE_CALLS = ['get', 'set', 'touch', 'destroy', 'nothing'] as const satisfies readonly (StoreOperationName | 'nothing')[]
export type StoreCall = (typeof STORE_CALLS)[number]

/** A row passes when it answers to every criterion; of several deeds or calls, to each. */
export interface RowFilter {
  readonly who: Who
  /** Are the crowd's rows shown? They belong to nobody, so only where `who` is `all`. */
  readonly crowd: boolean
  /** In capitals; null: any. */
  readonly method: string | null
  /** A part of the path; empty: any. */
  readonly path: string
  readonly verdict: CookieVerdict['kind'] | null
  readonly deeds: readonly Deed[]
  readonly calls: readonly StoreCall[]
  /** Only what went wrong. */
  readonly errors: boolean
  /** Words that all stand somewhere in what the row shows; empty: any. */
  readonly text: string
}

export const NO_FILTER: RowFilter = { who: 'all', crowd: true, method: null, path: '', verdict: null, deeds: [], calls: [], errors: false, text: '' }

/** Does it hide anything? */
export function isFilter({ who, crowd, method, path, verdict, deeds, calls, errors, text }: RowFilter): boolean {
  return who !== 'all' || !crowd || method !== null || path !== '' || verdict !== null || deeds.length > 0 || calls.length > 0 || errors || text !== ''
}

/** Gives the rows that pass, newest first. */
export type FilterRows = (timeline: readonly TimelineRow[]) => readonly TimelineRow[]

/**
 * Makes a filter that looks at each row once: while rows stream in, only the new ones are looked at.
 *
 * @param textOf all that a row shows, folded as {@link foldText} does; asked only where the filter has a text
 */
export function createFilter(filter: RowFilter, textOf: (row: TimelineRow) => string): FilterRows {
  const words = foldText(filter.text)
    .split(/\s+/)
    .filter((word) => word !== '')
  const known = new WeakMap<TimelineRow, boolean>()
  const passes = (row: TimelineRow): boolean => {
    const before = known.get(row)
    if (before !== undefined) return before
    const does = passesCriteria(row, filter) && (words.length === 0 || hasWords(textOf(row), words))
    known.set(row, does)
    return does
  }
  return (timeline) => timeline.filter(passes).toReversed()
}

/** A text as it is compared: without capitals and accents, which nobody types when they search. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

function hasWords(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word))
}

function passesCriteria(row: TimelineRow, filter: RowFilter): boolean {
  return passesWho(row, filter) && (!filter.errors || isError(row)) && passesCalls(row, filter.calls) && passesAsRequest(row, filter)
}

function passesWho(row: TimelineRow, { who, crowd }: RowFilter): boolean {
  if (row.kind === 'crowd') return crowd && who === 'all'
  if (who === 'all') return true
  return row.kind === 'request' ? row.request.actor === who : who === 'server'
}

/** A crowd's row counts the calls of all its requests. */
function passesCalls(row: TimelineRow, calls: readonly StoreCall[]): boolean {
  if (calls.length === 0) return true
  if (row.kind !== 'request' && row.kind !== 'crowd') return false
  const made = row.kind === 'request' ? row.request.operations.map(({ name }) => name) : Object.keys(row.operations)
  return calls.every((call) => (call === 'nothing' ? made.length === 0 : made.includes(call)))
}

/** Of what only a request has. */
function passesAsRequest(row: TimelineRow, { method, path, verdict, deeds }: RowFilter): boolean {
  if (method === null && path === '' && verdict === null && deeds.length === 0) return true
  if (row.kind !== 'request') return false
  const { request } = row
  return (
    (method === null || request.method.toUpperCase() === method) &&
    foldText(request.path).includes(foldText(path)) &&
    (verdict === null || request.cookieIn.kind === verdict) &&
    deeds.every((deed) => DID[deed](request))
  )
}

type OfKind<Kind extends DecisionKind> = Extract<Decision, { kind: Kind }>

function decisions<Kind extends DecisionKind>({ decisions }: RequestRecord, kind: Kind): readonly OfKind<Kind>[] {
  return decisions.filter((decision): decision is OfKind<Kind> => decision.kind === kind)
}

/** Saved when one of its saves was made and did not fail; what is sent goes by the last word, as the answer did. */
const DID: { readonly [D in Deed]: (request: RequestRecord) => boolean } = {
  loaded: (request) => decisions(request, 'store').at(-1)?.yes === true,
  'not-found': (request) => decisions(request, 'store').some(({ yes, reason }) => !yes && reason !== 'failed'),
  'new-id': (request) => request.sessionIsNew,
  saved: (request) => isSaved(request),
  'not-saved': (request) => decisions(request, 'save').length > 0 && !isSaved(request),
  touched: (request) => decisions(request, 'touch').some(({ yes, error }) => yes && error === undefined),
  destroyed: (request) =>
    decisions(request, 'save').some(({ reason, error }) => (reason === 'destroyed' || reason === 'unset-destroyed') && error === undefined),
  'set-cookie': (request) => decisions(request, 'setCookie').at(-1)?.yes === true,
  'no-set-cookie': (request) => decisions(request, 'setCookie').at(-1)?.yes === false,
}

function isSaved(request: RequestRecord): boolean {
  return decisions(request, 'save').some(({ yes, error }) => yes && error === undefined)
}

/** Refused, failed or cut off; a call of the store that failed; for the others what they count as errors. */
function isError(row: TimelineRow): boolean {
  switch (row.kind) {
    case 'request':
      return isFailed(row.request)
    case 'crowd':
      return row.errors > 0
    case 'death':
      return true
    case 'store-health':
      return !row.up || row.why !== null
    case 'switched':
      return row.report.refused !== null
    default:
      return false
  }
}

function isFailed({ outcome, status, problem, mistake, operations }: RequestRecord): boolean {
  return outcome !== 'answered' || (status ?? 0) >= 400 || problem !== undefined || mistake !== undefined || operations.some(({ error }) => error !== undefined)
}

/**
 * The rows from one on and older, while the reader holds the table still; and how many newer ones wait.
 *
 * @param timeline all rows, oldest first
 * @param rows those of them that pass, newest first
 * @param heldKey key of the newest row when the table was held; null: not held
 */
export function holdRows(
  timeline: readonly TimelineRow[],
  rows: readonly TimelineRow[],
  heldKey: string | null,
): { readonly shown: readonly TimelineRow[]; readonly waiting: number } {
  const place = heldKey === null ? -1 : timeline.findLastIndex(({ key }) => key === heldKey)
  // The row has left the ring buffer: everything is newer than what was held.
  if (place < 0) return { shown: rows, waiting: 0 }
  const newer = new Set(timeline.slice(place + 1))
  const waiting = rows.findIndex((row) => !newer.has(row))
  return waiting < 0 ? { shown: [], waiting: rows.length } : { shown: waiting === 0 ? rows : rows.slice(waiting), waiting }
}
