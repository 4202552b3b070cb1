/** What the contract does not ask: what is somebody else's, what is too large, what lives longer than 30 days, and a server that lists no keys. */
import { setTimeout as sleep } from 'node:timers/promises'
import session from 'express-session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findProgram } from '../resources/served/find-program.js'
import { MemcachedClient } from '../resources/served/memcached-client.js'
import { runProgram } from '../resources/served/run-program.js'
import { HOUR_MS, sessionData } from '../test/stores/calls.js'
import { frontOf } from '../test/support/front.js'
import { broughtPackages } from '../test/support/packages.js'
import { hasProgram, startProgram, type TestServer } from '../test/support/served.js'
import { within } from '../within.js'
import type { OpenStore } from './adapter.js'
import memcached from './memcached-store.js'
import { openStore } from './opening.js'
import { callStore, getSession, setSession } from './store-calls.js'

const isThere = (await hasProgram('memcached')) && broughtPackages('memcached')
const DAY_MS = 24 * HOUR_MS

describe.skipIf(!isThere)('sessions in Memcached', () => {
  let server: TestServer
  let open: OpenStore
  let somebody: MemcachedClient

  const opened = (url: string) => openStore(memcached, session, { resource: 'memcached', url, space: 'sessionscope' })

  beforeAll(async () => {
    server = await startProgram('memcached')
    open = await opened(server.url)
    somebody = await MemcachedClient.connect(server.url, 10_000)
  })
  afterAll(async () => {
    await open?.close()
    somebody?.close()
    await server?.stop()
  })

  it('touch nothing but keys of their own, also when all of them are forgotten, and never empty the server', async () => {
    await somebody.write('theirs', 'kept', 0, 0)
    await somebody.write('sessionscope:other', 'kept', 0, 0)
    await setSession(open.store, 'ours', sessionData('ours', {}))
    expect((await open.list({ search: '', offset: 0, limit: 10 })).rows.map(({ id }) => id)).toEqual(['ours'])
    expect(await open.read('ours')).toMatchObject({ where: 'sessionscope:session:ours', form: 'key', ttlMs: expect.any(Number) })
    expect(await open.clear()).toBe(1)
    await expect(callStore((done) => open.store.clear?.(done))).rejects.toThrow(/what others keep/)
    expect((await somebody.read(['theirs', 'sessionscope:other'])).map((value) => value?.text)).toEqual(['kept', 'kept'])
  })

  it('are refused in words above 1 MB, by the shop and by a carry-over', async () => {
    const large = sessionData('large', { text: 'x'.repeat(1_100_000) })
    const error = await setSession(open.store, 'large', large).catch((failure: unknown) => open.explain(failure))
    expect(error).toMatchObject({ problem: { params: { why: 'value-too-large', megabytes: 1 } } })
    await expect(open.put([{ id: 'large', json: JSON.stringify(large) }])).rejects.toMatchObject({ problem: { params: { why: 'value-too-large' } } })
  })

  it('that are to live longer than 30 days are forgotten at once by the package, and not by a carry-over', async () => {
    const long = sessionData('long', { name: 'Ana' }, new Date(Date.now() + 40 * DAY_MS))
    await setSession(open.store, 'long', long)
    expect(await getSession(open.store, 'long')).toBeNull()
    await open.put([{ id: 'long', json: JSON.stringify(long) }])
    expect(await getSession(open.store, 'long')).toMatchObject({ name: 'Ana' })
  })

  it('are walked through to the end also by somebody who takes his time over them', async () => {
    // More than the buffers of the connection hold, so that the server has to wait.
    const names = Array.from({ length: 40_000 }, (_, n) => `many:${String(n).padStart(200, '0')}`)
    for (let start = 0; start < names.length; start += 1_000) await Promise.all(names.slice(start, start + 1_000).map((name) => somebody.write(name, '', 0, 0)))
    const found: string[] = []
    for await (const some of MemcachedClient.keys(server.url, 'many:', 300)) {
      if (found.length === 0) await sleep(900)
      // Whoever copies sessions asks for what they hold before he asks for the next.
      expect(await somebody.read(some)).not.toContain(null)
      found.push(...some)
    }
    expect(new Set(found).size).toBe(names.length)
    await somebody.remove(names)
  }, 60_000)

  it('are given up by whoever walks through them and whoever asks for one when the server says nothing any more', async () => {
    const front = await frontOf(Number(new URL(server.url).port))
    const url = `memcached://127.0.0.1:${front.port}`
    const client = await MemcachedClient.connect(url, 500)
    try {
      expect(await client.read(['nobody'])).toEqual([null])
      front.silent()
      const walk = MemcachedClient.keys(url, '', 500)
      for (const work of [client.read(['nobody']), walk.next()] as const)
        await expect(within<unknown>(work, 10_000)).rejects.toThrow(/did not go on within 500 ms/)
      expect(client.isOpen).toBe(false)
    } finally {
      client.close()
      front.close()
    }
  })

  it('of a server that lists no keys are those that have passed through', async () => {
    const path = findProgram(['memcached'], ['/usr/bin', '/usr/local/bin']) ?? ''
    const url = (port: number) => `memcached://127.0.0.1:${port}`
    const silent = await runProgram(
      {
        path,
        args: (port) => ['-l', '127.0.0.1', '-p', String(port), '-U', '0', '-m', '8', '-o', 'no_lru_crawler,no_lru_maintainer', '-u', 'root'],
        answers: async (port) => (await MemcachedClient.connect(url(port), 1_000)).close(),
      },
      new AbortController().signal,
    )
    try {
      const store = await opened(url(silent.port))
      await setSession(store.store, 'a', sessionData('a', { name: 'Ana' }))
      expect(await store.count()).toBe(1)
      expect((await store.list({ search: 'ana', offset: 0, limit: 10 })).rows.map(({ name }) => name)).toEqual(['Ana'])
      expect(await store.clear()).toBe(1)
      await store.close()
    } finally {
      await silent.stop()
    }
  })
})
