/** What the dashboard's pages may do. */
import helmet from 'helmet'
import type { AllowedHosts } from '../gateway/allowed-hosts.js'

export function dashboardSecurity(dashboard: AllowedHosts, shop: AllowedHosts): ReturnType<typeof helmet> {
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
        connectSrc: ["'self'", ...dashboard.sources('ws')],
        frameSrc: shop.sources('http'),
        formAction: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: false,
    // The shop in the frame and in a tab of its own lives on another port.
    crossOriginOpenerPolicy: false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
  })
}
