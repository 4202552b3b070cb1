/** What holds for every page of the shop: no script, nothing from elsewhere, framed by the dashboard only. */
import type { IncomingMessage } from 'node:http'
import { type AllowedHosts, isIpv6 } from './allowed-hosts.js'

type Headers = Readonly<Record<string, string>>

const NOBODY = ["'none'"]

export class ShopSecurity {
  /** For an answer whose request was not understood. */
  readonly always: Headers
  readonly #atIpv6: Headers
  readonly #unframed: Headers

  /** @param dashboard whose pages may frame the shop; null: nobody's */
  constructor(dashboard: AllowedHosts | null) {
    this.always = headersFor(dashboard?.sources('http') ?? NOBODY)
    this.#atIpv6 = headersFor(dashboard?.sources('http', '[::1]') ?? NOBODY)
    this.#unframed = headersFor(NOBODY)
  }

  of({ headers }: Pick<IncomingMessage, 'headers'>): Headers {
    if (!isIpv6(headers.host)) return this.always
    // There the policy can name the dashboard's port only; the browser knows whether it is the same host.
    return headers['sec-fetch-site'] === 'cross-site' ? this.#unframed : this.#atIpv6
  }
}

function headersFor(ancestors: readonly string[]): Headers {
  const policy = [
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors.join(' ')}`,
  ]
  return { 'content-security-policy': policy.join('; '), 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' }
}
