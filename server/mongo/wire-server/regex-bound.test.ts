import { setTimeout as sleep } from 'node:timers/promises'
import { BSONRegExp, type Document, MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampled } from '../../test/support/thoroughness.js'
import { type EmbeddedServer, openEmbeddedServer } from './server.js'

/** Thirty letters and another one: `^(a+)+$` has 2^29 ways to fail. */
const SLOW_TEXT = `${'a'.repeat(30)}b`
const SLOW = '^(a+)+$'

let server: EmbeddedServer
let client: MongoClient

beforeAll(async () => {
  server = await openEmbeddedServer({ dataFolder: null })
  client = new MongoClient(server.uri)
  await client
    .db('shop')
    .collection<{ _id: number; s: string; list: string[] }>('c')
    .insertMany([
      { _id: 1, s: SLOW_TEXT, list: Array.from({ length: 100 }, () => SLOW_TEXT) },
      { _id: 2, s: 'aaa', list: [] },
    ])
})
afterAll(async () => {
  await client.close()
  await server.close()
})

const regex = new RegExp(SLOW)
const c = 'c'

test.for<[string, Document]>([
  ['a filter', { find: c, filter: { s: { $regex: SLOW } } }],
  ['a filter by a value', { find: c, filter: { s: regex } }],
  ['one over many texts', { find: c, filter: { list: regex } }],
  ['$in', { find: c, filter: { s: { $in: ['x', regex] } } }],
  ['$nin', { find: c, filter: { s: { $nin: [regex] } } }],
  ['$not', { find: c, filter: { s: { $not: regex } } }],
  ['$all', { find: c, filter: { list: { $all: [regex] } } }],
  ['$elemMatch', { find: c, filter: { list: { $elemMatch: { $regex: SLOW } } } }],
  ['a projection', { find: c, filter: { _id: 1 }, projection: { list: { $elemMatch: { $regex: SLOW } } } }],
  ['$expr', { find: c, filter: { $expr: { $regexMatch: { input: '$s', regex: SLOW } } } }],
  ['a sort', { find: c, filter: { s: regex }, sort: { s: 1 } }],
  ['count', { count: c, query: { s: regex } }],
  ['distinct', { distinct: c, key: 's', query: { s: regex } }],
  ['delete', { delete: c, deletes: [{ q: { s: regex }, limit: 0 }] }],
  ['update', { update: c, updates: [{ q: { s: regex }, u: { $set: { a: 1 } } }] }],
  ['$pull', { update: c, updates: [{ q: { _id: 1 }, u: { $pull: { list: regex } } }] }],
  ['array filters', { update: c, updates: [{ q: { _id: 1 }, u: { $set: { 'list.$[x]': 1 } }, arrayFilters: [{ x: regex }] }] }],
  ['findAndModify', { findAndModify: c, query: { s: regex }, remove: true }],
  ['$match', { aggregate: c, pipeline: [{ $match: { s: regex } }], cursor: {} }],
  ['$match later on', { aggregate: c, pipeline: [{ $sort: { _id: 1 } }, { $match: { s: regex } }], cursor: {} }],
  ['$project', { aggregate: c, pipeline: [{ $project: { r: { $regexFind: { input: '$s', regex: SLOW } } } }], cursor: {} }],
  ['$group', { aggregate: c, pipeline: [{ $group: { _id: { $regexMatch: { input: '$s', regex: SLOW } } } }], cursor: {} }],
  ['$facet', { aggregate: c, pipeline: [{ $facet: { a: [{ $match: { s: regex } }] } }], cursor: {} }],
  ['what RE2 does not know', { find: c, filter: { s: /^(?=a)(a+)+\1$/ } }],
])('%s that would take for ever ends in an error, and others are answered meanwhile', async ([, command]) => {
  let pings = 0
  let done = false
  const other = (async () => {
    while (!done) {
      await client.db('admin').command({ ping: 1 })
      pings++
      await sleep(1)
    }
  })()
  const answer = await client
    .db('shop')
    .command(command)
    .catch((error: unknown) => error as Document)
  done = true
  await other
  const { code, errmsg } = answer.writeErrors?.[0] ?? answer
  expect({ code, errmsg }).toEqual({
    code: 51156,
    errmsg: expect.stringMatching(/Error occurred while executing the regular expression in \$regex\w*\. Result code: -8$/),
  })
  expect(pings).toBeGreaterThan(0)
  // Nothing was changed by halves.
  expect(await client.db('shop').collection('c').countDocuments({ a: null, 'list.0': SLOW_TEXT })).toBe(1)
})

const manyAtOnce: readonly [string, Document, number][] = [
  ['filters of many clients', { find: c, filter: { s: regex } }, 8],
  ['stages of many clients', { aggregate: c, pipeline: [{ $group: { _id: { $regexMatch: { input: '$s', regex: SLOW } } } }], cursor: {} }, 6],
  ['updates of many clients', { update: c, updates: [{ q: { _id: 1 }, u: { $pull: { list: regex } } }] }, 8],
  ['many updates of one client', { update: c, updates: Array.from({ length: 8 }, () => ({ q: { s: regex }, u: { $set: { a: 1 } } })), ordered: false }, 1],
]
test.for(sampled(manyAtOnce, 2))('%s take turns: whoever has a short question waits for a few of them, not for all', async ([, command, count]) => {
  // A connection for each, and open: so that the commands arrive at once.
  const all = await Promise.all(Array.from({ length: count + 1 }, () => MongoClient.connect(server.uri, { maxPoolSize: 1 })))
  const [asker, ...many] = all
  const ping = () => asker?.db('admin').command({ ping: 1 })
  await Promise.all(all.map((each) => each.db('admin').command({ ping: 1 })))
  let done = false
  const slow = Promise.all(
    many.map((each) =>
      each
        .db('shop')
        .command(command)
        .catch((error: unknown) => error as Document),
    ),
  ).finally(() => {
    done = true
  })
  let pings = 0
  while (!done) {
    await ping()
    pings++
  }
  const answers = (await slow).flatMap((answer) => answer.writeErrors ?? [answer])
  expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([51156]))
  // A ping takes a few iterations of the event loop, which client and server share here, and each of them does one piece of the work.
  expect(answers.length / pings).toBeLessThan(4)
  await Promise.all(all.map((each) => each.close()))
})

test('a slow text fails, a quick one of the same expression is found', async () => {
  const found = await client
    .db('shop')
    .collection('c')
    .find({ _id: { $gte: 2 as never }, s: regex })
    .toArray()
  expect(found.map(({ _id }) => _id)).toEqual([2])
})

test('a flag that MongoDB does not know is an error, and the connection goes on', async () => {
  const one = new MongoClient(server.uri, { maxPoolSize: 1 })
  const seen = new Set<unknown>()
  one.on('connectionCreated', ({ connectionId }) => seen.add(connectionId))
  const unknown = new BSONRegExp('a', 'i')
  unknown.options = 'i1'
  await expect(one.db('shop').collection('c').find({ s: unknown }).toArray()).rejects.toMatchObject({
    code: 51108,
    errmsg: ' invalid flag in regex options: 1',
  })
  await expect(one.db('shop').collection('c').countDocuments({ s: 'aaa' })).resolves.toBe(1)
  expect(seen.size).toBe(1)
  await one.close()
})
