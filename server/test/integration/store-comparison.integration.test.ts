/** The same crowd on each store: real processes, stores and databases; and the shop beside them keeps its store and its sessions. */
import { readdirSync, readFileSync } from 'node:fs'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMPARISON } from '../../config.js'
import type { ComparedStore, StoreComparison } from '../../protocol/comparison.js'
import type { StoreDescription } from '../../protocol/stores.js'
import { launch, type Sandbox } from '../support/launch.js'
import { descendantsOf } from '../support/processes.js'
import { embeddedRedis, type RawClient, rawClient, type TestRedis } from '../support/redis.js'
import { isFull } from '../support/thoroughness.js'

/** One that has to be asked for, and of each kind one: the heap, a file that is written now and then, files, a database. */
const SAMPLE = ['redis', 'memory', 'loki', 'file', 'mongodb']

/** One that is already there when the sandbox comes, with somebody's data in it. */
let redis: TestRedis
let somebody: RawClient
let sandbox: Sandbox
beforeAll(async () => {
  redis = await embeddedRedis.start()
  somebody = await rawClient(redis.port)
  await somebody.ask('SET', 'somebody:else', 'kept')
  sandbox = await launch({ env: { REDIS_URL: redis.url } })
  await sandbox.until('a MongoDB is there', ({ mongo }) => mongo.phase === 'up')
  // Somebody is logged in wherever the shop has been, the store in use last.
  for (const to of ['mongodb', 'file', 'memory']) {
    if ((await sandbox.state()).store.active !== to)
      expect(await sandbox.command({ type: 'store:switch', to })).toMatchObject({ ok: true, value: { refused: null } })
    expect(await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })).toMatchObject({ ok: true, value: { status: 200 } })
  }
  await sandbox.until('the session is counted', ({ store }) => store.active === 'memory' && store.sessionCount === 1)
})
afterAll(async () => {
  await sandbox.stop()
  somebody.close()
  await redis.stop()
})

const ended = async (): Promise<StoreComparison> => {
  const { comparison } = await sandbox.until('the comparison has ended', (state) => state.comparison !== null && state.comparison.ended !== null, 150_000)
  if (comparison === null) throw new Error('There is none.')
  return comparison
}
const rowOf = ({ rows }: StoreComparison, kind: string): ComparedStore => {
  const row = rows.find(({ store }) => store === kind)
  if (!row) throw new Error(`There is no row of ${kind}.`)
  return row
}
const inHeap = ({ capabilities }: StoreDescription) => capabilities.inHeap
const trials = () =>
  descendantsOf(sandbox.pid).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('trial/entry')
    } catch {
      return false
    }
  })

/** Nothing of the shop has changed, and nothing of the comparison is left. */
async function expectAsBefore(): Promise<void> {
  const { store, server, mongo } = await sandbox.state()
  expect([store.active, store.sessionCount, server.boot, store.health.up]).toEqual(['memory', 1, 1, true])
  const files = readdirSync(sandbox.dataFolder, { recursive: true, encoding: 'utf8' })
  expect(files.filter((name) => name.includes('-trial'))).toEqual([])
  expect(files.filter((name) => /sessions[\\/][^\\/]+\.json$/.test(name))).toHaveLength(1)
  expect(trials()).toEqual([])
  const client = await MongoClient.connect(String(mongo.shownUri))
  try {
    const database = client.db(mongo.database)
    const names = (await database.listCollections().toArray()).map(({ name }) => name)
    const counts = await Promise.all(names.map(async (name) => [name, await database.collection(name).countDocuments()]))
    expect(counts.filter(([, count]) => count !== 0)).toEqual([[mongo.collection, 1]])
    expect(names.filter((name) => name.includes('trial'))).toEqual([])
  } finally {
    await client.close()
  }
  expect(await somebody.ask('KEYS', '*')).toBe('*1\r\n$13\r\nsomebody:else\r\n')
}

// A dozen stores, three processes each: 15 s on a machine that does nothing else.
test('each store that is there has its turn; what was found is asked for first; the shop notices nothing', { timeout: 180_000 }, async () => {
  const { store } = await sandbox.state()
  const compared = store.available.filter(({ kind, unavailable }) => isFull || SAMPLE.includes(kind) || (kind === 'postgres' && unavailable !== null))
  expect(await sandbox.command({ type: 'stores:compare', ...(isFull ? {} : { stores: compared.map(({ kind }) => kind) }) })).toEqual({ ok: true, value: null })
  expect(await sandbox.command({ type: 'stores:compare' })).toMatchObject({ ok: false, problem: { code: 'busy' } })
  const comparison = await ended()
  expect(comparison).toMatchObject({ visitors: COMPARISON.visitors, ended: { outcome: 'done' }, step: null, stores: compared.map(({ kind }) => kind) })
  expect(rowOf(comparison, 'redis')).toMatchObject({ problem: { code: 'ask-first' }, figures: null })
  const missing = compared.filter(({ unavailable }) => unavailable !== null).map(({ kind }) => kind)
  for (const kind of missing) expect(rowOf(comparison, kind).problem).not.toBe(null)
  const done = compared.filter(({ kind, npm }) => kind !== 'redis' && npm?.installed !== 'on-demand')
  expect(done.length).toBeGreaterThanOrEqual(isFull ? 6 : 4)
  for (const { kind, capabilities } of done) {
    const { figures, problem } = rowOf(comparison, kind)
    expect([kind, problem]).toEqual([kind, null])
    if (figures === null) continue
    expect(figures.get.count).toBe(COMPARISON.visitors * COMPARISON.returns)
    expect(figures.set.count).toBe(COMPARISON.visitors * (COMPARISON.returns + 1))
    expect(figures.set.medianMs).toBeGreaterThan(0)
    expect(figures.set.p95Ms).toBeGreaterThanOrEqual(figures.set.medianMs)
    // What a process found is what the adapter says of its store; one that saves now and then has lost what is new.
    const { asked } = figures.survived
    expect([kind, figures.shared]).toEqual([kind, { asked, found: capabilities.shared ? asked : 0 }])
    if (capabilities.losesLastMs === undefined) expect([kind, figures.survived]).toEqual([kind, { asked, found: capabilities.survivesRestart ? asked : 0 }])
    expect([kind, asked]).toEqual([kind, COMPARISON.sample])
    expect([kind, figures.outsideBytes !== null && figures.outsideBytes > 500]).toEqual([
      kind,
      !inHeap({ capabilities } as StoreDescription) || capabilities.survivesRestart,
    ])
    expect([kind, figures.appBytes > 500]).toEqual([kind, capabilities.inHeap])
  }
  await expectAsBefore()
})

test('one that was found is used once somebody has said yes, in a part of its own that is emptied', async () => {
  await sandbox.command({ type: 'stores:compare', stores: ['redis'], allowFound: true })
  const { figures, problem } = rowOf(await ended(), 'redis')
  expect(problem).toBe(null)
  expect(figures?.shared).toEqual({ asked: COMPARISON.sample, found: COMPARISON.sample })
  expect(figures?.survived).toEqual({ asked: COMPARISON.sample, found: COMPARISON.sample })
  await expectAsBefore()
})

test('cancelled in the middle, it ends at once, and removes what it has written', async () => {
  await sandbox.command({ type: 'stores:compare', stores: ['file', 'redis'] })
  await sandbox.until('visitors are there', ({ comparison }) => comparison?.step?.phase === 'crowd')
  expect(await sandbox.command({ type: 'stores:cancel-comparison' })).toEqual({ ok: true, value: null })
  expect((await sandbox.state()).comparison).toMatchObject({ ended: { outcome: 'cancelled' }, rows: [], step: null })
  expect(await sandbox.command({ type: 'stores:cancel-comparison' })).toMatchObject({ ok: false, problem: { code: 'not-found' } })
  await expectAsBefore()
})

test('a process that is killed, and a store that there is not: told, and the next has its turn', async () => {
  expect(await sandbox.command({ type: 'stores:compare', stores: ['none'] })).toMatchObject({ ok: false, problem: { code: 'unknown-store' } })
  await sandbox.command({ type: 'stores:compare', stores: ['redis', 'memory'] })
  await sandbox.until('visitors are there', ({ comparison }) => comparison?.step?.phase === 'crowd')
  for (const pid of trials()) process.kill(pid, 'SIGKILL')
  const comparison = await ended()
  expect(rowOf(comparison, 'redis').problem).toMatchObject({ code: 'store-unreachable', params: { why: 'trial-ended', store: 'Redis' } })
  expect(rowOf(comparison, 'memory').problem).toBe(null)
  await expectAsBefore()
})
