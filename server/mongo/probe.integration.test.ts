/** Each way in which a MongoDB cannot be used, against real servers: is the right cause named, and nothing secret told? */
import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { BSON, MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { realMongodb, startMongodWith, type TestMongodb } from '../test/support/mongodb.js'
import { temporaryFolder } from '../test/support/temporary-folder.js'
import type { AttemptCode } from './attempt-codes.js'
import { probe } from './probe.js'
import { resolveSources } from './resolve.js'

const PASSWORD = 'p@ss/w?rd7'
const ENCODED = encodeURIComponent(PASSWORD)
const TIMEOUT_MS = 2_000

const servers: Server[] = []
async function listening(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
afterAll(() => {
  for (const server of servers) server.close()
})

const ask = (uri: string) => probe({ uri, database: 'shop', collection: 'sessions' }, TIMEOUT_MS)

async function expectCode(uri: string, code: AttemptCode): Promise<void> {
  const answer = await ask(uri)
  expect(answer).toMatchObject({ ok: false, code })
  const told = JSON.stringify(answer)
  for (const secret of [PASSWORD, ENCODED, 'ss/w', 'wrong7', 'writer']) expect(told).not.toContain(secret)
}

/** As a server of long ago greets: OP_REPLY to the first `hello`, with an old maxWireVersion. */
function answerAsOld(socket: Socket): void {
  socket.on('error', () => {})
  socket.on('data', (message) => {
    const document = BSON.serialize({ ok: 1, ismaster: true, isWritablePrimary: true, minWireVersion: 0, maxWireVersion: 3, maxBsonObjectSize: 16_777_216 })
    const head = Buffer.alloc(36)
    head.writeInt32LE(36 + document.length, 0)
    head.writeInt32LE(message.readInt32LE(4), 8)
    head.writeInt32LE(1, 12)
    head.writeInt32LE(8, 16)
    head.writeInt32LE(1, 32)
    socket.write(Buffer.concat([head, document]))
  })
}

describe('without a MongoDB', () => {
  test.each<[string, AttemptCode]>([
    ['mongodb://127.0.0.1:1/', 'connection-refused'],
    ['mongodb://no-such-host.invalid/', 'host-not-found'],
    ['mongodb+srv://no-such-host.invalid/', 'srv-not-found'],
    [`mongodb://writer:${PASSWORD}@127.0.0.1:1/`, 'uri-encoding'],
    [`writer:${ENCODED}@127.0.0.1:1/`, 'uri-scheme'],
    [`mongo://writer:${ENCODED}@127.0.0.1:1/`, 'uri-scheme'],
    [`mongodb://writer:${ENCODED}@127.0.0.1:1/?authsource`, 'uri-option-name'],
    [`mongodb://writer:${ENCODED}@127.0.0.1:1/?tls=wrong7`, 'uri-option-value'],
    ['mongodb://127.0.0.1:1/?tls=true&tlsCAFile=/no/such/file', 'uri-file'],
  ])('%s is %s', expectCode)

  test('a host that may be part of a password is not shown', async () => {
    expect(await ask('mongodb://writer:12345')).toMatchObject({ ok: false, code: 'host-not-found', shown: null })
    expect(await ask('mongodb://ana:pw@127.0.0.1:1')).toMatchObject({ shown: 'mongodb://***@127.0.0.1:1/' })
  })

  test('another program on the port', async () => {
    const web = await listening(createHttpServer((_request, response) => response.end('hello')))
    const greeter = await listening(createServer((socket) => void socket.on('error', () => {}).write('SSH-2.0-OpenSSH_9.6\r\n')))
    const silent = await listening(createServer((socket) => void socket.on('error', () => {})))
    // Side by side: each is waited for.
    await Promise.all([
      expectCode(`mongodb://127.0.0.1:${web}/`, 'not-mongodb'),
      expectCode(`mongodb://127.0.0.1:${web}/?tls=true`, 'tls-not-spoken'),
      expectCode(`mongodb://127.0.0.1:${greeter}/`, 'not-mongodb'),
      expectCode(`mongodb://127.0.0.1:${silent}/`, 'not-mongodb'),
    ])
  })

  test('a MongoDB that is too old', async () => {
    await expectCode(`mongodb://127.0.0.1:${await listening(createServer(answerAsOld))}/`, 'version-unsupported')
  })
})

describe.skipIf(!realMongodb.available)('with a real MongoDB that asks for users', () => {
  let mongodb: TestMongodb
  const at = (rest: string, credentials = `writer:${ENCODED}@`) => `mongodb://${credentials}127.0.0.1:${mongodb.port}/${rest}`

  beforeAll(async () => {
    mongodb = await startMongodWith(['--auth'])
    const root = { user: 'root', pwd: 'root', roles: ['root'] }
    await withClient(mongodb.uri, (client) => client.db('admin').command({ createUser: root.user, pwd: root.pwd, roles: root.roles }))
    await withClient(at('', 'root:root@'), async (client) => {
      for (const [user, roles] of [
        ['writer', [{ role: 'readWrite', db: 'shop' }]],
        ['reader', [{ role: 'read', db: 'shop' }]],
        ['nobody', []],
      ]) {
        await client.db('admin').command({ createUser: user, pwd: PASSWORD, roles })
      }
      for (const [role, actions] of [
        ['inserter', ['find', 'insert', 'update']],
        ['unindexed', ['find', 'insert', 'update', 'remove']],
        ['undeleting', ['find', 'insert', 'update', 'createIndex']],
      ] as const) {
        const privileges = [{ resource: { db: 'shop', collection: '' }, actions }]
        await client.db('admin').command({ createRole: role, privileges, roles: [] })
        await client.db('admin').command({ createUser: role, pwd: PASSWORD, roles: [role] })
      }
    })
  })
  afterAll(() => mongodb?.stop())

  test('who may write is let in, and nothing is left behind', async () => {
    expect(await ask(at('?authSource=admin'))).toMatchObject({ ok: true, version: expect.stringMatching(/^6\./), shown: expect.stringContaining('//***@') })
    const databases = await withClient(at('', 'root:root@'), (client) => client.db('admin').admin().listDatabases({ nameOnly: true }))
    expect(databases.databases.map(({ name }) => name)).not.toContain('shop')
  })

  test.each(['reader', 'inserter', 'unindexed', 'undeleting', 'nobody'])('%s may not do all that the shop does', async (user) => {
    await expectCode(at('?authSource=admin', `${user}:${ENCODED}@`), 'not-authorized')
  })

  test.each<[string, string, AttemptCode]>([
    ['no user', '', 'auth-required'],
    ['a wrong password', 'writer:wrong7@', 'auth-failed'],
    ['a user that does not exist', `stranger:${ENCODED}@`, 'auth-failed'],
    ['a password that is encoded twice', `writer:${encodeURIComponent(ENCODED)}@`, 'auth-failed'],
    ['a password that is not encoded', `writer:${PASSWORD}@`, 'uri-encoding'],
    ['%40 for the @', `writer:${ENCODED}%40`, 'uri-host'],
  ])('%s', async (_name, credentials, code) => {
    await expectCode(at('', credentials), code)
  })

  test.concurrent.each<[string, string, AttemptCode]>([
    ['a wrong authSource', '?authSource=shop', 'auth-failed'],
    ['the database for authSource', 'shop', 'auth-failed'],
    ['a mechanism that is turned off', '?authMechanism=PLAIN&authSource=$external', 'auth-mechanism'],
    ['a mechanism that is gone', '?authMechanism=MONGODB-CR', 'auth-mechanism'],
    ['a mechanism that is none', '?authMechanism=wrong7', 'uri-option-value'],
    ['a compressor that is not installed', '?compressors=snappy', 'uri-needs-package'],
    ['TLS where there is none', '?tls=true', 'tls-not-spoken'],
    ['a replica set where there is none', '?replicaSet=rs0', 'wrong-replica-set'],
  ])('%s', async (_name, rest, code) => {
    await expectCode(at(rest), code)
  })

  test('who may only read is told so, and the next source serves', async () => {
    const calledOff = new AbortController()
    const uri = at('?authSource=admin', `reader:${ENCODED}@`)
    // A mongod that is not there: the embedded server is the next one, however this machine is equipped.
    const places = { database: 'shop', collection: 'sessions', collections: ['sessions'], usedBefore: [], staysOwn: false }
    const order = { uri, mongodBinary: '/no/such/mongod', dataFolder: temporaryFolder(), ...places }
    const { chosen, attempts } = await resolveSources(order, null, calledOff.signal)
    try {
      expect(attempts[0]).toMatchObject({ source: 'uri', outcome: 'failed', code: 'not-authorized', reason: expect.stringContaining('readWrite') })
      expect(chosen?.kind).not.toBe('uri')
    } finally {
      await chosen?.process?.stop()
    }
  })
})

/** A certificate that signs itself, and its key, in one file: made for this run, since no key belongs into a checkout. */
function makeCertificate(path: string): void {
  const key = `${path}.key`
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1'
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', names, '-keyout', key, '-out', path],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  appendFileSync(path, readFileSync(key))
}

describe.skipIf(!realMongodb.available)('with a real MongoDB that asks for TLS, in a replica set', () => {
  let mongodb: TestMongodb
  const certificate = join(temporaryFolder(), 'localhost.pem')
  const trusted = `tls=true&tlsCAFile=${encodeURIComponent(certificate)}`
  const at = (rest: string) => `mongodb://127.0.0.1:${mongodb.port}/?${rest}`

  beforeAll(async () => {
    makeCertificate(certificate)
    mongodb = await startMongodWith(['--tlsMode', 'requireTLS', '--tlsCertificateKeyFile', certificate, '--replSet', 'rs0'])
    await withClient(at(`${trusted}&directConnection=true`), async (client) => {
      const admin = client.db('admin')
      await admin.command({ replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host: `127.0.0.1:${mongodb.port}` }] } })
      await vi.waitFor(async () => expect((await admin.command({ hello: 1 })).isWritablePrimary).toBe(true), { timeout: 30_000, interval: 100 })
    })
  })
  afterAll(() => mongodb?.stop())

  test('it is let in with TLS, the certificate and the name of the set', async () => {
    expect(await ask(at(`${trusted}&replicaSet=rs0`))).toMatchObject({ ok: true, shown: expect.stringMatching(/\?tls=true&replicaSet=rs0$/) })
  })

  test.concurrent.each<[string, string, AttemptCode]>([
    ['no TLS', 'directConnection=true', 'tls-required'],
    ['a certificate that nobody signed', 'tls=true', 'tls-certificate'],
    ['another replica set', `${trusted}&replicaSet=rs1`, 'wrong-replica-set'],
  ])('%s', async (_name, rest, code) => {
    await expectCode(at(rest), code)
  })

  test('a secondary, alone and as the only one of its set', async () => {
    await withClient(at(`${trusted}&directConnection=true`), async (client) => {
      await client.db('admin').command({ replSetStepDown: 120, force: true })
      expect((await client.db('admin').command({ hello: 1 })).secondary).toBe(true)
    })
    await Promise.all([`${trusted}&directConnection=true`, `${trusted}&replicaSet=rs0`].map((rest) => expectCode(at(rest), 'not-writable')))
  })
})

async function withClient<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 20_000 })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
