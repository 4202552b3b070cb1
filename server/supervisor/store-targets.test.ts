import { expect, test } from 'vitest'
import type { Resources } from '../resources/resource.js'
import { StoreTargets } from './store-targets.js'

test('an address is given to nobody while somebody has to be asked first, and its use is noted when it is', () => {
  const address = { resource: 'mongodb', uri: 'mongodb://127.0.0.1/', database: 'shop', collection: 'sessions' } as const
  const used: string[] = []
  const asked = new Set(['mongodb'])
  const mongodb = {
    address,
    toAsk: (store: string) => (asked.has(store) ? { place: 'here' } : null),
    noteUse: (store: string) => void used.push(store),
  }
  const targets = new StoreTargets({ mongodb } as unknown as Resources)
  expect(targets.of('mongodb')).toEqual({ kind: 'mongodb', address: null })
  expect(used).toEqual([])
  expect(targets.of('connect-mongo')).toEqual({ kind: 'connect-mongo', address })
  asked.clear()
  expect(targets.of('mongodb')).toEqual({ kind: 'mongodb', address })
  expect(used).toEqual(['connect-mongo', 'mongodb'])
})
