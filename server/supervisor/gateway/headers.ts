/** What the gateway takes out of and puts into headers on their way. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import type { Actor } from '../../protocol/requests.js'

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

/** Headers for the lesson server. Host stays what the visitor asked for, since cookies belong to it. */
export function requestHeaders(
  headers: IncomingHttpHeaders,
  inside: { key: string; actor: Actor; request: string; language: string | null },
): OutgoingHttpHeaders {
  const passed = withoutHopByHop(headers)
  for (const name of Object.keys(passed)) if (name.startsWith('x-sessionscope-')) delete passed[name]
  if (inside.language !== null) passed['accept-language'] = inside.language
  return { ...passed, [INTERNAL_HEADERS.key]: inside.key, [INTERNAL_HEADERS.actor]: inside.actor, [INTERNAL_HEADERS.request]: inside.request }
}

/** Headers for the visitor. */
export function responseHeaders(headers: IncomingHttpHeaders, security: Readonly<Record<string, string>>): OutgoingHttpHeaders {
  return { ...withoutHopByHop(headers), ...security }
}

/** What holds for every page of the shop: no script, nothing from elsewhere, framed by the dashboard only. */
export function shopSecurityHeaders(dashboardOrigins: readonly string[]): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${dashboardOrigins.join(' ')}`,
  ]
  return { 'content-security-policy': policy.join('; '), 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' }
}

function withoutHopByHop(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const dropped = new Set([...HOP_BY_HOP, ...named])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)))
}
