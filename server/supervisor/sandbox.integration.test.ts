/** A sandbox by itself: driven by commands, without a host; and two of them in one process. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHILDREN } from '../config.js'
import { lessonsFolder } from '../paths.js'
import { onlyInstance } from '../protocol/instance-state.js'
import { INTERNAL_HEADERS } from '../protocol/ipc.js'
import { unwrap } from '../protocol/problem.js'
import type { Snapshot } from '../protocol/state.js'
import { temporaryFolder } from '../test/support/temporary-folder.js'
import { createSandbox, type Sandbox } from './sandbox.js'
import { describeStores } from './store-list.js'

const folder = temporaryFolder()
const PATIENT = { timeout: CHILDREN.startTimeoutMs }

async function made(name: string): Promise<Sandbox> {
  return createSandbox({
    settings: { store: 'memory', heapLimitMb: 128, mongodbUri: null, mongodBinary: null, servedUrls: {}, lessonsFolder },
    launch: { version: 'test', dashboardPort: 0, shopPort: 0, otherSitePort: null, language: 'en', dataFolder: join(folder, name) },
    stores: describeStores(),
    // Nobody is there: what goes through a gateway is no part of these tests.
    shop: { connectTo: 'http://127.0.0.1:9', origin: 'http://localhost:9', otherSite: 'http://127.0.0.1:8' },
    secret: { values: [`secret-of-${name}`], path: join(folder, name, 'session-secret'), origin: 'not-kept' },
    cookieName: 'connect.sid',
    collection: `sandbox_test_${name}_${process.pid}`,
    space: `sandbox_test_${name}`,
  })
}

let one: Sandbox
let other: Sandbox

beforeAll(async () => {
  one = await made('one')
  other = await made('other')
  for (const sandbox of [one, other]) void sandbox.start()
  for (const sandbox of [one, other]) await sandbox.whenRunning(CHILDREN.startTimeoutMs)
})
afterAll(async () => {
  await Promise.all([one.stop(), other.stop()])
})

function address(sandbox: Sandbox): { readonly port: number; readonly internalKey: string } {
  const found = sandbox.lessonAddress()
  if (!found) throw new Error('The lesson server does not listen.')
  return found
}

/** As a gateway asks: with the key, the sender and an id. */
function ask(sandbox: Sandbox, path: string, { key = address(sandbox).internalKey, cookie = '', request = 'r1', body = '' } = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${address(sandbox).port}${path}`, {
    method: body === '' ? 'GET' : 'POST',
    redirect: 'manual',
    headers: {
      ...{ [INTERNAL_HEADERS.key]: key, [INTERNAL_HEADERS.actor]: 'browser:alice', [INTERNAL_HEADERS.request]: request },
      ...(cookie === '' ? {} : { cookie }),
      ...(body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(body === '' ? {} : { body }),
  })
}

function requests({ timeline }: Snapshot) {
  return timeline.flatMap((row) => (row.kind === 'request' ? [row.request] : []))
}

test('opens no port, and does what it is told', async () => {
  expect(process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCPServer'))).toEqual([])
  unwrap(await one.run({ type: 'server:configure', options: { rolling: true } }))
  expect(onlyInstance(one.log.state)).toMatchObject({ phase: 'running', options: { rolling: true } })
  const { boot } = onlyInstance(one.log.state)
  expect(unwrap(await one.run({ type: 'server:restart' }))).toEqual({ boot: boot + 1 })
  unwrap(await one.run({ type: 'lesson:open', lesson: '01-http-forgets' }))
  expect(one.log.state.lesson).toMatchObject({ settingUp: false, step: 0 })
  unwrap(await one.run({ type: 'lesson:close' }))
  expect(unwrap(await one.run({ type: 'server:source' }))).toMatchObject({
    store: 'memory',
    storeCode: expect.stringContaining('new session.MemoryStore()'),
    code: { typescript: expect.stringContaining('): Express {'), javascript: expect.stringMatching(/addRoutes \} = \{\}\) \{\n {2}const app = express\(\)\n/) },
  })
  // As of then: whoever looks back reads the shop and the store that were in use.
  expect(unwrap(await one.run({ type: 'server:source', shop: 'cart-in-app-locals', store: 'mongodb' }))).toMatchObject({
    store: 'mongodb',
    storeCode: expect.stringContaining('connectMongoDBSession'),
    variant: { shop: 'cart-in-app-locals', path: expect.stringContaining('cart-in-app-locals.ts') },
  })
  expect(onlyInstance(one.log.state).shop).toBe('standard')
  expect(await one.run({ type: 'server:source', shop: 'nowhere' })).toMatchObject({ ok: false, problem: { code: 'unknown-shop' } })
  expect(await one.run({ type: 'server:source', store: 'nowhere' })).toMatchObject({ ok: false, problem: { code: 'unknown-store' } })
  expect(await one.run({ type: 'server:collect', instance: 'a' })).toMatchObject({ ok: true })
  for (const type of ['server:restart', 'server:kill', 'server:collect', 'server:source'] as const) {
    expect(await one.run({ type, instance: 'b' })).toMatchObject({ ok: false, problem: { code: 'not-found', params: { what: 'lesson server b' } } })
  }
  expect(await one.run({ type: 'nonsense' })).toMatchObject({ ok: false, problem: { code: 'bad-command' } })
})

describe('two in one process', () => {
  test('know nothing of each other: options, browsers, rows', async () => {
    const before = other.frames.snapshot()
    unwrap(await one.run({ type: 'server:configure', options: { maxAgeMs: 60_000 } }))
    unwrap(await one.run({ type: 'browser:create', name: 'Carla' }))
    expect((await ask(one, '/login', { body: 'name=Alice', request: 'r7' })).status).toBe(302)
    await expect.poll(() => requests(one.frames.snapshot()).map(({ id }) => id), PATIENT).toContain('r7')
    const after = other.frames.snapshot()
    expect(requests(after)).toEqual(requests(before))
    expect({ options: onlyInstance(after).options, browsers: after.browsers }).toEqual({ options: onlyInstance(before).options, browsers: before.browsers })
  })

  test('count their commands each by itself', async () => {
    const before = other.log.seq
    unwrap(await other.run({ type: 'language:set', language: 'pt-BR' }))
    unwrap(await one.run({ type: 'language:set', language: 'pt-BR' }))
    unwrap(await other.run({ type: 'language:set', language: 'en' }))
    expect(other.log.after(before).flatMap(({ kind, cause }) => (kind === 'language-set' ? [cause] : []))).toEqual([{ command: 'c1' }, { command: 'c2' }])
  })

  test('neither take the key nor the cookies of each other', async () => {
    expect((await ask(other, '/', { key: address(one).internalKey })).status).toBe(403)
    const answer = await ask(one, '/login', { body: 'name=Alice', request: 'r8' })
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(cookie).toMatch(/^connect\.sid=/)
    await ask(one, '/', { cookie, request: 'r9' })
    await ask(other, '/', { cookie, request: 'r9' })
    const verdict = (sandbox: Sandbox) => requests(sandbox.frames.snapshot()).find(({ id }) => id === 'r9')?.cookieIn.kind
    await expect.poll(() => verdict(one), PATIENT).toBe('good')
    await expect.poll(() => verdict(other), PATIENT).toBe('bad-signature')
  })

  test('live and end each by itself', async () => {
    const { boot } = onlyInstance(other.log.state)
    unwrap(await one.run({ type: 'server:kill' }))
    await expect.poll(() => onlyInstance(one.log.state), PATIENT).toMatchObject({ phase: 'running', lastDeath: { cause: 'killed' } })
    expect(onlyInstance(other.log.state)).toMatchObject({ phase: 'running', boot, lastDeath: null })
    await one.stop()
    expect(await one.run({ type: 'server:restart' })).toMatchObject({ ok: false })
    expect((await ask(other, '/')).status).toBe(200)
    expect(unwrap(await other.run({ type: 'sessions:list' }))).toMatchObject({ offset: 0 })
  })
})
