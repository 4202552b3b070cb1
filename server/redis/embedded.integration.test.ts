/** The embedded Redis in a process of its own, as the sandbox runs it: what becomes of it, and whether the usual clients get along with it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { drained } from '../drained.js'
import { embeddedRedis, hasRedisCli, type RawClient, rawClient, type TestRedis } from '../test/support/redis.js'
import { rounds } from '../test/support/thoroughness.js'

let server: TestRedis
let client: RawClient

beforeAll(async () => {
  server = await embeddedRedis.start()
})
afterAll(() => server?.stop())
beforeEach(async () => {
  client = await rawClient(server.port)
  await client.ask('FLUSHALL')
  return () => client.close()
})

const ask = (...words: string[]) => client.ask(...words)

describe('kill -9', () => {
  test('nothing that was acknowledged is lost, whenever it comes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sessionscope-killed-'))
    try {
      const acknowledged = new Map<string, string>()
      for (let life = 0; life < rounds(20, 4); life += 1) {
        const killed = await embeddedRedis.start(0, folder)
        const writers = await Promise.all(Array.from({ length: 4 }, () => rawClient(killed.port)))
        // In the middle of whatever is written then.
        let [answers, end]: [number, Promise<void> | null] = [0, null]
        const countOne = () => {
          answers += 1
          if (answers === 100 + 37 * life) end = killed.stop('SIGKILL')
        }
        await Promise.all(
          writers.map(async (writer, index) => {
            for (let n = 0; ; n += 1) {
              const [key, value] = [`${index}:${n % 500}`, `${life}:${n}`]
              const answer = await writer.ask('SET', key, value).catch(() => null)
              if (answer === null) return
              acknowledged.set(key, value)
              countOne()
            }
          }),
        )
        await end
        const next = await embeddedRedis.start(0, folder)
        const reader = await rawClient(next.port)
        expect(acknowledged.size).toBeGreaterThan(50)
        for (const [key, value] of acknowledged) {
          const found = await reader.ask('GET', key)
          // One more may have been written, and not acknowledged any more.
          const [foundLife = 0, foundN = 0] = (found.split('\r\n')[1] ?? '').split(':').map(Number)
          const [wantedLife = 0, wantedN = 0] = value.split(':').map(Number)
          expect([foundLife, foundN >= wantedN], `${key}: ${found}`).toEqual([wantedLife, true])
        }
        reader.close()
        await next.stop('SIGKILL')
      }
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  })
})

describe('expiry', () => {
  test('a key is there until its millisecond, and not after it', async () => {
    for (let n = 0; n < 20; n += 1) {
      await ask('SET', 'k', '1', 'PX', '30')
      const until = Number((await ask('PEXPIRETIME', 'k')).slice(1))
      for (;;) {
        const asked = Date.now()
        const answer = await ask('EXISTS', 'k')
        if (answer === ':1\r\n') expect(asked).toBeLessThanOrEqual(until)
        else {
          expect(Date.now()).toBeGreaterThan(until)
          break
        }
      }
    }
  })

  test('keys that nobody asks for go by themselves, also very many at the same time, and answers do not wait for that', async () => {
    const count = rounds(50_000, 20_000)
    const at = String(Date.now() + rounds(12_000, 5_000))
    const all = Array.from(
      { length: count },
      (_, n) => `*5\r\n$3\r\nSET\r\n$${String(n).length + 1}\r\nk${n}\r\n$1\r\n1\r\n$4\r\nPXAT\r\n$${at.length}\r\n${at}\r\n`,
    )
    await client.send(all.join(''), 3_000)
    expect(await ask('DBSIZE')).toBe(`:${count}\r\n`)
    await ask('SET', 'stays', '1')
    let longest = 0
    const until = Date.now() + 30_000
    for (;;) {
      const asked = performance.now()
      const size = await ask('DBSIZE')
      longest = Math.max(longest, performance.now() - asked)
      if (size === ':1\r\n') break
      expect(Date.now(), size).toBeLessThan(until)
      await sleep(5)
    }
    expect(longest).toBeLessThan(1_000)
    expect(await ask('INFO', 'stats')).toMatch(new RegExp(`expired_keys:${count / 10_000}\\d{4}`))
  })

  test('an expiry that was moved or taken away counts no more', async () => {
    await ask('SET', 'moved', '1', 'PX', '2000')
    await ask('SET', 'kept', '1', 'PX', '2000')
    await ask('SET', 'again', '1', 'PX', '2000')
    await ask('PEXPIRE', 'moved', '100000')
    await ask('PERSIST', 'kept')
    await ask('SET', 'again', '2')
    await sleep(2_100)
    expect(await ask('EXISTS', 'moved', 'kept', 'again')).toBe(':3\r\n')
  })
})

test('a scan meets every key that is there all the time, once, whatever comes and goes meanwhile', async () => {
  const stay = Array.from({ length: 3_000 }, (_, n) => `stay-${n}`)
  for (const [n, key] of stay.entries()) {
    await ask('SET', key, '1')
    await ask('SET', `goes-${n}`, '1')
  }
  const met: string[] = []
  let cursor = '0'
  let goes = 0
  do {
    const answer = await ask('SCAN', cursor, 'COUNT', '50')
    cursor = /^\*2\r\n\$\d+\r\n(\d+)/.exec(answer)?.[1] ?? ''
    met.push(...[...answer.matchAll(/(?:stay|goes|new)-\d+/g)].map(([key]) => key))
    for (let n = 0; n < 40; n += 1) await ask('DEL', `goes-${goes++}`)
    if (goes < 2_000) await ask('SET', `new-${goes}`, '1')
  } while (cursor !== '0')
  expect(new Set(met).size).toBe(met.length)
  expect(met.filter((key) => key.startsWith('stay')).sort()).toEqual(stay.toSorted())
})

describe('hostile bytes', () => {
  const PIECES = [
    '*3\r\n',
    '$3\r\nSET\r\n',
    '$1\r\nk\r\n',
    '$-1\r\n',
    '*-5\r\n',
    '$999999999\r\n',
    '*1048576\r\n',
    'GET k\r\n',
    'MULTI\r\n',
    'EXEC\r\n',
    '\0',
    '\xff\xfe',
    '"',
    "'",
    '\r\n',
    '\n',
    '*',
    '$',
    'CLIENT KILL ID 1\r\n',
    'MONITOR\r\n',
    'HELLO 3\r\n',
    'KEYS *a*a*a*a*a*b\r\n',
    '$5\r\nHELLO\r\n',
    '%1\r\n',
    'DEBUG SEGFAULT\r\n',
    'SHUTDOWN\r\n',
    'CONFIG SET dir /\r\n',
    'SETRANGE k 1000000 x\r\n',
  ]

  function random(seed: number): () => number {
    let state = seed
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32
    }
  }

  /** Sends it in pieces, hangs up in the middle or at the end. */
  async function throwAt(bytes: Buffer, next: () => number): Promise<void> {
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.on('data', () => undefined)
    await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', () => resolve()))
    for (let at = 0; at < bytes.length && !socket.destroyed; ) {
      const size = 1 + Math.floor(next() * 40)
      socket.write(bytes.subarray(at, at + size))
      at += size
      if (next() < 0.2) await sleep(1)
    }
    if (next() < 0.5) socket.destroy()
    else socket.end()
    await sleep(2)
    socket.destroy()
  }

  test('end nothing, and disturb nobody else', async () => {
    const next = random(20_260_726)
    await ask('SELECT', '9')
    await ask('SET', 'victim', 'untouched')
    for (let round = 0; round < rounds(1_500, 60); round += 1) {
      await Promise.all(
        Array.from({ length: 4 }, () => {
          const pieces = Array.from({ length: 1 + Math.floor(next() * 12) }, () =>
            next() < 0.2
              ? String.fromCharCode(...Array.from({ length: 20 }, () => Math.floor(next() * 256)))
              : (PIECES[Math.floor(next() * PIECES.length)] ?? ''),
          )
          return throwAt(Buffer.from(pieces.join(''), 'latin1'), next)
        }),
      )
      const asked = performance.now()
      const own = await rawClient(server.port)
      await own.ask('SELECT', '9')
      expect(await own.ask('GET', 'victim')).toBe('$9\r\nuntouched\r\n')
      own.close()
      expect(performance.now() - asked).toBeLessThan(2_000)
    }
  })

  test('requests that are begun by many and never ended are let go before they fill the memory', async () => {
    const sockets = Array.from({ length: 12 }, () => connect(server.port, '127.0.0.1'))
    let closed = 0
    const piece = Buffer.alloc(1024 * 1024, 'x')
    await Promise.all(
      sockets.map(async (socket) => {
        socket.on('error', () => undefined)
        socket.on('close', () => {
          closed += 1
        })
        socket.write('*2\r\n$4\r\nECHO\r\n$60000000\r\n')
        for (let megabytes = 0; megabytes < 50 && !socket.destroyed; megabytes += 1) {
          if (!socket.write(piece)) await drained(socket)
        }
      }),
    )
    await sleep(100)
    expect(closed).toBeGreaterThan(0)
    expect(await ask('PING')).toBe('+PONG\r\n')
    for (const socket of sockets) socket.destroy()
  })

  test('a pattern made to take for ever is refused', async () => {
    await ask('SET', 'a'.repeat(200_000), '1')
    const asked = performance.now()
    expect(await ask('KEYS', `*${'a'.repeat(5_000)}b`)).toMatch(/^-ERR the pattern takes too long/)
    expect(performance.now() - asked).toBeLessThan(10_000)
  })

  test('what does not fit into its memory is refused, and the rest goes on', async () => {
    const { openEmbeddedRedis } = await import('./wire-server/server.js')
    const small = await openEmbeddedRedis({ dataFolder: null, maxMemoryBytes: 1_000_000 })
    const own = await rawClient(small.port)
    let refused = ''
    for (let n = 0; n < 30 && refused === ''; n += 1) {
      const answer = await own.ask('SET', `k${n}`, 'x'.repeat(100_000))
      if (!answer.startsWith('+')) refused = answer
    }
    expect(refused).toBe("-OOM command not allowed when used memory > 'maxmemory'.\r\n")
    expect(await own.ask('DEL', 'k0', 'k1')).toBe(':2\r\n')
    expect(await own.ask('SET', 'k', '1')).toBe('+OK\r\n')
    own.close()
    await small.close()
  })
})

describe('the usual clients', () => {
  test.skipIf(!hasRedisCli)('redis-cli, typed and piped (needs redis-cli)', () => {
    const cli = (...args: string[]) => execFileSync('redis-cli', ['-p', String(server.port), ...args], { encoding: 'utf8', timeout: 20_000 })
    expect(cli('SET', 'sess:a', '{"cookie":{}}', 'EX', '100')).toBe('OK\n')
    expect(cli('TTL', 'sess:a').trim()).toBe('100')
    expect(cli('--scan', '--pattern', 'sess:*')).toBe('sess:a\n')
    expect(cli('-3', 'HSET', 'h', 'a', '1')).toBe('1\n')
    expect(cli('-3', 'HGETALL', 'h')).toContain('a')
    expect(cli('INCR', 'sess:a')).toContain('ERR value is not an integer or out of range')
    expect(cli('INFO', 'server')).toContain('redis_version:7.0')
    const typed = execFileSync('redis-cli', ['-p', String(server.port)], { input: 'MULTI\nINCR n\nINCR n\nEXEC\nGET n\n', encoding: 'utf8', timeout: 20_000 })
    expect(typed).toMatch(/QUEUED\nQUEUED\n1\n2\n2\n$/)
    expect(cli('--bigkeys')).toContain('Biggest string found')
    const mass = Array.from({ length: 20_000 }, (_, n) => `SET mass-${n} ${n}\r\n`).join('')
    expect(execFileSync('redis-cli', ['-p', String(server.port), '--pipe'], { input: mass, encoding: 'utf8', timeout: 60_000 })).toContain(
      'errors: 0, replies: 20000',
    )
    expect(Number(cli('DBSIZE'))).toBe(20_003)
  })

  test('ioredis', async () => {
    const redis = new Redis(server.port, '127.0.0.1', { lazyConnect: true })
    const events: string[] = []
    redis.on('error', (error: Error) => events.push(error.message))
    await redis.connect()
    expect(await redis.set('a', 'é', 'EX', 100)).toBe('OK')
    expect(await redis.get('a')).toBe('é')
    expect(await redis.ttl('a')).toBeGreaterThan(98)
    expect(await redis.hset('h', { x: 1, y: 2 })).toBe(2)
    expect(await redis.hgetall('h')).toEqual({ x: '1', y: '2' })
    expect(await redis.multi().incr('n').incr('n').exec()).toEqual([
      [null, 1],
      [null, 2],
    ])
    const [text, refused] = (await redis.pipeline().get('a').lpush('a', 'x').exec()) ?? []
    expect(text).toEqual([null, 'é'])
    expect(refused?.[0]?.message).toBe('WRONGTYPE Operation against a key holding the wrong kind of value')
    const found: string[] = []
    for await (const keys of redis.scanStream({ match: '*' })) found.push(...(keys as string[]))
    expect(found.sort()).toEqual(['a', 'h', 'n'])
    const monitor = await redis.duplicate().monitor()
    const heard = new Promise<string[]>((resolve) => monitor.once('monitor', (_time: string, args: string[]) => resolve(args)))
    await redis.get('a b\n')
    // As it was written for people: ioredis takes the quotes away only.
    expect(await heard).toEqual(['get', 'a b\\n'])
    monitor.disconnect()
    expect(await redis.quit()).toBe('OK')
    expect(events).toEqual([])
  })

  test.each([2, 3] as const)('node-redis over RESP%i', async (RESP) => {
    const redis = createClient({ url: server.url, RESP, name: 'shop' })
    redis.on('error', () => undefined)
    await redis.connect()
    expect(await redis.clientGetName()).toBe('shop')
    expect(await redis.set('a', 'é', { expiration: { type: 'EX', value: 100 } })).toBe('OK')
    expect(await redis.mGet(['a', 'b'])).toEqual(['é', null])
    await redis.hSet('h', { x: '1' })
    expect({ ...(await redis.hGetAll('h')) }).toEqual({ x: '1' })
    expect(await redis.multi().incr('n').pTTL('a').exec()).toEqual([1, expect.any(Number)])
    const found: string[] = []
    for await (const keys of redis.scanIterator({ MATCH: '*' })) found.push(...keys)
    expect(found.sort()).toEqual(['a', 'h', 'n'])
    await expect(redis.incr('a')).rejects.toThrow('value is not an integer or out of range')
    await redis.close()
  })
})

test('a transaction is kept whole or not at all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sessionscope-transaction-'))
  try {
    let written = 0
    for (let life = 0; life < 3; life += 1) {
      const killed = await embeddedRedis.start(0, folder)
      const writer = await rawClient(killed.port)
      for (let n = 0; ; n += 1) {
        if (n === 20 + life) void killed.stop('SIGKILL')
        const bytes = 'MULTI\r\nINCR a\r\nINCR b\r\nINCR c\r\nEXEC\r\n'
        const answer = await writer.send(bytes, 30).catch(() => '(closed)')
        if (answer.includes('(closed)')) break
        written += 1
      }
      await killed.stop('SIGKILL')
      const next = await embeddedRedis.start(0, folder)
      const reader = await rawClient(next.port)
      const a = await reader.ask('GET', 'a')
      expect(await reader.ask('MGET', 'b', 'c')).toBe(`*2\r\n${a}${a}`)
      reader.close()
      await next.stop('SIGKILL')
    }
    expect(written).toBeGreaterThan(0)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
})
