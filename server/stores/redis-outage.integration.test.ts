/** What a shop with sessions in Redis meets when Redis is away, frozen, or speaks of something else: an answer in time, and it goes on by itself. */
import { createServer } from 'node:net'
import session from 'express-session'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { STORES } from '../config.js'
import { getSession, HOUR_MS, sessionData, setSession } from '../test/stores/calls.js'
import { freeze } from '../test/support/processes.js'
import { embeddedRedis, realRedis, startRedisServer, type TestRedis } from '../test/support/redis.js'
import type { OpenStore, StoreHealth } from './adapter.js'
import { openStore } from './opening.js'
import redis from './redis-store.js'

const quick = { answerWithinMs: STORES.callDeadlineMs * 3 }
const PATIENT = { timeout: 20_000, interval: 20 }
const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function opened(server: TestRedis): Promise<{ open: OpenStore; health: StoreHealth[] }> {
  const open = await openStore(redis, session, { resource: 'redis', url: server.url, space: 'sessionscope' })
  cleanUps.push(() => open.close())
  const health: StoreHealth[] = []
  open.onHealth((now) => health.push(now))
  return { open, health }
}

describe.each([realRedis, embeddedRedis])('$name', (kind) => {
  it.skipIf(!kind.available)('away and back: calls fail at once, it is told, and what was stored is found again without a restart', async () => {
    const server = await kind.start()
    cleanUps.push(() => server.stop())
    const { open, health } = await opened(server)
    await setSession(quick, open.store, 'a', sessionData('a', { name: 'Ana' }))
    await server.stop()
    await vi.waitFor(() => expect(health.at(-1)?.up).toBe(false), PATIENT)
    const asked = performance.now()
    await expect(getSession(quick, open.store, 'a')).rejects.toThrow()
    expect(performance.now() - asked).toBeLessThan(STORES.callDeadlineMs)
    const again = await kind.start(server.port)
    cleanUps.push(() => again.stop())
    await vi.waitFor(() => expect(health.at(-1)?.up).toBe(true), PATIENT)
    await setSession(quick, open.store, 'b', sessionData('b', { name: 'Bob' }))
    expect(await open.read('b')).toMatchObject({ where: 'sessionscope:session:b', form: 'key' })
  })

  it.skipIf(!kind.available)('frozen: it is told although the socket stays open, and it goes on when the server does', async () => {
    const server = await kind.start()
    cleanUps.push(() => server.stop())
    const { open, health } = await opened(server)
    await freeze(server.pid)
    const frozenAt = performance.now()
    await vi.waitFor(() => expect(health.at(-1)?.up).toBe(false), PATIENT)
    expect(performance.now() - frozenAt).toBeLessThan(20_000)
    await expect(open.read('a')).rejects.toThrow(/Redis\) did not do its part: it did not answer within 3000 ms/)
    process.kill(server.pid, 'SIGCONT')
    await vi.waitFor(() => expect(health.at(-1)?.up).toBe(true), PATIENT)
    expect(await open.read('a')).toBeNull()
  })

  it.skipIf(!kind.available)('what others keep there is neither counted, listed, carried nor emptied', async () => {
    const server = await kind.start()
    cleanUps.push(() => server.stop())
    const { createClient } = await import('redis')
    const other = createClient({ url: server.url })
    other.on('error', () => undefined)
    await other.connect()
    cleanUps.push(() => other.destroy())
    for (let n = 0; n < 30; n += 1) await other.set(`theirs:${n}`, 'x')
    await other.set('sess:theirs', '{"cookie":{}}')
    const { open } = await opened(server)
    await setSession(quick, open.store, 'mine', sessionData('mine', { name: 'Ana' }))
    await open.markStale(true)
    expect(await open.count()).toBe(1)
    expect((await open.list({ search: '', offset: 0, limit: 50 })).rows.map(({ id }) => id)).toEqual(['mine'])
    expect(await open.clear()).toBe(1)
    expect(await other.dbSize()).toBe(32)
  })
})

it('a session that was touched is carried over with the life that it has', async () => {
  const server = await embeddedRedis.start()
  cleanUps.push(() => server.stop())
  const { open } = await opened(server)
  await setSession(quick, open.store, 'a', sessionData('a', { name: 'Ana' }, new Date(Date.now() + 60_000)))
  const later = new Date(Date.now() + HOUR_MS)
  await new Promise<void>((resolve) => open.store.touch?.('a', sessionData('a', {}, later), () => resolve()))
  const [carried] = await open.pick(['a'])
  const { cookie, name } = JSON.parse(carried?.json ?? '{}')
  expect(name).toBe('Ana')
  expect(Math.abs(new Date(cookie.expires).getTime() - later.getTime())).toBeLessThan(1_500)
})

it('nobody there, a wrong password, another protocol: each is refused in time and in words without the password', async () => {
  const strange = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
  cleanUps.push(() => strange.close())
  await vi.waitUntil(() => strange.address() !== null)
  const { port } = strange.address() as { port: number }
  const urls = ['redis://:geheim-1@127.0.0.1:9', `redis://:geheim-1@127.0.0.1:${port}`]
  if (realRedis.available) {
    const locked = await startRedisServer(['--requirepass', 'right'])
    cleanUps.push(() => locked.stop())
    urls.push(`redis://:geheim-1@127.0.0.1:${locked.port}`, `redis://127.0.0.1:${locked.port}`)
  }
  for (const url of urls) {
    const asked = performance.now()
    const failure = await openStore(redis, session, { resource: 'redis', url, space: 'sessionscope' }).catch((error: Error) => error.message)
    expect(failure).toMatch(/^Redis cannot be used now\. /)
    expect(failure).not.toContain('geheim-1')
    expect(performance.now() - asked).toBeLessThan(STORES.openDeadlineMs)
  }
})
