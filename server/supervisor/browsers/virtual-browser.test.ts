import { createServer, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { JudgedJar } from '../../cookies/judge/judged-jar.js'
import { OWN_PAGE } from '../../cookies/judge/same-site.js'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import { ok } from '../../protocol/problem.js'
import { openGateway } from '../../test/gateway/front.js'
import { listenOn } from '../../test/lesson-server/tapped-shop.js'
import { beginning, logOf } from '../../test/support/state.js'
import { browserCommands } from '../commands/browser-commands.js'
import type { HandlerContext } from '../commands/context.js'
import { Browsers } from './browsers.js'
import type { VirtualBrowser } from './virtual-browser.js'

const KEY = 'k'.repeat(32)
/** Carts are answered when two are asked for: who sends them one after the other waits for ever. */
const carts: (() => void)[] = []
/** The Cookie headers that came, the latest last. */
const came: (string | undefined)[] = []
/** A shop that logs in, and claims that each of its answers is to another request. */
const shop = createServer((request, response) => {
  if (request.url === '/cart') {
    carts.push(() => response.writeHead(302, { location: '/' }).end())
    if (carts.length === 2) for (const answer of carts.splice(0)) answer()
    return
  }
  came.push(request.headers.cookie)
  const isLogIn = request.method === 'POST' && request.url === '/login'
  response.setHeader(INTERNAL_HEADERS.request, 'forged')
  response.writeHead(isLogIn ? 302 : 200, isLogIn ? { location: '/', 'set-cookie': 'connect.sid=s%3Aabc.sig; Path=/' } : {}).end()
})
let gateway: Awaited<ReturnType<typeof openGateway>>
let behind: Browsers | null = null

beforeEach(async () => {
  gateway = await openGateway(await listenOn(shop), {
    internalKey: KEY,
    lineFor: (actor, request) => behind?.lineFor(actor, request) ?? null,
    noteCrossSite: (actor, request, id) => behind?.noteCrossSite(actor, request, id) ?? null,
  })
})
afterEach(async () => {
  await gateway.close()
  shop.closeAllConnections()
  await new Promise((resolve) => shop.close(resolve))
})

/** Browsers behind the gateway. */
function browsersOf() {
  const { log } = logOf(beginning())
  const origin = `http://127.0.0.1:${gateway.port}`
  const browsers = new Browsers({
    log,
    secrets: { list: [] },
    shop: { connectTo: origin, origin: origin.replace('127.0.0.1', 'localhost'), otherSite: 'http://127.0.0.1:9', internalKey: KEY },
    pages: () => 0,
    readSession: async () => ok({ store: 'memory', stored: null }),
  })
  behind = browsers
  return { log, browsers }
}

test('a page names the life of the lesson server that answered', async () => {
  const { browsers } = browsersOf()
  const alice = browsers.create('Alice')
  await alice.visit()
  expect(alice.page?.life).toEqual({ instance: 'a', boot: 1 })
  await browsers.close()
})

test('what a browser lost by forgetting its cookies names the request that asked for it', async () => {
  const { log, browsers } = browsersOf()
  const request = {
    headers: { host: 'localhost:1', 'user-agent': 'Mozilla/5.0', cookie: 'connect.sid=s%3Aabc.sig' },
    url: '/',
    socket: {},
  } as unknown as IncomingMessage
  browsers.welcome(request, 'r1').ended()
  const { seq } = log
  expect(browsers.forgetCookies(request, 'r2')).toEqual(['connect.sid=; Path=/; Max-Age=0'])
  const changes = log.after(seq).flatMap((event) => (event.kind === 'browser-changed' ? [{ cause: event.cause, cookies: event.browser.jar.length }] : []))
  expect(changes).toEqual([{ cause: { request: 'r2' }, cookies: 0 }])
  await browsers.close()
})

test.each([
  ['a=1; Path=/', 'kept', 'came-back'],
  ['ä=é', 'kept', 'came-back'],
  ['a=1; SameSite=None', 'refused', 'stayed-away'],
  ['a=1; Path=/cart', 'kept', 'not-due'],
] as const)('a line of one’s own, %s, comes with the next page, and the one after that shows: %s, %s', async (line, outcome, seen) => {
  const { log, browsers } = browsersOf()
  const alice = browsers.create('Alice')
  browsers.tryLine(alice.id, line)
  await alice.visit()
  await alice.visit()
  browsers.publish()
  expect(log.state.browsers.find(({ id }) => id === alice.id)?.trial).toMatchObject({ line, verdict: { outcome }, seen })
  expect(() => browsers.tryLine('browser:nobody', line)).toThrow('no virtual browser')
  await browsers.close()
})

test('a line for one of two real browsers goes to that one', async () => {
  const { browsers } = browsersOf()
  const asking = (agent: string) =>
    ({ headers: { host: 'localhost:1', 'user-agent': agent }, method: 'GET', url: '/', socket: {} }) as unknown as IncomingMessage
  const [first, second] = ['Chrome/140', 'Firefox/140'].map((agent) => browsers.welcome(asking(agent), 'r1').actor)
  expect([first, second]).toEqual(['you', 'visitor:1'])
  browsers.tryLine('visitor:1', 'a=1')
  expect(browsers.lineFor('you', asking('Chrome/140'))).toBeNull()
  expect(browsers.lineFor('visitor:1', asking('Firefox/140'))?.header).toBe('a=1')
  await browsers.close()
})

test('a line that the shop had no answer for is not kept for a later visit', async () => {
  const { browsers } = browsersOf()
  const alice = browsers.create('Alice')
  await gateway.close()
  const tried = browserCommands['browser:try-line']({ type: 'browser:try-line', browser: alice.id, line: 'a=1' }, { browsers } as HandlerContext)
  await expect(tried).rejects.toThrow('did not answer')
  expect(browsers.trialOf(alice.id)?.seen).toBe('given-up')
  await browsers.close()
})

test('several requests leave at once', async () => {
  const { browsers } = browsersOf()
  const alice = browsers.create('Alice')
  const together = browserCommands['browser:together']
  const context = { browsers } as HandlerContext
  const answer = await together(
    { type: 'browser:together', browser: alice.id, requests: [{ do: 'add-to-cart' }, { do: 'visit' }, { do: 'add-to-cart' }] },
    context,
  )
  expect(answer).toEqual({ statuses: [200, 200, 200] })
  await browsers.close()
})

describe('on behalf of another site', () => {
  /** The shop has given it a cookie of each kind. */
  async function withCookies() {
    const { log, browsers } = browsersOf()
    const alice = browsers.create('Alice')
    const url = `http://localhost:${gateway.port}/`
    alice.jar.receive({
      setCookie: ['connect.sid=1; SameSite=Strict', 'lax=1; SameSite=Lax', 'none=1; SameSite=None; Secure', 'unsaid=1'],
      url,
      at: Date.now(),
    })
    return { log, browsers, alice }
  }
  const cameWith = () =>
    came
      .at(-1)
      ?.split('; ')
      .map((pair) => pair.split('=')[0]) ?? []

  test.each([
    ['link', 'GET', ['lax', 'none', 'unsaid']],
    ['form', 'POST', ['none', 'unsaid']],
    ['fetch', 'GET', []],
    ['fetch-with-credentials', 'GET', []],
    ['frame', 'GET', []],
  ] as const)('a %s brings what Chromium would send with third-party cookies blocked, and the note of it says the same', async (act, method, expected) => {
    const { log, browsers, alice } = await withCookies()
    await alice.fromAnotherSite(act, { method, path: '/seen', form: method === 'POST' ? {} : null })
    expect(cameWith()).toEqual(expected)
    browsers.publish()
    const noted = log.state.browsers.find(({ id }) => id === alice.id)?.crossSite
    expect(noted).toMatchObject({ act, page: 'http://127.0.0.1:9' })
    expect(noted?.cookies.flatMap(({ name, outcome }) => (outcome === 'attached' ? [name] : []))).toEqual(expected)
    // The rules never contradict what was sent.
    expect(noted?.cookies.flatMap(({ rules }) => rules.map(({ code }) => code))).not.toEqual(expect.arrayContaining(['unexpected']))
    expect(noted?.cookies.flatMap(({ rules }) => rules.map(({ code }) => code))).not.toEqual(expect.arrayContaining(['missing']))
    await browsers.close()
  })

  test('third-party cookies go along where the browser allows them', async () => {
    const { browsers, alice } = await withCookies()
    alice.thirdPartyCookies = 'allowed'
    await alice.fromAnotherSite('frame', { method: 'GET', path: '/seen', form: null })
    expect(cameWith()).toEqual(['none'])
    await browsers.close()
  })

  test('a row says of each cookie who decided', async () => {
    const { log, browsers, alice } = await withCookies()
    await alice.fromAnotherSite('frame', { method: 'GET', path: '/seen', form: null })
    expect(log.state.browsers.find(({ id }) => id === alice.id)?.crossSite).toMatchObject({
      act: 'frame',
      cookies: [
        { name: 'connect.sid', origin: 'session', outcome: 'withheld', by: 'browser', rules: [{ code: 'third-party-blocked' }, { code: 'strict' }] },
        { name: 'lax', by: 'browser' },
        { name: 'none', by: 'browser', rules: [{ code: 'third-party-blocked' }] },
        { name: 'unsaid', by: 'browser' },
      ],
      answer: { outcome: 'not-framed', by: 'proxy', rule: { code: 'frame-ancestors' } },
    })
    await browsers.close()
  })

  test('what the tab shows is changed by a link, and neither by a script nor by a frame', async () => {
    const { browsers, alice } = await withCookies()
    for (const act of ['fetch', 'frame'] as const) await alice.fromAnotherSite(act, { method: 'GET', path: '/seen', form: null })
    expect(alice.page).toBeNull()
    await alice.fromAnotherSite('link', { method: 'GET', path: '/seen', form: null })
    expect(alice.page?.path).toBe('/seen')
    await browsers.close()
  })

  test('a real browser in which that page frames the shop is not the one in the dashboard’s frame', async () => {
    const { log, browsers } = browsersOf()
    const framed = (referer: string) =>
      ({
        headers: { host: 'localhost:1', 'user-agent': 'Mozilla/5.0', 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site', referer },
        method: 'GET',
        url: '/',
        socket: {},
      }) as unknown as IncomingMessage
    const isFramed = () => log.state.browsers.find(({ id }) => id === 'you')?.real?.isFramed
    browsers.welcome(framed('http://127.0.0.1:9/'), 'r1').ended()
    expect(isFramed()).toBe(false)
    browsers.welcome(framed('http://dashboard.example/'), 'r2').ended()
    expect(isFramed()).toBe(true)
    await browsers.close()
  })

  test('what a fetch without credentials is sent, the jar does not take', async () => {
    const { browsers, alice } = await withCookies()
    const before = alice.jar.stored()
    await alice.fromAnotherSite('fetch', { method: 'POST', path: '/login', form: {} })
    expect(alice.jar.stored()).toEqual(before)
    await browsers.close()
  })
})

describe('a copied cookie', () => {
  const shopUrl = () => `http://localhost:${gateway.port}/`
  const give = (browser: VirtualBrowser, line: string) => browser.jar.receive({ setCookie: [line], url: shopUrl(), at: Date.now() })
  const valuesIn = (browser: VirtualBrowser) => browser.jar.list().map(({ value }) => value)

  test('takes the place of the browser’s own, and its own comes back', async () => {
    const { log, browsers } = browsersOf()
    const [alice, bob] = ['Alice', 'Bob'].map((name) => browsers.create(name)) as [VirtualBrowser, VirtualBrowser]
    give(alice, 'connect.sid=hers; Path=/; HttpOnly; SameSite=Strict')
    give(bob, 'connect.sid=his')
    browsers.copyCookie(alice.id, bob.id)
    expect(valuesIn(bob)).toEqual(['hers'])
    expect(bob.jar.list()[0]?.attributes).toMatchObject({ httpOnly: true, sameSite: 'strict' })
    expect(log.state.browsers.find(({ id }) => id === bob.id)?.borrowed).toMatchObject({ from: alice.id })
    // Once more, from somebody else: what comes back is still his own.
    const carol = browsers.create('Carol')
    give(carol, 'connect.sid=carols')
    browsers.copyCookie(carol.id, bob.id)
    expect(bob.giveBack()).toBe(true)
    expect([valuesIn(bob), valuesIn(alice), bob.borrowed]).toEqual([['his'], ['hers'], null])
    expect(bob.giveBack()).toBe(false)
    await browsers.close()
  })

  test('goes along also where the browser that it is from calls the shop by another name', async () => {
    const { browsers } = browsersOf()
    const bob = browsers.create('Bob')
    const stored = new JudgedJar().receive({
      line: 'connect.sid=hers; Path=/',
      url: 'http://127.0.0.1:4100/',
      serverDate: null,
      now: Date.now(),
      asking: OWN_PAGE,
    })
    if (stored.outcome !== 'kept') throw new Error('it is kept')
    bob.borrow('you', { cookie: stored.cookie, attributes: null })
    await bob.visit()
    expect(came.at(-1)).toBe('connect.sid=hers')
    await browsers.close()
  })

  test('is one no more when the shop hands out another, or it is forgotten', async () => {
    const { browsers } = browsersOf()
    const [alice, bob] = ['Alice', 'Bob'].map((name) => browsers.create(name)) as [VirtualBrowser, VirtualBrowser]
    give(alice, 'connect.sid=hers')
    for (const end of [() => give(bob, 'connect.sid=new'), () => bob.forgetCookies()]) {
      browsers.copyCookie(alice.id, bob.id)
      expect(bob.borrowed).not.toBeNull()
      end()
      expect(bob.borrowed).toBeNull()
    }
    await browsers.close()
  })

  test('cannot be had where there is none, nor from itself', async () => {
    const { browsers } = browsersOf()
    const [alice, bob] = ['Alice', 'Bob'].map((name) => browsers.create(name)) as [VirtualBrowser, VirtualBrowser]
    expect(() => browsers.copyCookie(alice.id, bob.id)).toThrow('no session cookie')
    expect(() => browsers.copyCookie('you', bob.id)).toThrow('no session cookie')
    expect(() => browsers.copyCookie(alice.id, alice.id)).toThrow('its own cookie already')
    expect(() => browsers.copyCookie('browser:nobody', bob.id)).toThrow('no virtual browser')
    await browsers.close()
  })
})

describe('the id of a request', () => {
  test('is the cause of what the jar of a virtual browser took from its answer', async () => {
    const { log, browsers } = browsersOf()
    const alice = browsers.create('Alice')
    const { seq } = log
    await alice.submit('/login', { name: 'Alice' })
    const changes = log.after(seq).flatMap((event) => (event.kind === 'browser-changed' ? [{ cause: event.cause, cookies: event.browser.jar.length }] : []))
    expect(changes[0]).toEqual({ cause: { request: 'r1' }, cookies: 1 })
    await browsers.close()
  })

  test('is told to nobody else, neither as it is nor as the shop says', async () => {
    for (const headers of [{}, { [INTERNAL_HEADERS.actor]: 'browser:alice' }, { [INTERNAL_HEADERS.actor]: 'browser:alice', [INTERNAL_HEADERS.key]: 'wrong' }]) {
      const answer = await fetch(`http://127.0.0.1:${gateway.port}/`, { headers: headers as Record<string, string> })
      expect(answer.status).toBe(200)
      expect(answer.headers.get(INTERNAL_HEADERS.request)).toBeNull()
    }
  })
})
