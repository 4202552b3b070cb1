import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import express from 'express'
import session from 'express-session'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { SessionOptions } from '../../protocol/session-options.js'
import { OPTIONS } from '../../test/lesson-server/tapped-shop.js'
import { createShop } from '../create-shop.js'
import { SHOPS } from './variants.js'

let server: Server
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

test('every file of variants/ is in the list, under its own name, and nothing else is', () => {
  const files = readdirSync(join(import.meta.dirname, 'variants')).filter((file) => !file.endsWith('.test.ts'))
  expect(
    SHOPS.map(({ name }) => (name === 'standard' ? null : `${name}.ts`))
      .filter((file) => file !== null)
      .toSorted(),
  ).toEqual(files.toSorted())
})

interface Asking {
  readonly store?: session.MemoryStore
  readonly options?: Partial<SessionOptions>
}

async function open(
  shop: string,
  { store = new session.MemoryStore(), options }: Asking = {},
): Promise<(path: string, form: Record<string, string> | null, cookie?: string) => Promise<Response>> {
  server = createServer(createShop({ store, options: { ...OPTIONS, ...options }, secrets: ['a'] }, shop))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (path, form, cookie) =>
    fetch(origin() + path, {
      redirect: 'manual',
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      ...(cookie && { headers: { cookie } }),
      signal: AbortSignal.timeout(8_000),
    })
}

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const stored = (store: session.MemoryStore) =>
  Object.values((store as unknown as { readonly sessions: Record<string, string> }).sessions).map((json) => JSON.parse(json) as Record<string, unknown>)

/** The cookie of an answer of which no more than the headers have come: a browser follows a redirect as soon as it has them. */
function headersOnly(path: string, form: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const ask = request(origin() + path, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, (answer) => {
      resolve(answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '')
      answer.resume()
    })
    ask.on('error', reject)
    ask.end(new URLSearchParams(form).toString())
  })
}

const cookieOf = (answer: Response) => answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''

test('login-keeps-id: whoever planted the id is logged in with it', async () => {
  const ask = await open('login-keeps-id')
  const planted = cookieOf(await ask('/cart', { item: 'http' }))
  const login = await ask('/login', { name: 'Ana' }, planted)
  expect(login.headers.getSetCookie()).toEqual([])
  expect(await (await ask('/me', null, planted)).json()).toMatchObject({ isLoggedIn: true, name: 'Ana' })
})

test('logout-keeps-cookie: the session is gone, and the browser is not told', async () => {
  const ask = await open('logout-keeps-cookie')
  const cookie = cookieOf(await ask('/login', { name: 'Ana' }))
  const logout = await ask('/logout', {}, cookie)
  expect(logout).toMatchObject({ status: 302 })
  expect(logout.headers.getSetCookie()).toEqual([])
  expect(await (await ask('/me', null, cookie)).json()).toMatchObject({ isLoggedIn: false })
})

test.each([
  ['login-without-save', 'Hello, stranger'],
  ['standard', 'Hello, Ana'],
])('%s: with a slow store, the page that follows the headers of the login says %j', async (shop, greeting) => {
  const store = new session.MemoryStore()
  const ask = await open(shop, { store })
  const set = store.set.bind(store)
  store.set = (...order) => void setTimeout(200).then(() => set(...order))
  const cookie = await headersOnly('/login', { name: 'Ana' })
  expect(await (await ask('/', null, cookie)).text()).toContain(greeting)
  // It is saved in the end, so that nobody believes it when it is looked at later.
  await vi.waitFor(async () => expect(await (await ask('/me', null, cookie)).json()).toMatchObject({ name: 'Ana' }), 5_000)
})

test.each([
  ['slow-cart', 1],
  ['standard', 2],
])('%s: of two books that are added at once, %i in the cart', async (shop, count) => {
  const ask = await open(shop)
  const cookie = cookieOf(await ask('/login', { name: 'Ana' }))
  // The textbook's handler does not wait, so its requests come one after the other.
  if (shop === 'standard') for (const item of ['http', 'cookies']) await ask('/cart', { item }, cookie)
  else await Promise.all(['http', 'cookies'].map((item) => ask('/cart', { item }, cookie)))
  expect(await (await ask('/me', null, cookie)).json()).toMatchObject({ cart: { length: count } })
})

test.each([
  ['files-after-session', ['get', 'touch'], true],
  ['files-before-session', [], false],
] as const)('%s: a file costs the calls %j, and begins a session: %s', async (shop, calls, begins) => {
  const store = new session.MemoryStore()
  const asked: string[] = []
  for (const name of ['get', 'set', 'touch'] as const) {
    const original = store[name] as (...args: unknown[]) => void
    store[name] = (...args: unknown[]) => {
      asked.push(name)
      original.apply(store, args)
    }
  }
  const ask = await open(shop, { store, options: { saveUninitialized: true } })
  const page = await (await ask('/', null)).text()
  const files = [...page.matchAll(/(?:href|src)="(\/files\/[^"]+)"/g)].map(([, path]) => path ?? '')
  expect(files).toEqual(['/files/icon.svg', '/files/style.css', '/files/icon.svg'])
  const cookie = cookieOf(await ask('/login', { name: 'Ana' }))
  for (const file of new Set(files)) {
    asked.length = 0
    const answer = await ask(file, null, cookie)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(file.endsWith('css') ? /^text\/css/ : /^image\/svg/)
    expect(asked).toEqual(calls)
    expect((await ask(file, null)).headers.getSetCookie().length > 0).toBe(begins)
  }
})

test.each([
  ['session-for-every-visit', false, 5],
  ['standard', false, 0],
  ['standard', true, 0],
] as const)('%s with saveUninitialized %s: five health checks leave %i sessions', async (shop, saveUninitialized, count) => {
  const store = new session.MemoryStore()
  const ask = await open(shop, { store, options: { saveUninitialized } })
  for (let visit = 0; visit < 5; visit++) expect(await (await ask('/health', null)).text()).toBe('ok')
  expect(stored(store)).toHaveLength(count)
})

test.each([
  ['session-for-every-visit', false, 5],
  ['standard', false, 0],
  ['standard', true, 5],
] as const)('%s with saveUninitialized %s: five crawlers leave %i sessions', async (shop, saveUninitialized, count) => {
  const store = new session.MemoryStore()
  const ask = await open(shop, { store, options: { saveUninitialized } })
  for (let visit = 0; visit < 5; visit++) await ask('/', null)
  expect(stored(store)).toHaveLength(count)
})

test('two-session-middlewares: the second one is passed over, and what belongs to it lands in the first one’s session', async () => {
  const store = new session.MemoryStore()
  const ask = await open('two-session-middlewares', { store })
  const cookie = cookieOf(await ask('/login', { name: 'Ana' }))
  expect((await ask('/desk', null, cookie)).headers.getSetCookie()).toEqual([])
  expect(await (await ask('/desk', null, cookie)).json()).toEqual({ deskVisits: 2, cookiePath: '/' })
  expect(stored(store)).toMatchObject([{ name: 'Ana', deskVisits: 2 }])
})

test('two-session-middlewares: with the narrower one in front, as it says, each has its own', async () => {
  const app = express()
  const desk = session({ name: 'desk.sid', secret: 'a', resave: false, saveUninitialized: false, cookie: { path: '/desk', maxAge: 600_000 } })
  app.use('/desk', desk)
  app.use(session({ name: 'connect.sid', secret: 'a', resave: false, saveUninitialized: false }))
  app.get('/desk', (req, res) => {
    req.session.deskVisits = 1
    res.json({ cookiePath: req.session.cookie.path })
  })
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const answer = await fetch(`${origin()}/desk`)
  expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^desk\.sid=.*Path=\/desk; Expires=/)])
  expect(await answer.json()).toEqual({ cookiePath: '/desk' })
})

test('session-replaced: the answer to the login never ends, and the session that was there is as it was', async () => {
  const store = new session.MemoryStore()
  const ask = await open('session-replaced', { store })
  const cookie = cookieOf(await ask('/cart', { item: 'http' }))
  const abort = new AbortController()
  const login = fetch(`${origin()}/login`, { method: 'POST', body: new URLSearchParams({ name: 'Ana' }), headers: { cookie }, signal: abort.signal })
  const answered = await Promise.race([login.then(() => true), setTimeout(1_000, false)])
  abort.abort()
  await login.catch(() => undefined)
  expect(answered).toBe(false)
  expect(stored(store)).toMatchObject([{ cart: [{ id: 'http' }] }])
  expect(stored(store)[0]).not.toHaveProperty('name')
})

test.each([
  ['remember-me', true],
  ['standard', false],
])('%s: the login’s cookie outlives the browser: %s', async (shop, lasts) => {
  const store = new session.MemoryStore()
  const ask = await open(shop, { store })
  expect((await ask('/cart', { item: 'http' })).headers.getSetCookie()[0]).not.toContain('Expires=')
  const [line = ''] = (await ask('/login', { name: 'Ana' })).headers.getSetCookie()
  expect(line.includes('Expires=')).toBe(lasts)
  const month = 30 * 24 * 60 * 60 * 1_000
  const ana = stored(store).find(({ name }) => name === 'Ana')
  // express-session takes it from the end that it has just set: where the clock has moved on meanwhile, it is a millisecond less.
  expect(ana).toMatchObject({ cookie: { originalMaxAge: lasts ? expect.closeTo(month, -2) : null } })
  // A visit that changes nothing sends none, though the store's date moves on. (The first one takes the flash message.)
  const cookie = line.split(';')[0]
  await ask('/', null, cookie)
  expect((await ask('/', null, cookie)).headers.getSetCookie()).toEqual([])
})

test.each([
  ['flash-lost', false],
  ['standard', true],
])('%s: the message that a book is in the cart is read: %s', async (shop, isRead) => {
  const ask = await open(shop)
  const cookie = cookieOf(await ask('/login', { name: 'Ana' }))
  await ask('/', null, cookie)
  let next = (await ask('/cart', { item: 'http' }, cookie)).headers.get('location')
  let page: Response | null = null
  while (next !== null) {
    page = await ask(next, null, cookie)
    next = page.headers.get('location')
  }
  const text = (await page?.text()) ?? ''
  expect(text).toContain('data-cart-count="1"')
  expect(text.includes('In your cart: HTTP by Hand')).toBe(isRead)
})

/** The messages of a stream until it ends, each as it comes. */
async function* messages(answer: Response) {
  const decoder = new TextDecoder()
  for await (const chunk of answer.body ?? []) {
    for (const [, data] of decoder.decode(chunk).matchAll(/^data: (.*)$/gm)) yield JSON.parse(data ?? '') as { readonly name: string | null }
  }
}

test.each([
  ['stream-keeps-session', true],
  ['standard', false],
])('%s: the stream goes on after the logout: %s', async (shop, goesOn) => {
  const store = new session.MemoryStore()
  const ask = await open(shop, { store })
  const cookie = cookieOf(await ask('/login', { name: 'Ana' }))
  const heard = messages(await ask('/live', null, cookie))
  expect((await heard.next()).value).toMatchObject({ isLoggedIn: true, name: 'Ana' })
  await ask('/logout', {}, cookie)
  const after = await heard.next()
  expect(after.done ?? false).toBe(!goesOn)
  if (goesOn) expect(after.value).toMatchObject({ isLoggedIn: true, name: 'Ana' })
  // The end of a stream brings nobody back.
  expect(stored(store)).toEqual([])
  await heard.return(undefined)
})

test('the live page ends when the store fails, and the session outlives that, whatever unset says', async () => {
  const store = new session.MemoryStore()
  const ask = await open('standard', { store, options: { unset: 'destroy' } })
  const cookie = cookieOf(await ask('/login', { name: 'Ana' }))
  await ask('/', null, cookie)
  const heard = messages(await ask('/live', null, cookie))
  expect((await heard.next()).value).toMatchObject({ name: 'Ana' })
  const { get } = store
  store.get = (_id, callback) => callback(new Error('The store is away.'))
  expect(await heard.next()).toMatchObject({ done: true })
  store.get = get
  expect(await (await ask('/me', null, cookie)).json()).toMatchObject({ isLoggedIn: true, name: 'Ana' })
})

test('the live page is told of what others change, refuses strangers, and brings nobody back', async () => {
  const store = new session.MemoryStore()
  const ask = await open('standard', { store })
  expect((await ask('/live', null)).status).toBe(401)
  const cookie = cookieOf(await ask('/login', { name: 'Ana' }))
  const heard = messages(await ask('/live', null, cookie))
  expect((await heard.next()).value).toMatchObject({ cart: 0 })
  await ask('/cart', { item: 'http' }, cookie)
  expect((await heard.next()).value).toMatchObject({ cart: 1 })
  // What it holds by now is not what it began with, and must not be saved at its end.
  await ask('/logout', {}, cookie)
  expect((await heard.next()).done).toBe(true)
  expect(stored(store)).toEqual([])
})

test.each([
  ['headers-before-session', 200, 2, false],
  ['standard', 302, 1, true],
] as const)('%s: a stranger’s books are in %i sessions, and the browser was told of one: %s', async (shop, status, sessions, isTold) => {
  const store = new session.MemoryStore()
  const ask = await open(shop, { store })
  const first = await ask('/cart', { item: 'http' })
  await first.text()
  expect(first.status).toBe(status)
  expect(first.headers.getSetCookie().length > 0).toBe(isTold)
  await (await ask('/cart', { item: 'cookies' }, cookieOf(first) || undefined)).text()
  expect(stored(store)).toHaveLength(sessions)
})

describe.each(SHOPS)('the shop $name', (shop) => {
  test('says what it is in each language', () => {
    for (const words of [shop.title, shop.about]) for (const text of Object.values(words)) expect(text.trim()).not.toBe('')
    expect(shop.title.en).not.toBe(shop.title['pt-BR'])
    expect(shop.about.en).not.toBe(shop.about['pt-BR'])
  })

  test('says how to see it, why it is so and what to write instead, unless it is the textbook’s', () => {
    const { see, why, instead } = shop.explained ?? {}
    if (shop.name === 'standard') expect(shop.explained).toBeUndefined()
    else for (const words of [see, why, instead]) for (const text of Object.values(words ?? { none: '' })) expect(text.length).toBeGreaterThan(40)
  })

  test('is a shop: it has a page, takes a book and knows a name again', async () => {
    const ask = await open(shop.name)
    expect((await ask('/', null)).status).toBe(200)
    // Two do so in their own way: see above.
    expect((await ask('/cart', { item: 'http' })).status).toBe(shop.name === 'headers-before-session' ? 200 : 302)
    if (shop.name === 'session-replaced') return
    const cookie = cookieOf(await ask('/login', { name: 'Ana' }))
    expect(await (await ask('/', null, cookie)).text()).toContain('Hello, Ana')
  })
})
