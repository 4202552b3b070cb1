import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BSON, type Document, MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBinary } from './binary-source.js'
import { PARITY_CASES, type ParityCase } from './parity-cases.js'
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
