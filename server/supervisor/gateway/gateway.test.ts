import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import { actorOf, agentName, isKey } from './actor.js'
import { AllowedHosts } from './allowed-hosts.js'
import { Gateway, type LostRequest } from './gateway.js'
import { requestHeaders } from './headers.js'

const KEY = 'k'.repeat(32)

describe('AllowedHosts', () => {
  test.each(['localhost:4000', 'LOCALHOST:4000', '127.0.0.1:4000', '[::1]:4000'])('%s is ours', (host) => {
    expect(new AllowedHosts('127.0.0.1', 4000).allows(host)).toBe(true)
  })

  test.each([
    undefined,
    '',
    'localhost',
    'localhost:4001',
    'evil.example:4000',
    'localhost.:4000',
    '127.0.0.1:4000.evil.example',
    '0.0.0.0:4000',
    'localhost:4000,evil',
  ])('%s is not', (host) => {
    expect(new AllowedHosts('127.0.0.1', 4000).allows(host)).toBe(false)
  })

  test('the address that was chosen is ours too, and every one of this machine with 0.0.0.0', () => {
    expect(new AllowedHosts('192.0.2.7', 80).allows('192.0.2.7')).toBe(true)
    expect(new AllowedHosts('0.0.0.0', 4000).allows('evil.example:4000')).toBe(false)
    expect(new AllowedHosts('0.0.0.0', 4000).allows('127.0.0.1:4000')).toBe(true)
  })

  test('origins have a scheme; sources of a policy have no IPv6', () => {
    const hosts = new AllowedHosts('127.0.0.1', 4000)
    expect(hosts.allowsOrigin('http://localhost:4000')).toBe(true)
    for (const origin of [undefined, 'null', 'https://localhost:4000', 'localhost:4000', 'http://localhost:4000/', 'http://localhost'])
      expect(hosts.allowsOrigin(origin)).toBe(false)
    expect(hosts.sources('ws')).toEqual(['ws://localhost:4000', 'ws://127.0.0.1:4000'])
  })
})

describe('actorOf', () => {
  test.each([
    [{ 'user-agent': 'Mozilla/5.0 (X11)' }, 'you'],
    [{ 'user-agent': 'x', 'sec-fetch-mode': 'navigate' }, 'you'],
    [{ 'user-agent': 'curl/8.5' }, 'other'],
    [{}, 'other'],
    [{ [INTERNAL_HEADERS.actor]: 'browser:alice', [INTERNAL_HEADERS.key]: KEY }, 'browser:alice'],
    [{ [INTERNAL_HEADERS.actor]: 'browser:alice', [INTERNAL_HEADERS.key]: `${KEY.slice(1)}x` }, 'other'],
    [{ [INTERNAL_HEADERS.actor]: 'crowd', [INTERNAL_HEADERS.key]: KEY }, 'other'],
    [{ [INTERNAL_HEADERS.actor]: 'you' }, 'other'],
  ])('%j → %s', (headers, actor) => {
    expect(actorOf(headers, KEY)).toBe(actor)
  })

  test('a program is called by its own name', () => {
    expect(agentName('curl/8.5 (x86_64)')).toBe('curl')
    expect(agentName(undefined)).toBe('')
    expect(agentName('x'.repeat(99))).toHaveLength(40)
  })

  test('a key is compared whole', () => {
    for (const given of [undefined, null, '', KEY.slice(1), [KEY], `${KEY} `]) expect(isKey(given, KEY)).toBe(false)
    expect(isKey(KEY, KEY)).toBe(true)
  })
})

test('hop-by-hop and internal headers do not pass, Host and cookies do', () => {
  const headers = {
    host: 'localhost:4100',
    cookie: 'a=1',
    connection: 'keep-alive, X-Secret',
    'x-secret': 'x',
    te: 'trailers',
    upgrade: 'websocket',
    'x-sessionscope-actor': 'crowd',
    'x-sessionscope-anything': 'x',
    'accept-language': 'de',
  }
  expect(requestHeaders(headers, { key: KEY, actor: 'you', request: 'r1', language: 'pt-BR' })).toEqual({
    host: 'localhost:4100',
    cookie: 'a=1',
    'accept-language': 'pt-BR',
    [INTERNAL_HEADERS.key]: KEY,
    [INTERNAL_HEADERS.actor]: 'you',
    [INTERNAL_HEADERS.request]: 'r1',
  })
})

describe('the gateway in front of a shop', () => {
  const servers: Server[] = []
  const gateways: Gateway[] = []
  afterEach(async () => {
    await Promise.all(gateways.splice(0).map((gateway) => gateway.close()))
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  async function listen(server: Server): Promise<number> {
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }

  /** A gateway before a shop that answers as it is told; `null`: there is no shop. */
  async function gatewayFor(shop: ((request: IncomingMessage, response: ServerResponse) => void) | null) {
    const lost: LostRequest[] = []
    const shopPort = shop && (await listen(createServer(shop)))
    const gateway = new Gateway({
      internalKey: KEY,
      whenRunning: async (ms) => {
        if (shopPort === null) await new Promise((resolve) => setTimeout(resolve, ms))
        return shopPort
      },
      boot: () => 1,
      language: () => 'en',
      sawRequest: () => {},
      sawResponse: () => {},
      forgetCookies: () => [],
      causeOfDelay: () => 'late-store',
      onLost: (request) => lost.push(request),
    })
    gateways.push(gateway)
    const port = await listen(gateway.server)
    gateway.open(new AllowedHosts('127.0.0.1', port), ['http://localhost:4000'])
    return { lost, gateway, ask: (path = '/', body?: string) => ask(port, path, body) }
  }

  function ask(port: number, path: string, body?: string): Promise<{ status: number; text: string; broken: boolean; ms: number }> {
    const startedAt = Date.now()
    return new Promise((resolve) => {
      let text = ''
      const end = (status: number, broken: boolean) => resolve({ status, text, broken, ms: Date.now() - startedAt })
      const outgoing = request(
        { host: '127.0.0.1', port, path, method: body === undefined ? 'GET' : 'POST', headers: { host: `localhost:${port}` } },
        (answer) => {
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk
          })
          answer.on('end', () => end(answer.statusCode ?? 0, false))
          answer.on('error', () => end(answer.statusCode ?? 0, true))
        },
      )
      outgoing.on('error', () => end(0, true))
      outgoing.end(body)
    })
  }

  test('streams both ways', async () => {
    const { ask } = await gatewayFor((incoming, response) => incoming.pipe(response))
    const body = 'x'.repeat(3_000_000)
    const { status, text } = await ask('/', body)
    expect(status).toBe(200)
    expect(text === body).toBe(true)
  })

  test('a shop that hangs: 504 within 3.5 s, naming the cause', async () => {
    const { ask, lost } = await gatewayFor(() => {})
    const { status, text, ms } = await ask()
    expect(status).toBe(504)
    expect(text).toContain('The store of the shop does not answer')
    expect(ms).toBeLessThan(3_900)
    expect(lost).toMatchObject([{ id: 'r1', actor: 'other', status: 504 }])
  })

  test('a shop that is not there: 503 within 3.5 s, in words', async () => {
    const { ask, lost } = await gatewayFor(null)
    const { status, text, ms } = await ask()
    expect(status).toBe(503)
    expect(text).toContain('not listening yet')
    expect(ms).toBeLessThan(3_500)
    expect(lost).toEqual([])
  })

  test('a shop that goes away before it answers: 502, counted', async () => {
    const { ask, lost, gateway } = await gatewayFor((_request, response) => response.socket?.destroy())
    expect(await ask('/', 'body')).toMatchObject({ status: 502, text: expect.stringContaining('went away in the middle') })
    expect(lost).toMatchObject([{ method: 'POST', status: null }])
    expect(gateway.requestsCutOff(1)).toBe(1)
    expect(gateway.requestsCutOff(2)).toBe(0)
  })

  test('a shop that goes away in the middle of its answer: the answer breaks off, it does not look complete', async () => {
    const { ask, lost } = await gatewayFor((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half')
      setTimeout(() => response.socket?.destroy(), 20)
    })
    expect(await ask()).toMatchObject({ status: 200, broken: true })
    expect(lost).toMatchObject([{ status: null }])
  })

  test('answers the icon itself, and no path but its own', async () => {
    const { ask } = await gatewayFor((_request, response) => response.end('shop'))
    expect((await ask('/favicon.ico')).status).toBe(204)
    expect((await ask('/.sessionscope/forget-cookies')).status).toBe(303)
    expect((await ask('/.sessionscope/other')).text).toBe('shop')
  })
})
