import type { StoreTarget } from '../../protocol/ipc.js'
import type { Address } from '../../protocol/resources.js'

/**
 * The same resource, and in it a part that is neither the shop's nor anybody else's: a folder, a collection, a prefix of our own. The heap is each process'
 * own anyway.
 *
 * @param target where the shop would have it
 * @param mark what sets the place apart from the shop's and from the sandbox's other places: `['trial']`, `['side', '0']`
 */
export function placeBeside({ kind, address }: StoreTarget, ...mark: readonly string[]): StoreTarget {
  return { kind, address: address === null ? null : beside(address, mark) }
}

function beside(address: Address, mark: readonly string[]): Address {
  if ('path' in address) return { ...address, path: [address.path, ...mark].join('-') }
  if ('collection' in address) return { ...address, collection: [address.collection, ...mark].join('_') }
  if ('space' in address) return { ...address, space: [address.space, ...mark].join('_') }
  return address
}
