import { afterAll, describe } from 'vitest'
import { mongodbKinds, type TestMongodb } from '../test/support/mongodb.js'
import { describeStoreContract } from './contract.js'
import { loadAdapters } from './registry.js'

for (const adapter of await loadAdapters()) {
  if (!adapter.needsMongodb) {
    describeStoreContract(adapter.label, adapter, () => Promise.resolve({ kind: adapter.kind, mongodbUri: null, database: 'shop', collection: 'sessions' }))
    continue
  }
  for (const kind of mongodbKinds) {
    describe.skipIf(!kind.available)(`${adapter.label} on ${kind.name}`, () => {
      let server: TestMongodb | undefined
      describeStoreContract(adapter.label, adapter, async () => {
        server = await kind.start()
        return { kind: adapter.kind, mongodbUri: server.uri, database: 'shop', collection: 'sessions' }
      })
      afterAll(async () => {
        await server?.stop()
      })
    })
  }
}
