/** What a lesson's set-up did, folded into one row. Pure. */
import type { TimelineRow } from '../../../server/protocol/timeline.js'

/** The rows of one set-up, newest first, like all of them. */
export interface SetUpRows {
  readonly kind: 'set-up'
  readonly key: string
  /** Id of the lesson. */
  readonly lesson: string
  readonly rows: readonly [TimelineRow, ...TimelineRow[]]
}

/** The rows as they are shown, in their order: those of one set-up, which stand together, are one. */
export function foldSetUps(rows: readonly TimelineRow[]): readonly (TimelineRow | SetUpRows)[] {
  const entries: (TimelineRow | SetUpRows)[] = []
  for (const row of rows) {
    const last = entries.at(-1)
    if (row.setUpOf === undefined) entries.push(row)
    else if (last?.kind === 'set-up' && last.lesson === row.setUpOf) entries[entries.length - 1] = { ...last, key: setUpKey(row), rows: [...last.rows, row] }
    else entries.push({ kind: 'set-up', key: setUpKey(row), lesson: row.setUpOf, rows: [row] })
  }
  return entries
}

/** By its oldest row, so that it stays the same while the set-up goes on. */
function setUpKey({ key }: TimelineRow): string {
  return `set-up/${key}`
}
