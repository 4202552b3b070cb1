import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import session, { type Store } from 'express-session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STORES } from '../../config.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import { afterTest, closeHotShops, openHotShop } from '../../test/lesson-server/hot-shop.js'
import { switchStore } from '../../test/lesson-server/switch-store.js'
import { secrets, sessionOptions, TestBrowser } from '../../test/lesson-server/test-shop.js'
import { mongodbSample, realMongodb, type TestMongodb } from '../../test/support/mongodb.js'
import { freeze } from '../../test/support/processes.js'
import type { createShop } from '../create-shop.js'
import type { AppOrder } from './contract.js'

const memory: StoreTarget = { kind: 'memory', address: { resource: 'heap' } }

function mongodbAt(uri: string, database = 'shop'): StoreTarget {
  return { kind: 'mongodb', address: { resource: 'mongodb', uri, database, collection: 'sessions' } }
}

closeHotShops()

/** A request that stays in the app until it is let go, however long the machine takes for what happens meanwhile. */
class Held {
  readonly arrived: Promise<void>
  readonly released: Promise<void>
  arrive: () => void = () => undefined
  release: () => void = () => undefined

  constructor() {
    this.arrived = new Promise((resolve) => {
      this.arrive = resolve
    })
    this.released = new Promise((resolve) => {
      this.release = resolve
    })
  }
}
let held = new Held()

/** An app that keeps a request waiting for as long as it is told, then counts up in the session; and one page that leaves the store alone. */
function slowApp({ store }: AppOrder): ReturnType<typeof createShop> {
  const app = express()
  app.use(session({ store, secret: [...secrets], resave: false, saveUninitialized: false }))
  app.get('/count', async (req, res) => {
    const data = req.session as unknown as { count?: number }
    await sleep(Number(req.query.ms ?? 0))
    if (req.query.held !== undefined) {
      held.arrive()
      await held.released
    }
    data.count = (data.count ?? 0) + 1
    res.json(data.count)
  })
  app.get('/nothing-kept', (_req, res) => res.json(null))
  app.use(((error: Error & { status?: number }, _req, res, _next) => {
    res.status(error.status ?? 500).send(error.message)
  }) satisfies express.ErrorRequestHandler)
  return app
}

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

/** A number of requests at once, over one connection. @returns all that came back */
async function pipeline(port: number, path: string, count: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET ${path} HTTP/1.1\r\nHost: shop\r\n\r\n`.repeat(count - 1))
  socket.write(`GET ${path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n`)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function waitUntil(isSo: () => boolean | Promise<boolean>, ms: number): Promise<number> {
  const began = performance.now()
  while (!(await isSo())) {
    if (performance.now() - began > ms) throw new Error(`It was not so within ${ms} ms.`)
    await sleep(10)
  }
  return performance.now() - began
}

describe('a hot app on memory', () => {
  it('rebuilds the shop with other options, and everybody stays known', async () => {
    const { hot, browser } = await openHotShop(memory)
    await browser.send('POST', '/login', { name: 'Ana' })
    await hot.configure({ ...sessionOptions, rolling: true, maxAgeMs: 60_000 })
    expect(JSON.parse((await browser.send('GET', '/me')).body)).toMatchObject({ isLoggedIn: true, name: 'Ana' })
    expect(hot.active().options.maxAgeMs).toBe(60_000)
    expect(await hot.active().open?.count()).toBe(1)
  })

  it('gives each build a store of its own, with the same methods as the real one', async () => {
    const given: Store[] = []
    const { hot } = await openHotShop(memory, {
      wrapStore: (store) => {
        given.push(store)
        return store
      },
    })
    await hot.configure(sessionOptions)
    expect(given.length).toBe(2)
    expect(given[0]).not.toBe(given[1])
    for (const store of given) expect(typeof store.touch).toBe('function')
  })

  it('forgets everybody on clear, and answers how many', async () => {
    const { hot, browser } = await openHotShop(memory)
    await browser.send('POST', '/login', { name: 'Ana' })
    expect(await hot.clear()).toMatchObject({ removed: 1 })
    expect(JSON.parse((await browser.send('GET', '/me')).body)).toMatchObject({ isLoggedIn: false })
  })

  it('refuses a target that does not answer, with the reason and no credential, and stays', async () => {
    const { hot, browser, progress } = await openHotShop(memory)
    await browser.send('POST', '/login', { name: 'Ana' })
    const report = await switchStore(hot, mongodbAt(`mongodb://ana:s3cret@127.0.0.1:${await deadPort()}`), true)
    expect(report).toMatchObject({ from: 'memory', to: 'mongodb', carried: 0, refused: { code: 'store-unreachable' } })
    expect(report.refused?.message).toMatch(/Nothing listens/)
    expect(JSON.stringify(report)).not.toMatch(/s3cret|ana:/)
    expect(report.durationMs).toBeLessThan(STORES.probeDeadlineMs + 500)
    expect(progress.at(-1)).toBeNull()
    expect(JSON.parse((await browser.send('GET', '/me')).body)).toMatchObject({ name: 'Ana' })
    expect((await switchStore(hot, mongodbAt('mongodb://ana:s3cret@'), false)).refused?.code).toBe('bad-mongodb-uri')
    await expect(switchStore(hot, { ...memory, kind: 'punched-cards' }, false)).rejects.toMatchObject({ problem: { code: 'unknown-store' } })
  })

  it('does one command at a time', async () => {
    const { hot } = await openHotShop(memory)
    const first = switchStore(hot, mongodbAt(`mongodb://127.0.0.1:${await deadPort()}`), false)
    await expect(hot.configure(sessionOptions)).rejects.toMatchObject({ problem: { code: 'busy' } })
    await expect(hot.clear()).rejects.toMatchObject({ problem: { code: 'busy' } })
    await expect(switchStore(hot, memory, true)).rejects.toMatchObject({ problem: { code: 'busy' } })
    expect((await first).refused).not.toBeNull()
    await hot.configure(sessionOptions)
  })

  it('does nothing when it is there already', async () => {
    const { hot } = await openHotShop(memory)
    expect(await switchStore(hot, { ...memory, address: { resource: 'heap' } }, true)).toMatchObject({ refused: null, carried: 0 })
  })
})

for (const kind of mongodbSample(realMongodb)) {
  describe.skipIf(!kind.available)(`a hot app between memory and ${kind.name}`, () => {
    let shared: TestMongodb
    let databases = 0
    beforeAll(async () => {
      shared = await kind.start()
    })
    afterAll(async () => {
      await shared?.stop()
    })

    /** A database of the test's own, on a server that all share. */
    const freshMongodb = () => mongodbAt(shared.uri, `shop-${++databases}`)

    /** A server of the test's own, to stop and to freeze. */
    async function startMongo(port?: number): Promise<TestMongodb> {
      const mongo = await kind.start(port)
      let stopped = false
      const stop = mongo.stop
      const once = {
        ...mongo,
        stop: async () => {
          if (!stopped) await stop()
          stopped = true
        },
      }
      afterTest(once.stop)
      return once
    }

    it('leaves sessions where they are in a plain switch: strangers there, known again after switching back', async () => {
      const mongodb = freshMongodb()
      const { hot, server, browser } = await openHotShop(memory)
      await browser.send('POST', '/login', { name: 'Ana' })
      expect(await switchStore(hot, mongodb, false)).toMatchObject({ refused: null, carried: 0, longestWaitMs: 0, found: 0, left: 1 })
      const other = new TestBrowser(server.port)
      afterTest(() => other.close())
      other.cookie = browser.cookie
      expect(JSON.parse((await other.send('GET', '/me')).body)).toMatchObject({ isLoggedIn: false })
      await other.send('POST', '/login', { name: 'Bob' })
      expect(await hot.elsewhere()).toEqual({ memory: 1 })
      expect(await switchStore(hot, memory, false)).toMatchObject({ found: 1, left: 1 })
      expect(JSON.parse((await browser.send('GET', '/me')).body)).toMatchObject({ isLoggedIn: true, name: 'Ana' })
      expect(await hot.elsewhere()).toEqual({ mongodb: 1 })
      // Its connection is closed after the grace, and what it held is still known.
      await sleep(STORES.graceMs + 300)
      expect(await hot.elsewhere()).toEqual({ mongodb: 1 })
      await switchStore(hot, mongodb, false)
      expect(JSON.parse((await other.send('GET', '/me')).body)).toMatchObject({ name: 'Bob' })
    })

    it('moves sessions in a carry-over: none stays behind to come back later', async () => {
      const mongodb = freshMongodb()
      const { hot, browser, progress } = await openHotShop(memory)
      await browser.send('POST', '/login', { name: 'Ana' })
      expect(await switchStore(hot, mongodb, true)).toMatchObject({ refused: null, carried: 1, altered: 0 })
      expect(progress.map((now) => now?.phase)).toEqual(['probing', 'copying', 'waiting', 'finishing', undefined])
      expect(await hot.elsewhere()).toEqual({ memory: 0 })
      expect(JSON.parse((await browser.send('GET', '/me')).body)).toMatchObject({ name: 'Ana' })
      await browser.send('POST', '/logout')
      await switchStore(hot, memory, false)
      expect(JSON.parse((await browser.send('GET', '/me')).body)).toMatchObject({ isLoggedIn: false })
    })

    it('lets requests under way finish on the store on which they began, when it is a plain switch', async () => {
      const mongodb = freshMongodb()
      const { hot, browser } = await openHotShop(memory, { createApp: slowApp })
      await browser.send('GET', '/count')
      const slow = browser.send('GET', '/count?ms=600')
      await sleep(50)
      await switchStore(hot, mongodb, false)
      expect((await slow).body).toBe('2')
      expect((await browser.send('GET', '/count')).body).toBe('1')
    })

    it('takes a save that comes late, from a client that hung up, to where the session is now', async () => {
      const mongodb = freshMongodb()
      const { hot, browser } = await openHotShop(memory, { createApp: slowApp })
      await browser.send('GET', '/count')
      await browser.sendAndAbort('GET', '/count?ms=900', {}, 100)
      expect(await switchStore(hot, mongodb, true)).toMatchObject({ refused: null })
      await sleep(1_200)
      expect((await browser.send('GET', '/count')).body).toBe('3')
      expect(await hot.elsewhere()).toEqual({ memory: 0 })
    })

    it('calls the switch off when requests do not end: nobody fails, and nothing is left in the target', async () => {
      const mongodb = freshMongodb()
      const { hot, server, browser, progress } = await openHotShop(memory, { createApp: slowApp })
      await browser.send('GET', '/count')
      held = new Held()
      const slow = browser.send('GET', '/count?held')
      await held.arrived
      const switching = switchStore(hot, mongodb, true)
      await waitUntil(() => progress.at(-1)?.phase === 'waiting', 10_000)
      const waiting = Array.from({ length: STORES.gate.maxWaiting > 20 ? 20 : 1 }, async () => {
        const visitor = new TestBrowser(server.port)
        const answer = await visitor.send('GET', '/count')
        visitor.close()
        return answer.status
      })
      expect(await switching).toMatchObject({ refused: { code: 'switch-aborted' } })
      held.release()
      expect(new Set(await Promise.all(waiting))).toEqual(new Set([200]))
      expect(await slow).toMatchObject({ status: 200, body: '2' })
      expect((await browser.send('GET', '/count')).body).toBe('3')
      expect(hot.active().kind).toBe('memory')
      await switchStore(hot, mongodb, false)
      expect(await hot.active().open?.count()).toBe(0)
    })

    it('answers 503 when too many wait at the gate', async () => {
      const mongodb = freshMongodb()
      const { hot, server, browser, progress } = await openHotShop(memory, { createApp: slowApp })
      const slow = browser.send('GET', '/count?ms=2000')
      await sleep(50)
      const switching = switchStore(hot, mongodb, true)
      await waitUntil(() => progress.at(-1)?.phase === 'waiting', 1_500)
      const connections = Array.from({ length: (STORES.gate.maxWaiting + 40) / 40 }, () => pipeline(server.port, '/nothing-kept', 40))
      const answers = (await Promise.all(connections)).join('\n')
      expect(answers.match(/HTTP\/1\.1 503/g)?.length).toBe(40)
      expect(answers.match(/HTTP\/1\.1 200/g)?.length).toBe(STORES.gate.maxWaiting)
      expect(answers).toMatch(/too many requests are waiting/)
      expect((await slow).status).toBe(200)
      expect(await switching).toMatchObject({ refused: null })
    })

    it('starts without its store, says why on every page, and opens by itself when the store is there', async () => {
      const port = await deadPort()
      const { hot, browser, health } = await openHotShop(mongodbAt(`mongodb://127.0.0.1:${port}`), { createApp: slowApp })
      const page = await browser.send('GET', '/count')
      expect(page.status).toBe(503)
      expect(page.body).toMatch(/MongoDB.*Nothing listens/)
      expect(health.at(-1)).toMatchObject({ up: false })
      await hot.configure({ ...sessionOptions, rolling: true })
      expect((await browser.send('GET', '/count')).status).toBe(503)
      await startMongo(port)
      await waitUntil(async () => (await browser.send('GET', '/count')).status === 200, STORES.reopenMs + 2_500)
      expect(health.at(-1)).toEqual({ up: true, why: null })
      expect(hot.active().options.rolling).toBe(true)
    })

    it.skipIf(process.platform === 'win32')('says within 2 s that a frozen database is away, answers within 3.5 s, and goes on when it is back', async () => {
      const mongo = await startMongo()
      const { browser, health } = await openHotShop(mongodbAt(mongo.uri), { createApp: slowApp })
      await browser.send('GET', '/count')
      await freeze(mongo.pid)
      try {
        const asked = browser.send('GET', '/count')
        expect(await waitUntil(() => health.at(-1)?.up === false, 4_000)).toBeLessThan(2_200)
        const answer = await asked
        expect(answer.status).toBe(503)
        expect(answer.ms).toBeLessThan(3_500)
        expect(answer.body).toMatch(/MongoDB/)
        expect(answer.body).not.toMatch(/connect\.sid|cookie/)
      } finally {
        process.kill(mongo.pid, 'SIGCONT')
      }
      await waitUntil(async () => (await browser.send('GET', '/count')).body === '2', 2_000)
      await waitUntil(() => health.at(-1)?.up === true, 2_000)
    })

    it('says within 2 s that a stopped database is away, and goes on without a restart when it is back', async () => {
      const mongo = await startMongo()
      const { browser, health } = await openHotShop(mongodbAt(mongo.uri), { createApp: slowApp })
      await browser.send('GET', '/count')
      await mongo.stop()
      expect(await waitUntil(() => health.at(-1)?.up === false, 4_000)).toBeLessThan(2_000)
      const answer = await browser.send('GET', '/count')
      expect(answer.status).toBe(503)
      expect(answer.ms).toBeLessThan(3_500)
      await startMongo(mongo.port)
      await waitUntil(async () => (await browser.send('GET', '/count')).status === 200, 2_500)
      await waitUntil(() => health.at(-1)?.up === true, 2_000)
    })
  })
}
