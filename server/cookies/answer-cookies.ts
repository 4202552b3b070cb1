/** What an answer's headers say about cookies. */
import type { IncomingHttpHeaders } from 'node:http'

export interface AnswerCookies {
  /** The Set-Cookie lines, as text. */
  readonly setCookie: readonly string[]
  /** Epoch ms, from the Date header; null: none that can be read. */
  readonly serverDate: number | null
}

/** @param headers as Node's client has them: a character a byte; browsers read these bytes as UTF-8 */
export function cookiesOf(headers: IncomingHttpHeaders): AnswerCookies {
  const lines = headers['set-cookie'] ?? []
  return { setCookie: lines.map((line) => Buffer.from(line, 'latin1').toString()), serverDate: epochMs(headers.date) }
}

/** @param date of a Date header; null: none that can be read */
export function epochMs(date: unknown): number | null {
  const at = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return Number.isNaN(at) ? null : at
}
