/** All that a row shows, as one text to search in: in the reader's own words where the page words it. */
import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { explain, type Reason } from './explain.js'
import { foldText } from './row-filter.js'

/** What the page says in the reader's language. */
export interface RowWords {
  readonly reason: (reason: Reason) => string
  readonly who: (request: RequestRecord) => string
  readonly event: (row: Exclude<TimelineRow, { kind: 'request' }>) => string
}

/** How many characters of session data are searched. */
const DATA_CHARACTERS = 4_000

/** @returns folded as `foldText` does */
export function rowText(row: TimelineRow, words: RowWords): string {
  const parts = row.kind === 'request' ? requestParts(row.request, words) : eventParts(row, words)
  return foldText(parts.filter((part) => part !== '').join('\n'))
}

function requestParts(request: RequestRecord, words: RowWords): readonly string[] {
  const { method, path, sessionId, cookieIn, operations, status, location = '', problem, mistake, setCookie, before, after } = request
  return [
    words.who(request),
    `${method} ${path}`,
    sessionId ?? '',
    cookieIn.kind === 'good' || cookieIn.kind === 'bad-signature' ? cookieIn.sessionId : cookieIn.kind === 'none' ? '' : cookieIn.value,
    ...operations.flatMap(({ name, error }) => [name, error?.message ?? '']),
    status === null ? '' : String(status),
    location,
    ...setCookie,
    problem?.message ?? '',
    mistake?.message ?? '',
    ...explain(request).map((reason) => words.reason(reason)),
    dataText(before),
    dataText(after),
  ]
}

function eventParts(row: Exclude<TimelineRow, { kind: 'request' }>, words: RowWords): readonly string[] {
  return [
    words.event(row),
    'store' in row ? row.store : '',
    'sessionId' in row ? row.sessionId : '',
    row.kind === 'store-health' ? (row.why?.message ?? '') : '',
  ]
}

function dataText(data: RequestRecord['before']): string {
  return data === null ? '' : JSON.stringify(data).slice(0, DATA_CHARACTERS)
}
