/** Another site against the dashboard: every combination of Origin, Host, method and token, at the scripts' API and at the socket, with the right one as the control. */
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectDashboard } from '../support/dashboard-socket.js'
import { launch, type Sandbox } from '../support/launch.js'

let sandbox: Sandbox
let otherPort: number
beforeAll(async () => {
  sandbox = await launch()
  const { launch: launched } = await sandbox.until('it runs', ({ server }) => server.phase === 'running')
  otherPort = launched.otherSitePort ?? 0
})
afterAll(async () => {
  // Nothing of all this has commanded anything.
  const { server, browsers } = await sandbox.state()
  expect(server).toMatchObject({ boot: 1, lastDeath: null })
  expect(browsers.map(({ id }) => id)).not.toContain('browser:intruder')
  await sandbox.stop()
})

function send(port: number, path: string, headers: Record<string, string>, method = 'GET', body?: string) {
  return new Promise<{ status: number; headers: Readonly<Record<string, unknown>>; body: string }>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Where the page is, and what a page there would like to be taken for. */
const origins = () => [
  `http://127.0.0.1:${otherPort}`,
  `http://localhost:${otherPort}`,
  `http://localhost:${sandbox.shopPort}`,
  `https://localhost:${sandbox.dashboardPort}`,
  'null',
]
const hosts = () => [`localhost:${sandbox.dashboardPort}`, `127.0.0.1:${sandbox.dashboardPort}`, `localhost:${otherPort}`, 'evil.example']
const tokens = () => [null, '', 'Bearer', 'Bearer 00000000000000000000000000000000', `Bearer ${sandbox.token}`]
const CALLS = [
  ['/api/commands', 'POST', 'application/json'],
  ['/api/commands', 'POST', 'text/plain'],
  ['/api/commands', 'OPTIONS', null],
  ['/api/state', 'GET', null],
] as const
const COMMAND = JSON.stringify({ type: 'browser:create', name: 'Intruder' })

test('the API refuses every one of its requests, whatever it says, and takes the right one', async () => {
  const accepted: unknown[] = []
  let asked = 0
  for (const origin of origins())
    for (const host of hosts())
      for (const token of tokens())
        for (const [path, method, type] of CALLS) {
          const headers = { host, origin, ...(token !== null && { authorization: token }), ...(type !== null && { 'content-type': type }) }
          const { status, headers: answered, body } = await send(sandbox.dashboardPort, path, headers, method, method === 'POST' ? COMMAND : undefined)
          asked += 1
          const isReadable = answered['access-control-allow-origin'] !== undefined
          if (status < 400 || isReadable || body.includes(sandbox.token)) accepted.push({ origin, host, token, path, method, type, status, isReadable })
        }
  expect(accepted).toEqual([])
  expect(asked).toBe(400)
  const right = { host: `localhost:${sandbox.dashboardPort}`, authorization: `Bearer ${sandbox.token}` }
  expect((await send(sandbox.dashboardPort, '/api/state', right)).status).toBe(200)
  const own = { ...right, origin: `http://localhost:${sandbox.dashboardPort}`, 'content-type': 'application/json' }
  expect((await send(sandbox.dashboardPort, '/api/commands', own, 'POST', JSON.stringify({ type: 'server:collect' }))).status).toBe(200)
})

test('the socket refuses each of its origins, with the token too, and takes the dashboard’s own', { timeout: 120_000 }, async () => {
  const connected: unknown[] = []
  for (const origin of origins())
    for (const host of [`localhost:${sandbox.dashboardPort}`, `localhost:${otherPort}`])
      for (const token of [sandbox.token, ''])
        await connectDashboard(sandbox.dashboardUrl, sandbox.token, { token, headers: { origin, host } }).then(
          () => connected.push({ origin, host, token }),
          () => {},
        )
  expect(connected).toEqual([])
  const { socket } = await connectDashboard(sandbox.dashboardUrl, sandbox.token, { headers: { origin: sandbox.dashboardUrl } })
  expect(socket.connected).toBe(true)
})

describe('the page of the other site', () => {
  const own = () => ({ host: `127.0.0.1:${otherPort}` })

  test('knows the shop’s address, and nothing of the dashboard', async () => {
    const { status, headers, body } = await send(otherPort, '/', own())
    expect(status).toBe(200)
    expect(body).toContain(`action="http://localhost:${sandbox.shopPort}/cart"`)
    expect(body).not.toContain(sandbox.token)
    expect(body).not.toContain(String(sandbox.dashboardPort))
    const policy = String(headers['content-security-policy'])
    for (const directive of ['connect-src', 'frame-src', 'form-action']) expect(policy).toContain(`${directive} http://localhost:${sandbox.shopPort};`)
    expect(policy).toContain("frame-ancestors 'none'")
  })

  test('is another site than the shop, whichever of this machine’s names it is asked for by', async () => {
    const { body } = await send(otherPort, '/', { host: `localhost:${otherPort}` })
    expect(body).toContain(`action="http://127.0.0.1:${sandbox.shopPort}/cart"`)
  })

  test('speaks the language that is asked for', async () => {
    expect((await send(otherPort, '/?lang=pt-BR', own())).body).toContain('<html lang="pt-BR">')
    expect((await send(otherPort, '/', own())).body).toContain('<html lang="en">')
  })

  test.each([
    ['/', 'POST', {}, 405],
    ['/api/state', 'GET', {}, 404],
    ['/.sessionscope/forget-cookies', 'POST', {}, 405],
    ['/', 'GET', { host: 'evil.example' }, 421],
  ] as const)('%s by %s: nothing else is there', async (path, method, headers, status) => {
    expect((await send(otherPort, path, { ...own(), ...headers }, method)).status).toBe(status)
  })

  test('may not frame the dashboard', async () => {
    const { headers } = await send(sandbox.dashboardPort, '/', { host: `localhost:${sandbox.dashboardPort}` })
    expect(headers['x-frame-options']).toBe('DENY')
    expect(String(headers['content-security-policy'])).toContain("frame-ancestors 'none'")
  })

  test('cannot have the shop’s cookies forgotten', async () => {
    for (const origin of origins()) {
      const headers = { host: `localhost:${sandbox.shopPort}`, origin }
      expect((await send(sandbox.shopPort, '/.sessionscope/forget-cookies', headers, 'POST')).status).toBe(403)
    }
  })
})
