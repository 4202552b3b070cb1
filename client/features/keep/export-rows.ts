import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { MASK, maskSignatures } from '../../state/exports/masked.js'

/** The rows as JSON text, without the signatures that would let someone else use the sessions. */
export function exportRows(rows: readonly TimelineRow[]): string {
  return JSON.stringify(rows, (key, value) => (key === 'signature' ? MASK : typeof value === 'string' ? maskSignatures(value) : value), 2)
}
