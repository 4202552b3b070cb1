import { errors } from 'undici'
import { CROWD } from '../config.js'
import { describeError, redact } from '../redact.js'

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

/** A request that was under way when the shop ended. */
export const CUT_OFF = 'the shop cut the connection'

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the shop refused the connection',
  ECONNRESET: CUT_OFF,
  EPIPE: CUT_OFF,
  UND_ERR_SOCKET: CUT_OFF,
  UND_ERR_CONNECT_TIMEOUT: 'the shop did not take the connection',
}

/** Words for what the HTTP client reports. */
export function failureOf(thrown: unknown): RequestFailure {
  if (thrown instanceof RequestFailure) return thrown
  const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
  const unreachable = UNREACHABLE[code]
  if (unreachable !== undefined) return new RequestFailure(unreachable, true)
  if (thrown instanceof errors.HTTPParserError) return new RequestFailure('the answer was not HTTP')
  return new RequestFailure(`the request failed: ${describeError(thrown)}`)
}

/**
 * Words for an answer that says no, with the shop's own where it gives some.
 *
 * @param body the answer's body: a page of the shop's (its heading and first paragraph are taken), or anything else
 */
export function refusalOf(request: { readonly method: string; readonly path: string }, status: number, body: string): RequestFailure {
  const said = ['h1', 'p'].map((element) => textOf(element, body)).filter((text) => text !== '')
  const why = said.length === 0 ? '' : `: ${redact(said.join('. '))}`
  return new RequestFailure(`${request.method} ${request.path} was answered ${status}${why}`)
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }

/** Text of the first such element, which holds no other; empty when there is none. */
function textOf(element: string, page: string): string {
  const text = new RegExp(`<${element}(?: [^>]*)?>([^<]*)`).exec(page)?.[1] ?? ''
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity).trim()
}
