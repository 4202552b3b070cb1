/** What the proxy does beside passing requests on: X-Forwarded-*, a cache, a limit; and nothing of it while nobody has asked for it. */
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, type RequestListener, type Server } from 'node:http'
import { Agent, type Dispatcher, request } from 'undici'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import type { Language } from '../../protocol/language.js'
import { openGateway } from '../../test/gateway/front.js'
import { listenOn } from '../../test/lesson-server/tapped-shop.js'
import { type Front, frontAsUsual } from './front.js'
import type { CachedRequest, GatewaySurroundings, LostRequest } from './gateway.js'
import { keepAll, keepShared, PageCache } from './page-cache.js'

const KEY = 'k'.repeat(32)
const BROWSER = { 'user-agent': 'Mozilla/5.0' }
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A gateway with this before it; `saw` holds the headers that reached the shop. */
async function gatewayWith(
  front: Partial<Front>,
  shop: RequestListener = (_request, response) => void response.end('fine'),
  added: readonly string[] = [],
  more: Partial<GatewaySurroundings> = {},
) {
  const saw: IncomingHttpHeaders[] = []
  let connections = 0
  const server: Server = createServer((incoming, response) => {
    saw.push({ ...incoming.headers, 'x-asked': incoming.url })
    shop(incoming, response)
  })
  server.on('connection', () => (connections += 1))
  const port = await listenOn(server)
  const lost: LostRequest[] = []
  const cached: CachedRequest[] = []
  const around = { internalKey: KEY, front: { ...frontAsUsual(), ...front }, onLost: (each: LostRequest) => void lost.push(each), ...more }
  const gateway = await openGateway(port, { ...around, onCached: (each: CachedRequest) => void cached.push(each) }, added)
  const agent = new Agent()
  closing.push(async () => {
    await agent.destroy()
    await gateway.close()
    server.closeAllConnections()
    server.close()
  })
  const ask = async (path = '/', headers: OutgoingHttpHeaders = {}, method: Dispatcher.HttpMethod = 'GET') => {
    const answer = await request(`http://127.0.0.1:${gateway.port}${path}`, {
      dispatcher: agent,
      method,
      headers: { host: `localhost:${gateway.port}`, ...headers } as Record<string, string>,
    })
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() }
  }
  return { ...gateway, saw, lost, cached, ask, front: around.front, connections: () => connections }
}

const forwardedIn = (headers: IncomingHttpHeaders | undefined) =>
  Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => name.startsWith('x-forwarded-') || name === 'forwarded'))
const LIES = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7', 'x-forwarded-host': 'evil.example', forwarded: 'for=203.0.113.7' }

describe('X-Forwarded-*', () => {
  const ours = (port: number) => ({ 'x-forwarded-proto': 'http', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': `localhost:${port}` })

  test('as usual the proxy says what it knows, and what a client wrote does not pass', async () => {
    const { ask, saw, port } = await gatewayWith({})
    await ask('/', LIES)
    expect(forwardedIn(saw[0])).toEqual(ours(port))
  })

  test('withheld: nothing comes, the client’s own words neither', async () => {
    const { ask, saw } = await gatewayWith({ forwarded: { says: false, passes: false } })
    await ask('/', LIES)
    expect(forwardedIn(saw[0])).toEqual({})
  })

  test('passed on: the client’s words stand, its address is put behind them; who wrote none is told as usual', async () => {
    const { ask, saw, port } = await gatewayWith({ forwarded: { says: true, passes: true } })
    await ask('/', LIES)
    await ask('/')
    expect(forwardedIn(saw[0])).toEqual({ ...LIES, 'x-forwarded-for': '203.0.113.7, 127.0.0.1' })
    expect(forwardedIn(saw[1])).toEqual(ours(port))
  })

  test('both: the client alone speaks', async () => {
    const { ask, saw } = await gatewayWith({ forwarded: { says: false, passes: true } })
    await ask('/', LIES)
    expect(forwardedIn(saw[0])).toEqual(LIES)
  })

  test('what stands in front by hand, such as a tunnel, is believed: it is who ends TLS there', async () => {
    const { ask, saw } = await gatewayWith({}, undefined, ['tunnel.example'])
    await ask('/', { ...LIES, host: 'tunnel.example' })
    expect(forwardedIn(saw[0])).toMatchObject({ 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7, 127.0.0.1' })
  })
})

describe('the cache that keeps every page', () => {
  /** A page for each browser, and a session cookie, as a shop with `rolling` sends them. */
  const shop: RequestListener = (incoming, response) => {
    const who = /who=(\w+)/.exec(incoming.headers.cookie ?? '')?.[1] ?? 'a stranger'
    response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'private, no-store', 'set-cookie': `sid=of-${who}; HttpOnly` })
    response.end(`<h1>Hello, ${who}</h1>`)
  }
  const asAlice = { cookie: 'who=Alice', [INTERNAL_HEADERS.key]: KEY, [INTERNAL_HEADERS.actor]: 'browser:alice' }

  test('serves one browser’s page to another, Set-Cookie and all, and no server sees it', async () => {
    const { ask, saw, cached, lost } = await gatewayWith({ cache: new PageCache(keepAll(60)) }, shop)
    expect((await ask('/', asAlice)).text).toContain('Hello, Alice')
    const given = await ask('/', { cookie: 'who=Bob' })
    expect(given).toMatchObject({ status: 200, text: expect.stringContaining('Hello, Alice'), headers: { 'set-cookie': 'sid=of-Alice; HttpOnly', age: '0' } })
    // What holds for every page of the shop holds for this one.
    expect(given.headers['content-security-policy']).toContain("default-src 'none'")
    expect(saw).toHaveLength(1)
    expect(cached).toMatchObject([{ id: 'r2', actor: 'other', of: 'r1', status: 200, setCookie: ['sid=of-Alice; HttpOnly'], cookieHeader: 'who=Bob' }])
    expect(lost).toEqual([])
    // A virtual browser is told whose page it is, as with any other.
    expect((await ask('/', asAlice)).headers).toMatchObject({ [INTERNAL_HEADERS.request]: 'r3', [INTERNAL_HEADERS.life]: 'a:1' })
  })

  test('goes by the path, query and all; a POST, a page that failed and one that is too old are asked for anew', async () => {
    const { ask, saw } = await gatewayWith({ cache: new PageCache(keepAll(60)) }, (incoming, response) => {
      response.statusCode = incoming.url === '/fails' ? 500 : 200
      response.end('x')
    })
    for (const path of ['/', '/?a', '/', '/?a', '/fails', '/fails']) await ask(path)
    expect(saw).toHaveLength(4)
    const brief = await gatewayWith({ cache: new PageCache(keepAll(0)) })
    await brief.ask()
    await brief.ask()
    expect(brief.saw).toHaveLength(2)
  })

  test('keeps nothing that is cut off or too large', async () => {
    const { ask, saw } = await gatewayWith({ cache: new PageCache(keepAll(60)) }, (incoming, response) => {
      if (incoming.url === '/large') return void response.end('x'.repeat(300_000))
      response.writeHead(200, { 'content-length': '10' }).write('half')
      setImmediate(() => response.destroy())
    })
    for (const path of ['/large', '/large', '/cut', '/cut']) await ask(path).catch(() => {})
    expect(saw).toHaveLength(4)
  })
})

describe('the cache that keeps what it may (RFC 9111)', () => {
  const answering = (headers: OutgoingHttpHeaders): RequestListener => {
    let count = 0
    return (_request, response) => {
      count += 1
      response.writeHead(200, headers).end(`page ${count}`)
    }
  }
  const twice = async (headers: OutgoingHttpHeaders, first: OutgoingHttpHeaders = {}, second: OutgoingHttpHeaders = first) => {
    const { ask } = await gatewayWith({ cache: new PageCache(keepShared) }, answering(headers))
    await ask('/', first)
    return (await ask('/', second)).text === 'page 1'
  }

  test.each([
    ['max-age', { 'cache-control': 'max-age=60' }, true],
    ['s-maxage', { 'cache-control': 's-maxage=60' }, true],
    ['nothing', {}, false],
    ['no-store', { 'cache-control': 'no-store' }, false],
    ['private', { 'cache-control': 'private, max-age=60' }, false],
    ['no-cache', { 'cache-control': 'no-cache' }, false],
    ['s-maxage=0', { 'cache-control': 'max-age=60, s-maxage=0' }, false],
    ['max-age, with Set-Cookie', { 'cache-control': 'max-age=60', 'set-cookie': 'sid=1' }, false],
    ['public and max-age, with Set-Cookie', { 'cache-control': 'public, max-age=60', 'set-cookie': 'sid=1' }, true],
  ])('a page that says %s: kept %o', async (_what, headers, isKept) => {
    expect(await twice(headers)).toBe(isKept)
  })

  test('what must not be kept is not even held', () => {
    const admitted = (cacheControl: string) =>
      keepShared.admit({ method: 'GET', url: '/', headers: { host: 'a' } }, 200, { 'cache-control': cacheControl }) !== null
    expect(['no-store', 'private', 'max-age=0', 'max-age=60'].map(admitted)).toEqual([false, false, false, true])
  })

  test('Vary: Cookie keeps a page for each', async () => {
    const headers = { 'cache-control': 'max-age=60', vary: 'Cookie' }
    expect(await twice(headers, { cookie: 'a=1' })).toBe(true)
    expect(await twice(headers, { cookie: 'a=1' }, { cookie: 'a=2' })).toBe(false)
  })

  test('Vary: Accept-Language goes by what the shop was asked to speak, which is the dashboard’s language and not each visitor’s own', async () => {
    const headers = { 'cache-control': 'max-age=60', vary: 'Accept-Language' }
    let language: Language = 'en'
    const { ask, saw } = await gatewayWith({ cache: new PageCache(keepShared) }, answering(headers), [], { language: () => language })
    expect((await ask('/', { ...BROWSER, 'accept-language': 'fr' })).text).toBe('page 1')
    expect((await ask('/', { ...BROWSER, 'accept-language': 'de' })).text).toBe('page 1')
    language = 'pt-BR'
    expect((await ask('/', { ...BROWSER, 'accept-language': 'fr' })).text).toBe('page 2')
    expect(saw.map((each) => each['accept-language'])).toEqual(['en', 'pt-BR'])
  })

  test.each([
    ['the page itself', 'POST', '/a', {}, ['/a']],
    ['and where its answer leads', 'POST', '/form', { location: '/a' }, ['/a']],
    ['and what its answer is about', 'PUT', '/form', { 'content-location': '/b?c=1' }, ['/b?c=1']],
    ['nothing of another origin', 'DELETE', '/form', { location: 'http://evil.example/a' }, []],
    ['nothing by what only reads', 'HEAD', '/a', {}, []],
    ['nothing by a change that was refused', 'POST', '/a', { refused: 'yes' }, []],
  ] as const)('a change takes back %s', async (_what, method, path, told, gone) => {
    const { ask, saw } = await gatewayWith({ cache: new PageCache(keepShared) }, (incoming, response) => {
      const isChange = incoming.url === path && incoming.method === method
      const status = !isChange ? 200 : 'refused' in told ? 403 : 303
      response.writeHead(status, isChange ? told : { 'cache-control': 'max-age=60' }).end(incoming.method === 'HEAD' ? undefined : 'x')
    })
    const pages = ['/a', '/b?c=1', '/b']
    for (const page of pages) await ask(page)
    await ask(path, {}, method)
    const before = saw.length
    for (const page of pages) await ask(page)
    expect(saw.slice(before).map(({ 'x-asked': asked }) => asked)).toEqual(gone)
  })
})

describe('a limit on the Cookie header', () => {
  const cookie = (bytes: number) => ({ cookie: `a=${'x'.repeat(bytes - 2)}` })

  test('is the proxy’s: 400 in words, as nginx says it, and no server sees it', async () => {
    const { ask, saw, lost } = await gatewayWith({ cookieLimitBytes: 300 })
    expect(await ask('/', cookie(300))).toMatchObject({ status: 200 })
    const refused = await ask('/', cookie(301))
    expect(refused.status).toBe(400)
    for (const part of ['Request Header Or Cookie Too Large', 'proxy', '301 bytes', '300 are allowed']) expect(refused.text).toContain(part)
    expect(saw).toHaveLength(1)
    expect(lost).toMatchObject([{ instance: null, status: 400, problem: { code: 'cookies-too-large', params: { bytes: 301, limit: 300 } } }])
  })

  test('at the server is told apart: its 431 comes with words, and with who refused', async () => {
    const { ask, lost, front } = await gatewayWith({ serverLimitBytes: 2_000 }, (_request, response) => void response.writeHead(431).end())
    const refused = await ask('/', cookie(1_900))
    expect(refused.status).toBe(431)
    expect(refused.text).toContain('The server of the shop refused this request')
    expect(lost).toMatchObject([{ instance: 'a', boot: 1, status: 431, problem: { code: 'headers-too-large', params: { limit: 2_000 } } }])
    expect(lost[0]?.problem.params.bytes).toBeGreaterThan(2_000)
    // Where nobody has set a limit, what a shop answers is the shop's.
    front.serverLimitBytes = null
    expect(await ask('/')).toMatchObject({ status: 431, text: '' })
    expect(lost).toHaveLength(1)
  })

  test('under another limit there are other connections, and what is under way goes on', async () => {
    const answers: (() => void)[] = []
    const { ask, front, connections } = await gatewayWith({}, (incoming, response) => {
      if (incoming.url === '/slow') answers.push(() => response.end('slow'))
      else response.end('fine')
    })
    await ask()
    await ask()
    expect(connections()).toBe(1)
    front.serverLimitBytes = 4_096
    await ask()
    await ask()
    expect(connections()).toBe(2)
    const slow = ask('/slow')
    await expect.poll(() => answers).toHaveLength(1)
    front.serverLimitBytes = null
    await ask()
    expect(connections()).toBe(3)
    answers[0]?.()
    expect((await slow).text).toBe('slow')
    await ask()
    expect(connections()).toBe(3)
  })
})

test('as usual there is nothing of it on the way: no second address, and no hop more', async () => {
  const { forwarded, ...others } = frontAsUsual()
  expect(forwarded).toEqual({ says: true, passes: false })
  expect(new Set(Object.values(others))).toEqual(new Set([null]))
  const { ask, saw, connections, https } = await gatewayWith({})
  expect(https.hosts).toBeNull()
  for (let each = 0; each < 3; each += 1) expect((await ask('/', { cookie: 'a=1' })).text).toBe('fine')
  expect(saw).toHaveLength(3)
  expect(connections()).toBe(1)
})

test('an answer about which one of us throws is cut off, and everybody else is served', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const visit = { actor: 'you' as const, page: () => {}, answered: () => {}, ended: () => {} }
  const answered = vi.fn(() => {
    throw new Error('a mistake in the gateway')
  })
  const { ask, lost } = await gatewayWith({}, undefined, [], { welcome: ({ url }) => (url === '/odd' ? { ...visit, answered } : visit) })
  expect((await ask('/odd', BROWSER)).status).toBe(502)
  expect(lost).toMatchObject([{ status: null, problem: { code: 'shop-cut-off' } }])
  expect((await ask('/', BROWSER)).text).toBe('fine')
  expect(told).toHaveBeenCalledOnce()
  told.mockRestore()
})
