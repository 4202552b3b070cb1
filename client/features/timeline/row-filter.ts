/** Which rows are shown, and which wait while somebody reads. Pure. */
import type { Actor } from '../../../server/protocol/requests.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'

/** `all`; one actor; or `server`: what happened to the server and the store. */
export type Who = 'all' | 'server' | Exclude<Actor, 'crowd'>

export interface RowFilter {
  readonly who: Who
  readonly crowd: boolean
}

/** The rows that pass, newest first. */
export function filterRows(timeline: readonly TimelineRow[], { who, crowd }: RowFilter): readonly TimelineRow[] {
  return timeline.filter((row) => passes(row, who, crowd)).toReversed()
}

function passes(row: TimelineRow, who: Who, crowd: boolean): boolean {
  if (row.kind === 'crowd') return crowd && who === 'all'
  if (who === 'all') return true
  return row.kind === 'request' ? row.request.actor === who : who === 'server'
}

/**
 * The rows from one on and older, while the reader holds the table still; and how many newer ones wait.
 *
 * @param heldKey key of the newest row when the table was held; null: not held
 */
export function holdRows(rows: readonly TimelineRow[], heldKey: string | null): { readonly shown: readonly TimelineRow[]; readonly waiting: number } {
  const place = heldKey === null ? 0 : rows.findIndex(({ key }) => key === heldKey)
  // The row has left the ring buffer: everything is newer than what was held.
  if (place <= 0) return { shown: rows, waiting: 0 }
  return { shown: rows.slice(place), waiting: place }
}
