/** Where the shop is for this reader. */
import { useSnapshot } from './use-dashboard.js'

export interface ShopAddress {
  readonly host: string
  readonly origin: string
  /** A page that came over https may not show one over http, so nothing would be in the frame. */
  readonly isBlocked: boolean
}

/**
 * What the supervisor wrote into the page, where this page was opened under a name that was added by hand (`--allow-host`, `--shop-url`). Otherwise the
 * same host name as this page, so that it is the same site and Lax cookies are sent, on the shop's port.
 */
export function useShopAddress(): ShopAddress {
  return shopAddress(useSnapshot((snapshot) => snapshot.launch.shopPort))
}

/** The same, for who has the shop's port. */
export function shopAddress(port: number): ShopAddress {
  const given = document.querySelector<HTMLMetaElement>('meta[name="sessionscope-shop"]')?.content ?? ''
  const { host, origin, protocol } = new URL(given === '' ? `http://${location.hostname || 'localhost'}:${port}` : given)
  return { host, origin, isBlocked: location.protocol === 'https:' && protocol === 'http:' && !isThisMachine(location.hostname) }
}

/** Browsers trust these without https. */
function isThisMachine(name: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(name)
}
