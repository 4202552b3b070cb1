/** A MongoDB that was there before may hold somebody's documents in the very collection that a store would use: a person is asked before the first write, once. */
import { MongoClient } from 'mongodb'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { unwrap } from '../../protocol/problem.js'
import { freePort } from '../../resources/served/run-program.js'
import { launch, type Sandbox, type SandboxState } from '../support/launch.js'
import { realMongodb, type TestMongodb } from '../support/mongodb.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { isFull } from '../support/thoroughness.js'

const KINDS = ['mongodb', 'connect-mongo'] as const
type Kind = (typeof KINDS)[number]
/** As somebody's own app has them; one would have expired long ago. */
const FOREIGN = [
  { _id: 'theirs', session: { user: 'ana' }, expires: new Date('2020-01-01') },
  { _id: 'also-theirs', text: 'a note' },
]

const runsOn = (kind: string) => (state: SandboxState) => state.server.phase === 'running' && state.store.active === kind && state.mongo.phase === 'up'

describe.skipIf(!realMongodb.available)('a MongoDB that was found', { timeout: 120_000 }, () => {
  let mongodb: TestMongodb
  let client: MongoClient
  let sandbox: Sandbox | null = null
  beforeAll(async () => {
    mongodb = await realMongodb.start()
    client = await MongoClient.connect(mongodb.uri)
  })
  afterEach(async () => {
    await sandbox?.stop()
    sandbox = null
  })
  afterAll(async () => {
    await client.close()
    await mongodb.stop()
  })

  const nameOf = (kind: Kind, port: number) => (kind === 'mongodb' ? `sessions_${port}` : `sessions_${port}_connect_mongo`)
  const collectionOf = (kind: Kind, port: number, of = client) => of.db('shop').collection<{ _id: string }>(nameOf(kind, port))
  /** All that is in the database for this port, and what is there to find or to remove it by. */
  async function all(port: number, of = client): Promise<unknown> {
    const names = (await of.db('shop').listCollections().toArray()).map(({ name }) => name).filter((name) => name.includes(`_${port}`))
    const what = async (name: string) => {
      const collection = of.db('shop').collection(name)
      const indexes = (await collection.indexes()).map((index) => index.name)
      return { name, indexes, documents: await collection.find().sort({ _id: 1 }).toArray() }
    }
    return Promise.all(names.sort().map(what))
  }
  async function start(port: number, dataFolder: string, store: string, language = 'en'): Promise<Sandbox> {
    sandbox = await launch({ shopPort: port, dataFolder, args: ['--store', store, '--mongodb-uri', mongodb.uri], env: { SESSIONSCOPE_LANGUAGE: language } })
    await sandbox.until('it runs', ({ server, mongo }) => server.phase === 'running' && mongo.source === 'uri')
    return sandbox
  }
  const logIn = async () => sandbox?.command({ type: 'browser:log-in', browser: 'browser:alice' })
  const switchTo = async (to: string, allowFound = false) => sandbox?.command({ type: 'store:switch', to, allowFound })

  // Each launch takes its time: the two stores in turn, and all of both where there is time.
  test.each(isFull ? KINDS : (['mongodb'] as const))(
    'with somebody’s documents where %s would write: asked, and nothing is written before the answer; remembered after it',
    async (kind) => {
      const port = await freePort()
      const dataFolder = temporaryFolder()
      await collectionOf(kind, port).insertMany(FOREIGN as never)
      const before = await all(port)
      const place = `shop.${nameOf(kind, port)}`
      const question = { code: 'ask-first', params: { store: 'MongoDB', to: kind, why: 'foreign-documents', collection: place } }

      const asking = await start(port, dataFolder, kind)
      const { store, mongo } = await asking.state()
      expect(store).toMatchObject({ active: 'memory', lastSwitch: { from: 'memory', to: kind, refused: question } })
      expect(mongo.foreign).toEqual([nameOf(kind, port)])
      await expect.poll(() => asking.output(), { timeout: 5_000 }).toContain(`The collection ${place} of the MongoDB at ${mongo.shownUri} holds documents`)
      expect(await logIn()).toEqual({ ok: true, value: { status: 200 } })
      expect(await switchTo(kind)).toMatchObject({ ok: false, problem: question })
      // The other store has a collection of its own, and there is nothing to ask about it.
      const other = KINDS.find((each) => each !== kind) ?? ''
      unwrap(await asking.command({ type: 'server:restart' }))
      expect(await all(port)).toEqual(before)
      expect(await switchTo(other)).toMatchObject({ ok: true, value: { refused: null } })
      expect(await switchTo('memory')).toMatchObject({ ok: true, value: { refused: null } })
      expect(await collectionOf(kind, port).find().sort({ _id: 1 }).toArray()).toEqual([...FOREIGN].sort((one, two) => (one._id < two._id ? -1 : 1)))
      expect(await collectionOf(kind, port).indexes()).toHaveLength(1)

      expect(await switchTo(kind, true)).toMatchObject({ ok: true, value: { refused: null } })
      expect(await logIn()).toEqual({ ok: true, value: { status: 200 } })
      expect(await collectionOf(kind, port).countDocuments()).toBeGreaterThan(1)
      expect((await asking.state()).mongo.foreign).toEqual([])
      unwrap(await asking.command({ type: 'mongo:resolve' }))
      await asking.until('it still runs there', runsOn(kind))
      await asking.stop()

      await start(port, dataFolder, kind)
      expect((await sandbox?.state())?.store).toMatchObject({ active: kind, lastSwitch: null })
      expect(sandbox?.output()).not.toContain('holds documents')
    },
  )

  test.each(isFull ? KINDS : (['connect-mongo'] as const))(
    'empty, %s is used without a question, and so it is by the next launch; another data folder is asked',
    async (kind) => {
      const port = await freePort()
      const dataFolder = temporaryFolder()
      for (const language of ['en', 'pt-BR']) {
        const running = await start(port, dataFolder, kind, language)
        expect((await running.state()).store).toMatchObject({ active: kind, lastSwitch: null })
        expect(await logIn()).toEqual({ ok: true, value: { status: 200 } })
        await running.stop()
      }
      expect(await collectionOf(kind, port).countDocuments()).toBeGreaterThan(0)
      const asking = await start(port, temporaryFolder(), kind, 'pt-BR')
      expect((await asking.state()).store).toMatchObject({ active: 'memory', lastSwitch: { to: kind, refused: { code: 'ask-first' } } })
      await expect.poll(() => asking.output(), { timeout: 5_000 }).toContain(`A coleção shop.${nameOf(kind, port)} do MongoDB em`)
    },
  )

  test('what was empty when it was found, and is not when it is first wanted, is asked about', async () => {
    const port = await freePort()
    const running = await start(port, temporaryFolder(), 'memory')
    await collectionOf('mongodb', port).insertMany(FOREIGN as never)
    const before = await all(port)
    expect(await switchTo('mongodb')).toMatchObject({ ok: false, problem: { code: 'ask-first' } })
    expect(await all(port)).toEqual(before)
    await collectionOf('mongodb', port).deleteMany({})
    expect(await switchTo('mongodb')).toMatchObject({ ok: true, value: { refused: null } })
    expect((await running.state()).mongo.foreign).toEqual([])
  })

  test('one that runs for the sandbox is not left for it', async () => {
    const port = await freePort()
    const late = await freePort()
    sandbox = await launch({
      shopPort: port,
      args: ['--store', 'mongodb', '--mongodb-uri', `mongodb://127.0.0.1:${late}`],
      env: { MONGOD_BINARY: undefined },
    })
    const own = await sandbox.until('it runs', runsOn('mongodb'))
    const theirs = await realMongodb.start(late)
    const there = await MongoClient.connect(theirs.uri)
    try {
      await collectionOf('mongodb', port, there).insertMany(FOREIGN as never)
      const before = await all(port, there)
      unwrap(await sandbox.command({ type: 'mongo:resolve' }))
      const { mongo } = await sandbox.until('it has looked', ({ mongo }) => mongo.attempts[0]?.code === 'holds-documents')
      expect([mongo.source, mongo.shownUri]).toEqual([own.mongo.source, own.mongo.shownUri])
      expect(await logIn()).toEqual({ ok: true, value: { status: 200 } })
      expect(await all(port, there)).toEqual(before)
      // With room for it, it is the better one.
      await collectionOf('mongodb', port, there).deleteMany({})
      unwrap(await sandbox.command({ type: 'mongo:resolve' }))
      await sandbox.until('it has moved', (state) => state.mongo.source === 'uri' && runsOn('mongodb')(state))
      await expect.poll(() => collectionOf('mongodb', port, there).countDocuments(), { timeout: 10_000 }).toBeGreaterThan(0)
    } finally {
      await there.close()
      await theirs.stop()
    }
  })
})
