import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type RawClient, rawClient } from '../../test/support/redis.js'
import { temporaryFolder } from '../../test/support/temporary-folder.js'
import { type EmbeddedRedis, openEmbeddedRedis } from './server.js'

/** The disk has no room; what still fits is written. */
const disk = vi.hoisted(() => ({ isFull: false, refused: 0 }))
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  const writeSync = (fd: number, bytes: Buffer, offset = 0): number => {
    if (!disk.isFull) return real.writeSync(fd, bytes, offset)
    if (offset === 0 && bytes.length > 1) return real.writeSync(fd, bytes, 0, bytes.length >> 1)
    disk.refused += 1
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  }
  return { ...real, default: { ...real, writeSync }, writeSync }
})

let folder: string
let server: EmbeddedRedis
let client: RawClient

beforeEach(async () => {
  folder = temporaryFolder()
  await open()
})
afterEach(async () => {
  disk.isFull = false
  await close()
})

const file = () => join(folder, 'keys.journal')
const ask = (...words: string[]) => client.ask(...words)

async function open(from = folder): Promise<void> {
  server = await openEmbeddedRedis({ dataFolder: from })
  client = await rawClient(server.port)
}

async function close(): Promise<void> {
  client.close()
  await server.close()
}

async function reopen(): Promise<void> {
  await close()
  await open()
}

/** Everything that is there, with its expiry. */
async function contents(): Promise<readonly string[]> {
  const found: string[] = []
  for (let database = 0; database < 16; database += 1) {
    await ask('SELECT', String(database))
    const keys = [...(await ask('KEYS', '*')).matchAll(/\$\d+\r\n([\s\S]*?)\r\n(?=\$|$)/g)].map(([, key = '']) => key).sort()
    for (const key of keys) {
      const type = await ask('TYPE', key)
      const value = type.includes('hash') ? ['HGETALL'] : type.includes('set') ? ['SMEMBERS'] : type.includes('list') ? ['LRANGE'] : ['GET']
      found.push(`${database} ${key} ${await ask(...value, key, ...(value[0] === 'LRANGE' ? ['0', '-1'] : []))} ${await ask('PEXPIRETIME', key)}`)
    }
  }
  await ask('SELECT', '0')
  return found
}

async function fill(): Promise<void> {
  await ask('SET', 'text', 'Ol\xc3\xa1 \0\r\n\xff')
  await ask('SET', 'later', '1', 'PXAT', '33177117420123')
  await ask('SET', '', '')
  await ask('HSET', 'hash', 'b', '1', 'a', '2')
  await ask('RPUSH', 'list', 'x', 'y', 'x')
  await ask('SADD', 'set', 'm', 'n')
  await ask('SELECT', '7')
  await ask('SET', 'elsewhere', 'x'.repeat(100_000))
  await ask('SELECT', '0')
}

test('what was there is there again: each type, any byte, every database, when it expires', async () => {
  await fill()
  const before = await contents()
  expect(before).toHaveLength(7)
  await reopen()
  expect(await contents()).toEqual(before)
})

test('what was taken away stays away', async () => {
  await fill()
  await ask('DEL', 'text')
  await ask('LPOP', 'list', '9')
  await ask('RENAME', 'later', 'renamed')
  await ask('PERSIST', 'renamed')
  await ask('SELECT', '7')
  await ask('FLUSHDB')
  await ask('SET', 'after', '1')
  const before = await contents()
  expect(before).toHaveLength(5)
  await reopen()
  expect(await contents()).toEqual(before)
})

test('what has expired meanwhile is gone, and does not come back', async () => {
  await ask('SET', 'soon', '1', 'PX', '60')
  await ask('SET', 'stays', '1')
  await close()
  await sleep(80)
  await open()
  expect(await ask('MGET', 'soon', 'stays')).toBe('*2\r\n$-1\r\n$1\r\n1\r\n')
  expect(await ask('DBSIZE')).toBe(':1\r\n')
})

test('a file that ends in the middle of a change ends before it, wherever it was cut', async () => {
  await fill()
  const before = await contents()
  const whole = statSync(file()).size
  await ask('MSET', 'cut', 'off', 'text', 'changed')
  await close()
  const bytes = readFileSync(file())
  for (let size = whole; size < bytes.length; size += 1) {
    const copy = join(folder, `cut-${size}`)
    mkdirSync(copy)
    copyFileSync(file(), join(copy, 'keys.journal'))
    truncateSync(join(copy, 'keys.journal'), size)
    await open(copy)
    expect(server.damage).toBeNull()
    expect(await contents()).toEqual(before)
    // What follows is not hidden behind the rest.
    await ask('SET', 'next', '1')
    await close()
    await open(copy)
    expect(await ask('GET', 'next')).toBe('$1\r\n1\r\n')
    await close()
  }
  await open()
})

test('what is damaged in the middle is told and kept, and everything else is there', async () => {
  for (let n = 0; n < 50; n += 1) await ask('SET', `key-${n}`, `value-${n}`)
  await close()
  const bytes = readFileSync(file())
  const at = bytes.indexOf('value-20')
  bytes[at] = (bytes[at] ?? 0) ^ 0xff
  // The length of another frame: nothing tells where it ends.
  const head = bytes.lastIndexOf('1RSS', bytes.indexOf('value-30'))
  bytes.writeUInt32LE(0x7fffffff, head + 4)
  writeFileSync(file(), bytes)
  await open()
  expect(server.damage?.bytes).toBeGreaterThan(60)
  expect(readFileSync(server.damage?.copy ?? '').equals(bytes)).toBe(true)
  expect(await ask('DBSIZE')).toBe(':48\r\n')
  expect(await ask('EXISTS', 'key-20', 'key-30')).toBe(':0\r\n')
  await reopen()
  expect(server.damage).toBeNull()
  expect(await ask('DBSIZE')).toBe(':48\r\n')
})

test('a file of something else is kept aside', async () => {
  await close()
  writeFileSync(file(), Buffer.alloc(5_000, 'no journal '))
  await open()
  expect(server.damage?.bytes).toBe(5_000)
  expect(await ask('DBSIZE')).toBe(':0\r\n')
})

test('a full disk refuses changes in Redis’ words, and forgets nothing of what it has said yes to', async () => {
  await ask('SET', 'a', '1')
  disk.isFull = true
  expect(await ask('SET', 'b', '2')).toBe('-MISCONF Errors writing to the AOF file: that disk is full\r\n')
  expect(await ask('SET', 'c', '3')).toMatch(/^-MISCONF/)
  expect(await ask('EXISTS', 'c')).toBe(':0\r\n')
  expect(await ask('GET', 'a')).toBe('$1\r\n1\r\n')
  expect(disk.refused).toBeGreaterThan(1)
  disk.isFull = false
  expect(await ask('SET', 'd', '4')).toBe('+OK\r\n')
  const before = await contents()
  await reopen()
  expect(server.damage).toBeNull()
  expect(await contents()).toEqual(before)
  expect(await ask('GET', 'd')).toBe('$1\r\n4\r\n')
})

test('a rewriting that the disk has no room for leaves the file that there is', async () => {
  await fill()
  const before = await contents()
  disk.isFull = true
  disk.refused = 0
  await ask('BGREWRITEAOF')
  await vi.waitFor(() => expect(disk.refused).toBeGreaterThan(0))
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual(['keys.journal']))
  disk.isFull = false
  await reopen()
  expect(await contents()).toEqual(before)
})

test('the file is made short while others write, and loses nothing of theirs', async () => {
  const text = 'x'.repeat(500)
  for (let round = 0; round < 5; round += 1) await ask('MSET', ...Array.from({ length: 4_000 }, (_, n) => [`key-${n}`, `${text}${round}`]).flat())
  const long = statSync(file()).size
  const writer = await rawClient(server.port)
  await ask('BGREWRITEAOF')
  for (let n = 0; statSync(file()).size >= long || n < 50; n += 1) {
    await writer.ask('SET', `key-${n % 4_000}`, `during-${n}`)
    await writer.ask('DEL', `key-${3_999 - (n % 1_000)}`)
    await writer.ask('SET', `new-${n}`, '1')
    if (n === 10) await writer.ask('MOVE', 'key-5', '3')
    expect(n).toBeLessThan(5_000)
  }
  writer.close()
  expect(statSync(file()).size).toBeLessThan(long / 2)
  const before = await contents()
  await reopen()
  expect(server.damage).toBeNull()
  expect(await contents()).toEqual(before)
})
