/** Every store of the registry keeps the contract, in every place that this machine has for it; repeated under another Node, in one of them: its driver is the same. */
import { describe } from 'vitest'
import { describeStoreContract } from '../test/stores/contract.js'
import { PLACES } from '../test/stores/places.js'
import { broughtPackages } from '../test/support/packages.js'
import { inTurn, isRepeated } from '../test/support/thoroughness.js'
import type { StoreAdapter } from './adapter.js'
import { setWith } from './package-sets.js'
import { ADAPTERS } from './registry.js'

/** False: it is installed on demand, and npm could not bring it. */
function canBeImported({ npm }: StoreAdapter): boolean {
  return npm?.installed !== 'on-demand' || broughtPackages(setWith(npm.name)?.id ?? '')
}

for (const adapter of ADAPTERS) {
  const places = PLACES[adapter.resource]
  const alike = ADAPTERS.filter(({ resource }) => resource === adapter.resource)
  // Of several packages for one database, a sample has each in one of its places.
  const there = alike.length > 1 ? inTurn(places, alike.indexOf(adapter)) : places
  for (const place of isRepeated ? places.slice(0, 1) : there)
    describe.skipIf(!place.available || !canBeImported(adapter))(`in ${place.name}`, () => describeStoreContract(adapter, () => place.open(), { looks: true }))
}
