import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import { shopAddress } from '../shop-address.js'

/** Origin of the shop as the sender of a request calls it, as far as that is known: `http://localhost:4100`, or the address over HTTPS. */
export function originOf({ launch, https, browsers }: Pick<Snapshot, 'launch' | 'https' | 'browsers'>, request: RequestRecord): string {
  const address = new URL(shopAddress(launch.shopPort).origin)
  if (https !== null && request.seen?.forwarded.proto === 'https') return `https://localhost:${https.port}`
  const host = browsers.find(({ id }) => id === request.actor)?.real?.host ?? null
  if (host !== null && address.port !== '') address.hostname = host
  return address.origin
}
