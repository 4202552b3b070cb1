/** What strangers may send to the dashboard and the shop, and what must come of it: a clear refusal, and nothing else. */
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectDashboard } from '../support/dashboard-socket.js'
import { launch, type Sandbox } from '../support/launch.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await launch()
  await sandbox.until('it runs', ({ server }) => server.phase === 'running')
})
afterAll(async () => {
  // Whatever was sent, the same supervisor and the same lesson server are still there.
  const { server } = await sandbox.state()
  expect(server).toMatchObject({ boot: 1, lastDeath: null })
})

/** fetch refuses to set Host and Origin, so this is node:http. */
function send(port: number, path: string, headers: Record<string, string>, method = 'GET', body?: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** The headers of an answer. */
function head(port: number, path: string, headers: Record<string, string>): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers }, (answer) => resolve(answer.resume().headers))
    outgoing.on('error', reject)
    outgoing.end()
  })
}

describe('DNS rebinding', () => {
  test.each(['evil.example', 'localhost.evil.example', 'localhost', '127.0.0.1:1', '169.254.169.254'])(
    'Host %s gets nothing from either server',
    async (host) => {
      for (const port of [sandbox.dashboardPort, sandbox.shopPort]) {
        const { status, body } = await send(port, '/', { host })
        expect(status).toBe(421)
        expect(body).toContain('its own address')
        expect(body).not.toContain(sandbox.token)
      }
    },
  )

  test('the same on upgrade', async () => {
    await expect(connectDashboard(`http://127.0.0.1:${sandbox.dashboardPort}`, sandbox.token, { headers: { host: 'evil.example' } })).rejects.toThrow()
  })
})

describe('the socket', () => {
  test.each(['http://evil.example', 'null', 'http://localhost', `https://localhost`])('Origin %s is refused', async (origin) => {
    await expect(connectDashboard(sandbox.dashboardUrl, sandbox.token, { headers: { origin } })).rejects.toThrow()
  })

  test('the shop’s pages are another origin, and refused too', async () => {
    await expect(connectDashboard(sandbox.dashboardUrl, sandbox.token, { headers: { origin: sandbox.shopUrl } })).rejects.toThrow()
  })

  test('names its refusals', async () => {
    await expect(connectDashboard(sandbox.dashboardUrl, '', {})).rejects.toThrow('bad-token')
    await expect(connectDashboard(sandbox.dashboardUrl, `${sandbox.token}0`)).rejects.toThrow('bad-token')
    await expect(connectDashboard(sandbox.dashboardUrl, sandbox.token, { protocol: 0 })).rejects.toThrow('page-too-old')
  })

  test('survives null, garbage, missing acks and payloads beyond the limit', async () => {
    const { socket } = await connectDashboard(sandbox.dashboardUrl, sandbox.token)
    // What a page cannot send by its types, a hostile one sends all the same.
    const raw = socket as unknown as { emit(event: string, ...payload: unknown[]): void; emitWithAck(event: string, payload: unknown): Promise<unknown> }
    for (const payload of [undefined, null, 0, 'x', [], {}, { type: null }, { type: '__proto__' }, { type: 'constructor' }]) {
      raw.emit('command', payload)
      raw.emit('command', payload, 'no function')
      raw.emit('resync', payload)
      expect(await raw.emitWithAck('command', payload)).toMatchObject({ ok: false, problem: { code: 'bad-command' } })
    }
    raw.emit('no-such-event', null)
    raw.emit('command')
    expect(await raw.emitWithAck('command', JSON.parse('{"type":"server:kill","__proto__":{"polluted":true}}'))).toMatchObject({ ok: false })
    expect(await raw.emitWithAck('command', { type: 'browser:create', name: 'x'.repeat(41) })).toMatchObject({ ok: false })
    const gone = new Promise((resolve) => socket.once('disconnect', resolve))
    raw.emit('command', { type: 'sessions:read', id: 'x'.repeat(200_000) })
    expect(await gone).toBeDefined()
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('the scripts’ API', () => {
  const json = { 'content-type': 'application/json' }
  const authorized = () => ({ host: `localhost:${sandbox.dashboardPort}`, authorization: `Bearer ${sandbox.token}` })

  test.each(['', 'Bearer', 'Bearer x', 'Basic x', 'Bearer null'])('without the token (%j): 401, and what to do', async (authorization) => {
    for (const [path, method] of [
      ['/api/state', 'GET'],
      ['/api/commands', 'POST'],
    ] as const) {
      const { status, body } = await send(
        sandbox.dashboardPort,
        path,
        { host: `localhost:${sandbox.dashboardPort}`, authorization, ...json },
        method,
        method === 'POST' ? '{}' : undefined,
      )
      expect(status).toBe(401)
      expect(JSON.parse(body)).toMatchObject({ ok: false, problem: { code: 'bad-token', message: expect.stringContaining('Authorization: Bearer') } })
    }
  })

  test.each([
    ['null', 400],
    ['[]', 400],
    ['{', 400],
    ['"x"', 400],
    ['{"type":"nonsense"}', 400],
    ['{"type":"server:kill","extra":1}', 400],
    ['{"type":"server:kill","__proto__":{"a":1}}', 400],
    ['{"type":"store:switch"}', 400],
    ['{"type":"store:switch","to":"paper"}', 404],
    ['{"type":"store:switch","to":"memory"}', 400],
    ['{"type":"browser:visit","browser":"you"}', 400],
    ['{"type":"browser:visit","browser":"browser:nobody"}', 404],
    ['{"type":"crowd:start","users":1e9}', 400],
    ['{"type":"crowd:start","users":-1}', 400],
    ['{"type":"crowd:start","users":0.5}', 400],
    ['{"type":"server:restart","heapLimitMb":1}', 400],
    ['{"type":"server:configure","options":{"genid":"x"}}', 400],
    ['{"type":"server:configure","options":{"name":"x; Path=/"}}', 400],
    ['{"type":"server:configure","options":{"path":"/\\r\\nSet-Cookie: a=b"}}', 400],
    ['{"type":"secrets:drop","id":"nobody"}', 404],
    ['{"type":"browser:create","name":"  "}', 400],
    ['{"type":"browser:create","name":"\\u202eevil"}', 400],
    ['{"type":"crowd:cancel"}', 404],
    ['{"type":"crowd:forget","run":7}', 404],
    [`{"type":"sessions:list","search":"${'x'.repeat(70_000)}"}`, 413],
  ])('%.60s → %i with a problem in words', async (body, expected) => {
    const { status, body: text } = await send(sandbox.dashboardPort, '/api/commands', { ...authorized(), ...json }, 'POST', body)
    expect(status).toBe(expected)
    const answer = JSON.parse(text) as { ok: boolean; problem: { message: string } }
    expect(answer.ok).toBe(false)
    expect(answer.problem.message.length).toBeGreaterThan(20)
    expect(answer.problem.message.length).toBeLessThan(600)
  })

  test.each(['null', '1', '"server:kill"', '[]'])('calls %s a command that cannot be used: it is JSON', async (body) => {
    const { status, body: text } = await send(sandbox.dashboardPort, '/api/commands', { ...authorized(), 'content-type': 'application/json' }, 'POST', body)
    expect(status).toBe(400)
    expect(JSON.parse(text)).toMatchObject({ ok: false, problem: { code: 'bad-command', message: expect.stringContaining('PROTOCOL.md') } })
  })

  test('takes JSON only, which no form of another site can send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const { status } = await send(sandbox.dashboardPort, '/api/commands', { ...authorized(), 'content-type': type }, 'POST', '{"type":"server:kill"}')
      expect(status).toBe(415)
    }
  })

  test('sets no cookie, allows no framing, no foreign script, and shares nothing with other origins', async () => {
    const page = await fetch(sandbox.dashboardUrl, { headers: { origin: 'http://evil.example' } })
    expect(page.headers.get('set-cookie')).toBeNull()
    expect(page.headers.get('access-control-allow-origin')).toBeNull()
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('upgrade-insecure-requests')
  })

  test('keeps no handle for whoever opened it, and says so on every answer', async () => {
    const host = `localhost:${sandbox.dashboardPort}`
    for (const [path, headers] of [
      ['/', { host }],
      ['/nothing', { host }],
      ['/api/state', { host }],
      ['/', { host: 'evil.example' }],
    ] as const) {
      const answer = await head(sandbox.dashboardPort, path, headers)
      expect(answer['cross-origin-opener-policy']).toBe('same-origin')
      expect(answer['content-security-policy']).toContain("default-src 'none'")
    }
  })

  test('the scheme of the token is written in any case', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR  ']) {
      const { status } = await send(sandbox.dashboardPort, '/api/state', { ...authorized(), authorization: `${scheme} ${sandbox.token}` })
      expect(status).toBe(200)
    }
  })

  test.each([
    [{ origin: 'http://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'nonsense' }],
  ])('a page of another site may not command, even with the token: %j', async (headers) => {
    for (const [path, method] of [
      ['/api/state', 'GET'],
      ['/api/commands', 'POST'],
    ] as const) {
      const { status, body } = await send(
        sandbox.dashboardPort,
        path,
        { ...authorized(), ...json, ...headers },
        method,
        method === 'POST' ? '{"type":"server:kill"}' : undefined,
      )
      expect(status).toBe(403)
      expect(JSON.parse(body)).toMatchObject({ ok: false, problem: { code: 'bad-origin' } })
    }
  })

  test('the shop’s pages are another origin, and its own page’s requests are not', async () => {
    const ask = (origin: string) => send(sandbox.dashboardPort, '/api/state', { ...authorized(), origin })
    expect((await ask(sandbox.shopUrl)).status).toBe(403)
    expect((await ask(`http://localhost:${sandbox.dashboardPort}`)).status).toBe(200)
  })

  test('the cookies of every other app on this host do not hide the page', async () => {
    const host = `localhost:${sandbox.dashboardPort}`
    // What browsers keep for one host at most.
    const cookie = Array.from({ length: 180 }, (_, index) => `app${index}=${'x'.repeat(4_080)}`).join('; ')
    const { status, body } = await send(sandbox.dashboardPort, '/', { host, accept: 'text/html', cookie })
    expect(status).toBe(200)
    expect(body).toContain('id="root"')
    const beyond = await send(sandbox.dashboardPort, '/', { host, accept: 'text/html', cookie: cookie + cookie })
    expect(beyond.status).toBe(431)
    expect(beyond.body).toContain('Delete the cookies of this host')
  })

  test('serves files of the page only', async () => {
    for (const path of ['/../package.json', '/%2e%2e/%2e%2e/package.json', '/assets/..%2f..%2f..%2fpackage.json', '/.built-server', '/assets/', '/nothing']) {
      expect((await send(sandbox.dashboardPort, path, { host: `localhost:${sandbox.dashboardPort}` })).status).toBe(404)
    }
  })
})

describe('the shop’s address', () => {
  const host = () => ({ host: `localhost:${sandbox.shopPort}` })

  test('whoever claims to be a virtual browser or the crowd without the key is not one', async () => {
    await send(sandbox.shopPort, '/me', { ...host(), 'user-agent': 'curl/8', 'x-sessionscope-actor': 'browser:alice', 'x-sessionscope-key': 'guess' })
    const state = await sandbox.until('the row is there', ({ timeline }) => timeline.some((row) => row.kind === 'request' && row.request.path === '/me'))
    const row = state.timeline.find((candidate) => candidate.kind === 'request' && candidate.request.path === '/me')
    expect(row).toMatchObject({ request: { actor: 'other', agent: 'curl' } })
  })

  test('Node’s own fetch is a program, a page’s fetch is its browser’s; neither is told what the shop runs on', async () => {
    const answer = await fetch(`http://127.0.0.1:${sandbox.shopPort}/of-node`)
    expect(answer.headers.get('x-powered-by')).toBeNull()
    await send(sandbox.shopPort, '/of-a-page', { ...host(), 'user-agent': 'Mozilla/5.0 (X11)', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' })
    const actorOf = ({ timeline }: Awaited<ReturnType<Sandbox['state']>>, path: string) =>
      timeline.flatMap((row) => (row.kind === 'request' && row.request.path === path ? [row.request] : []))[0]
    const state = await sandbox.until('both rows are there', (now) => ['/of-node', '/of-a-page'].every((path) => actorOf(now, path) !== undefined))
    expect(actorOf(state, '/of-node')).toMatchObject({ actor: 'other', agent: 'node' })
    expect(actorOf(state, '/of-a-page')).toMatchObject({ actor: 'you' })
  })

  test('enormous headers, bad HTTP and foreign addresses get a plain answer', async () => {
    expect((await send(sandbox.shopPort, '/', { ...host(), cookie: `a=${'x'.repeat(20_000)}` })).status).toBe(431)
    expect(await raw(sandbox.shopPort, 'GARBAGE\r\n\r\n')).toContain('400 Bad Request')
    expect(await raw(sandbox.shopPort, `GET http://evil.example/ HTTP/1.1\r\nHost: localhost:${sandbox.shopPort}\r\nConnection: close\r\n\r\n`)).toContain(
      '400 Bad Request',
    )
  })

  test('cookies of every broken kind make no session and no error', async () => {
    const name = `sessionscope.sid.${sandbox.shopPort}`
    const before = (await sandbox.state()).store.sessionCount
    for (const value of ['', 's:', 's%3A', 's%3A.x', '%zz', 'plain', 's%3Aabc.def', 's%3A__proto__.x', `s%3A${'a'.repeat(4000)}.x`, '"s%3Ax.y"', '\u00ff']) {
      const { status } = await send(sandbox.shopPort, '/', { ...host(), cookie: `${name}=${encodeURI(value) === value ? value : 'ÿ'}` })
      expect(status).toBe(200)
    }
    expect((await sandbox.state()).store.sessionCount ?? 0).toBe(before ?? 0)
  })
})

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}
