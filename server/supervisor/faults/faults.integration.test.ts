/** Every entry of the table of faults, on a real sandbox: done, seen in the log and by a visitor, undone, and nothing left. What takes the store away, with a real mongod as well. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { CHILDREN, GATEWAY, MONGO, STORES } from '../../config.js'
import { lessonsFolder } from '../../paths.js'
import { isAlive } from '../../process-alive.mjs'
import { FAULT_IDS, FAULTS, type FaultEntry, type FaultId, type FaultSettings, faultsAt, settingsOf } from '../../protocol/faults.js'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import { unwrap } from '../../protocol/problem.js'
import type { RequestRecord } from '../../protocol/requests.js'
import { descendantsOf } from '../../test/support/processes.js'
import { temporaryFolder } from '../../test/support/temporary-folder.js'
import { inTurn } from '../../test/support/thoroughness.js'
import { createSandbox, type Sandbox } from '../sandbox.js'
import { describeStores } from '../store-list.js'

const folder = temporaryFolder()
let sandbox: Sandbox
let count = 0

async function start(mongodBinary: string | null, name: string): Promise<void> {
  const dataFolder = join(folder, name)
  sandbox = createSandbox({
    settings: { store: 'mongodb', heapLimitMb: 128, mongodbUri: null, mongodBinary, servedUrls: {}, lessonsFolder },
    launch: { version: 'test', dashboardPort: 0, shopPort: 0, otherSitePort: null, language: 'en', dataFolder },
    stores: describeStores(),
    shop: { connectTo: 'http://127.0.0.1:9', origin: 'http://localhost:9', otherSite: 'http://127.0.0.1:8' },
    secret: { values: ['a-secret'], path: join(dataFolder, 'session-secret'), origin: 'not-kept' },
    cookieName: 'connect.sid',
    collection: `faults_test_${process.pid}`,
    space: 'faults_test',
  })
  void sandbox.start()
  await sandbox.whenRunning(CHILDREN.startTimeoutMs)
  await allUp()
}
const STARTED = CHILDREN.startTimeoutMs * 2

afterEach(async () => void (await sandbox.run({ type: 'fault:undo-all' })))

/** The shop reaches its store, and the sandbox its database. */
const allUp = () =>
  vi.waitFor(
    () => {
      const { store, mongo } = sandbox.log.state
      if (!store.health.up || mongo.phase !== 'up') throw new Error(`Not up: ${JSON.stringify([store.health, mongo.phase, mongo.why])}`)
    },
    { timeout: CHILDREN.startTimeoutMs },
  )

/** Logs somebody in, as a gateway asks. @returns what the log holds of it */
async function logIn(): Promise<RequestRecord> {
  const address = sandbox.lessonAddress()
  if (!address) throw new Error('The lesson server does not listen.')
  count += 1
  const id = `r${count}`
  const answer = await fetch(`http://127.0.0.1:${address.port}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      [INTERNAL_HEADERS.key]: address.internalKey,
      [INTERNAL_HEADERS.actor]: 'browser:alice',
      [INTERNAL_HEADERS.request]: id,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'name=Ana',
  })
  // To its end, as the gateway does: whoever drops an answer that is waited for has hung up.
  await answer.text()
  // The record waits for what the store is still asked when the answer has left.
  const recorded = () => {
    const found = requests().find((request) => request.id === id)
    if (!found) throw new Error(`The log does not hold ${id} yet.`)
    return found
  }
  return await vi.waitFor(recorded, { timeout: 2 * STORES.callDeadlineMs })
}
const requests = () => sandbox.log.state.timeline.flatMap((row) => (row.kind === 'request' ? [row.request] : []))
const faultsMet = ({ operations }: RequestRecord) => operations.flatMap(({ fault }) => (fault ? [fault.kind] : []))

/** As much of it as there can be. */
function worst(fault: FaultId): FaultSettings {
  return Object.fromEntries(settingsOf(fault).map(([name, { unit, max }]) => [name, unit === 'nth' ? 1 : unit === 'percent' ? 0 : max]))
}

/** Does it, and undoes it. */
async function tryFault(fault: FaultId): Promise<void> {
  const { lastsMs, outage }: FaultEntry = FAULTS[fault]
  const before = sandbox.log.state
  unwrap(await sandbox.run({ type: 'fault:set', fault, settings: worst(fault) }))
  const there = sandbox.log.state.faults[fault]
  expect(there).toMatchObject({ settings: worst(fault) })
  if (lastsMs === null) expect(there?.until).toBeNull()
  else expect(Math.abs((there?.until ?? 0) - (there?.since ?? 0) - lastsMs)).toBeLessThan(1_000)

  const asked = performance.now()
  const met = await logIn()
  expect(performance.now() - asked).toBeLessThan(GATEWAY.answerWithinMs + 1_000)
  expect(faultsMet(met)).toContain(fault)
  if (outage !== null || fault === 'wire-failures') expect(met.outcome).toBe('failed')
  // The driver gives up after its own time, or the shop after the deadline.
  if (outage === 'hangs') expect(Math.max(...met.operations.map(({ durationMs }) => durationMs))).toBeGreaterThan(MONGO.socketTimeoutMs / 2)

  unwrap(await sandbox.run({ type: 'fault:undo', fault }))
  expect(sandbox.log.state.faults).toEqual({})
  const { store, mongo } = before
  await allUp()
  expect(sandbox.log.state).toMatchObject({ store: { active: store.active }, mongo: { source: mongo.source } })
  const after = await logIn()
  expect(after).toMatchObject({ outcome: 'answered' })
  expect(faultsMet(after)).toEqual([])
}

const ps = (format: string, pids: readonly number[]) => execFileSync('ps', ['-o', format, '-p', pids.join()], { encoding: 'utf8' }).trim().split('\n')
const mongodBelow = () =>
  Number(
    ps('pid=,comm=', descendantsOf(process.pid))
      .find((line) => line.includes('mongod'))
      ?.trim()
      .split(' ')[0],
  )
const ids = async () => {
  const answer = await sandbox.run({ type: 'sessions:list' })
  return answer.ok && answer.value !== null && 'rows' in answer.value ? answer.value.rows.map(({ id }) => id).sort() : []
}
/** `T`: it is stopped. */
const stateOf = (pid: number) => ps('state=', [pid])[0]

const BINARY = process.env.MONGOD_BINARY
describe.skipIf(BINARY === undefined)('with a real mongod', () => {
  beforeAll(() => start(BINARY ?? null, 'mongod'), STARTED)
  afterAll(() => sandbox.stop())

  // The next test does the same and looks at the process.
  test.each(inTurn(faultsAt('store'), 1))('%s is done, seen and undone, and nothing is left', { timeout: 60_000 }, async (fault) => {
    expect(sandbox.log.state.mongo.source).toBe('binary')
    await tryFault(fault)
  })

  test('a frozen one stands still, a stopped one is gone, and each is back with its data', { timeout: 60_000 }, async () => {
    const mongod = mongodBelow()
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'store-frozen' }))
    expect(stateOf(mongod)).toBe('T')
    unwrap(await sandbox.run({ type: 'fault:undo', fault: 'store-frozen' }))
    expect(stateOf(mongod)).not.toBe('T')
    await allUp()
    const sessions = await ids()
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'store-stopped' }))
    await vi.waitFor(() => expect(isAlive(mongod)).toBe(false), { timeout: 5_000 })
    unwrap(await sandbox.run({ type: 'fault:undo', fault: 'store-stopped' }))
    await allUp()
    expect(sessions.length).toBeGreaterThan(0)
    expect(await ids()).toEqual(sessions)
  })
})

describe('with the embedded server', () => {
  beforeAll(() => start(null, 'embedded'), STARTED)
  afterAll(() => sandbox.stop())

  // Those of the proxy need one: server/test/integration/in-front.integration.test.ts.
  test.each(FAULT_IDS.filter((fault) => FAULTS[fault].place !== 'proxy'))('%s is done, seen and undone, and nothing is left', { timeout: 60_000 }, tryFault)

  test('on a cut wire the shop sees its driver’s own error', { timeout: 60_000 }, async () => {
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'wire-cut' }))
    await vi.waitFor(() => expect(sandbox.log.state.store.health.up).toBe(false), { timeout: 5_000 })
    const { operations } = await logIn()
    expect(operations[0]?.error?.message).toMatch(/ECONNRE/)
  })

  test('a switch during a fault is refused or done, in time, and a fault during a switch as well', { timeout: 60_000 }, async () => {
    const within = async <T>(work: Promise<T>): Promise<T> => {
      const asked = performance.now()
      const result = await work
      expect(performance.now() - asked).toBeLessThan(10_000)
      return result
    }
    const switchTo = (to: string, carryOver: boolean) => within(sandbox.run({ type: 'store:switch', to, carryOver }))
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'wire-frozen' }))
    // What cannot be read cannot be carried over; the shop stays where it was.
    const refused = await switchTo('memory', true)
    expect(refused.ok ? refused.value : refused.problem).toMatchObject(refused.ok ? { refused: { code: expect.any(String) } } : { code: expect.any(String) })
    expect(sandbox.log.state.store.active).toBe('mongodb')
    expect(await switchTo('memory', false)).toMatchObject({ ok: true, value: { refused: null } })
    // The other way round, the store does not answer, so there is no way there.
    const away = await switchTo('mongodb', false)
    expect(away).toMatchObject({ ok: true, value: { refused: { code: 'wire-in-the-way' } } })
    unwrap(await sandbox.run({ type: 'fault:undo-all' }))
    await allUp()

    const [there, cut] = await Promise.all([switchTo('mongodb', true), within(sandbox.run({ type: 'fault:set', fault: 'wire-cut' }))])
    expect(cut).toMatchObject({ ok: true })
    unwrap(await sandbox.run({ type: 'fault:undo-all' }))
    await allUp()
    const { active } = sandbox.log.state.store
    expect(active).toBe(there.ok && there.value !== null && 'refused' in there.value && there.value.refused === null ? 'mongodb' : 'memory')
    if (active === 'memory') expect(await switchTo('mongodb', true)).toMatchObject({ ok: true, value: { refused: null } })
    expect(await logIn()).toMatchObject({ outcome: 'answered' })
  })

  test('what is set lives through a restart, and is gone with "all back to normal"', async () => {
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'wire-delay', settings: { set: 60 } }))
    unwrap(await sandbox.run({ type: 'server:restart' }))
    expect(faultsMet(await logIn())).toContain('wire-delay')
    // One that is not named stays as it is.
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'wire-delay', settings: { get: 50 } }))
    expect(sandbox.log.state.faults['wire-delay']?.settings).toMatchObject({ get: 50, set: 60 })
    unwrap(await sandbox.run({ type: 'fault:undo-all' }))
    expect(sandbox.log.state.faults).toEqual({})
    expect(faultsMet(await logIn())).toEqual([])
  })

  test('as usual is undone, and a lesson begins with all as usual', async () => {
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'wire-delay', settings: { set: 60 } }))
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'wire-delay', settings: { set: 0 } }))
    expect(sandbox.log.state.faults).toEqual({})
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'wire-delay', settings: { set: 60 } }))
    unwrap(await sandbox.run({ type: 'lesson:open', lesson: '01-http-forgets' }))
    expect(sandbox.log.state.faults).toEqual({})
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'wire-delay', settings: { set: 60 } }))
    unwrap(await sandbox.run({ type: 'lesson:close' }))
    expect(sandbox.log.state.faults).toEqual({})
  })

  test('what was done to a store is undone when another one is in use, and what was done to the wire is not', { timeout: 60_000 }, async () => {
    const switchTo = async (to: string) => expect(await sandbox.run({ type: 'store:switch', to })).toMatchObject({ ok: true, value: { refused: null } })
    if (sandbox.log.state.store.active !== 'mongodb') await switchTo('mongodb')
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'store-frozen' }))
    expect(sandbox.log.state.faults['store-frozen']?.means).toBe('process')
    unwrap(await sandbox.run({ type: 'fault:set', fault: 'wire-delay', settings: { set: 60 } }))
    // What stands still cannot be carried over nor emptied, and why is said.
    const held = { code: 'store-held-up', params: { store: 'MongoDB', what: 'store-frozen' } }
    expect(await sandbox.run({ type: 'store:switch', to: 'memory', carryOver: true })).toMatchObject({ ok: true, value: { refused: held } })
    expect(await sandbox.run({ type: 'store:clear' })).toMatchObject({ ok: false, problem: held })
    await switchTo('memory')
    await vi.waitFor(() => expect(Object.keys(sandbox.log.state.faults)).toEqual(['wire-delay']))
    await allUp()
  })

  test.each([
    [{ type: 'fault:set', fault: 'earthquake' }, 'bad-command'],
    [{ type: 'fault:set', fault: 'wire-delay', settings: { set: 1_001 } }, 'bad-input'],
    [{ type: 'fault:set', fault: 'wire-delay', settings: { set: -1 } }, 'bad-input'],
    [{ type: 'fault:set', fault: 'wire-delay', settings: { set: 0.5 } }, 'bad-command'],
    [{ type: 'fault:set', fault: 'wire-delay', settings: { length: 5 } }, 'bad-input'],
    [{ type: 'fault:undo', fault: 'earthquake' }, 'bad-command'],
  ] as const)('%j is refused, and nothing is done', async (command, code) => {
    expect(await sandbox.run(command)).toMatchObject({ ok: false, problem: { code } })
    expect(sandbox.log.state.faults).toEqual({})
  })
})
