/** What the dashboard's pages may do. */
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'
import { type AllowedHosts, isIpv6 } from '../gateway/allowed-hosts.js'

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

export interface DashboardSecurity {
  readonly middleware: Middleware
  /** The same headers, for an answer whose request was not understood. */
  readonly always: Readonly<Record<string, string>>
}

export function dashboardSecurity(dashboard: AllowedHosts, shop: AllowedHosts): DashboardSecurity {
  const byName = helmetFor(dashboard, shop, undefined)
  const atIpv6 = helmetFor(dashboard, shop, '[::1]')
  return {
    middleware: (request, response, next) => (isIpv6(request.headers.host) ? atIpv6 : byName)(request, response, next),
    always: headersOf(byName),
  }
}

/** @param pageHost see {@link AllowedHosts.sources} */
function helmetFor(dashboard: AllowedHosts, shop: AllowedHosts, pageHost: string | undefined): Middleware {
  const shopSources = shop.sources('http', pageHost)
  return helmet({
    contentSecurityPolicy: {
      // The defaults upgrade http to https, which nobody serves on this machine.
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Dialogs that lock the page's scrolling put a style element into it.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        // The shop is asked to forget its cookies.
        connectSrc: ["'self'", ...dashboard.sources('ws', pageHost), ...shopSources],
        frameSrc: shopSources,
        formAction: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: false,
    // Whoever opened this page in a tab of theirs must not keep a handle on it.
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
  })
}

function headersOf(middleware: Middleware): Readonly<Record<string, string>> {
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  middleware(request, response, () => {})
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]))
}
