/** Carrying more sessions into the lesson server's heap than it has room for is refused, or called off, and ends nothing. */
import { MongoClient } from 'mongodb'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StoreTarget } from '../../protocol/ipc.js'
import { endChildren, type LessonServerChild, MEMORY, startLessonServer } from '../../test/lesson-server/child.js'
import { switchAlone } from '../../test/lesson-server/switch-store.js'
import { ask } from '../../test/lesson-server/tapped-shop.js'
import { embeddedMongodb, mongodbSample, type TestMongodb } from '../../test/support/mongodb.js'

const HEAP_MB = 64
const LARGE = 3_500
const LARGE_BYTES = 14_000
/** More than one batch of the copying, and the first in the order of ids. */
const SMALL = 600

for (const kind of mongodbSample(embeddedMongodb)) {
  describe.skipIf(!kind.available)(`a heap that is too small for the sessions of ${kind.name}`, () => {
    let mongo: TestMongodb
    let client: MongoClient
    let mongodb: StoreTarget
    let shop: LessonServerChild
    let cookie: string | null
    const documents = () => client.db('shop').collection<{ _id: string; expires: Date; session: unknown }>('sessions')

    async function store(prefix: string, count: number, bytes: number): Promise<void> {
      const expires = new Date(Date.now() + 3_600_000)
      const session = { cookie: { originalMaxAge: 3_600_000, expires, httpOnly: true, path: '/' }, name: 'x'.repeat(bytes) }
      for (let made = 0; made < count; made += 500) {
        const part = Array.from({ length: Math.min(500, count - made) }, (_, index) => ({ _id: `${prefix}${made + index}`, expires, session }))
        await documents().insertMany(part)
      }
    }

    beforeAll(async () => {
      mongo = await kind.start()
      client = await MongoClient.connect(mongo.uri)
      mongodb = { kind: 'mongodb', address: { resource: 'mongodb', uri: mongo.uri, database: 'shop', collection: 'sessions' } }
      await store('large', LARGE, LARGE_BYTES)
    })
    afterAll(async () => {
      await client?.close()
      await mongo?.stop()
    })
    afterEach(endChildren)

    async function open(): Promise<void> {
      shop = await startLessonServer({ heapLimitMb: HEAP_MB, order: { store: mongodb } })
      cookie = (await ask(shop.port, '/login', { form: { name: 'Ana' } })).cookie
    }

    async function carryIntoMemory() {
      const death = shop.ended.then(({ signal }): never => {
        throw new Error(`The lesson server ended (${signal}): ${shop.stderr()}`)
      })
      death.catch(() => undefined)
      return await Promise.race([switchAlone(shop.call, MEMORY, true), death])
    }

    /** Nothing has changed for anybody, and nothing stands in memory. */
    async function expectNothingHappened(count: number): Promise<void> {
      expect(JSON.parse((await ask(shop.port, '/me', { cookie })).body)).toMatchObject({ name: 'Ana' })
      expect(await documents().countDocuments()).toBe(count)
      expect(await switchAlone(shop.call, MEMORY, false)).toMatchObject({ ok: true, value: { refused: null } })
      expect(await shop.call.collect()).toMatchObject({ ok: true, value: { sessionCount: 0 } })
    }

    it('is seen before anything is copied, and told with the numbers', async () => {
      await open()
      const result = await carryIntoMemory()
      expect(result).toMatchObject({ ok: true, value: { carried: 0, refused: { code: 'out-of-heap', params: { sessions: LARGE + 1, limitMb: HEAP_MB } } } })
      const { neededMb, freeMb } = (result.ok && result.value.refused?.params) || {}
      expect(neededMb).toBeGreaterThan((LARGE * LARGE_BYTES) / 1024 / 1024)
      expect(neededMb).toBeLessThan((1.2 * LARGE * LARGE_BYTES) / 1024 / 1024)
      expect(freeMb).toBeGreaterThan(10)
      expect(freeMb).toBeLessThan(HEAP_MB)
      expect(shop.frames.some(({ switching }) => switching?.phase === 'copying')).toBe(false)
      await expectNothingHappened(LARGE + 1)
    })

    it('is noticed in the middle when the sessions turn out larger than they seemed, and called off in time', async () => {
      await store('0-small', SMALL, 10)
      await open()
      const before = await documents().countDocuments()
      expect(await carryIntoMemory()).toMatchObject({ ok: true, value: { refused: { code: 'out-of-heap' } } })
      await expectNothingHappened(before)
    })

    it('carries what fits', async () => {
      await documents().deleteMany({ _id: { $gte: 'large2' } })
      await open()
      const before = await documents().countDocuments()
      expect(before).toBeGreaterThan(SMALL + 1_000)
      expect(await carryIntoMemory()).toMatchObject({ ok: true, value: { refused: null, carried: before } })
      expect(JSON.parse((await ask(shop.port, '/me', { cookie })).body)).toMatchObject({ name: 'Ana' })
    })
  })
}
