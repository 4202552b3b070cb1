/**
 * Another site: a page at a second address of this machine that links to the shop, posts forms at it, fetches from it and frames it. It listens on the
 * loopback address only, whatever `--host` says, and it is given nothing but the shop's port: neither the launch's token nor anything of the dashboard.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Language } from '../../protocol/language.js'
import { readerOf } from '../doors/notice.js'
import { AllowedHosts } from '../gateway/allowed-hosts.js'
import { otherSitePage, otherSiteScript } from './page.js'

/** What it listens on. */
export const OTHER_SITE_HOST = '127.0.0.1'

export interface OtherSiteSurroundings {
  readonly port: number
  readonly shopPort: number
  language(): Language
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export class OtherSite {
  readonly server: Server = createServer((request, response) => this.#handle(request, response))
  #around: OtherSiteSurroundings | null = null
  #hosts: AllowedHosts | null = null

  /** Until this is called, every request is refused. */
  open(around: OtherSiteSurroundings): void {
    this.#around = around
    this.#hosts = new AllowedHosts(OTHER_SITE_HOST, around.port)
  }

  async close(): Promise<void> {
    if (!this.server.listening) return
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.server.closeAllConnections()
    await closed
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const { status, headers, body } = this.#answer(request)
    response.writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
      ...headers,
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  #answer({ method, url, headers: { host } }: IncomingMessage): Answer {
    const around = this.#around
    if (around === null || host === undefined || this.#hosts?.allows(host) !== true) return plain(421, 'Ask for this page at its own address.')
    if (method !== 'GET' && method !== 'HEAD') return { ...plain(405, 'This page is only read.'), headers: { allow: 'GET, HEAD' } }
    const [pathname, query = ''] = (url ?? '/').split('?', 2)
    if (pathname === '/page.js') return { status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' }, body: otherSiteScript }
    if (pathname !== '/') return plain(404, 'There is nothing at this address.')
    const shop = shopFor(host, around.shopPort)
    const asked = new URLSearchParams(query).get('lang')
    const { language } = readerOf({ 'accept-language': asked ?? around.language() }, around.language())
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyFor(shop) }
    return { status: 200, headers, body: otherSitePage(language, host, shop) }
  }
}

/** The shop under the name that makes it another site than a page at `host`: `localhost` and `127.0.0.1` are two sites, two ports of one name are one. */
function shopFor(host: string, shopPort: number): string {
  return host.startsWith('127.0.0.1:') ? `http://localhost:${shopPort}` : `http://127.0.0.1:${shopPort}`
}

/** It can reach the shop and nothing else on this machine, and nobody frames it. */
function policyFor(shop: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'unsafe-inline'",
    `connect-src ${shop}`,
    `frame-src ${shop}`,
    `form-action ${shop}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function plain(status: number, text: string): Answer {
  return { status, headers: {}, body: `${text}\n` }
}
