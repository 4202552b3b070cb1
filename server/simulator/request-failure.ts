import { errors } from 'undici'
import { CROWD } from '../config.js'
import type { CrowdFailureKind } from '../protocol/crowd.js'
import { describeError, redact } from '../redact.js'

/** Why a simulated user did not get what it asked for. The message is the reason that the dashboard shows and counts by. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure'
  readonly kind: CrowdFailureKind

  constructor(reason: string, kind: CrowdFailureKind) {
    super(reason.length > CROWD.reasonLength ? `${reason.slice(0, CROWD.reasonLength - 1)}…` : reason)
    this.kind = kind
  }

  /** Nobody answered at all: the connection was refused or cut. */
  get isUnreachable(): boolean {
    return this.kind in UNREACHABLE
  }
}

const UNREACHABLE = {
  refused: 'the shop refused the connection',
  // A request that was under way when the shop ended.
  'cut-off': 'the shop cut the connection',
  'not-taken': 'the shop did not take the connection',
} as const

/** By the codes of Node.js and undici. */
const KIND_OF_CODE: Readonly<Record<string, keyof typeof UNREACHABLE>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'cut-off',
  EPIPE: 'cut-off',
  UND_ERR_SOCKET: 'cut-off',
  UND_ERR_CONNECT_TIMEOUT: 'not-taken',
}

/** Words for what the HTTP client reports. */
export function failureOf(thrown: unknown): RequestFailure {
  if (thrown instanceof RequestFailure) return thrown
  const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
  const kind = KIND_OF_CODE[code]
  if (kind !== undefined) return new RequestFailure(UNREACHABLE[kind], kind)
  if (thrown instanceof errors.HTTPParserError) return new RequestFailure('the answer was not HTTP', 'not-http')
  return new RequestFailure(`the request failed: ${describeError(thrown)}`, 'not-sent')
}

/**
 * Words for an answer that says no, with the shop's own where it gives some.
 *
 * @param body the answer's body: a page of the shop's (its heading and first paragraph are taken), or anything else
 */
export function refusalOf(request: { readonly method: string; readonly path: string }, status: number, body: string): RequestFailure {
  const said = ['h1', 'p'].map((element) => textOf(element, body)).filter((text) => text !== '')
  const why = said.length === 0 ? '' : `: ${redact(said.join('. '))}`
  return new RequestFailure(`${request.method} ${request.path} was answered ${status}${why}`, 'said-no')
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }

/** Text of the first such element, which holds no other; empty when there is none. */
function textOf(element: string, page: string): string {
  const text = new RegExp(`<${element}(?: [^>]*)?>([^<]*)`).exec(page)?.[1] ?? ''
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity).trim()
}
