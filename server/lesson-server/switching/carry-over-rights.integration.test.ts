/** A MongoDB user whose rights end at the collection of the sessions: the shop serves, and a carry-over, which needs a mark beside it, is refused in words. */
import { MongoClient } from 'mongodb'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StoreTarget } from '../../protocol/ipc.js'
import { switchStore } from '../../test/lesson-server/switch-store.js'
import { listen, secrets, sessionOptions, TestBrowser, type TestServer } from '../../test/lesson-server/test-shop.js'
import { realMongodb, startMongodWith, type TestMongodb } from '../../test/support/mongodb.js'
import { createShop } from '../create-shop.js'
import { createHotApp, type HotApp } from './hot-app.js'

const MEMORY: StoreTarget = { kind: 'memory', address: { resource: 'heap' } }

describe.skipIf(!realMongodb.available)('a user with rights on one collection only', () => {
  let mongo: TestMongodb
  let root: MongoClient
  const cleanUps: (() => unknown)[] = []
  const as = (user: string) => `mongodb://${user}:pw@127.0.0.1:${mongo.port}/?authSource=admin&directConnection=true`
  const documents = () => root.db('shop').collection('sessions')

  beforeAll(async () => {
    mongo = await startMongodWith(['--auth'])
    const first = await MongoClient.connect(mongo.uri)
    await first.db('admin').command({ createUser: 'root', pwd: 'pw', roles: ['root'] })
    await first.close()
    root = await MongoClient.connect(as('root'))
    const actions = ['find', 'insert', 'update', 'remove', 'createIndex', 'listIndexes']
    await root.db('admin').command({ createRole: 'one', privileges: [{ resource: { db: 'shop', collection: 'sessions' }, actions }], roles: [] })
    await root.db('admin').command({ createUser: 'one', pwd: 'pw', roles: ['one'] })
  })
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })
  afterAll(async () => {
    await root?.close()
    await mongo?.stop()
  })

  async function startLife(target: StoreTarget): Promise<{ hot: HotApp; server: TestServer; problem: string | null }> {
    const hot = createHotApp({ createApp: createShop, wrapStore: (store) => store, secrets, onSwitching: () => undefined, onHealth: () => undefined })
    const { storeProblem: problem } = await hot.start(target, sessionOptions)
    const server = await listen(hot.handle)
    cleanUps.push(
      () => hot.close(),
      () => server.close(),
    )
    return { hot, server, problem }
  }

  it('serves, switches plainly, and refuses a carry-over either way with the reason; nobody loses anything', async () => {
    const mongodb: StoreTarget = { kind: 'mongodb', address: { resource: 'mongodb', uri: as('one'), database: 'shop', collection: 'sessions' } }
    const { hot, server, problem } = await startLife(mongodb)
    expect(problem).toBeNull()
    const ana = new TestBrowser(server.port)
    cleanUps.push(() => ana.close())
    await ana.send('POST', '/login', { name: 'Ana' })
    const refused = { code: 'store-unreachable', message: expect.stringMatching(/"sessions_carry_over".*readWrite/) }

    expect(await switchStore(hot, MEMORY, true)).toMatchObject({ refused, from: 'mongodb' })
    expect(JSON.parse((await ana.send('GET', '/me')).body)).toMatchObject({ name: 'Ana' })
    expect(await switchStore(hot, MEMORY, false)).toMatchObject({ refused: null })
    expect(await switchStore(hot, mongodb, true)).toMatchObject({ refused, from: 'memory' })
    // What a carry-over that never began met in the target is worth what it was.
    expect(await switchStore(hot, mongodb, false)).toMatchObject({ refused: null })
    expect(await documents().countDocuments()).toBe(1)
    expect(JSON.parse((await ana.send('GET', '/me')).body)).toMatchObject({ name: 'Ana' })
  })
})
