/** Two lesson servers of one sandbox, as the supervisor keeps them: they switch together, and a crowd goes to both. */
import { EventEmitter } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { CHILDREN, GATEWAY } from '../config.js'
import type { MongodbAddress } from '../protocol/resources.js'
import { heap } from '../resources/heap.js'
import { ask, KEY, OPTIONS, SIGNING_SECRETS } from '../test/lesson-server/tapped-shop.js'
import { embeddedMongodb, type TestMongodb } from '../test/support/mongodb.js'
import { beginning } from '../test/support/state.js'
import type { DatabaseProcess } from './children/database-process.js'
import { LessonServerProcess } from './children/lesson-server-process.js'
import { CrowdRuns } from './crowd-runs.js'
import { Passages } from './gateway/passages.js'
import { Instances } from './instances.js'
import { EventLog } from './log/event-log.js'
import { TapEvents } from './log/tap-events.js'
import { describeStores } from './store-list.js'
import { StoreSwitch } from './store-switch.js'
import { StoreTargets } from './store-targets.js'

const PATIENT = { timeout: CHILDREN.startTimeoutMs }
const HEAP_MB = 128

let mongo: TestMongodb
beforeAll(async () => {
  mongo = await embeddedMongodb.start()
})
afterAll(() => mongo?.stop())

let log: EventLog
let instances: Instances
let a: LessonServerProcess
let b: LessonServerProcess
let crowd: CrowdRuns
let storeSwitch: StoreSwitch
let collections = 0
/** Where the balancer has seen sessions stay. */
const homes = new Map<string, string>()

beforeEach(async () => {
  homes.clear()
  // Those whose resources are here.
  const base = beginning(describeStores().filter(({ resource }) => resource === 'heap' || resource === 'mongodb'))
  const [server] = Object.values(base.instances)
  if (!server) throw new Error('A state without a lesson server.')
  const each = { ...server, options: OPTIONS, secrets: SIGNING_SECRETS.map(({ id }) => id), heapLimitBytes: HEAP_MB * 1024 * 1024 }
  log = new EventLog({ ...base, instances: { a: each, b: each } })
  const address: MongodbAddress = { resource: 'mongodb', uri: mongo.uri, database: 'shop', collection: `two_${++collections}` }
  /** A MongoDB that serves, whoever runs it. */
  const mongodb = Object.assign(new EventEmitter(), {
    kind: 'mongodb',
    label: 'MongoDB',
    address,
    state: { phase: 'up', why: null },
    onAddress: () => undefined,
  })
  const database = mongodb as unknown as DatabaseProcess
  const targets = new StoreTargets({ heap, mongodb: database } as unknown as ConstructorParameters<typeof StoreTargets>[0])
  const around = { log, internalKey: KEY, secrets: { list: SIGNING_SECRETS }, targets, passages: new Passages() }
  a = new LessonServerProcess(around, 'a', HEAP_MB)
  b = new LessonServerProcess(around, 'b', HEAP_MB)
  instances = new Instances([a, b])
  storeSwitch = new StoreSwitch({ log, resources: [database], targets, instances, homes: () => homes })
  crowd = new CrowdRuns(log, instances, KEY)
  const taps = new TapEvents(log, () => crowd.elapsedMs)
  instances.on('frame', (frame) => taps.receive(frame))
  instances.launch()
  await expect.poll(() => instances.running().length, PATIENT).toBe(2)
})
afterEach(() => Promise.all([instances.stop(), crowd.stop()]))

const portOf = (server: LessonServerProcess) => server.port ?? 0
const nameAt = async (server: LessonServerProcess, cookie: string | null) =>
  (JSON.parse((await ask(portOf(server), '/me', { cookie })).body) as { name: unknown }).name

test('one that cannot follow a switch is ended, and its next life starts where the other has gone', async () => {
  const { cookie } = await ask(portOf(a), '/login', { form: { name: 'Ana' } })
  const life = b.life.bind(b)
  b.life = async () => ({
    ...(await life()),
    switchFlip: async () => ({ ok: false, problem: { code: 'switch-aborted', message: 'No.', params: { waitedMs: 1 } } }),
  })
  expect(await storeSwitch.to('mongodb', true)).toMatchObject({ refused: null, carried: 1 })
  await expect.poll(() => ({ boot: b.boot, isUp: b.port !== null }), PATIENT).toEqual({ boot: 2, isUp: true })
  expect(a.boot).toBe(1)
  expect([a.told, b.told]).toMatchObject([{ kind: 'mongodb' }, { kind: 'mongodb' }])
  for (const server of [a, b]) expect(await nameAt(server, cookie)).toBe('Ana')
  // Of both, so of none by name.
  expect(log.state.timeline.find(({ kind }) => kind === 'switched')).toMatchObject({ instance: null })
})

test('one that is about to listen is waited for, and goes along', async () => {
  await b.kill()
  await expect.poll(() => b.port, PATIENT).toBeNull()
  expect(await storeSwitch.to('mongodb', true)).toMatchObject({ refused: null })
  const order = log.after(0).flatMap(({ kind, instance }) => (kind === 'switched' ? [kind] : kind === 'server-listening' ? [instance] : []))
  expect(order.slice(-2)).toEqual(['b', 'switched'])
  expect(b.told?.kind).toBe('mongodb')
})

test('a life that began in the middle of a switch, on the store that was left, follows', async () => {
  await b.kill()
  await expect.poll(() => b.port, PATIENT).toBeNull()
  // It does not come to listen while it is waited for.
  const whenRunning = b.whenRunning.bind(b)
  b.whenRunning = async (ms) => (ms === GATEWAY.holdMs ? null : await whenRunning(ms))
  const life = a.life.bind(a)
  a.life = async () => {
    const functions = await life()
    const switchPrepare: typeof functions.switchPrepare = async (target, carryOver) => {
      await b.whenRunning(CHILDREN.startTimeoutMs)
      return functions.switchPrepare(target, carryOver)
    }
    return { ...functions, switchPrepare }
  }
  expect(await storeSwitch.to('mongodb', true)).toMatchObject({ refused: null })
  await expect.poll(() => b.told?.kind, PATIENT).toBe('mongodb')
  const { cookie } = await ask(portOf(a), '/login', { form: { name: 'Ana' } })
  expect(await nameAt(b, cookie)).toBe('Ana')
})

test('a life that could not follow at first is tried again until it has', async () => {
  expect(await storeSwitch.to('mongodb', false)).toMatchObject({ refused: null })
  // As if it had begun on the store that was left.
  b.told = { kind: 'memory', address: { resource: 'heap' } }
  const life = b.life.bind(b)
  let tries = 0
  b.life = async () => {
    tries += 1
    if (tries === 1) throw new Error('It has just gone.')
    return await life()
  }
  b.emit('listening')
  await expect.poll(() => b.told?.kind, PATIENT).toBe('mongodb')
  expect(tries).toBe(2)
})

test('one that ends when all have changed, and is back before the last one is through, follows', async () => {
  const life = b.life.bind(b)
  b.life = async () => {
    const functions = await life()
    const switchFinish: typeof functions.switchFinish = async (empties) => {
      await a.kill()
      await expect.poll(() => a.boot, PATIENT).toBe(2)
      return functions.switchFinish(empties)
    }
    return { ...functions, switchFinish }
  }
  expect(await storeSwitch.to('mongodb', false)).toMatchObject({ refused: null })
  await expect.poll(() => a.port, PATIENT).not.toBeNull()
  const { cookie } = await ask(portOf(b), '/login', { form: { name: 'Ana' } })
  await expect.poll(() => nameAt(a, cookie), PATIENT).toBe('Ana')
})

test('what each has by itself is counted together, and what is gone with one is not', async () => {
  for (const name of ['Ana', 'Ben']) await ask(portOf(a), '/login', { form: { name } })
  await ask(portOf(b), '/login', { form: { name: 'Cid' } })
  await expect.poll(() => log.state.store.sessionCount, PATIENT).toBe(3)
  await b.restart()
  await expect.poll(() => log.state.store.sessionCount, PATIENT).toBe(2)
})

test('a crowd goes to both, is measured on both, and goes on while one of them serves', async () => {
  log.append({ kind: 'balancer-chosen', rule: 'sticky' })
  await crowd.start({ users: 60, usersPerSecond: null, cartItems: 0, behaviour: 'shop' })
  await expect.poll(() => log.state.crowd.finished.length, PATIENT).toBe(1)
  const [run] = log.state.crowd.finished
  expect(run).toMatchObject({ outcome: 'done', instance: null, usersDone: 60, errors: 0, sessionsBefore: 0, sessionsAfter: 60 })
  const rows = log.state.timeline.filter(({ kind }) => kind === 'crowd')
  expect(rows).toMatchObject([{ instance: null, requests: run?.requests }])

  await crowd.start({ users: 100_000, usersPerSecond: 50, cartItems: 0, behaviour: 'visit' })
  await b.kill()
  await expect.poll(() => b.boot, PATIENT).toBe(2)
  const before = log.state.crowd.running?.usersDone ?? 0
  await expect.poll(() => log.state.crowd.running?.usersDone ?? 0, PATIENT).toBeGreaterThan(before + 20)
  await expect.poll(() => instances.running().length, PATIENT).toBe(2)
  // The next life is one of both again: without the first server, the crowd goes on there.
  await a.kill()
  await expect.poll(() => a.boot, PATIENT).toBe(2)
  expect(log.state.crowd.running).not.toBeNull()
  await Promise.all([a.kill(), b.kill()])
  await expect.poll(() => log.state.crowd.finished.length, PATIENT).toBe(2)
  expect(log.state.crowd.finished[1]).toMatchObject({ outcome: 'server-went-away' })
})
