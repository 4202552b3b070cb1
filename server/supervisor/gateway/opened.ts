/** The shop as somebody has opened it to the other site at the proxy: who may read its answers (Fetch, "CORS protocol"), and who may frame it (CSP 3, frame-ancestors). */
import type { IncomingMessage } from 'node:http'
import type { AllowedHosts } from './allowed-hosts.js'

/** null in its place: to nobody. */
export interface Opened {
  readonly cors: boolean
  readonly credentials: boolean
  readonly framing: boolean
}

type Headers = Readonly<Record<string, string>>

/**
 * @param security headers of every answer
 * @param otherSite where the page of the other site is: it is opened to nobody else
 */
export function openedHeaders(security: Headers, { cors, credentials, framing }: Opened, otherSite: AllowedHosts, { headers }: IncomingMessage): Headers {
  const { origin } = headers
  const policy = security['content-security-policy']
  const allowed = cors && otherSite.allowsOrigin(origin) ? origin : undefined
  return {
    ...security,
    ...(framing && policy !== undefined && { 'content-security-policy': withAncestors(policy, otherSite.sources('http')) }),
    ...(cors && { vary: 'Origin' }),
    ...(allowed !== undefined && {
      'access-control-allow-origin': allowed,
      ...(credentials && { 'access-control-allow-credentials': 'true' }),
      ...preflightHeaders(headers),
    }),
  }
}

/** A question of a browser that the proxy answers itself, as proxies do that add these headers: a shop that knows nothing of CORS has no answer to it. */
export function isPreflight({ method, headers }: IncomingMessage, opened: Opened | null, otherSite: AllowedHosts | null): boolean {
  const isAsking = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
  return isAsking && opened?.cors === true && otherSite?.allowsOrigin(headers.origin) === true
}

/** To a browser that asks first (Fetch, "CORS-preflight request"): whatever it asks for may be sent. It asks again each time, so that each is seen. */
function preflightHeaders({ 'access-control-request-method': method, 'access-control-request-headers': names }: IncomingMessage['headers']): Headers {
  if (method === undefined) return {}
  return {
    'access-control-allow-methods': String(method),
    'access-control-max-age': '0',
    ...(names !== undefined && { 'access-control-allow-headers': String(names) }),
  }
}

function withAncestors(policy: string, sources: readonly string[]): string {
  return policy.replace(/frame-ancestors [^;]*/, (directive) => `${directive.replace(" 'none'", '')} ${sources.join(' ')}`)
}
