/** The session store is a MongoDB: it goes away and comes back, a better one turns up, the server dies and the sessions stay. */
import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../protocol/state.js'
import { freePort } from '../../resources/served/run-program.js'
import { launch, type Sandbox } from '../support/launch.js'
import { realMongodb } from '../support/mongodb.js'
import { freeze } from '../support/processes.js'

const knows = (name: string) => (state: Snapshot) => state.browsers.find((browser) => browser.id === `browser:${name}`)?.known === true

async function onMongodb(uri: string): Promise<Sandbox> {
  const sandbox = await launch({ args: ['--store', 'mongodb', '--mongodb-uri', uri] })
  await sandbox.until('it runs on MongoDB', ({ server, mongo, store }) => server.phase === 'running' && mongo.source === 'uri' && store.active === 'mongodb')
  return sandbox
}

describe.skipIf(!realMongodb.available)('with a real MongoDB', () => {
  test('frozen and back: shown within 2 s, no request above 3.5 s, first success within 2 s, nothing lost, no restart', async () => {
    const mongodb = await realMongodb.start()
    try {
      const sandbox = await onMongodb(mongodb.uri)
      expect(await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })).toEqual({ ok: true, value: { status: 200 } })
      await sandbox.until('Alice is known', knows('alice'))

      await freeze(mongodb.pid)
      const frozenAt = Date.now()
      await sandbox.until('it is shown as down', ({ mongo, store }) => mongo.phase === 'down' && !store.health.up, 4_000)
      expect(Date.now() - frozenAt).toBeLessThan(2_300)
      const askedAt = Date.now()
      const visit = await sandbox.command({ type: 'browser:visit', browser: 'browser:alice' })
      expect(Date.now() - askedAt).toBeLessThan(3_700)
      expect(visit).toMatchObject({ ok: true, value: { status: expect.any(Number) } })
      expect(visit.ok && visit.value.status).toBeGreaterThanOrEqual(500)
      expect((await sandbox.state()).store.available.find(({ kind }) => kind === 'mongodb')?.unavailable).toMatchObject({ code: 'store-unreachable' })

      process.kill(mongodb.pid, 'SIGCONT')
      const backAt = Date.now()
      await expect
        .poll(
          async () => (await sandbox.command({ type: 'browser:visit', browser: 'browser:alice' })).ok && (await sandbox.state()).browsers[1]?.page?.status,
          { timeout: 4_000, interval: 50 },
        )
        .toBe(200)
      expect(Date.now() - backAt).toBeLessThan(2_000)
      const state = await sandbox.until('it is shown as up', ({ mongo, store }) => mongo.phase === 'up' && store.health.up, 4_000)
      expect(state.browsers[1]?.page?.greeting).toContain('Alice')
      expect(state.server).toMatchObject({ boot: 1, lastDeath: null })
      expect(state.timeline.filter(({ kind }) => kind === 'store-health').map((row) => row.kind === 'store-health' && row.up)).toEqual([false, true])
    } finally {
      process.kill(mongodb.pid, 'SIGCONT')
      await mongodb.stop()
    }
  })

  test('killed, the lesson server comes back and everyone is still logged in; a switch to memory and back forgets nobody', async () => {
    const mongodb = await realMongodb.start()
    try {
      const sandbox = await onMongodb(mongodb.uri)
      await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })
      await sandbox.until('Alice is known and counted', (state) => knows('alice')(state) && state.store.sessionCount === 1)
      await sandbox.command({ type: 'server:kill' })
      const back = await sandbox.until('it is back', (state) => state.server.boot === 2 && state.server.phase === 'running' && knows('alice')(state))
      expect(back.server.lastDeath).toMatchObject({ cause: 'killed', store: 'mongodb', sessionsLost: 0, sessionsKept: 1 })

      expect(await sandbox.command({ type: 'store:switch', to: 'memory' })).toMatchObject({
        ok: true,
        value: { from: 'mongodb', to: 'memory', carried: 0, refused: null },
      })
      await sandbox.until('a stranger', (state) => state.browsers[1]?.known === false)
      expect(await sandbox.command({ type: 'store:switch', to: 'mongodb' })).toMatchObject({ ok: true, value: { refused: null } })
      await sandbox.until('known again', knows('alice'))
      expect(await sandbox.command({ type: 'store:switch', to: 'memory', carryOver: true })).toMatchObject({ ok: true, value: { carried: 1, refused: null } })
      const carried = await sandbox.until('known on memory too', knows('alice'))
      expect(carried.store).toMatchObject({ active: 'memory', lastSwitch: { carryOver: true } })
      expect(carried.timeline.filter(({ kind }) => kind === 'switched')).toHaveLength(3)
    } finally {
      await mongodb.stop()
    }
  })

  test('a better source turns up: looked for again, everyone moves there with their sessions', async () => {
    const port = await freePort()
    const sandbox = await launch({ args: ['--mongodb-uri', `mongodb://127.0.0.1:${port}`] })
    const first = await sandbox.until('another source serves', ({ mongo, server }) => mongo.phase === 'up' && server.phase === 'running', 30_000)
    expect(first.mongo.source).not.toBe('uri')
    expect(await sandbox.command({ type: 'store:switch', to: 'mongodb' })).toMatchObject({ ok: true, value: { refused: null } })
    await sandbox.command({ type: 'browser:log-in', browser: 'browser:bob' })
    await sandbox.until('Bob is known', knows('bob'))

    const mongodb = await realMongodb.start(port)
    try {
      expect(await sandbox.command({ type: 'mongo:resolve' })).toEqual({ ok: true, value: null })
      const moved = await sandbox.until('the given one serves, and Bob is known', (state) => state.mongo.source === 'uri' && knows('bob')(state))
      expect(moved.mongo.shownUri).toContain(`:${port}`)
      expect(moved.store).toMatchObject({ active: 'mongodb', lastSwitch: { carried: 1, refused: null } })
      expect(await sandbox.command({ type: 'browser:visit', browser: 'browser:bob' })).toEqual({ ok: true, value: { status: 200 } })
      await sandbox.stop()
    } finally {
      await mongodb.stop()
    }
  })
})

test('a MongoDB that does not exist: another one is found, the reason is told, and no credential with it', async () => {
  const port = await freePort()
  const sandbox = await launch({ args: ['--mongodb-uri', `mongodb://ana:hunter2@127.0.0.1:${port}/shop?authMechanismProperties=AWS_SESSION_TOKEN:hunter3`] })
  const state = await sandbox.until('the search has ended', ({ mongo }) => mongo.phase !== 'resolving', 30_000)
  expect(state.mongo.phase === 'down' ? state.mongo.why?.message : state.mongo.attempts.find(({ source }) => source === 'uri')?.reason).toBeTruthy()
  const everything = JSON.stringify(state) + sandbox.output()
  expect(everything).not.toContain('hunter2')
  expect(everything).not.toContain('hunter3')
  // The page and the shop never waited for it.
  expect((await fetch(sandbox.shopUrl)).status).toBe(200)
})
