/** A process that dies while sessions are being moved leaves nobody logged in who has logged out since. */
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { INTERNAL_HEADERS, type StoreTarget } from '../../protocol/ipc.js'
import type { MongodbAddress } from '../../protocol/resources.js'
import { endChildren, MEMORY, startLessonServer } from '../../test/lesson-server/child.js'
import { switchAlone, switchStore } from '../../test/lesson-server/switch-store.js'
import { ask, KEY } from '../../test/lesson-server/tapped-shop.js'
import { listen, secrets, sessionOptions, TestBrowser, type TestServer } from '../../test/lesson-server/test-shop.js'
import { mongodbSample, realMongodb, type TestMongodb } from '../../test/support/mongodb.js'
import { freeze } from '../../test/support/processes.js'
import { createShop } from '../create-shop.js'
import { createHotApp, type HotApp } from './hot-app.js'

const SESSIONS = 3_000

/** A number of users log in, one after the other on one connection. */
async function logInMany(port: number, count: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  const headers = `${INTERNAL_HEADERS.key}: ${KEY}\r\n${INTERNAL_HEADERS.actor}: crowd\r\ncontent-type: application/x-www-form-urlencoded\r\n`
  socket.write(`POST /login HTTP/1.1\r\nhost: shop\r\n${headers}content-length: 6\r\n\r\nname=x`.repeat(count))
  let text = ''
  let answered = 0
  for await (const chunk of socket) {
    text += chunk
    const parts = text.split('HTTP/1.1 302')
    answered += parts.length - 1
    text = (parts.at(-1) ?? '').slice(-16)
    if (answered === count) return
  }
}

for (const kind of mongodbSample(realMongodb)) {
  describe.skipIf(!kind.available)(`a death in the middle of a carry-over to or from ${kind.name}`, () => {
    let mongo: TestMongodb
    let client: MongoClient
    let databases = 0
    let address: MongodbAddress
    let mongodb: StoreTarget
    const documents = () => client.db(address.database).collection<{ _id: string }>(address.collection)
    const fresh = () => {
      address = { resource: 'mongodb', uri: mongo.uri, database: `shop-${++databases}`, collection: 'sessions' }
      mongodb = { kind: 'mongodb', address }
    }
    beforeAll(async () => {
      mongo = await kind.start()
      client = await MongoClient.connect(mongo.uri)
    })
    afterAll(async () => {
      await client?.close()
      await mongo?.stop()
    })
    afterEach(endChildren)

    it.skipIf(process.platform === 'win32').each(['switches to it', 'starts on it'])(
      'of copies that were not finished: the next life %s and knows nobody',
      async (next) => {
        fresh()
        const shop = await startLessonServer({ heapLimitMb: 256 })
        const { cookie } = await ask(shop.port, '/login', { form: { name: 'Ana' } })
        const { sessionId } = await shop.record('/login')
        await logInMany(shop.port, SESSIONS)
        void switchAlone(shop.call, mongodb, true).catch(() => undefined)
        // The database holds its breath in the middle of the copying, so that it stays in the middle.
        while ((await documents().countDocuments({ _id: sessionId ?? '' })) === 0) await sleep(1)
        await freeze(mongo.pid)
        try {
          expect((await ask(shop.port, '/logout', { cookie, method: 'POST' })).status).toBe(302)
          shop.process.kill('SIGKILL')
          await shop.ended
        } finally {
          process.kill(mongo.pid, 'SIGCONT')
        }
        // What makes this dangerous: she is in the copy.
        expect(await documents().countDocuments({ _id: sessionId ?? '' })).toBe(1)

        const life = await startLessonServer({ order: { boot: 2, store: next === 'starts on it' ? mongodb : MEMORY } })
        if (next === 'switches to it') expect(await switchAlone(life.call, mongodb, false)).toMatchObject({ ok: true, value: { refused: null } })
        expect(JSON.parse((await ask(life.port, '/me', { cookie })).body)).toMatchObject({ isLoggedIn: false })
        expect(await documents().countDocuments()).toBe(0)

        // And what is stored from now on stays, for the life after this one too.
        const { cookie: bob } = await ask(life.port, '/login', { form: { name: 'Bob' } })
        life.process.kill('SIGKILL')
        await life.ended
        const third = await startLessonServer({ order: { boot: 3, store: mongodb } })
        expect(JSON.parse((await ask(third.port, '/me', { cookie: bob })).body)).toMatchObject({ name: 'Bob' })
      },
    )

    describe('in this process', () => {
      const cleanUps: (() => unknown)[] = []
      afterEach(async () => {
        for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
      })

      async function startLife(target: StoreTarget): Promise<{ hot: HotApp; server: TestServer; phases: (string | null)[] }> {
        const phases: (string | null)[] = []
        const hot = createHotApp({
          createApp: createShop,
          wrapStore: (store) => store,
          secrets,
          onSwitching: (now) => phases.push(now?.phase ?? null),
          onHealth: () => undefined,
        })
        expect(await hot.start(target, sessionOptions)).toEqual({ storeProblem: null })
        const server = await listen(hot.handle)
        cleanUps.push(
          () => hot.close(),
          () => server.close(),
        )
        return { hot, server, phases }
      }

      it('of what was left behind: it had moved on, and the next life finds none of it', async () => {
        fresh()
        const { hot, server, phases } = await startLife(mongodb)
        const ana = new TestBrowser(server.port)
        cleanUps.push(() => ana.close())
        await ana.send('POST', '/login', { name: 'Ana' })
        // It dies before it has emptied what it left.
        const { open } = hot.active()
        Object.assign(open ?? {}, { clear: () => new Promise(() => undefined) })
        void switchStore(hot, MEMORY, true)
        await expect.poll(() => phases.at(-1), { timeout: 15_000 }).toBe('finishing')
        await ana.send('POST', '/logout')
        expect(await documents().countDocuments()).toBe(1)

        const next = await startLife(mongodb)
        const again = new TestBrowser(next.server.port)
        cleanUps.push(() => again.close())
        again.cookie = ana.cookie
        expect(JSON.parse((await again.send('GET', '/me')).body)).toMatchObject({ isLoggedIn: false })
        expect(await documents().countDocuments()).toBe(0)
      })

      it('leaves no mark behind a carry-over that ended well, or one that was called off', async () => {
        fresh()
        const { hot, server } = await startLife(MEMORY)
        const ana = new TestBrowser(server.port)
        cleanUps.push(() => ana.close())
        await ana.send('POST', '/login', { name: 'Ana' })
        expect(await switchStore(hot, mongodb, true)).toMatchObject({ refused: null, carried: 1 })
        const marks = client.db(address.database).collection(`${address.collection}_carry_over`)
        expect(await marks.countDocuments()).toBe(0)
        expect(await switchStore(hot, MEMORY, true)).toMatchObject({ refused: null, carried: 1 })
        expect(await marks.countDocuments()).toBe(0)
        const { open } = hot.active()
        const entries = open?.entries.bind(open)
        let walks = 0
        Object.assign(open ?? {}, {
          entries: () => {
            if (walks++ > 0) return entries?.()
            throw new Error('The copying fails.')
          },
        })
        expect((await switchStore(hot, mongodb, true)).refused).not.toBeNull()
        expect(await marks.countDocuments()).toBe(0)
        expect(JSON.parse((await ana.send('GET', '/me')).body)).toMatchObject({ name: 'Ana' })
      })
    })
  })
}
