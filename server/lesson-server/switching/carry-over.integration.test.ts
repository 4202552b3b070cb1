import { setTimeout as sleep } from 'node:timers/promises'
import session from 'express-session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../protocol/catalogue.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import type { OpenStore } from '../../stores/adapter.js'
import { openStore } from '../../stores/opening.js'
import { findAdapter } from '../../stores/registry.js'
import { switchStore } from '../../test/lesson-server/switch-store.js'
import { beUser, listen, newTally, SeenRequests, secrets, sessionOptions, type Tally, type TestServer } from '../../test/lesson-server/test-shop.js'
import { embeddedMongodb, mongodbSample, type TestMongodb } from '../../test/support/mongodb.js'
import { rounds } from '../../test/support/thoroughness.js'
import { createShop } from '../create-shop.js'
import { createHotApp, type HotApp } from './hot-app.js'

const USERS = 40
const SWITCHES = rounds(200, 60)

const memory: StoreTarget = { kind: 'memory', address: { resource: 'heap' } }

async function crowd(server: TestServer, seen: SeenRequests, during: () => Promise<void>, isGateOpen: () => boolean): Promise<Tally> {
  const tally = newTally()
  let over = false
  const item = CATALOGUE[0]?.id ?? ''
  const users = Array.from({ length: USERS }, (_, index) => beUser(`User ${index}`, server.port, item, tally, seen, () => over, isGateOpen))
  await sleep(300)
  await during()
  over = true
  await Promise.all(users)
  return tally
}

for (const kind of mongodbSample(embeddedMongodb)) {
  describe.skipIf(!kind.available)(`carrying over between memory and ${kind.name}`, () => {
    let mongo: TestMongodb
    let mongodb: StoreTarget
    beforeAll(async () => {
      mongo = await kind.start()
      mongodb = { kind: 'mongodb', address: { resource: 'mongodb', uri: mongo.uri, database: 'shop', collection: 'sessions' } }
    })
    afterAll(async () => {
      await mongo?.stop()
    })

    it(`${SWITCHES} times under ${USERS} users: nobody fails, nothing is lost, no one who logged out comes back`, async () => {
      const seen = new SeenRequests()
      let switching = false
      const hot: HotApp = createHotApp({
        createApp: (order) => seen.around(createShop(order)),
        wrapStore: (store) => store,
        secrets,
        onSwitching: (progress) => {
          switching = progress !== null
        },
        onHealth: () => undefined,
      })
      await hot.start(memory, sessionOptions)
      const server = await listen(hot.handle)
      let longestWaitMs = 0
      let recopied = 0
      const tally = await crowd(
        server,
        seen,
        async () => {
          for (let turn = 0; turn < SWITCHES; turn++) {
            const report = await switchStore(hot, turn % 2 === 0 ? mongodb : memory, true)
            expect(report.refused).toBeNull()
            expect(report.altered).toBe(0)
            longestWaitMs = Math.max(longestWaitMs, report.longestWaitMs)
            recopied += report.recopied
          }
        },
        () => !switching,
      )
      expect(tally.requests).toBeGreaterThan(1_000)
      expect(tally.aborted).toBeGreaterThan(50)
      expect(recopied).toBeGreaterThan(0)
      expect(tally).toMatchObject({ failed: [], lost: [], revived: [] })
      expect(longestWaitMs).toBeLessThan(1_000)
      await server.close()
      await hot.close()
    }, 150_000)

    it('the naive flip, as the control, loses', async () => {
      const seen = new SeenRequests()
      const [one, two] = (await Promise.all([memory, mongodb].map((target) => openStore(findAdapter(target.kind), session, target.address)))) as [
        OpenStore,
        OpenStore,
      ]
      await two.clear()
      const apps = [one, two].map(({ store }) => seen.around(createShop({ store, options: sessionOptions, secrets })))
      let current = 0
      const server = await listen((req, res) => apps[current]?.(req, res))
      const tally = await crowd(
        server,
        seen,
        async () => {
          for (let turn = 0; turn < 30; turn++) {
            const [from, to] = turn % 2 === 0 ? [one, two] : [two, one]
            for await (const batch of from.entries()) await to.put(batch)
            current = 1 - current
            await from.clear()
          }
        },
        () => true,
      )
      expect(tally.lost.length + tally.revived.length).toBeGreaterThan(0)
      await server.close()
      await Promise.all([one.close(), two.close()])
    }, 60_000)
  })
}
