import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import session from 'express-session'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LIMITS } from '../../config.js'
import { INITIAL_OPTIONS, type SessionOptions } from '../../protocol/session-options.js'
import { StoreCallError } from '../../stores/store-call-error.js'
import { createShop } from '../create-shop.js'
import { maxCartLines, readName } from './form-fields.js'

const options: SessionOptions = { ...INITIAL_OPTIONS, name: 'connect.sid', sameSite: null }

let store: session.MemoryStore & { sessions?: Record<string, string> }
let server: Server
let origin: string

beforeEach(async () => {
  store = new session.MemoryStore()
  server = createServer(createShop({ store, options, secrets: ['first', 'second'] }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const stored = () => Object.values(store.sessions ?? {}).map((json) => JSON.parse(json) as Record<string, unknown>)

const cookieOf = ({ setCookie }: { readonly setCookie: readonly string[] }) => setCookie[0]?.split(';')[0] ?? ''

/** A visitor with a cookie jar for the one cookie there is, which may hold one from the beginning. */
function visitor(headers: Record<string, string> = {}, planted: string | null = null) {
  let cookie = planted
  return async (method: 'GET' | 'POST', path: string, form?: readonly (readonly [string, string])[]) => {
    const answer = await fetch(origin + path, {
      method,
      redirect: 'manual',
      headers: { ...headers, ...(cookie && { cookie }) },
      ...(form && { body: new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])) }),
    })
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    return { status: answer.status, location: answer.headers.get('location'), setCookie: answer.headers.getSetCookie(), body: await answer.text() }
  }
}

describe('a stranger', () => {
  it('gets a page, no cookie, and leaves nothing in the store', async () => {
    const visit = visitor()
    const answer = await visit('GET', '/')
    expect(answer.status).toBe(200)
    expect(answer.body).toContain('Hello, stranger')
    expect(answer.setCookie).toEqual([])
    expect((await visit('GET', '/me')).body).toBe('{"isLoggedIn":false,"name":null,"cart":[]}')
    expect(stored()).toEqual([])
  })

  it('is spoken to in the language of the browser', async () => {
    expect((await visitor({ 'accept-language': 'pt-BR,pt;q=0.9,en;q=0.5' })('GET', '/')).body).toContain('Olá, desconhecido')
    expect((await visitor({ 'accept-language': 'pt-PT' })('GET', '/')).body).toContain('<html lang="pt-BR">')
    expect((await visitor({ 'accept-language': 'de' })('GET', '/')).body).toContain('<html lang="en">')
    expect((await visitor({ 'accept-language': 'en-GB,pt;q=0.1' })('GET', '/')).body).toContain('<html lang="en">')
  })
})

describe('logging in and out', () => {
  it('stores isLoggedIn, greets once with the flash message, and has the cookie removed with the session', async () => {
    const visit = visitor()
    const answer = await visit('POST', '/login', [['name', 'Ana']])
    expect(answer).toMatchObject({ status: 302, location: '/' })
    expect(answer.setCookie[0]).toMatch(/^connect\.sid=s%3A.+; Path=\/; HttpOnly$/)
    expect(stored()).toMatchObject([{ cookie: { originalMaxAge: null, expires: null, httpOnly: true, path: '/' }, isLoggedIn: true, name: 'Ana' }])
    expect((await visit('GET', '/')).body).toContain('You are logged in.')
    expect((await visit('GET', '/')).body).not.toContain('You are logged in.')

    const out = await visit('POST', '/logout')
    expect(out).toMatchObject({ status: 302, location: '/', setCookie: ['connect.sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly'] })
    expect(stored()).toEqual([])
  })

  it('gives a new id at the login, which the old one does not open, and takes a stranger’s cart along', async () => {
    const visit = visitor()
    const planted = cookieOf(await visit('POST', '/cart', [['item', 'http']]))
    const mine = cookieOf(await visit('POST', '/login', [['name', 'Ana']]))
    expect(mine).not.toBe(planted)
    expect(stored()).toMatchObject([{ isLoggedIn: true, name: 'Ana', cart: [{ id: 'http' }] }])
    expect(JSON.parse((await visitor({}, planted)('GET', '/me')).body)).toEqual({ isLoggedIn: false, name: null, cart: [] })
    expect(JSON.parse((await visit('GET', '/me')).body)).toMatchObject({ isLoggedIn: true, name: 'Ana', cart: [{ id: 'http' }] })
  })

  it('keeps the cart of whoever logs in again, and gives it to nobody else', async () => {
    const visit = visitor()
    await visit('POST', '/login', [['name', 'Ana']])
    await visit('POST', '/cart', [['item', 'http']])
    await visit('POST', '/login', [['name', 'Ana']])
    expect(stored()).toMatchObject([{ name: 'Ana', cart: [{ id: 'http' }] }])
    await visit('POST', '/login', [['name', 'Bob']])
    expect(JSON.parse((await visit('GET', '/me')).body)).toEqual({ isLoggedIn: true, name: 'Bob', cart: [] })
  })

  it('has saved the login before it sends the browser on', async () => {
    const set = store.set.bind(store)
    store.set = (...order) => setTimeout(() => set(...order), 50)
    const headers = new Promise<string>((resolve) => {
      const ask = request(`${origin}/login`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, (answer) => {
        resolve(answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '')
        answer.resume()
      })
      ask.end('name=Ana')
    })
    // As a browser may: with the headers, and not with the end of the answer.
    expect(JSON.parse((await visitor({}, await headers)('GET', '/me')).body)).toMatchObject({ name: 'Ana' })
  })

  it('says so when the login could not be saved, instead of sending the browser on', async () => {
    store.set = (_id, _session, callback) => callback?.(new Error('disk full'))
    expect((await visitor()('POST', '/login', [['name', 'Ana']])).status).toBe(503)
  })

  it.each([
    ['nothing', []],
    ['an empty name', [['name', '  ']]],
    ['a long name', [['name', 'x'.repeat(41)]]],
    ['a control character', [['name', 'a\u0000b']]],
    [
      'two names',
      [
        ['name', 'a'],
        ['name', 'b'],
      ],
    ],
  ] as const)('refuses %s with a page that says what to do, and makes no session', async (_what, form) => {
    const answer = await visitor()('POST', '/login', form)
    expect(answer.status).toBe(400)
    expect(answer.body).toContain('A name has 1 to 40')
    expect(stored()).toEqual([])
  })

  it('shows a name with markup as text, and keeps __proto__ a mere value', async () => {
    const visit = visitor()
    await visit('POST', '/login', [
      ['name', '<img src=x onerror="a()">'],
      ['__proto__', 'x'],
      ['cookie', 'x'],
    ])
    const { body } = await visit('GET', '/')
    expect(body).toContain('Hello, &lt;img src=x onerror=&quot;a()&quot;&gt;')
    expect(body).not.toContain('<img')
    await visit('POST', '/login', [['name', '__proto__']])
    expect(JSON.parse((await visit('GET', '/me')).body)).toMatchObject({ name: '__proto__' })
  })
})

describe('the cart', () => {
  it('takes one book or several, as lines with id, title and price', async () => {
    const visit = visitor()
    await visit('POST', '/cart', [['item', 'http']])
    await visit('POST', '/cart', [
      ['item', 'cookies'],
      ['item', 'http'],
    ])
    expect(JSON.parse((await visit('GET', '/me')).body).cart).toEqual([
      { id: 'http', title: 'HTTP by Hand', price: 29 },
      { id: 'cookies', title: 'Cookies, Crumb by Crumb', price: 19.5 },
      { id: 'http', title: 'HTTP by Hand', price: 29 },
    ])
    expect((await visit('GET', '/')).body).toContain('data-cart-count="3"')
  })

  it.each(['nope', '__proto__', 'constructor', ''])('refuses the book %j and leaves the cart as it was', async (item) => {
    const visit = visitor()
    const answer = await visit('POST', '/cart', [
      ['item', 'http'],
      ['item', item],
    ])
    expect(answer.status).toBe(400)
    expect(answer.body).toContain('no such book')
    expect(stored()).toEqual([])
  })

  it('holds as much as the sandbox lets a user buy, and a name as long as one may give a browser', () => {
    expect(LIMITS.crowdCartItems).toBeLessThanOrEqual(maxCartLines)
    expect(readName({ name: 'x'.repeat(LIMITS.nameLength) })).toHaveLength(LIMITS.nameLength)
  })

  it('holds two hundred books and not one more', async () => {
    const visit = visitor()
    expect(
      (
        await visit(
          'POST',
          '/cart',
          Array.from({ length: 200 }, () => ['item', 'event-loop'] as const),
        )
      ).status,
    ).toBe(302)
    expect((await visit('POST', '/cart', [['item', 'http']])).status).toBe(400)
    expect(JSON.parse((await visit('GET', '/me')).body).cart).toHaveLength(200)
  })
})

describe('what goes wrong', () => {
  it('says that there is no such page', async () => {
    expect(await visitor()('GET', '/<script>')).toMatchObject({ status: 404, body: expect.stringContaining('There is no such page') })
  })

  it('answers a form that it cannot read with 4xx', async () => {
    const answer = await fetch(`${origin}/login`, {
      method: 'POST',
      body: `name=${'x'.repeat(40_000)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(answer.status).toBe(413)
    expect(await answer.text()).toContain('could not read')
  })

  it('names a failure of the store in plain words, and shows nothing of the session', async () => {
    const visit = visitor()
    await visit('POST', '/login', [['name', 'Ana']])
    const id = Object.keys(store.sessions ?? {})[0] ?? ''
    store.get = (sessionId, callback) => callback(new Error(`Error finding ${sessionId}: connect ECONNREFUSED mongodb://ana:pw@db/shop`))
    const answer = await visit('GET', '/')
    expect(answer.status).toBe(503)
    expect(answer.body).toContain('the store cannot be reached')
    for (const secret of [id, 'pw@', 'ECONN', 'Ana']) expect(answer.body).not.toContain(secret)
  })

  it.each([
    ['en', 'It keeps its sessions in a store (MongoDB), and the store did not answer in time.'],
    ['pt-BR', 'Ela guarda as sessions em um store (MongoDB), e o store não respondeu a tempo.'],
  ])('says in %s which store failed, and how', async (language, sentence) => {
    const visit = visitor({ 'accept-language': language })
    await visit('POST', '/login', [['name', 'Ana']])
    store.get = (_id, callback) => callback(new StoreCallError('MongoDB', 'it did not answer within 3000 ms'))
    const { status, body } = await visit('GET', '/')
    expect(status).toBe(503)
    expect(body).toContain(sentence)
    expect(body).not.toContain('did not do its part')
  })

  it('still answers when a save fails after the headers left, and prints nothing', async () => {
    const visit = visitor()
    store.set = (_id, _session, callback) => callback?.(new Error('disk full'))
    expect((await visit('POST', '/cart', [['item', 'http']])).status).toBe(302)
    expect((await visit('GET', '/')).status).toBe(200)
  })
})
