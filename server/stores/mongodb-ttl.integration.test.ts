import session, { type SessionData } from 'express-session'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mongodbKinds, type TestMongodb } from '../test/support/mongodb.js'
import type { OpenStore } from './adapter.js'
import mongodb from './mongodb-store.js'
import { openStore } from './opening.js'

describe.for(mongodbKinds)('the TTL index on $name', { concurrent: false }, (kind) => {
  describe.skipIf(!kind.available)('while a store is open', () => {
    let server: TestMongodb
    let client: MongoClient
    let open: OpenStore

    beforeAll(async () => {
      server = await kind.start()
      client = new MongoClient(server.uri)
      open = await openStore(mongodb, session, { resource: 'mongodb', uri: server.uri, database: 'shop', collection: 'sessions' })
    })
    afterAll(async () => {
      await open?.close()
      await client?.close()
      await server?.stop()
    })

    const sessions = () => client.db('shop').collection('sessions')
    const expiring = async () => (await sessions().indexes()).filter((index) => index.expireAfterSeconds === 0).map(({ key }) => key)
    const put = (id: string) =>
      new Promise<void>((resolve, reject) =>
        open.store.set(id, { cookie: { originalMaxAge: 60_000, expires: new Date(Date.now() + 60_000) } } as SessionData, (error) =>
          error ? reject(error) : resolve(),
        ),
      )

    test('is there from the start', async () => {
      expect(await open.ttlIndex()).toBe(true)
    })

    test('is made again when the database was dropped, before and after the next session', async () => {
      await client.db('shop').dropDatabase()
      expect(await open.ttlIndex()).toBe(true)
      expect(await expiring()).toEqual([{ expires: 1 }])
      await client.db('shop').dropDatabase()
      await put('first')
      expect(await expiring()).toEqual([])
      expect(await open.ttlIndex()).toBe(true)
      expect(await expiring()).toEqual([{ expires: 1 }])
      expect(await open.read('first')).not.toBeNull()
    })

    test('stays away when somebody removed it, and nothing else', async () => {
      await sessions().dropIndex('expires_1')
      expect(await open.ttlIndex()).toBe(false)
      expect(await open.ttlIndex()).toBe(false)
      expect(await expiring()).toEqual([])
    })
  })
})
