import { afterAll, describe } from 'vitest'
import { describeStoreContract } from '../test/stores/contract.js'
import { mongodbKinds, type TestMongodb } from '../test/support/mongodb.js'
import { ADAPTERS } from './registry.js'

for (const adapter of ADAPTERS) {
  if (adapter.resource === 'heap') {
    describeStoreContract(adapter.label, adapter, () => Promise.resolve({ resource: 'heap' }))
    continue
  }
  for (const kind of mongodbKinds) {
    describe.skipIf(!kind.available)(`${adapter.label} on ${kind.name}`, () => {
      let server: TestMongodb | undefined
      describeStoreContract(adapter.label, adapter, async () => {
        server = await kind.start()
        return { resource: 'mongodb', uri: server.uri, database: 'shop', collection: 'sessions' }
      })
      afterAll(async () => {
        await server?.stop()
      })
    })
  }
}
