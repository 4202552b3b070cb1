import type { TimelineRow } from '../../../server/protocol/timeline.js'

/** `s:ID.SIGNATURE` or its percent-encoded form: the signature is what must not travel. */
const SIGNED = /(s(?::|%3A)[^.;,\s"]+\.)[^;,\s"]+/gi

/** The rows as JSON text, without the signatures that would let someone else use the sessions. */
export function exportRows(rows: readonly TimelineRow[]): string {
  return JSON.stringify(rows, (key, value) => (key === 'signature' ? '***' : typeof value === 'string' ? value.replace(SIGNED, '$1***') : value), 2)
}

/** Offers a text as a file to keep; nothing leaves the page. */
export function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
