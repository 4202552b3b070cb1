import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { LESSON_SERVER } from '../../config.js'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import { DASHBOARD_PORT, openGateway, sendRaw } from '../../test/gateway/front.js'
import { actorOf, isKey } from './actor.js'
import { AllowedHosts } from './allowed-hosts.js'
import type { GatewaySurroundings, LostRequest } from './gateway.js'
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
    // A browser writes an IPv6 address in its own way, whichever way it was given.
    for (const host of ['[::ffff:127.0.0.1]:4000', '[::ffff:7f00:1]:4000']) expect(new AllowedHosts('::ffff:127.0.0.1', 4000).allows(host)).toBe(true)
    expect(new AllowedHosts('FD00:0::0001', 4000).allows('[fd00::1]:4000')).toBe(true)
    expect(new AllowedHosts('fd00::1', 4000).allows('[fd00::2]:4000')).toBe(false)
  })

  test('what was added is ours too, exactly, at its port or at ours; only there somebody in front may speak https', () => {
    const hosts = new AllowedHosts('127.0.0.1', 4000, ['name-4000.app.example', 'localhost:8080', 'box'])
    for (const host of ['name-4000.app.example', 'NAME-4000.app.example', 'localhost:8080', 'box', 'box:4000']) expect(hosts.allows(host)).toBe(true)
    for (const host of ['app.example', 'x.name-4000.app.example', 'name-4000.app.example.evil', 'localhost:8081', 'box:8080', 'box.']) {
      expect(hosts.allows(host)).toBe(false)
      expect(hosts.allowsOrigin(`https://${host}`)).toBe(false)
    }
    expect(hosts.allowsOrigin('https://name-4000.app.example')).toBe(true)
    expect(hosts.allowsOrigin('http://localhost:8080')).toBe(true)
    expect(hosts.allowsOrigin('https://localhost:4000')).toBe(false)
    expect(hosts.sources('ws')).toEqual(expect.arrayContaining(['ws://box', 'wss://box', 'wss://name-4000.app.example']))
    expect(hosts.sources('ws')).not.toContain('wss://localhost:4000')
  })

  test('a page at an IPv6 address, which no policy can name, is given its port', () => {
    expect(new AllowedHosts('::1', 4000).sources('http', '[::1]:4000')).toContain('http://*:4000')
    expect(new AllowedHosts('::1', 4000).sources('http', 'localhost:4000').join()).not.toContain('*')
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
    [{ 'user-agent': 'Mozilla/5.0 (X11)' }, 'real'],
    [{ 'user-agent': 'x', 'sec-fetch-mode': 'navigate' }, 'real'],
    [{ 'user-agent': 'x', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' }, 'real'],
    [{ 'user-agent': 'Mozilla/5.0 (X11)', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' }, 'real'],
    [{ 'user-agent': 'node', 'sec-fetch-mode': 'cors' }, 'other'],
    [{ 'user-agent': 'curl/8.5' }, 'other'],
    [{}, 'other'],
    [{ [INTERNAL_HEADERS.actor]: 'browser:alice', [INTERNAL_HEADERS.key]: KEY }, 'browser:alice'],
    [{ [INTERNAL_HEADERS.actor]: 'browser:alice', [INTERNAL_HEADERS.key]: `${KEY.slice(1)}x` }, 'other'],
    [{ [INTERNAL_HEADERS.actor]: 'crowd', [INTERNAL_HEADERS.key]: KEY }, 'other'],
    [{ [INTERNAL_HEADERS.actor]: 'you' }, 'other'],
  ])('%j → %s', (headers, actor) => {
    expect(actorOf(headers, KEY)).toBe(actor)
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
  expect(requestHeaders(headers, {}, { key: KEY, actor: 'you', request: 'r1', language: 'pt-BR', forwarded: {} })).toEqual({
    host: 'localhost:4100',
    cookie: 'a=1',
    'accept-language': 'pt-BR',
    [INTERNAL_HEADERS.key]: KEY,
    [INTERNAL_HEADERS.actor]: 'you',
    [INTERNAL_HEADERS.request]: 'r1',
  })
})

test('what Connection names does not pass, but what is for everybody on the way does, and the framing is written anew', () => {
  const named = 'host, cookie, content-length, transfer-encoding, content-type, accept-language, user-agent, origin, sec-fetch-site, x-own'
  const headers = {
    host: 'localhost:4100',
    cookie: 'a=1',
    connection: named,
    'content-length': '3',
    'content-type': 'text/plain',
    'user-agent': 'x',
    origin: 'http://localhost:4100',
    'sec-fetch-site': 'same-origin',
    expect: '100-continue',
    'x-own': '1',
  }
  const inside = { key: KEY, actor: 'you', request: 'r1', language: null, forwarded: {} } as const
  const passed = requestHeaders(headers, { 'transfer-encoding': 'chunked' }, inside)
  expect(passed).toMatchObject({ host: 'localhost:4100', cookie: 'a=1', 'content-type': 'text/plain', 'user-agent': 'x', 'sec-fetch-site': 'same-origin' })
  expect(passed).toMatchObject({ origin: 'http://localhost:4100', 'transfer-encoding': 'chunked' })
  for (const name of ['content-length', 'expect', 'x-own', 'connection']) expect(passed).not.toHaveProperty(name)
})

describe('the gateway in front of a shop', () => {
  const servers: Server[] = []
  const fronts: { close(): Promise<void> }[] = []
  afterEach(async () => {
    await Promise.all(fronts.splice(0).map((front) => front.close()))
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
  async function gatewayFor(shop: ((request: IncomingMessage, response: ServerResponse) => void) | null, around: Partial<GatewaySurroundings> = {}) {
    const lost: LostRequest[] = []
    const shopPort = shop && (await listen(createServer({ keepAliveTimeout: LESSON_SERVER.keepAliveTimeoutMs }, shop)))
    const front = await openGateway(shopPort, {
      internalKey: KEY,
      onLost: (request) => lost.push(request),
      forgetCookies: () => ['connect.sid=; Path=/; Max-Age=0'],
      ...around,
    })
    fronts.push(front)
    const { port, passages } = front
    return { lost, passages, port, ask: (path = '/', body?: string, headers: OutgoingHttpHeaders = {}) => ask(port, path, body, headers) }
  }

  function ask(
    port: number,
    path: string,
    body?: string,
    headers: OutgoingHttpHeaders = {},
  ): Promise<{ status: number; text: string; broken: boolean; ms: number }> {
    const startedAt = Date.now()
    return new Promise((resolve) => {
      let text = ''
      const end = (status: number, broken: boolean) => resolve({ status, text, broken, ms: Date.now() - startedAt })
      const outgoing = request(
        { host: '127.0.0.1', port, path, method: body === undefined ? 'GET' : 'POST', headers: { host: `localhost:${port}`, ...headers } },
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

  test.each([
    [undefined, 'pt-BR'],
    ['*', 'pt-BR'],
    ['*;q=0.5', 'pt-BR'],
    ['en', 'en'],
    ['de, *;q=0.1', 'de, *;q=0.1'],
  ])('a program that asks for the language %j is answered in %s: the language of the launch where it names none', async (asked, spoken) => {
    const { ask } = await gatewayFor((incoming, response) => response.end(incoming.headers['accept-language']), { language: () => 'pt-BR' })
    expect((await ask('/', undefined, asked === undefined ? {} : { 'accept-language': asked })).text).toBe(spoken)
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
    const { ask, lost, passages } = await gatewayFor((_request, response) => response.socket?.destroy())
    expect(await ask('/', 'body')).toMatchObject({ status: 502, text: expect.stringContaining('went away in the middle') })
    expect(lost).toMatchObject([{ method: 'POST', status: null }])
    expect(passages.cutOffWith({ id: 'a', boot: 1 })).toBe(1)
    expect(passages.cutOffWith({ id: 'a', boot: 2 })).toBe(0)
    expect(passages.cutOffWith({ id: 'b', boot: 1 })).toBe(0)
  })

  test('a shop that goes away in the middle of its answer: the answer breaks off, it does not look complete', async () => {
    const { ask, lost } = await gatewayFor((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half')
      setTimeout(() => response.socket?.destroy(), 20)
    })
    expect(await ask()).toMatchObject({ status: 200, broken: true })
    expect(lost).toMatchObject([{ status: null }])
  })

  test('an answer that comes before the body has: the connection to the shop ends with it, and is used by nobody else', async () => {
    const closed: Promise<unknown>[] = []
    const { port } = await gatewayFor((incoming, response) => {
      closed.push(new Promise((resolve) => incoming.socket.once('close', resolve)))
      response.end('early')
    })
    const { text, close } = await sendRaw(port, `POST / HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 1000\r\n\r\nhalf`)
    expect(text()).toContain('HTTP/1.1 200')
    expect(closed).toHaveLength(1)
    await closed[0]
    close()
  })

  test('a request with a body is never sent twice, even when its connection turns out to be stale', async () => {
    const seen: string[] = []
    const { port, ask } = await gatewayFor((incoming, response) => {
      seen.push(`${incoming.method} ${incoming.url}`)
      if (incoming.url === '/stale') incoming.socket.destroy()
      else response.end('ok')
    })
    expect((await ask('/')).status).toBe(200)
    const { text, close } = await sendRaw(port, `GET /stale HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 4\r\n\r\nbody`)
    expect(text()).toContain('HTTP/1.1 502')
    close()
    expect(seen).toEqual(['GET /', 'GET /stale'])
  })

  test.each([
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400, 'cannot read this request'],
    ['two Hosts', 'GET / HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n', 400, 'one Host header'],
    ['another host in the target', 'GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n', 400, 'Ask for a path'],
    ['its own host in the target', 'GET http://HOST/ HTTP/1.1\r\nHost: HOST\r\n\r\n', 400, 'Ask for a path'],
    ['a star', 'OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n', 400, 'Ask for a path'],
    ['a tunnel', 'CONNECT evil.example:80 HTTP/1.1\r\nHost: HOST\r\n\r\n', 405, 'no proxy'],
    ['an expectation', 'GET / HTTP/1.1\r\nHost: HOST\r\nExpect: a-miracle\r\n\r\n', 417, 'Leave the header out'],
    ['another coding', 'GET / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 400, 'Send one Content-Length'],
    ['chunks in HTTP/1.0', 'POST / HTTP/1.0\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400, 'over HTTP/1.1'],
    ['a name that is not its own', 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n', 421, 'npm start -- --allow-host evil.example'],
  ])('%s is refused in words, and reaches nobody', async (_what, bytes, status, words) => {
    let seen = 0
    const { port } = await gatewayFor((_request, response) => {
      seen += 1
      response.end()
    })
    const { text, close } = await sendRaw(port, bytes.replaceAll('HOST', `localhost:${port}`))
    await expect.poll(text).toContain(words)
    expect(text()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(text()).toContain('frame-ancestors http://localhost:4000')
    close()
    expect(seen).toBe(0)
  })

  test('what is asked for as another protocol is answered as HTTP, and nothing is read behind it', async () => {
    const seen: string[] = []
    const { port } = await gatewayFor((incoming, response) => {
      seen.push(incoming.url ?? '')
      response.end('shop')
    })
    const bytes = 'GET /1 HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nGET /2 HTTP/1.1\r\nHost: HOST\r\n\r\n'
    const { text, close } = await sendRaw(port, bytes.replaceAll('HOST', `localhost:${port}`))
    await expect.poll(text).toContain('shop')
    expect(text().toLowerCase()).toContain('connection: close')
    close()
    expect(seen).toEqual(['/1'])
  })

  test('internal headers do not pass in any spelling, wherever they stand', async () => {
    const { port } = await gatewayFor((incoming, response) => {
      incoming.resume().on('end', () => response.end(JSON.stringify([incoming.rawHeaders, incoming.trailers])))
    })
    const spelled = ['x-sessionscope-key', 'X-SESSIONSCOPE-KEY', 'X-Sessionscope-Actor', 'x-sessionscope-request', 'X-sessionScope-Else']
    const lines = spelled.map((name) => `${name}: forged\r\n`).join('')
    const bytes = `POST / HTTP/1.1\r\nHost: localhost:${port}\r\n${lines}Connection: x-sessionscope-key\r\nTransfer-Encoding: chunked\r\nTrailer: x-sessionscope-actor\r\n\r\n0\r\nx-sessionscope-actor: forged\r\n\r\n`
    const { text, close } = await sendRaw(port, bytes)
    await expect.poll(text).toContain(KEY)
    expect(text()).not.toContain('forged')
    close()
  })

  test('two Cookie headers reach the shop as one, and the jar sees the same', async () => {
    const jars: (string | undefined)[] = []
    const { port } = await gatewayFor((incoming, response) => response.end(JSON.stringify(incoming.headersDistinct.cookie)), {
      welcome: ({ headers }) => {
        jars.push(headers.cookie)
        return { actor: 'you', page: () => {}, answered: () => {}, ended: () => {} }
      },
    })
    const { text, close } = await sendRaw(
      port,
      `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nUser-Agent: Mozilla/5.0\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: cookie\r\n\r\n`,
    )
    await expect.poll(text).toContain('["a=1; b=2"]')
    close()
    expect(jars).toEqual(['a=1; b=2'])
  })

  test('an answer has reached its browser with its headers, whatever of its body is still to come', async () => {
    const told: string[] = []
    let finish = () => {}
    // As express-session does: all but the last byte at once, and that one when the session is saved.
    const { port } = await gatewayFor(
      (_request, response) => {
        response.writeHead(302, { location: '/', 'content-length': '5' }).write('Foun')
        finish = () => response.end('d')
      },
      { welcome: () => ({ actor: 'you', page: () => {}, answered: () => told.push('answered'), ended: () => told.push('ended') }) },
    )
    const { text, close } = await sendRaw(port, `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nUser-Agent: Mozilla/5.0\r\n\r\n`)
    await expect.poll(text).toContain('Foun')
    expect(told).toEqual(['answered', 'ended'])
    finish()
    await expect.poll(text).toContain('Found')
    close()
  })

  describe('forgetting cookies', () => {
    const forget = (port: number, method: string, headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${port}/.sessionscope/forget-cookies`, { method, headers, redirect: 'manual' })

    test('the dashboard’s page may', async () => {
      const { port } = await gatewayFor((_request, response) => response.end('shop'))
      const origin = `http://localhost:${DASHBOARD_PORT}`
      const answer = await forget(port, 'POST', { origin })
      expect(answer.status).toBe(204)
      expect(answer.headers.getSetCookie()).toEqual(['connect.sid=; Path=/; Max-Age=0'])
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
      expect(answer.headers.get('access-control-allow-credentials')).toBe('true')
    })

    test('is a request with an id of its own, which names what follows from it', async () => {
      const ids: string[] = []
      const { port } = await gatewayFor((_request, response) => response.end('shop'), {
        forgetCookies: (_request, id) => {
          ids.push(id)
          return []
        },
        welcome: (_request, id) => {
          ids.push(id)
          return { actor: 'you', page: () => {}, answered: () => {}, ended: () => {} }
        },
      })
      await forget(port, 'POST', { origin: `http://localhost:${DASHBOARD_PORT}` })
      await fetch(`http://127.0.0.1:${port}/`, { headers: { 'user-agent': 'Mozilla/5.0' } })
      await forget(port, 'POST', { origin: `http://localhost:${DASHBOARD_PORT}` })
      expect(ids).toEqual(['r1', 'r2', 'r3'])
    })

    test.each([
      ['an image of another port', 'GET', {}, 405],
      ['an image that pretends to be the dashboard’s', 'GET', { origin: `http://localhost:${DASHBOARD_PORT}` }, 405],
      ['a form of another port', 'POST', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }, 403],
      ['a form that hides where it is', 'POST', { origin: 'null', 'sec-fetch-site': 'same-site' }, 403],
      ['the shop itself', 'POST', { origin: 'http://localhost:4100', 'sec-fetch-site': 'same-origin' }, 403],
      ['a program', 'POST', {}, 403],
    ])('%s may not', async (_who, method, headers, status) => {
      let forgotten = 0
      const { port } = await gatewayFor((_request, response) => response.end('shop'), {
        forgetCookies: () => {
          forgotten += 1
          return ['connect.sid=']
        },
      })
      const answer = await forget(port, method, headers as Record<string, string>)
      expect(answer.status).toBe(status)
      expect(answer.headers.getSetCookie()).toEqual([])
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      expect(await answer.text()).toContain('Forget my cookies')
      expect(forgotten).toBe(0)
    })
  })

  test('answers the icon itself, and no path but its own', async () => {
    const { ask } = await gatewayFor((_request, response) => response.end('shop'))
    expect((await ask('/favicon.ico')).status).toBe(204)
    expect((await ask('/.sessionscope/forget-cookies')).status).toBe(405)
    expect((await ask('/.sessionscope/other')).text).toBe('shop')
  })
})
