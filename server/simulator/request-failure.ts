import { CROWD } from '../config.js'
import { describeError } from '../redact.js'

/** Why a simulated user did not get what it asked for. The message is the reason that the dashboard shows and counts by. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure'
  /** Nobody answered at all: the connection was refused or cut. */
  readonly isUnreachable: boolean

  constructor(reason: string, isUnreachable = false) {
    super(reason.length > CROWD.reasonLength ? `${reason.slice(0, CROWD.reasonLength - 1)}…` : reason)
    this.isUnreachable = isUnreachable
  }
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the shop refused the connection',
  ECONNRESET: 'the shop cut the connection',
  EPIPE: 'the shop cut the connection',
  UND_ERR_SOCKET: 'the shop cut the connection',
  UND_ERR_CONNECT_TIMEOUT: 'the shop did not take the connection',
}

/** Words for what the HTTP client reports. */
export function failureOf(thrown: unknown): RequestFailure {
  if (thrown instanceof RequestFailure) return thrown
  const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
  const unreachable = UNREACHABLE[code]
  if (unreachable !== undefined) return new RequestFailure(unreachable, true)
  if (code.startsWith('HPE_')) return new RequestFailure('the answer was not HTTP')
  return new RequestFailure(`the request failed: ${describeError(thrown)}`)
}

/**
 * Words for an answer that says no, with the server's own reason where it gives one.
 *
 * @param body the start of the answer's body, of whatever type
 */
export function refusalOf(request: { readonly method: string; readonly path: string }, status: number, body: string): RequestFailure {
  const heading = /<h1[^>]*>([^<]*)/i.exec(body)?.[1] ?? /<title[^>]*>([^<]*)/i.exec(body)?.[1]
  const said = (heading ?? (body.trimStart().startsWith('<') ? '' : body)).replace(/\s+/g, ' ').trim()
  return new RequestFailure(`${request.method} ${request.path} was answered ${status}${said === '' ? '' : `: ${describeError(said)}`}`)
}
