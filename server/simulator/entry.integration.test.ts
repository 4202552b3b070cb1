import { type ChildProcess, fork } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createBirpc } from 'birpc'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { entryPath } from '../paths.js'
import type { CrowdProgress, LessonServerFunctions, LessonServerNotifications, SimulatorFunctions, SimulatorNotifications } from '../protocol/ipc.js'
import { INITIAL_OPTIONS } from '../protocol/session-options.js'
import { freeze } from '../test/support/processes.js'

const children: ChildProcess[] = []
const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
  await Promise.all(children.splice(0).map((child) => end(child)))
})

function ended(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve({ code: child.exitCode, signal: child.signalCode })
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
}

async function end(child: ChildProcess): Promise<void> {
  const end = ended(child)
  child.kill('SIGKILL')
  await end
}

function forkEntry(name: string): ChildProcess {
  const child = fork(entryPath(name), { serialization: 'advanced', execArgv: [] })
  children.push(child)
  return child
}

const wire = (child: ChildProcess) => ({
  post: (message: object) => child.send(message),
  on: (receive: (message: unknown) => void) => child.on('message', receive),
})

let simulator: ChildProcess
let reports: CrowdProgress[]
let calls: SimulatorFunctions

beforeEach(() => {
  reports = []
  simulator = forkEntry('simulator/entry')
  calls = createBirpc<SimulatorFunctions, SimulatorNotifications>({ progress: (progress) => void reports.push(progress) }, wire(simulator))
})

const last = () => reports.at(-1)
const outcome = (wanted: CrowdProgress['outcome']) => vi.waitFor(() => expect(last()?.outcome).toBe(wanted), { timeout: 20_000, interval: 20 })

/** The real shop, on the memory store. */
async function startShop() {
  const child = forkEntry('lesson-server/entry')
  const shop = createBirpc<LessonServerFunctions, LessonServerNotifications>({ frame: () => {} }, wire(child))
  const started = await shop.start({
    instance: 'a',
    boot: 1,
    store: { kind: 'memory', address: { resource: 'heap' } },
    options: { ...INITIAL_OPTIONS, name: 'shop.sid' },
    shop: 'standard',
    secrets: [{ id: 'secret-1', value: 'a-secret' }],
    faults: {},
    internalKey: 'the-key',
  })
  if (!started.ok) throw new Error(started.problem.message)
  return { child, shop, target: { ports: [started.value.port], rule: 'turns' as const, internalKey: 'the-key', cookieNames: ['shop.sid'] } }
}

/** A server that never answers. */
async function startSilence() {
  const server = createServer(() => {})
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { ports: [(server.address() as AddressInfo).port], rule: 'turns' as const, internalKey: 'k', cookieNames: ['sid'] }
}

test('fills the carts of the real shop', async () => {
  const { shop, target } = await startShop()
  expect(await calls.start({ users: 40, usersPerSecond: null, cartItems: 200, behaviour: 'shop' }, target)).toEqual({ ok: true, value: null })
  await outcome('done')
  expect(last()).toMatchObject({ usersDone: 40, requests: 120, errors: 0, errorKinds: [], remainingMs: 0 })
  const listed = await shop.listSessions({ search: '', offset: 0, limit: 200 })
  if (!listed.ok) throw new Error(listed.problem.message)
  expect(listed.value.total).toBe(40)
  expect(new Set(listed.value.rows.map(({ name }) => name)).size).toBe(40)
  expect(listed.value.rows.every((row) => row.isLoggedIn && row.cartCount === 200)).toBe(true)
})

test('one crowd after the other, never two at once', async () => {
  const { target } = await startShop()
  expect(await calls.start({ users: 1_000_000, usersPerSecond: 50, cartItems: 0, behaviour: 'shop' }, target)).toMatchObject({ ok: true })
  expect(await calls.start({ users: 1, usersPerSecond: null, cartItems: 0, behaviour: 'shop' }, target)).toMatchObject({ ok: false, problem: { code: 'busy' } })
  expect(await calls.cancel()).toMatchObject({ ok: true })
  await outcome('cancelled')
  expect(await calls.cancel()).toMatchObject({ ok: false, problem: { code: 'not-found' } })
  expect(await calls.start({ users: 3, usersPerSecond: null, cartItems: 0, behaviour: 'shop' }, target)).toMatchObject({ ok: true })
  await outcome('done')
  expect(last()).toMatchObject({ usersDone: 3, errors: 0 })
})

test('the shop is killed in the middle of a crowd', async () => {
  const { child, target } = await startShop()
  await calls.start({ users: 1_000_000, usersPerSecond: null, cartItems: 0, behaviour: 'shop' }, target)
  await vi.waitFor(() => expect(last()?.usersDone).toBeGreaterThan(50), { timeout: 20_000 })
  await end(child)
  await outcome('server-went-away')
  expect(last()?.usersDone).toBeLessThan(1_000_000)
  // The simulator is well, and the next crowd meets the next shop.
  const next = await startShop()
  await calls.start({ users: 5, usersPerSecond: null, cartItems: 1, behaviour: 'shop' }, next.target)
  await outcome('done')
  expect(last()).toMatchObject({ usersDone: 5, errors: 0 })
})

test('ends when the supervisor goes, even in the middle of a crowd, but not on Ctrl-C', async () => {
  await calls.start({ users: 1_000, usersPerSecond: null, cartItems: 0, behaviour: 'shop' }, await startSilence())
  simulator.kill('SIGINT')
  expect(await calls.cancel()).toMatchObject({ ok: true })
  await calls.start({ users: 1_000, usersPerSecond: null, cartItems: 0, behaviour: 'shop' }, await startSilence())
  simulator.disconnect()
  expect(await ended(simulator)).toEqual({ code: 0, signal: null })
})

test('counts as cut off whose connections were cut before it was told to stop, whichever it reads first', async () => {
  const target = await startSilence()
  const asked = vi.fn()
  servers.at(-1)?.on('request', asked)
  await calls.start({ users: 100, usersPerSecond: null, cartItems: 0, behaviour: 'visit' }, target)
  await vi.waitFor(() => expect(asked.mock.calls.length).toBeGreaterThanOrEqual(10))
  await freeze(simulator.pid ?? 0)
  const cancelled = calls.cancel()
  await delay(50)
  servers.at(-1)?.closeAllConnections()
  await delay(50)
  simulator.kill('SIGCONT')
  expect(await cancelled).toEqual({ ok: true, value: null })
  await outcome('cancelled')
  expect(last()?.errorKinds).toMatchObject([{ kind: 'cut-off' }])
})
