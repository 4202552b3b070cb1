import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBirpc } from 'birpc'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MONGO } from '../config.js'
import { entryPath } from '../paths.js'
import { isAlive } from '../process-alive.mjs'
import type { Acquired, DatabaseFunctions, DatabaseNotifications, DatabaseOrder } from '../protocol/ipc.js'
import type { DownloadState, MongoSourceKind } from '../protocol/mongo.js'
import type { Why } from '../protocol/why.js'
import { embeddedMongodb } from '../test/support/mongodb.js'
import { descendantsOf, freeze, survivors } from '../test/support/processes.js'
import { isRepeated } from '../test/support/thoroughness.js'

let folder: string
let child: ChildProcess
let health: { readonly up: boolean; readonly why: Why | null; readonly at: number }[]
let downloads: DownloadState[]
let usages: number[]
let passes: number[]

function start(environment: NodeJS.ProcessEnv = {}): DatabaseFunctions {
  child = fork(entryPath('mongo/entry'), { serialization: 'advanced', execArgv: [], env: { HOME: folder, PATH: join(folder, 'nothing'), ...environment } })
  const notifications: DatabaseNotifications = {
    health: (report) => void health.push({ ...report, at: Date.now() }),
    owned: () => {},
    download: (state) => void downloads.push(state),
    usage: ({ rssBytes }) => void usages.push(rssBytes),
    swept: ({ at }) => void passes.push(at),
  }
  return createBirpc<DatabaseFunctions, DatabaseNotifications>(notifications, {
    post: (message) => child.send(message),
    on: (listener) => child.on('message', listener),
    timeout: -1,
  })
}

function order(changes: Partial<DatabaseOrder> = {}): DatabaseOrder {
  return {
    uri: null,
    mongodBinary: null,
    dataFolder: join(folder, 'data'),
    database: 'shop',
    collection: 'sessions',
    collections: ['sessions'],
    usedBefore: [],
    staysOwn: false,
    ...changes,
  }
}

type Resolved = Omit<Acquired<'mongodb', MongoSourceKind>, 'address' | 'shown'> & { readonly uri: string; readonly shownUri: string | null }

async function resolved(database: DatabaseFunctions, changes: Partial<DatabaseOrder> = {}): Promise<Resolved> {
  const result = await database.acquire(order(changes))
  if (!result.ok) throw new Error(result.problem.message)
  const { address, shown: shownUri, ...rest } = result.value
  expect(address).toMatchObject({ resource: 'mongodb', database: 'shop', collection: 'sessions' })
  return { ...rest, uri: address.uri, shownUri }
}

async function pidOf(uri: string): Promise<number> {
  return withClient(uri, async (client) => Number((await client.db('admin').command({ serverStatus: 1 })).pid))
}

async function sweeperOf(uri: string): Promise<number> {
  return withClient(uri, async (client) => Number((await client.db('admin').command({ getParameter: 1, ttlMonitorSleepSecs: 1 })).ttlMonitorSleepSecs))
}

async function withClient<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 3_000 })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionscope-database-'))
  health = []
  downloads = []
  usages = []
  passes = []
})
afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
  rmSync(folder, { recursive: true, force: true })
})

/** Every kind of process that this machine can run: the real one where there is a mongod, which under another Node.js is the same. */
const OWNED: readonly (readonly [string, string | null])[] = [
  ['embedded', null],
  ...(process.env.MONGOD_BINARY && !isRepeated ? [['binary', process.env.MONGOD_BINARY] as const] : []),
]

describe.each(OWNED)('a database process with the source %s', (source, mongodBinary) => {
  test('serves, says how it was found, tells its memory, and keeps the data for the next launch', async () => {
    const database = start()
    const first = await resolved(database, { mongodBinary })
    expect(first).toMatchObject({ source, version: expect.stringMatching(/^\d+\.\d+\.\d+/) })
    expect(first.attempts.map((attempt) => attempt.source)).toEqual(['uri', 'local', 'binary', 'embedded'])
    await withClient(first.uri, (client) => client.db('shop').collection<{ _id: string }>('sessions').insertOne({ _id: 'kept' }))
    await expect.poll(() => usages.length, { timeout: 5_000 }).toBeGreaterThan(0)
    expect(usages[0]).toBeGreaterThan(10_000_000)
    await database.stop()
    await new Promise((resolve) => child.once('exit', resolve))
    const second = await resolved(start(), { mongodBinary })
    expect(await withClient(second.uri, (client) => client.db('shop').collection('sessions').countDocuments())).toBe(1)
  })

  test('killed: it is started again on the same port, and what was acknowledged is there', async () => {
    const { uri } = await resolved(start(), { mongodBinary })
    await withClient(uri, (client) =>
      client
        .db('shop')
        .collection<{ _id: number }>('sessions')
        .insertMany([{ _id: 1 }, { _id: 2 }], { writeConcern: { w: 1, j: true } }),
    )
    const pid = await pidOf(uri)
    const killedAt = Date.now()
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => health.at(-1)?.up, { timeout: 15_000 }).toBe(true)
    expect(health[0]).toMatchObject({ up: false, why: { code: 'owned-ended', message: expect.stringContaining('started again') } })
    expect((health[0]?.at ?? 0) - killedAt).toBeLessThan(MONGO.noticeMs)
    expect(await withClient(uri, (client) => client.db('shop').collection('sessions').countDocuments())).toBe(2)
    // The number that the page shows: after a crash, MongoDB's own is that of the last checkpoint.
    await expect.poll(() => withClient(uri, (client) => client.db('shop').collection('sessions').estimatedDocumentCount()), { timeout: 5_000 }).toBe(2)
    expect(await pidOf(uri)).not.toBe(pid)
  })

  test.skipIf(process.platform === 'win32')('frozen: down is told in time, it is started again, and what was acknowledged is there', async () => {
    const { uri } = await resolved(start(), { mongodBinary })
    const pid = await pidOf(uri)
    // The health watch has to be connected first.
    await expect.poll(() => usages.length, { timeout: 5_000 }).toBeGreaterThan(0)
    await withClient(uri, (client) =>
      client
        .db('shop')
        .collection<{ _id: number }>('sessions')
        .insertMany(Array.from({ length: 200 }, (_, _id) => ({ _id }))),
    )
    await freeze(pid)
    const frozenAt = Date.now()
    await expect.poll(() => health.at(-1)?.up, { timeout: 6_000, interval: 20 }).toBe(false)
    expect((health.at(-1)?.at ?? 0) - frozenAt).toBeLessThan(MONGO.noticeMs + 500)
    await expect.poll(() => health.at(-1)?.up, { timeout: 20_000 }).toBe(true)
    expect(health.map(({ why }) => why?.message).join()).toContain('did not answer any more')
    expect(await pidOf(uri)).not.toBe(pid)
    expect(isAlive(pid)).toBe(false)
    expect(await withClient(uri, (client) => client.db('shop').collection('sessions').countDocuments())).toBe(200)
  })

  test('tells since when its sweeper waits', async () => {
    await resolved(start(), { mongodBinary })
    await expect.poll(() => passes.length, { timeout: 5_000 }).toBe(1)
    expect(Math.abs(Date.now() - (passes[0] ?? 0))).toBeLessThan(30_000)
  })

  test('has its sweeper pass as often as it is told, also after it was started again', async () => {
    const database = start()
    await database.sweepEvery(7)
    const { uri } = await resolved(database, { mongodBinary })
    await expect.poll(() => sweeperOf(uri), { timeout: 5_000 }).toBe(7)
    process.kill(await pidOf(uri), 'SIGKILL')
    await expect.poll(() => sweeperOf(uri).catch(() => null), { timeout: 15_000 }).toBe(7)
    expect(await database.sweepEvery(60)).toEqual({ ok: true, value: null })
    expect(await sweeperOf(uri)).toBe(60)
  })

  test('leaves nothing behind when the supervisor disconnects, nor when it is killed itself', async () => {
    for (const end of [() => child.disconnect(), () => child.kill('SIGKILL')]) {
      const { uri } = await resolved(start(), { mongodBinary })
      const pid = await pidOf(uri)
      const gone = new Promise((resolve) => child.once('exit', resolve))
      end()
      await gone
      await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false)
    }
  })
})

test.for<[string, string, string]>([
  ['nothing listens', 'mongodb://ana:geheim@127.0.0.1:9/shop', 'connection-refused'],
  ['no such host', 'mongodb://ana:geheim@no-such-host.invalid/shop', 'host-not-found'],
  ['no connection string', 'mongo//ana:geheim@127.0.0.1', 'uri-scheme'],
  ['no port', 'mongodb://ana:ge@heim@127.0.0.1:x/shop', 'uri-encoding'],
  ['an unencoded slash', 'mongodb://ana:ge/heim@127.0.0.1:1/shop', 'uri-encoding'],
])('a MONGODB_URI that is wrong (%s) is told, not shown, and does not stop the launch', async ([, uri, code]) => {
  const database = start()
  const startedAt = Date.now()
  const resolution = await resolved(database, { uri })
  expect(Date.now() - startedAt).toBeLessThan(10_000)
  expect(resolution.source).toBe('embedded')
  expect(resolution.attempts[0]).toMatchObject({ source: 'uri', outcome: 'failed', code })
  expect(JSON.stringify(resolution.attempts)).not.toMatch(/geheim|heim@/)
})

test('tells of each pass of the sweeper', async () => {
  const database = start()
  await resolved(database)
  await database.sweepEvery(1)
  await expect.poll(() => passes.length, { timeout: 10_000 }).toBeGreaterThan(2)
  const [, first = 0, second = 0] = passes
  expect(second - first).toBeGreaterThan(400)
})

test('a better source that appears later is used beside the old one, until that is retired', async () => {
  const database = start()
  const embedded = await resolved(database)
  const other = await resolved(database)
  // Nothing better: the one in use stays.
  expect(other).toMatchObject({ source: 'embedded', uri: embedded.uri })
  const target = await resolved(database, { uri: `${embedded.uri}&appName=elsewhere` })
  expect(target.source).toBe('uri')
  const pid = await pidOf(embedded.uri)
  expect(isAlive(pid)).toBe(true)
  await database.retire()
  expect(isAlive(pid)).toBe(false)
})

test('the sweeper of a MongoDB elsewhere is left as it is', async () => {
  const elsewhere = await embeddedMongodb.start()
  try {
    const database = start()
    await database.sweepEvery(7)
    expect((await resolved(database, { uri: elsewhere.uri })).source).toBe('uri')
    await database.sweepEvery(8)
    expect(await sweeperOf(elsewhere.uri)).toBe(60)
  } finally {
    await elsewhere.stop()
  }
})

test.skipIf(process.platform === 'win32')('a mongod that cannot run is told, and the embedded server serves', async () => {
  const broken = join(folder, 'mongod')
  writeFileSync(broken, '#!/bin/sh\necho "libcrypto.so.1.1: cannot open shared object file" >&2\nexit 127\n')
  chmodSync(broken, 0o755)
  const database = start()
  expect((await resolved(database, { mongodBinary: broken })).attempts[2]).toMatchObject({ source: 'binary', outcome: 'failed', code: 'binary-failed' })
  const missing = await resolved(database, { mongodBinary: join(folder, 'missing') })
  expect(missing.attempts[2]).toMatchObject({ code: 'binary-not-executable' })
})

test.skipIf(process.platform === 'win32')('ended while a mongod is still starting: that one is ended too, and nobody waits for it', async () => {
  const neverReady = join(folder, 'mongod')
  writeFileSync(neverReady, '#!/bin/sh\nexec /bin/sleep 60\n')
  chmodSync(neverReady, 0o755)
  const database = start()
  const resolution = database.acquire(order({ mongodBinary: neverReady })).catch(() => {})
  // The starting process, and the killer that mongodb-memory-server puts beside it.
  await expect.poll(() => descendantsOf(child.pid ?? 0).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2)
  const starting = descendantsOf(child.pid ?? 0)
  const gone = new Promise((resolve) => child.once('exit', resolve))
  await database.stop()
  // By force it would be 1.
  expect(await gone).toBe(0)
  expect(await survivors(starting, 2_000)).toEqual([])
  await resolution
})

test('killed six times in a minute, and looked for again: the address that is told answers', async () => {
  const database = start()
  const { uri } = await resolved(database)
  for (let deaths = 1; deaths <= 6; deaths++) {
    process.kill(await pidOf(uri), 'SIGKILL')
    if (deaths < 6) await expect.poll(() => pidOf(uri).catch(() => null), { timeout: 15_000 }).not.toBe(null)
  }
  await expect.poll(() => health.at(-1)?.why?.message, { timeout: 5_000 }).toContain('6 times')
  expect(await pidOf((await resolved(database)).uri)).toBeGreaterThan(0)
  expect(await database.pulse()).toMatchObject({ up: true })
})

test('a data folder that cannot be written: memory only, and it says so', async () => {
  writeFileSync(join(folder, 'a-file'), '')
  const resolution = await resolved(start(), { dataFolder: join(folder, 'a-file', 'data') })
  expect(resolution.attempts[3]).toMatchObject({ outcome: 'chosen', code: 'embedded-in-memory' })
  expect(await withClient(resolution.uri, (client) => client.db('shop').collection('c').insertOne({}))).toMatchObject({ acknowledged: true })
})

test('a download that gets nowhere fails soon, says why and what to do instead, and leaves no half file', async () => {
  // A proxy that nobody runs stands for a machine without a network.
  const database = start({ https_proxy: 'http://127.0.0.1:9' })
  expect(await database.download()).toMatchObject({ ok: true })
  await expect.poll(() => downloads.at(-1)?.phase, { timeout: 20_000 }).toBe('failed')
  expect(downloads[0]).toMatchObject({ phase: 'running', version: MONGO.downloadVersion })
  expect(downloads.at(-1)?.problem).toMatchObject({
    code: 'download-failed',
    message: expect.stringMatching(/ECONNREFUSED.*docker compose/s),
    params: { why: 'download-offline', systemCode: 'ECONNREFUSED' },
  })
  expect(await database.cancelDownload()).toMatchObject({ ok: false, problem: { code: 'not-found' } })
})

test.skipIf(process.platform === 'win32')('Ctrl-C in the terminal is left to the supervisor', async () => {
  const database = start()
  const { uri } = await resolved(database)
  execFileSync('kill', ['-INT', String(child.pid), String(await pidOf(uri))])
  await sleep(300)
  expect(await withClient(uri, (client) => client.db('admin').command({ ping: 1 }))).toMatchObject({ ok: 1 })
})

test('damaged records are told with the name of their file, and the rest is served', async () => {
  const before = await resolved(start())
  const client = new MongoClient(before.uri)
  await client
    .db('shop')
    .collection<{ _id: number }>('sessions')
    .insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }])
  await client.close()
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
  const file = join(folder, 'data', 'embedded', 'collection-1.db')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"b":"', '"b":"AAAA'))

  const resolution = await resolved(start())
  const [attempt] = resolution.attempts.slice(-1)
  expect(attempt).toMatchObject({ source: 'embedded', outcome: 'chosen', code: 'embedded-damaged' })
  expect(attempt?.reason).toContain('1 record of collection-1.db (kept as it was as collection-1.db.damaged-1)')
  const again = new MongoClient(resolution.uri)
  expect(await again.db('shop').collection('sessions').countDocuments()).toBe(2)
  await again.close()
})
