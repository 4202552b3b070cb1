/** What a proxy tells the server behind it of how the browser came: the X-Forwarded-* headers, which everybody can write and only a proxy should. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { isOverTls } from '../doors/over-tls.js'

/** RFC 7239's `Forwarded` says the same, and goes the same way. */
const NAMES = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded'] as const

export interface ForwardedRule {
  /** The proxy says what it knows. */
  readonly says: boolean
  /** What the client has written stays: its address is put behind those that stand there, and what else is there is believed. */
  readonly passes: boolean
}

/** A proxy that can be trusted: what it says is its own. */
export const FORWARDED_AS_USUAL: ForwardedRule = { says: true, passes: false }

/** The headers of these names for the request on its way on; none but these. */
export function forwardedHeaders(request: Pick<IncomingMessage, 'headers' | 'socket'>, { says, passes }: ForwardedRule): OutgoingHttpHeaders {
  const { headers, socket } = request
  const theirs = passes ? Object.fromEntries(NAMES.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]))) : {}
  if (!says) return theirs
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const before = theirs['x-forwarded-for']
  return {
    'x-forwarded-proto': isOverTls(request) ? 'https' : 'http',
    'x-forwarded-host': headers.host,
    ...theirs,
    'x-forwarded-for': before === undefined ? address : `${before}, ${address}`,
  }
}

/** In place: what the client wrote under these names is no word of the proxy's. */
export function dropForwarded(headers: OutgoingHttpHeaders): void {
  for (const name of NAMES) delete headers[name]
}
