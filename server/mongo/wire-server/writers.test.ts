import { type Collection, MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { rounds } from '../../test/support/thoroughness.js'
import { type EmbeddedServer, openEmbeddedServer } from './server.js'

const CLIENTS = 20

interface Job {
  _id: number
  owner: number | null
  priority?: number
  n?: number
}

let server: EmbeddedServer
let clients: readonly MongoClient[]
let jobs: readonly Collection<Job>[]

beforeEach(async () => {
  server = await openEmbeddedServer({ dataFolder: null })
  clients = Array.from({ length: CLIENTS }, () => new MongoClient(server.uri))
  // Connected beforehand: all of them are to ask at the same moment.
  await Promise.all(clients.map((client) => client.db('admin').command({ ping: 1 })))
  jobs = clients.map((client) => client.db('shop').collection<Job>('jobs'))
})
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()))
  await server.close()
})

function first(): Collection<Job> {
  return jobs[0] as Collection<Job>
}

async function fill(count: number): Promise<void> {
  await first().insertMany(Array.from({ length: count }, (_, index) => ({ _id: index, owner: null, priority: (index * 7919) % count })))
}

test.for([
  ['in their order', { priority: 1 }],
  ['in the order of their ids', { _id: -1 }],
  ['in any order', {}],
] as const)('each job is claimed by one client only, %s', { timeout: 300_000 }, async ([, sort]) => {
  const count = rounds(2_000, 300)
  await fill(count)
  const claimed: number[] = []
  await Promise.all(
    jobs.map(async (collection, owner) => {
      for (;;) {
        const job = await collection.findOneAndUpdate({ owner: null }, { $set: { owner } }, { sort })
        if (!job) return
        claimed.push(job._id)
      }
    }),
  )
  expect(claimed).toHaveLength(count)
  expect(new Set(claimed).size).toBe(count)
})

test('each job is taken out by one client only', async () => {
  await fill(400)
  const taken: number[] = []
  await Promise.all(
    jobs.map(async (collection) => {
      for (;;) {
        const job = await collection.findOneAndDelete({ owner: null }, { sort: { priority: 1 } })
        if (!job) return
        taken.push(job._id)
      }
    }),
  )
  expect(taken).toHaveLength(400)
  expect(new Set(taken).size).toBe(400)
})

test('an update of many changes only what still matches when it gets there', async () => {
  // Enough for several slices, so that all clients are under way at a time.
  await fill(20_000)
  const changed = await Promise.all(
    jobs.slice(0, 5).map(async (collection, owner) => (await collection.updateMany({ owner: null }, { $set: { owner } })).modifiedCount),
  )
  expect(changed.reduce((sum, count) => sum + count, 0)).toBe(20_000)
  for (const [owner, count] of changed.entries()) expect(await first().countDocuments({ owner })).toBe(count)
})

test('a removal of many leaves alone what was claimed meanwhile', async () => {
  await fill(20_000)
  const [removed, ...claims] = await Promise.all([
    first()
      .deleteMany({ owner: null })
      .then((result) => result.deletedCount),
    ...jobs.slice(1).map(async (collection, index) => {
      const claim = await collection.findOneAndUpdate({ _id: 19_999 - index, owner: null }, { $set: { owner: index } })
      return claim ? 1 : 0
    }),
  ])
  const claimed = claims.reduce<number>((sum, count) => sum + count, 0)
  expect(claimed).toBeGreaterThan(0)
  expect(removed + claimed).toBe(20_000)
  expect(await first().countDocuments({})).toBe(claimed)
})

test('upserts that race for one unique key count together, and none of them fails', async () => {
  await first().createIndex({ priority: 1 }, { unique: true })
  const keys = Array.from({ length: 20 }, (_, index) => index)
  await Promise.all(
    jobs.map(async (collection, client) => {
      for (const priority of keys) {
        if (client % 2) await collection.updateOne({ priority }, { $inc: { n: 1 } }, { upsert: true })
        else await collection.findOneAndUpdate({ priority }, { $inc: { n: 1 } }, { upsert: true })
      }
    }),
  )
  expect((await first().find().sort({ priority: 1 }).toArray()).map(({ priority, n }) => ({ priority, n }))).toEqual(
    keys.map((priority) => ({ priority, n: CLIENTS })),
  )
})
