import type { Keeping } from '../../state/keeping.js'
import { exportRows } from './export-rows.js'
import { KeepText } from './keep-text.js'
import { NothingYet } from './nothing-yet.js'

/** All that Sessionscope noted, in its own form. */
export function JsonExport({ rows }: Keeping) {
  if (rows.length === 0) return <NothingYet />
  return <KeepText text={() => exportRows(rows)} file={{ name: 'sessionscope-requests.json', type: 'application/json' }} canCopy={false} />
}
