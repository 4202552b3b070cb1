/** Everything that can be done at the proxy, on a launch as a person makes one: done, seen at a request, undone, and nothing left. */
import { request } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type FAULTS, type FaultId, type FaultSettings, faultsAt } from '../../protocol/faults.js'
import { unwrap } from '../../protocol/problem.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import { launch, type Sandbox } from '../support/launch.js'

const ALICE = 'browser:alice'
const BOB = 'browser:bob'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await launch()
})
afterAll(async () => {
  await sandbox.stop()
})
const initial: Partial<SessionOptions> = { secure: false, rolling: false, trustProxy: false, proxy: null, saveUninitialized: false }
afterEach(async () => {
  unwrap(await sandbox.command({ type: 'fault:undo-all' }))
  unwrap(await sandbox.command({ type: 'server:configure', options: initial }))
  for (const browser of [ALICE, BOB] as const) unwrap(await sandbox.command({ type: 'browser:forget-cookies', browser }))
})

const set = async (fault: FaultId, settings: FaultSettings = {}) => unwrap(await sandbox.command({ type: 'fault:set', fault, settings: { ...settings } }))
const configure = async (options: Partial<SessionOptions>) => unwrap(await sandbox.command({ type: 'server:configure', options }))
const visit = async (browser: typeof ALICE | typeof BOB) => unwrap(await sandbox.command({ type: 'browser:visit', browser }))
const jarOf = async (browser: string) => (await sandbox.state()).browsers.find(({ id }) => id === browser)?.jar ?? []

/** What was recorded of the requests that `act` makes, oldest first. */
async function recorded(act: () => Promise<unknown>, count = 1): Promise<readonly RequestRecord[]> {
  const all = ({ timeline }: Pick<Awaited<ReturnType<Sandbox['state']>>, 'timeline'>) =>
    timeline.flatMap((row) => (row.kind === 'request' ? [row.request] : []))
  const before = new Set(all(await sandbox.state()).map(({ id }) => id))
  await act()
  const fresh = (state: Parameters<typeof all>[0]) => all(state).filter(({ id }) => !before.has(id))
  return fresh(await sandbox.until(`${count} requests are told`, (state) => fresh(state).length >= count))
}
const lastOf = async (act: () => Promise<unknown>, count = 1) => (await recorded(act, count)).at(-1)

/** What a page of the other site gets, on which a virtual browser is. */
async function crossSite(act: 'fetch' | 'fetch-with-credentials' | 'frame') {
  const row = await lastOf(async () => unwrap(await sandbox.command({ type: 'browser:from-another-site', browser: ALICE, act })))
  return row?.crossSite
}

/** A program that brings a cookie of this many bytes. */
const askWithCookie = async (bytes: number) => {
  const { statusCode, body } = await request(sandbox.shopUrl, { headers: { cookie: `a=${'x'.repeat(bytes - 2)}` } })
  return { status: statusCode, text: await body.text() }
}

type ProxyFault = { [Id in FaultId]: (typeof FAULTS)[Id]['place'] extends 'proxy' ? Id : never }[FaultId]
interface Case {
  readonly settings?: FaultSettings
  /** Does it show at a request? */
  shows(): Promise<boolean>
}

const CASES: Readonly<Record<ProxyFault, Case>> = {
  https: { shows: async () => (await lastOf(() => visit(ALICE)))?.seen?.forwarded.proto === 'https' },
  'forwarded-withheld': { shows: async () => (await lastOf(() => visit(ALICE)))?.seen?.forwarded.proto === null },
  'forwarded-passed': { shows: async () => (await lastOf(() => visit(ALICE)))?.seen?.forwarded.host === 'evil.example' },
  'cache-all': {
    settings: { seconds: 60 },
    shows: async () => (await recorded(async () => [await visit(ALICE), await visit(ALICE)], 2)).some(({ cached }) => cached !== undefined),
  },
  // The shop's pages say no-store, so a cache as it should be has nothing to show; what it keeps is tried beside it (page-cache.ts).
  'cache-shared': {
    shows: async () => {
      const rows = await recorded(async () => [await visit(ALICE), await visit(ALICE)], 2)
      expect(rows.filter(({ cached }) => cached !== undefined)).toEqual([])
      return (await sandbox.state()).faults['cache-shared'] !== undefined
    },
  },
  cors: { shows: async () => (await crossSite('fetch'))?.answer?.outcome === 'readable' },
  'cors-credentials': { shows: async () => (await crossSite('fetch-with-credentials'))?.answer?.outcome === 'readable' },
  framing: { shows: async () => (await crossSite('frame'))?.answer?.outcome === 'framed' },
  'header-limit': { settings: { proxy: 256 }, shows: async () => (await askWithCookie(300)).status === 400 },
}

describe.each(faultsAt('proxy') as readonly ProxyFault[])('%s', (fault) => {
  test('is done, seen and undone, and nothing is left', async () => {
    const { settings = {}, shows } = CASES[fault]
    expect(await shows()).toBe(false)
    await set(fault, settings)
    expect((await sandbox.state()).faults[fault]).toMatchObject({ settings, means: 'process' })
    expect(await shows()).toBe(true)
    unwrap(await sandbox.command({ type: 'fault:undo', fault }))
    expect(await sandbox.state()).toMatchObject({ faults: {}, https: null })
    expect(await shows()).toBe(false)
  })
})

test('a lesson begins with all as usual in front, too', async () => {
  for (const fault of faultsAt('proxy')) await set(fault, CASES[fault as ProxyFault].settings)
  unwrap(await sandbox.command({ type: 'lesson:open', lesson: '01-http-forgets' }))
  expect(await sandbox.state()).toMatchObject({ faults: {}, https: null })
  unwrap(await sandbox.command({ type: 'lesson:close' }))
})

describe('Secure behind a proxy that ends HTTPS', () => {
  const logIn = (browser: typeof ALICE) => recorded(async () => unwrap(await sandbox.command({ type: 'browser:log-in', browser })), 2)
  const decision = (rows: readonly RequestRecord[]) => rows[0]?.decisions.findLast(({ kind }) => kind === 'setCookie')

  test('express-session keeps the cookie back, since all that it sees is http; with trust proxy it comes, and stays', async () => {
    await set('https')
    await configure({ secure: true })
    const kept = await logIn(ALICE)
    expect(kept[0]).toMatchObject({ setCookie: [], seen: { secure: false, forwarded: { proto: 'https' } } })
    expect(decision(kept)).toMatchObject({ yes: false, reason: 'not-secured', forwardedProto: 'https', isTls: false })
    expect(kept[1]?.cookieIn.kind).toBe('none')

    await configure({ trustProxy: 1 })
    const sent = await logIn(ALICE)
    expect(sent[0]).toMatchObject({ setCookie: [expect.stringContaining('; Secure')], seen: { secure: true } })
    expect(sent[1]?.cookieIn.kind).toBe('good')
    // What trust proxy makes of it hangs on what the proxy says.
    await set('forwarded-withheld')
    expect((await logIn(ALICE))[0]).toMatchObject({ setCookie: [], seen: { secure: false, forwarded: { proto: null } } })
  })

  test('secure: auto goes by the same, and proxy: true believes the header alone', async () => {
    await set('https')
    const line = async (options: Partial<SessionOptions>) => {
      await configure({ ...initial, ...options })
      return (await logIn(ALICE))[0]?.setCookie.join() ?? ''
    }
    expect(await line({ secure: 'auto' })).not.toContain('Secure')
    expect(await line({ secure: 'auto', trustProxy: 1 })).toContain('; Secure')
    expect(await line({ secure: true, proxy: true })).toContain('; Secure')
    expect(await line({ secure: true, proxy: false, trustProxy: 1 })).toBe('')
  })

  test('the rules of a virtual browser go by the address that it really has', async () => {
    const tryLine = async (line: string) => unwrap(await sandbox.command({ type: 'browser:try-line', browser: ALICE, line }))
    const overHttp = await tryLine('__Host-a=1; Secure; Path=/')
    expect(overHttp.verdict).toMatchObject({ outcome: 'kept', notes: [{ code: 'trusted-host' }] })
    await set('https')
    const overTls = await tryLine('__Host-b=1; Secure; Path=/')
    expect(overTls).toMatchObject({
      seen: 'came-back',
      verdict: { outcome: 'kept', notes: [], cookie: { sourceScheme: 'Secure', sourcePort: (await sandbox.state()).https?.port } },
    })
    expect((await tryLine('c=1; SameSite=None')).verdict).toMatchObject({ outcome: 'refused', rules: [{ code: 'none-without-secure' }] })
  })
})

test('whom express believes decides what a client that lies achieves', async () => {
  await set('forwarded-passed')
  const seenWith = async (trustProxy: false | 1 | true) => {
    await configure({ trustProxy })
    return (await lastOf(() => visit(ALICE)))?.seen
  }
  expect(await seenWith(false)).toMatchObject({ secure: false, ip: '127.0.0.1', hostname: 'localhost', forwarded: { for: '203.0.113.7, 127.0.0.1' } })
  // One proxy in front, which has put the true address last; what it has not said itself is believed all the same.
  expect(await seenWith(1)).toMatchObject({ secure: true, ip: '127.0.0.1', hostname: 'evil.example' })
  expect(await seenWith(true)).toMatchObject({ secure: true, ip: '203.0.113.7', hostname: 'evil.example' })
})

test('a cache that keeps everything hands out a session: who comes next is logged in as somebody else', async () => {
  await configure({ rolling: true })
  unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))
  await set('cache-all', { seconds: 60 })
  await visit(ALICE)
  const [asBob] = await recorded(() => visit(BOB))
  expect(asBob).toMatchObject({ actor: BOB, instance: null, status: 200, cached: { of: expect.any(String) }, cookieIn: { kind: 'none' }, decisions: [] })
  expect(asBob?.setCookie.join()).toContain('HttpOnly')
  const state = await sandbox.state()
  const [alice, bob] = [ALICE, BOB].map((id) => state.browsers.find((browser) => browser.id === id))
  expect(bob?.sessionId).toBe(alice?.sessionId)
  expect(bob?.page?.greeting).toContain('Alice')
  // Another cache begins empty, and as usual there is none.
  unwrap(await sandbox.command({ type: 'fault:undo', fault: 'cache-all' }))
  await set('cache-all', { seconds: 60 })
  expect((await recorded(() => visit(BOB)))[0]?.cached).toBeUndefined()
})

test('a limit at the server is Node’s own: 431, told as the server’s, and gone when it is undone', async () => {
  expect((await askWithCookie(3_000)).status).toBe(200)
  await set('header-limit', { server: 2_048 })
  const [refused] = await recorded(async () =>
    expect(await askWithCookie(3_000)).toMatchObject({ status: 431, text: expect.stringContaining('server of the shop') }),
  )
  expect(refused).toMatchObject({ instance: 'a', status: 431, outcome: 'failed', problem: { code: 'headers-too-large', params: { limit: 2_048 } } })
  expect((await askWithCookie(200)).status).toBe(200)
  // It holds for the next life, too.
  unwrap(await sandbox.command({ type: 'server:restart' }))
  expect((await askWithCookie(3_000)).status).toBe(431)
  await set('header-limit', { server: 16_384 })
  expect((await sandbox.state()).faults).toEqual({})
  expect((await askWithCookie(3_000)).status).toBe(200)
})

test('with SameSite=None over HTTPS, CORS with credentials and third-party cookies allowed, another site reads who somebody is; any of them less, and it does not', async () => {
  await set('https')
  await configure({ sameSite: 'none', secure: true, trustProxy: true })
  unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))
  const session = async () => {
    const told = await crossSite('fetch-with-credentials')
    const cookie = told?.cookies.find(({ origin }) => origin === 'session')
    return [cookie?.outcome, cookie?.rules[0].code, cookie?.by, told?.answer?.outcome, told?.answer?.rule.code, told?.answer?.by]
  }
  expect(await session()).toEqual(['withheld', 'third-party-blocked', 'browser', 'unreadable', 'cors-missing', 'server'])
  unwrap(await sandbox.command({ type: 'browser:third-party-cookies', browser: ALICE, set: 'allowed' }))
  expect(await session()).toEqual(['attached', 'none', 'server', 'unreadable', 'cors-missing', 'server'])
  await set('cors')
  expect(await session()).toEqual(['attached', 'none', 'server', 'unreadable', 'cors-without-credentials', 'proxy'])
  await set('cors-credentials')
  expect(await session()).toEqual(['attached', 'none', 'server', 'readable', 'cors-allowed', 'proxy'])
  unwrap(await sandbox.command({ type: 'browser:third-party-cookies', browser: ALICE, set: 'blocked' }))
  await configure({ sameSite: 'lax' })
})

test('what is open to the other site is open to nobody else', async () => {
  await set('cors-credentials')
  const asked = async (origin: string) => (await request(`${sandbox.shopUrl}/me`, { headers: { origin } })).headers['access-control-allow-origin']
  const { launch: launched } = await sandbox.state()
  expect(await asked(`http://127.0.0.1:${launched.otherSitePort}`)).toBe(`http://127.0.0.1:${launched.otherSitePort}`)
  for (const origin of ['http://evil.example', 'null', sandbox.dashboardUrl, `https://127.0.0.1:${launched.otherSitePort}`])
    expect(await asked(origin)).toBeUndefined()
})

test('a value out of bounds is refused', async () => {
  for (const [fault, settings] of [
    ['header-limit', { proxy: 127 }],
    ['header-limit', { server: 16_385 }],
    ['cache-all', { seconds: 121 }],
    ['https', { port: 1 }],
  ] as const) {
    expect(await sandbox.command({ type: 'fault:set', fault, settings })).toMatchObject({ ok: false, problem: { code: 'bad-input' } })
  }
  expect(await jarOf(ALICE)).toEqual([])
})
