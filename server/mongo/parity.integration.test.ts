import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BSON, type Document, MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PARITY_CASES, type ParityCase } from '../test/mongo/parity-cases.js'
import { openBinary } from './binary-source.js'
import { isOpen, type OpenSource } from './source.js'
import { type EmbeddedServer, openEmbeddedServer } from './wire-server/server.js'

/** Ids that a server makes up, and what depends on them. */
function normalise(text: string, database: string): string {
  return text
    .replaceAll(database, 'DB')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\{"\$binary":\{"base64":"[^"]+","subType":"04"\}\}/g, '"UUID"')
    .replaceAll(/"id":\{"\$numberLong":"[1-9]\d*"\}/g, '"id":"CURSOR"')
}

const int = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes.toString('latin1')
}

/** A document around bytes that are its fields, or should be. */
function around(fields: string): string {
  return `${int(fields.length + 5)}${fields}\0`
}

const ping = (field: string) => around(`\x10ping\0${int(1)}${field}\x02$db\0${int(2)}p\0`)

/** Bodies that are no BSON, or that only look so. */
const BODIES: Readonly<Record<string, string>> = {
  'an element where the end should be': `${int(10)}\x10\0${int(0)}`,
  'no end': `${ping('').slice(0, -1)}\x07`,
  'a string of no bytes': ping(`\x02s\0${int(0)}x\0`),
  'a string that is too long': ping(`\x02s\0${int(1000)}x\0`),
  'a string without its end': ping(`\x02s\0${int(2)}xy`),
  'a boolean of two': ping('\x08b\0\x02'),
  'a type that does not exist': ping('\x20b\0'),
  'binary data of negative length': ping(`\x05b\0${int(-1)}\0`),
  'an end in the middle': around('\0\0'),
  'names and text that are no UTF-8': ping(`\x03comment\0${around(`\x02\xff\xfe\0${int(2)}\xff\0`)}`),
  'an array with names': ping(`\x04comment\0${around(`\x10x\0${int(1)}\x10x\0${int(2)}`)}`),
  'old binary data whose inner length is wrong': ping(`\x05comment\0${int(5)}\x02${int(9)}x`),
  'code with a scope': ping(`\x0fcomment\0${int(15)}${int(2)}x\0${around('')}`),
}

/** Sends a body as it is. @returns the answer to it */
async function askRaw(uri: string, body: string): Promise<Document> {
  const { hostname, port } = new URL(uri)
  const bytes = Buffer.from(body, 'latin1')
  const header = Buffer.alloc(21)
  header.writeInt32LE(21 + bytes.length, 0)
  header.writeInt32LE(2013, 12)
  const socket = connect(Number(port), hostname)
  socket.write(Buffer.concat([header, bytes]))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return BSON.deserialize(answer.subarray(21))
}

/** The answer, or the error, with every BSON type in sight. */
async function ask(client: MongoClient, database: string, command: Document): Promise<string> {
  let answer: Document
  try {
    answer = await client.db(database).command(command, { promoteValues: false, promoteLongs: false })
  } catch (error) {
    const { code, codeName, errmsg, writeErrors } = (error as { errorResponse?: Document }).errorResponse ?? { errmsg: String(error) }
    answer = { failed: true, code, codeName, errmsg, ...(writeErrors ? { writeErrors } : {}) }
  }
  return normalise(BSON.EJSON.stringify(answer, { relaxed: false }), database)
}

describe.skipIf(!process.env.MONGOD_BINARY)('the embedded server answers as a real MongoDB does (needs MONGOD_BINARY)', () => {
  let folder: string
  let real: OpenSource
  let embedded: EmbeddedServer
  let clients: readonly MongoClient[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sessionscope-parity-'))
    const order = { uri: null, mongodBinary: process.env.MONGOD_BINARY ?? null, dataFolder: folder, database: 'shop', collection: 'sessions' }
    const opened = await openBinary(order, new AbortController().signal)
    if (!isOpen(opened)) throw new Error(opened.reason)
    real = opened
    embedded = await openEmbeddedServer({ dataFolder: join(folder, 'embedded') })
    clients = [new MongoClient(real.uri), new MongoClient(embedded.uri)]
  })
  afterAll(async () => {
    await Promise.all((clients ?? []).map((client) => client.close()))
    await Promise.all([embedded?.close(), real?.process?.stop()])
    rmSync(folder, { recursive: true, force: true })
  })

  test('the one asked is a MongoDB 6', () => {
    expect(real.version).toMatch(/^6\./)
  })

  test.for(Object.entries(BODIES))('a body with %s', async ([, body]) => {
    const [expected, actual] = await Promise.all([askRaw(real.uri, body), askRaw(embedded.uri, body)])
    expect(actual).toEqual(expected)
  })

  test.for(PARITY_CASES.map((one, index): [string, ParityCase, number] => [one.name, one, index]))('%s', async ([, { documents, commands }, index]) => {
    const database = `parity-${index}`
    for (const client of clients) if (documents) await client.db(database).collection('c').insertMany(structuredCopy(documents))
    for (const command of commands) {
      const [expected, actual] = await Promise.all(clients.map((client) => ask(client, command.ttlMonitorSleepSecs ? 'admin' : database, command)))
      expect.soft(actual, `answer to ${BSON.EJSON.stringify(command)}`).toBe(expected)
    }
  })
})

/** insertMany adds ids to what it is given. */
function structuredCopy(documents: readonly Document[]): Document[] {
  return documents.map((document) => ({ ...document }))
}
