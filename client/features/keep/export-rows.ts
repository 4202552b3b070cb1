import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { MASK, maskRequest, maskSignatures } from '../../state/exports/masked.js'

/** The rows as JSON text, without the signatures that would let someone else use the sessions, and requests without what is masked in every export. */
export function exportRows(rows: readonly TimelineRow[]): string {
  const masked = rows.map((row) => (row.kind === 'request' ? { ...row, request: maskRequest(row.request) } : row))
  return JSON.stringify(masked, (key, value) => (key === 'signature' ? MASK : typeof value === 'string' ? maskSignatures(value) : value), 2)
}
