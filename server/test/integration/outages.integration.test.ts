/**
 * What a database server may do to a shop whose sessions are in it: be away, say nothing, refuse the password, be something else, take no more writes. Whichever it
 * is: it is told within SERVED.noticeMs, no visitor waits above 3.5 s, no process ends, and what was stored is there again afterwards.
 */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { BSON } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { MONGO, SERVED } from '../../config.js'
import { unwrap } from '../../protocol/problem.js'
import type { ServedKind } from '../../protocol/served-kinds.js'
import { SERVED_FACTS } from '../../resources/served/facts.js'
import { loadMysql } from '../../resources/served/mysql2.js'
import { loadPg } from '../../resources/served/pg.js'
import { PACKAGES_VARIABLE } from '../../stores/packages.js'
import { type Front, frontOf } from '../support/front.js'
import { launch, type Sandbox, type SandboxState } from '../support/launch.js'
import { realMongodb } from '../support/mongodb.js'
import { broughtPackages } from '../support/packages.js'
import { descendantsOf } from '../support/processes.js'
import { hasProgram, startEmbedded, startProgram, type TestServer } from '../support/served.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { inTurn, isFull } from '../support/thoroughness.js'

const ALICE = 'browser:alice'
/** What asking for the state and the way there and back take on a busy machine, on top of what is promised. */
const LEEWAY_MS = 300
const VISITOR_MS = 3_500

interface Subject {
  /** Of the store. */
  readonly kind: string
  /** What it needs; left out: what is called as it is. */
  readonly resource?: 'mongodb'
  /** The set of packages of what stands in for it; left out: a program of this machine is taken. */
  readonly standIn?: string
  /** With which it turns down whoever has the wrong password, in its own protocol. */
  readonly refusal: readonly [words: Buffer | string, when: 'at-once' | 'asked']
  /** Has it take no more writes; null: it always finds room. @returns undoes that */
  readonly fill: ((url: string) => Promise<() => Promise<void>>) | null
}

const MYSQL_REFUSAL = Buffer.from('\u00ff\u0015\u0004#28000Access denied for user', 'latin1')
const AWS_REFUSAL = '{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"The security token is invalid."}'
const SUBJECTS: readonly Subject[] = [
  {
    kind: 'redis',
    refusal: ['-NOAUTH Authentication required.\r\n', 'asked'],
    async fill(url) {
      const { createClient } = await import('redis')
      const client = createClient({ url })
      client.on('error', () => undefined)
      await client.connect()
      await client.configSet('maxmemory', '1')
      return async () => {
        await client.configSet('maxmemory', '0')
        client.destroy()
      }
    },
  },
  {
    kind: 'postgres',
    refusal: [message('E', 'SFATAL\0C28P01\0Mpassword authentication failed\0\0'), 'asked'],
    async fill(url) {
      const { Client } = await loadPg()
      const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: 'test' })
      await client.connect()
      const set = async (value: string) => {
        await client.query(`ALTER SYSTEM SET default_transaction_read_only = ${value}`)
        await client.query('SELECT pg_reload_conf()')
      }
      await set('on')
      return async () => {
        // Who has it on may turn it off.
        await client.query('SET default_transaction_read_only = off')
        await set('off')
        await client.end()
      }
    },
  },
  {
    kind: 'mysql',
    refusal: [Buffer.concat([Buffer.from([MYSQL_REFUSAL.length, 0, 0, 0]), MYSQL_REFUSAL]), 'at-once'],
    async fill(url) {
      const { createConnection } = await loadMysql()
      const connection = await createConnection({ uri: url, connectTimeout: 10_000 })
      const [[found]] = await connection.query<readonly { readonly name: string }[]>({
        sql: "SELECT CONCAT(table_schema, '.', table_name) AS name FROM information_schema.tables WHERE table_name LIKE '%sessions'",
      })
      await connection.query({ sql: `LOCK TABLES ${found?.name} READ` })
      return async () => connection.destroy()
    },
  },
  { kind: 'memcached', refusal: ['CLIENT_ERROR unauthenticated\r\n', 'asked'], fill: null },
  {
    kind: 'dynamodb',
    standIn: 'dynalite',
    refusal: [`HTTP/1.1 400 Bad Request\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: ${AWS_REFUSAL.length}\r\n\r\n${AWS_REFUSAL}`, 'asked'],
    fill: null,
  },
]

/** MongoDB through each of its packages; all of it under `npm run test:full`, since mongodb.integration.test.ts has one of them frozen and killed in every run. */
const IN_MONGODB: readonly Subject[] = ['mongodb', 'connect-mongo'].map((kind) => ({
  kind,
  resource: 'mongodb',
  refusal: [mongodbMessage({ ok: 0, errmsg: 'Authentication failed.', code: 18, codeName: 'AuthenticationFailed' }), 'asked'],
  async fill(url) {
    const { MongoClient } = await import('mongodb')
    const client = await MongoClient.connect(url)
    const database = client.db(MONGO.database)
    const names = (await database.listCollections().toArray()).map(({ name }) => name)
    // No document is as it would have to be.
    const refuse = (validator: object) => Promise.all(names.map((name) => database.command({ collMod: name, validator })))
    await refuse({ never: true })
    return async () => {
      await refuse({})
      await client.close()
    }
  },
}))

/** OP_MSG with one document (MongoDB manual, "Wire Protocol"). */
function mongodbMessage(document: object): Buffer {
  const body = BSON.serialize(document)
  const header = Buffer.alloc(21)
  header.writeInt32LE(header.length + body.length, 0)
  header.writeInt32LE(2013, 12)
  return Buffer.concat([header, body])
}

function message(type: string, words: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(words.length + 4)
  return Buffer.concat([Buffer.from(type), length, Buffer.from(words)])
}

const FAULTS: readonly (readonly [name: string, begin: (front: Front, subject: Subject) => unknown])[] = [
  ['is away', (front) => front.away()],
  ['says nothing', (front) => front.silent()],
  ['refuses the password', (front, { refusal }) => front.says(...refusal)],
  ['speaks another protocol', (front) => front.says('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n', 'asked')],
]

async function isThere({ kind, resource, standIn }: Subject): Promise<boolean> {
  if (resource === 'mongodb') return isFull && realMongodb.available
  if (standIn !== undefined) return broughtPackages(kind, standIn)
  return (await hasProgram(kind as ServedKind)) && (kind === 'redis' || broughtPackages(kind))
}

/** @returns it, and its address */
async function start({ kind, resource, standIn }: Subject): Promise<Pick<TestServer, 'url' | 'stop'>> {
  if (resource !== 'mongodb') return standIn === undefined ? startProgram(kind as ServedKind) : startEmbedded(kind as ServedKind)
  const { uri, stop } = await realMongodb.start()
  return { url: `${uri}/?directConnection=true`, stop }
}

const stateOf = ({ kind, resource }: Subject, { mongo, resources }: SandboxState) => (resource === 'mongodb' ? mongo : resources[kind as ServedKind])

const there: Subject[] = []
for (const subject of [...SUBJECTS, ...IN_MONGODB]) if (await isThere(subject)) there.push(subject)

describe.each(there.map((subject, row) => ({ ...subject, row })))('sessions in $kind', (subject) => {
  const { kind, resource, fill, row } = subject
  let server: Pick<TestServer, 'url' | 'stop'>
  let front: Front
  let sandbox: Sandbox
  let processes: readonly number[]

  beforeAll(async () => {
    server = await start(subject)
    front = await frontOf(Number(new URL(server.url).port))
    const dataFolder = temporaryFolder()
    symlinkSync(process.env[PACKAGES_VARIABLE] ?? '', join(dataFolder, 'packages'), 'junction')
    const url = new URL(server.url)
    url.port = String(front.port)
    // Whoever begins with a store has said that it may be used.
    sandbox = await launch({
      dataFolder,
      args: ['--store', kind],
      env: { [resource === 'mongodb' ? 'MONGODB_URI' : SERVED_FACTS[kind as ServedKind].variable]: url.href },
    })
    await sandbox.until('it runs there', (state) => state.server.phase === 'running' && stateOf(subject, state).phase === 'up', 30_000)
    // A store that was out of reach when the shop began is opened a moment after its server is found.
    const logIn = async () => unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE })).status
    await vi.waitFor(async () => expect(await logIn()).toBe(200), { timeout: 20_000, interval: 100 })
    processes = descendantsOf(sandbox.pid)
  })
  afterAll(async () => {
    await sandbox?.stop()
    front?.close()
    await server?.stop()
  })

  /** @returns the status of a visit, and how long it took */
  async function visit(): Promise<{ readonly status: number; readonly tookMs: number }> {
    const asked = performance.now()
    const { status } = unwrap(await sandbox.command({ type: 'browser:visit', browser: ALICE }))
    return { status, tookMs: performance.now() - asked }
  }

  async function expectAsBefore(): Promise<void> {
    await sandbox.until('it is told to be back', (state) => state.store.health.up && stateOf(subject, state).phase === 'up', 10_000)
    await expect.poll(async () => (await visit()).status, { timeout: 10_000, interval: 50 }).toBe(200)
    const state = await sandbox.state()
    expect(state.browsers.find(({ id }) => id === ALICE)?.page?.greeting).toContain('Alice')
    expect(state.server).toMatchObject({ boot: 1, lastDeath: null })
    expect(descendantsOf(sandbox.pid)).toEqual(processes)
  }

  test.each(inTurn(FAULTS, row, 2))('while it %s: told in time, nobody waits, nothing ends', async (_name, begin) => {
    await begin(front, subject)
    const begun = performance.now()
    const first = visit()
    await sandbox.until('it is told', (state) => !state.store.health.up && stateOf(subject, state).phase === 'down', 10_000)
    expect(performance.now() - begun).toBeLessThan(SERVED.noticeMs + LEEWAY_MS)
    for (const { status, tookMs } of [await first, await visit()]) {
      expect(status).toBeGreaterThanOrEqual(500)
      expect(tookMs).toBeLessThan(VISITOR_MS + LEEWAY_MS)
    }
    const state = await sandbox.state()
    for (const why of [state.store.health.why, stateOf(subject, state).why]) expect(why?.message).toMatch(/\w/)
    await front.back()
    await expectAsBefore()
  })

  if (fill === null) return
  test('while it takes no writes: nobody waits, nothing ends', async () => {
    const undo = await fill(server.url)
    const asked = performance.now()
    const { status } = unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))
    expect(status).toBeGreaterThanOrEqual(500)
    expect(performance.now() - asked).toBeLessThan(VISITOR_MS + LEEWAY_MS)
    await undo()
    expect(unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))).toEqual({ status: 200 })
    await expectAsBefore()
  })
})
