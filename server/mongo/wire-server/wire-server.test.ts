import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BSON, type Document, MongoClient, ObjectId } from 'mongodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { crc32c } from './crc32c.js'
import { type EmbeddedServer, openEmbeddedServer } from './server.js'

let folder: string
let server: EmbeddedServer
let client: MongoClient

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sessionscope-wire-'))
  server = await openEmbeddedServer({ dataFolder: folder })
  client = new MongoClient(server.uri, { serverSelectionTimeoutMS: 2_000 })
})
afterEach(async () => {
  await client.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

function opMsg(command: Document, flags = 0): Buffer {
  const body = BSON.serialize(command)
  const withoutChecksum = Buffer.alloc(21 + body.length)
  const length = withoutChecksum.length + (flags & 1 ? 4 : 0)
  withoutChecksum.writeInt32LE(length, 0)
  withoutChecksum.writeInt32LE(7, 4)
  withoutChecksum.writeInt32LE(2013, 12)
  withoutChecksum.writeUInt32LE(flags, 16)
  withoutChecksum.set(body, 21)
  if (!(flags & 1)) return withoutChecksum
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32LE(crc32c(withoutChecksum))
  return Buffer.concat([withoutChecksum, checksum])
}

function opQuery(command: Document): Buffer {
  const body = BSON.serialize(command)
  const name = Buffer.from('admin.$cmd\0')
  const bytes = Buffer.alloc(16 + 4 + name.length + 8 + body.length)
  bytes.writeInt32LE(bytes.length, 0)
  bytes.writeInt32LE(2004, 12)
  bytes.set(name, 20)
  bytes.writeInt32LE(-1, 20 + name.length + 4)
  bytes.set(body, 28 + name.length)
  return bytes
}

/** Sends bytes; answers with what came back before the server closed, or with the first answer. */
async function exchange(bytes: Buffer, endAfter = false): Promise<{ readonly answer: Buffer; readonly closed: boolean }> {
  const socket: Socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => {})
  const outcome = new Promise<{ answer: Buffer; closed: boolean }>((resolve) => {
    socket.once('data', (answer) => resolve({ answer, closed: false }))
    socket.once('close', () => resolve({ answer: Buffer.alloc(0), closed: true }))
  })
  socket.write(bytes)
  if (endAfter) socket.end()
  const result = await outcome
  socket.destroy()
  return result
}

function header(length: number, opcode: number, rest = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeInt32LE(length, 0)
  bytes.writeInt32LE(opcode, 12)
  return Buffer.concat([bytes, rest])
}

/** The same message with one thing changed. */
function changed(change: (message: Buffer) => void): Buffer {
  const message = opMsg({ ping: 1, $db: 'admin' })
  change(message)
  return message
}

test.for<[string, () => Buffer]>([
  ['garbage', () => Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['a negative length', () => header(-1, 2013)],
  ['a length below the header', () => header(15, 2013)],
  ['an enormous length', () => header(48_000_001, 2013)],
  ['an unknown opcode', () => header(20, 9999, Buffer.alloc(4))],
  ['compression that was never agreed on', () => header(40, 2012, Buffer.alloc(24))],
  ['an opcode of the past', () => header(40, 2002, Buffer.alloc(24))],
  ['a checksum that does not match', () => Buffer.concat([opMsg({ ping: 1, $db: 'admin' }, 1).subarray(0, -1), Buffer.from([0xaa])])],
  ['an unknown required flag', () => opMsg({ ping: 1, $db: 'admin' }, 4)],
  ['an unknown section', () => changed((message) => message.writeUInt8(9, 20))],
  ['a section beyond the message', () => changed((message) => message.writeInt32LE(1_000_000, 21))],
  ['a section of negative size', () => changed((message) => message.writeInt32LE(-5, 21))],
])('%s closes that connection only', async ([, bytes]) => {
  expect(await exchange(bytes())).toEqual({ answer: Buffer.alloc(0), closed: true })
  await expect(client.db('admin').command({ ping: 1 })).resolves.toMatchObject({ ok: 1 })
})

test('the same messages without the fault are answered', async () => {
  for (const flags of [0, 1]) expect((await exchange(opMsg({ ping: 1, $db: 'admin' }, flags))).closed).toBe(false)
})

test('a message cut short by the client ends with it', async () => {
  expect(await exchange(opMsg({ ping: 1, $db: 'admin' }).subarray(0, 30), true)).toMatchObject({ closed: true })
  await expect(client.db('admin').command({ ping: 1 })).resolves.toMatchObject({ ok: 1 })
})

test('a message that arrives byte by byte is answered', async () => {
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.setNoDelay(true)
  const answered = once(socket, 'data')
  for (const byte of opMsg({ ping: 1, $db: 'admin' })) {
    socket.write(Buffer.from([byte]))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await answered
  socket.destroy()
})

test('broken BSON inside a whole message is answered with an error', async () => {
  const message = opMsg({ ping: 'text', $db: 'admin' })
  // The length of the string 'text'.
  message.writeInt32LE(1_000, message.indexOf('text') - 4)
  const { answer } = await exchange(message)
  expect(BSON.deserialize(answer.subarray(21))).toMatchObject({ ok: 0, code: 22, codeName: 'InvalidBSON' })
})

test('a message that wants no answer gets none', async () => {
  const silent = opMsg({ insert: 'c', documents: [{ _id: 'quiet' }], $db: 'shop' }, 2)
  const { answer } = await exchange(Buffer.concat([silent, opMsg({ ping: 1, $db: 'admin' })]))
  expect(BSON.deserialize(answer.subarray(21))).toEqual({ ok: 1 })
  await expect(client.db('shop').collection('c').countDocuments()).resolves.toBe(1)
})

test('the hello of old drivers is answered in their form, and nothing else is', async () => {
  const hello = (await exchange(opQuery({ isMaster: 1 }))).answer
  expect(hello.readInt32LE(12)).toBe(1)
  expect(BSON.deserialize(hello.subarray(36))).toMatchObject({ ismaster: true, maxWireVersion: 17, ok: 1 })
  const find = (await exchange(opQuery({ find: 'c' }))).answer
  expect(BSON.deserialize(find.subarray(36))).toMatchObject({ ok: 0, code: 352 })
})

test('a command that it does not know gets code 59', async () => {
  await expect(client.db('shop').command({ doTheImpossible: 1 })).rejects.toMatchObject({
    code: 59,
    codeName: 'CommandNotFound',
    message: "no such command: 'doTheImpossible'",
  })
})

test('it says what it is', async () => {
  expect(await client.db('admin').command({ buildInfo: 1 })).toMatchObject({ version: '6.0.0', sessionscope: 'embedded' })
})

test('a document of more than 16 MiB is refused, one of less is not', async () => {
  const collection = client.db('shop').collection('c')
  await collection.insertOne({ text: 'x'.repeat(15_000_000) })
  const answer = await client.db('shop').command({ insert: 'c', documents: [{ text: 'x'.repeat(17_000_000) }] })
  expect(answer).toMatchObject({ n: 0, writeErrors: [{ index: 0, errmsg: expect.stringContaining('object to insert too large') }] })
})

test('batches: all documents come once and in order', async () => {
  const collection = client.db('shop').collection<{ _id: number }>('c')
  await collection.insertMany(Array.from({ length: 1_234 }, (_, index) => ({ _id: index })))
  const ids = (await collection.find().batchSize(100).toArray()).map((one) => one._id)
  expect(ids).toEqual(Array.from({ length: 1_234 }, (_, index) => index))
  const page = await collection
    .find({ _id: { $gt: 10 } })
    .sort({ _id: -1 })
    .skip(5)
    .limit(3)
    .toArray()
  expect(page.map((one) => one._id)).toEqual([1_228, 1_227, 1_226])
})

test('expired documents go when the monitor comes, and only they', async () => {
  const collection = client.db('shop').collection<{ _id: string; expires?: Date }>('sessions')
  await collection.createIndex({ expires: 1 }, { expireAfterSeconds: 0 })
  const now = Date.now()
  await collection.insertMany([{ _id: 'old', expires: new Date(now - 1) }, { _id: 'young', expires: new Date(now + 60_000) }, { _id: 'no date' }])
  expect(await server.sweep(now)).toBe(1)
  // One that was given more time stays.
  await collection.updateOne({ _id: 'young' }, { $set: { expires: new Date(now + 120_000) } })
  expect(await server.sweep(now + 61_000)).toBe(0)
  expect(await server.sweep(now + 121_000)).toBe(1)
  expect((await collection.find().toArray()).map((one) => one._id)).toEqual(['no date'])
})

test('ttlMonitorSleepSecs shortens the wait of the monitor', async () => {
  const collection = client.db('shop').collection('sessions')
  await collection.createIndex({ expires: 1 }, { expireAfterSeconds: 0 })
  await collection.insertOne({ expires: new Date(0) })
  expect(await client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 0.05 })).toMatchObject({ was: 60, ok: 1 })
  await expect.poll(() => collection.countDocuments(), { timeout: 3_000 }).toBe(0)
})

test('what was stored is there again after a restart, indexes and order included', async () => {
  const collection = client.db('shop').collection<{ _id: ObjectId | string; n?: number }>('c')
  const id = new ObjectId()
  await collection.createIndex({ n: 1 }, { unique: true })
  await collection.insertMany([
    { _id: 'b', n: 1 },
    { _id: id, n: 2 },
    { _id: 'a', n: 3 },
  ])
  await collection.updateOne({ _id: 'b' }, { $set: { n: 10 } })
  await collection.deleteOne({ _id: 'a' })
  await client.close()
  await server.close()
  server = await openEmbeddedServer({ dataFolder: folder })
  client = new MongoClient(server.uri)
  const again = client.db('shop').collection('c')
  expect(await again.find().toArray()).toEqual([
    { _id: 'b', n: 10 },
    { _id: id, n: 2 },
  ])
  await expect(again.insertOne({ n: 10 })).rejects.toMatchObject({ code: 11000, keyPattern: { n: 1 }, keyValue: { n: 10 } })
})
