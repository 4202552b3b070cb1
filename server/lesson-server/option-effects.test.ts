/** What each session option changes in the answers of the shop, or in its store. An option without an effect here is a type error. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import session from 'express-session'
import { afterEach, expect, test } from 'vitest'
import { INITIAL_OPTIONS, OPTION_NAMES, type OptionName, optionsInCode, type SessionOptions } from '../protocol/session-options.js'
import { createShop } from './create-shop.js'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

class CountingStore extends session.MemoryStore {
  saves = 0
  declare sessions: Record<string, string>
  override set(...args: Parameters<session.MemoryStore['set']>): void {
    this.saves += 1
    super.set(...args)
  }
}

interface Asked {
  readonly cookie?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

async function serve(app: RequestListener) {
  const server = createServer(app)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return async (method: 'GET' | 'POST', path: string, { cookie, headers }: Asked = {}) => {
    const body = method === 'POST' ? new URLSearchParams({ name: 'Ana', item: 'cookies' }) : null
    const answer = await fetch(origin + path, { method, redirect: 'manual', body, headers: { ...headers, ...(cookie === undefined ? {} : { cookie }) } })
    const [line = ''] = answer.headers.getSetCookie()
    return { status: answer.status, line, cookie: line.split(';', 1)[0] }
  }
}

/** A shop with these options, and its store. */
async function shopWith(options: Partial<SessionOptions>) {
  const store = new CountingStore()
  return { store, ask: await serve(createShop({ store, options: { ...INITIAL_OPTIONS, ...options }, secrets: ['a-secret'] })) }
}

const loginLine = async (options: Partial<SessionOptions>, headers: Readonly<Record<string, string>> = {}) =>
  (await (await shopWith(options)).ask('POST', '/login', { headers })).line

const HTTPS = { 'x-forwarded-proto': 'https' }

const effects: Readonly<Record<OptionName, () => Promise<void>>> = {
  async resave() {
    for (const [resave, saves] of [
      [false, 1],
      [true, 2],
    ] as const) {
      const { ask, store } = await shopWith({ resave })
      const { cookie } = await ask('POST', '/cart')
      await ask('GET', '/me', { cookie })
      expect(store.saves).toBe(saves)
    }
  },
  async saveUninitialized() {
    expect((await (await shopWith({})).ask('GET', '/')).line).toBe('')
    expect((await (await shopWith({ saveUninitialized: true })).ask('GET', '/')).line).toMatch(/^connect\.sid=s%3A/)
  },
  async rolling() {
    for (const [rolling, line] of [
      [false, /^$/],
      [true, /^connect\.sid=/],
    ] as const) {
      const { ask } = await shopWith({ rolling })
      const { cookie } = await ask('POST', '/login')
      expect((await ask('GET', '/me', { cookie })).line).toMatch(line)
    }
  },
  async maxAgeMs() {
    expect(await loginLine({})).not.toContain('Expires')
    const expires = /Expires=([^;]+)/.exec(await loginLine({ maxAgeMs: 3_600_000 }))?.[1] ?? ''
    expect(Math.abs(Date.parse(expires) - Date.now() - 3_600_000)).toBeLessThan(60_000)
  },
  async httpOnly() {
    expect(await loginLine({})).toContain('; HttpOnly')
    expect(await loginLine({ httpOnly: false })).not.toContain('HttpOnly')
  },
  async secure() {
    expect(await loginLine({})).not.toContain('Secure')
    expect(await loginLine({ secure: true })).toBe('')
    expect(await loginLine({ secure: 'auto' })).toMatch(/^connect\.sid=(?!.*Secure)/)
    expect(await loginLine({ secure: 'auto', proxy: true }, HTTPS)).toContain('; Secure')
  },
  async sameSite() {
    expect(await loginLine({ sameSite: null })).not.toContain('SameSite')
    expect(await loginLine({ sameSite: 'none' })).toContain('; SameSite=None')
  },
  async name() {
    const { ask } = await shopWith({ name: 'ticket' })
    const { line, cookie } = await ask('POST', '/login')
    expect(line).toMatch(/^ticket=s%3A/)
    expect((await ask('POST', '/cart', { cookie })).line).toBe('')
    expect((await ask('POST', '/cart', { cookie: cookie?.replace('ticket', 'connect.sid') })).line).toMatch(/^ticket=/)
  },
  async unset() {
    for (const [unset, left] of [
      ['keep', 1],
      ['destroy', 0],
    ] as const) {
      const store = new CountingStore()
      const app = express()
      app.use(session({ store, secret: 'a-secret', ...optionsInCode({ ...INITIAL_OPTIONS, unset }) }))
      app.post('/login', (req, res) => {
        req.session.isLoggedIn = true
        res.end()
      })
      app.post('/logout', (req, res) => {
        Object.assign(req, { session: null })
        res.end()
      })
      const ask = await serve(app)
      const { cookie } = await ask('POST', '/login')
      await ask('POST', '/logout', { cookie })
      expect(Object.keys(store.sessions)).toHaveLength(left)
    }
  },
  async proxy() {
    for (const proxy of [null, false]) expect(await loginLine({ secure: true, proxy }, HTTPS)).toBe('')
    expect(await loginLine({ secure: true, proxy: true })).toBe('')
    expect(await loginLine({ secure: true, proxy: true }, HTTPS)).toContain('; Secure')
  },
  async trustProxy() {
    // One proxy in front is believed, or everybody on the way; without secure nothing is to be seen of it.
    for (const secure of [true, 'auto'] as const) {
      for (const trustProxy of [1, true] as const) expect(await loginLine({ secure, trustProxy }, HTTPS)).toContain('; Secure')
    }
    expect(await loginLine({ secure: true }, HTTPS)).toBe('')
    expect(await loginLine({ secure: 'auto' }, HTTPS)).not.toContain('Secure')
    expect(await loginLine({ secure: true, trustProxy: 1 })).toBe('')
  },
  async path() {
    const { ask } = await shopWith({ path: '/cart' })
    expect((await ask('POST', '/cart')).line).toContain('; Path=/cart')
    // Elsewhere there is no session, which must be an error of that request, and not of the process.
    for (const page of ['/', '/slow', '/live']) expect(await ask('GET', page)).toMatchObject({ status: 500, line: '' })
    expect(await loginLine({})).toContain('; Path=/;')
  },
  async domain() {
    expect(await loginLine({})).not.toContain('Domain')
    expect(await loginLine({ domain: 'localhost' })).toContain('; Domain=localhost')
  },
  async partitioned() {
    expect(await loginLine({})).not.toContain('Partitioned')
    expect(await loginLine({ partitioned: true })).toContain('; Partitioned')
  },
  async priority() {
    expect(await loginLine({})).not.toContain('Priority')
    expect(await loginLine({ priority: 'high' })).toContain('; Priority=High')
  },
}

test.each(OPTION_NAMES)('%s', (name) => effects[name]())
