/** What the gateway takes out of and puts into headers on their way. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import type { Actor } from '../../protocol/requests.js'
import { dropForwarded } from './forwarded.js'
import type { Framing } from './framing.js'

/** RFC 9110, section 7.6.1: fields that are for one connection only. */
const HOP_BY_HOP = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
]

/** The gateway's own server answers it (`100 Continue`) before the request is passed on. */
const ANSWERED_HERE = ['expect']

/**
 * Fields that are for everybody on the way, so that nobody may take them out by naming them in `Connection` (RFC 9110, section 7.6.1:
 * "MUST NOT send a connection option corresponding to a field intended for all recipients"). The gateway and the shop must see the same.
 */
const END_TO_END =
  /^(?:host|cookie|set-cookie|authorization|user-agent|origin|referer|date|location|vary|etag|cache-control|(?:content|accept|if|sec)(?:-.*)?)$/

export interface Inside {
  readonly key: string
  readonly actor: Actor
  readonly request: string
  /** What the shop is to speak; null: as the visitor's own Accept-Language says. */
  readonly language: string | null
  /** X-Forwarded-* as they go on; what came under these names does not. */
  readonly forwarded: OutgoingHttpHeaders
}

/** Headers for the lesson server. Host stays what the visitor asked for, since cookies belong to it. */
export function requestHeaders(headers: IncomingHttpHeaders, framing: Framing, inside: Inside): OutgoingHttpHeaders {
  const passed = withoutHopByHop(headers)
  for (const name of ['content-length', ...ANSWERED_HERE]) delete passed[name]
  for (const name of Object.keys(passed)) if (name.startsWith('x-sessionscope-')) delete passed[name]
  dropForwarded(passed)
  if (inside.language !== null) passed['accept-language'] = inside.language
  return {
    ...passed,
    ...framing,
    ...inside.forwarded,
    [INTERNAL_HEADERS.key]: inside.key,
    [INTERNAL_HEADERS.actor]: inside.actor,
    [INTERNAL_HEADERS.request]: inside.request,
  }
}

/** Does the visitor ask for a language? `*` stands for any (RFC 9110, section 12.5.4). */
export function namesLanguage({ 'accept-language': languages = '' }: IncomingHttpHeaders): boolean {
  return /[a-z]/i.test(languages.replace(/;[^,]*/g, ''))
}

/** Headers for the visitor. What has the name of an internal one is the shop's own invention, and says nothing. */
export function responseHeaders(headers: IncomingHttpHeaders, security: Readonly<Record<string, string>>): OutgoingHttpHeaders {
  const passed = withoutHopByHop(headers)
  for (const name of Object.keys(passed)) if (name.startsWith('x-sessionscope-')) delete passed[name]
  const vary = [passed.vary, security.vary].filter((each) => each !== undefined)
  return { ...passed, ...security, ...(vary.length === 2 && { vary: vary.join(', ') }) }
}

/** With lines of our own behind those of the lesson server. */
export function withSetCookie(headers: IncomingHttpHeaders, lines: readonly string[]): IncomingHttpHeaders {
  return lines.length === 0 ? headers : { ...headers, 'set-cookie': [...(headers['set-cookie'] ?? []), ...lines] }
}

function withoutHopByHop(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const dropped = new Set([...HOP_BY_HOP, ...named.filter((name) => !END_TO_END.test(name))])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)))
}
