/** Every store of the registry keeps the contract, in every place that this machine has for it. */
import { describe } from 'vitest'
import { describeStoreContract } from '../test/stores/contract.js'
import { PLACES } from '../test/stores/places.js'
import { ADAPTERS } from './registry.js'

for (const adapter of ADAPTERS) {
  for (const place of PLACES[adapter.resource])
    describe.skipIf(!place.available)(`in ${place.name}`, () => describeStoreContract(adapter, () => place.open(), { looks: true }))
}
