import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { BSON, type Document, Long, MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { entryPath } from '../../paths.js'
import { rounds } from '../../test/support/thoroughness.js'
import { COLLECTION_COMMANDS } from './collection-commands.js'
import type { EmbeddedAnswer } from './entry.js'
import { Framer } from './framing.js'
import { READ_COMMANDS } from './read-commands.js'
import { SERVER_COMMANDS } from './server-commands.js'
import { WRITE_COMMANDS } from './write-commands.js'

/** What a driver would have to wait for before anybody notices: ten times what a busy machine needs. */
const ANSWER_WITHIN_MS = 10_000
const AT_ONCE = 8

let child: ChildProcess
let port: number

beforeAll(async () => {
  child = fork(entryPath('mongo/wire-server/entry'), { serialization: 'advanced', execArgv: [] })
  child.send({ dataFolder: null, port: 0 })
  const [answer] = (await once(child, 'message')) as [EmbeddedAnswer]
  if (!answer.ok) throw new Error(answer.reason)
  port = answer.port
})
afterAll(async () => {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
})

const c = 'c'
/** Each command that the server knows, with some of its fields. */
const COMMANDS: readonly Document[] = [
  ...['hello', 'isMaster', 'ismaster', 'ping', 'buildInfo', 'buildinfo', 'serverStatus', 'getCmdLineOpts', 'hostInfo', 'connectionStatus', 'startSession'].map(
    (name) => ({ [name]: 1 }),
  ),
  ...['killAllSessions', 'whatsmyuri', 'getFreeMonitoringStatus', 'logout', 'fsync', 'listCommands', 'listDatabases', 'dbStats', 'dbstats'].map((name) => ({
    [name]: 1,
  })),
  ...['endSessions', 'refreshSessions', 'killSessions'].map((name) => ({ [name]: [{ id: new BSON.UUID() }] })),
  { getLog: 'global' },
  { getParameter: 1, ttlMonitorSleepSecs: 1 },
  { setParameter: 1, ttlMonitorSleepSecs: 60 },
  { create: 'other', comment: 'x' },
  {
    insert: c,
    documents: [{ _id: 1, s: 'text', n: { a: [1, 2.5, Long.MAX_VALUE, null, true, new Date(0)] }, re: /a+/i, bin: Buffer.from('abc') }],
    ordered: true,
  },
  { find: c, filter: { n: { $gt: 1 }, $or: [{ s: 'a' }, { s: { $in: ['b', /c/] } }] }, sort: { s: -1 }, projection: { s: 1 }, limit: 5, batchSize: 2 },
  { getMore: Long.fromNumber(7), collection: c, batchSize: 2 },
  { killCursors: c, cursors: [Long.fromNumber(7)] },
  { count: c, query: { s: 'text' } },
  { distinct: c, key: 's', query: { s: { $ne: null } } },
  { explain: { find: c, filter: { s: 'text' } }, verbosity: 'executionStats' },
  { aggregate: c, pipeline: [{ $match: { s: 'text' } }, { $group: { _id: '$s', n: { $sum: 1 } } }], cursor: { batchSize: 10 } },
  { update: c, updates: [{ q: { _id: 1 }, u: { $set: { 'n.b': 1 }, $push: { list: { $each: [1, 2] } } }, upsert: true, multi: false }] },
  { delete: c, deletes: [{ q: { _id: 2 }, limit: 1 }] },
  { findAndModify: c, query: { _id: 1 }, update: { $inc: { k: 1 } }, new: true, fields: { k: 1 } },
  { findandmodify: c, query: { _id: 3 }, remove: true, sort: { _id: 1 } },
  { listCollections: 1, filter: { name: c }, nameOnly: true },
  { createIndexes: c, indexes: [{ key: { expires: 1 }, name: 'expires_1', expireAfterSeconds: 60 }] },
  { listIndexes: c, cursor: {} },
  { dropIndexes: c, index: 'expires_1' },
  { deleteIndexes: c, index: 'expires_1' },
  { collStats: c },
  { collstats: c },
  { validate: c, full: true },
  { drop: 'other' },
  { dropDatabase: 1 },
]

/** What the driver really sends for each of them. */
async function recorded(): Promise<readonly Buffer[]> {
  const messages: Buffer[] = []
  const sockets: Socket[] = []
  const proxy = createServer((from) => {
    const framer = new Framer()
    const to = connect(port, '127.0.0.1')
    sockets.push(from, to)
    from.on('data', (chunk) => messages.push(...framer.push(chunk)))
    from.pipe(to).pipe(from)
    for (const socket of [from, to]) socket.on('error', () => socket.destroy())
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const address = proxy.address()
  const client = new MongoClient(`mongodb://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/?directConnection=true`)
  for (const command of COMMANDS) {
    // Whatever it answers: here only the question counts.
    await client
      .db(/^(get|set)|fsync/.test(Object.keys(command)[0] ?? '') && !command.getMore ? 'admin' : 'shop')
      .command(command)
      .catch(() => null)
  }
  await client
    .db('shop')
    .collection(c)
    .insertMany([{ a: 1 }, { a: 2 }])
  await client.close()
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => proxy.close(resolve))
  return messages
}

/** The same numbers at every run (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const TYPES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 0x7f, 0xff]
const LENGTHS = [-1, 0, 1, 2, 3, 4, 5, 6, 0x7fffffff, -0x80000000]

function mutated(original: Buffer, others: readonly Buffer[], random: (below: number) => number): Buffer {
  let bytes = Buffer.from(original)
  // The header is left alone in most of them: what matters comes after it.
  const place = (room: number) =>
    Math.min(bytes.length - room, random(8) === 0 ? random(bytes.length - room) : 16 + random(Math.max(1, bytes.length - 16 - room)))
  switch (random(5)) {
    case 0:
      for (let i = random(8); i >= 0; i--) {
        const at = place(1)
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
      }
      break
    case 1: {
      // A length, found as a number that could be one.
      const candidates = Array.from({ length: bytes.length - 20 }, (_, index) => 16 + index).filter((at) => {
        const number = bytes.readInt32LE(at)
        return number > 0 && number <= bytes.length
      })
      const at = candidates[random(candidates.length)] ?? place(4)
      bytes.writeInt32LE(random(2) === 0 ? (LENGTHS[random(LENGTHS.length)] ?? 0) : (bytes.readInt32LE(at) + random(17) - 8) | 0, at)
      break
    }
    case 2:
      bytes = bytes.subarray(0, 16 + random(bytes.length - 16))
      break
    case 3: {
      const other = others[random(others.length)] ?? original
      bytes = Buffer.concat([bytes.subarray(0, 16 + random(bytes.length - 16)), other.subarray(16 + random(other.length - 16))])
      break
    }
    default: {
      const names = Array.from({ length: bytes.length - 21 }, (_, index) => 21 + index).filter((at) => TYPES.includes(bytes[at] ?? 0) && bytes[at - 1] === 0)
      bytes[names[random(names.length)] ?? place(1)] = TYPES[random(TYPES.length)] ?? 0
    }
  }
  // Most of them whole, so that they are read to the end.
  if (random(8) > 0) bytes.writeInt32LE(bytes.length, 0)
  return bytes
}

type Outcome = 'answered' | 'refused' | 'closed'

/** Sends one message, and nothing after it, on a connection of its own. */
async function send(bytes: Buffer): Promise<Outcome> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const received: Buffer[] = []
  const framer = new Framer()
  const outcome = new Promise<Outcome>((resolve) => {
    socket.on('data', (chunk) => {
      received.push(...framer.push(chunk))
      if (received.length === 0) return
      socket.destroy()
    })
    socket.once('close', () => {
      const [answer] = received
      if (!answer) resolve('closed')
      else resolve(answer.readInt32LE(12) === 2013 && BSON.deserialize(answer.subarray(21)).ok === 0 ? 'refused' : 'answered')
    })
  })
  socket.end(bytes)
  return outcome
}

test('every command that the server knows is among those that are mutated', () => {
  const known = Object.keys({ ...SERVER_COMMANDS, ...READ_COMMANDS, ...WRITE_COMMANDS, ...COLLECTION_COMMANDS, aggregate: null })
  expect(new Set(COMMANDS.map((command) => Object.keys(command)[0]))).toEqual(new Set(known))
})

test('mutated messages of every command reach nobody but who sent them', { timeout: 300_000 }, async () => {
  const originals = await recorded()
  expect(originals.length).toBeGreaterThan(COMMANDS.length)
  const random = numbers(20_260_401)
  const messages = Array.from({ length: rounds(20_000, 1_500) }, (_, index) => mutated(originals[index % originals.length] as Buffer, originals, random))
  // A document of which only the size and one type are there.
  messages.splice(10, 0, Buffer.from('1f0000000700000000000000dd07000000000000000a000000100000000000', 'hex'))

  const outcomes: Record<Outcome, number> = { answered: 0, refused: 0, closed: 0 }
  let pings = 0
  let done = false
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 2_000, socketTimeoutMS: ANSWER_WITHIN_MS })
  const control = (async () => {
    while (!done) {
      await client.db('admin').command({ ping: 1 })
      pings++
      await sleep(1)
    }
  })()
  let next = 0
  const senders = Array.from({ length: AT_ONCE }, async () => {
    for (let index = next++; index < messages.length; index = next++) outcomes[await send(messages[index] as Buffer)]++
  })
  try {
    await Promise.race([Promise.all(senders), control])
    done = true
    await control
  } finally {
    done = true
    await client.close(true)
  }
  expect(pings).toBeGreaterThan(10)
  expect({ exitCode: child.exitCode, signalCode: child.signalCode }).toEqual({ exitCode: null, signalCode: null })
  // All three happen, or the mutations are not what they should be.
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(messages.length / 100)
})
