import { readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import session from 'express-session'
import { afterEach, describe, expect, test } from 'vitest'
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

async function open(shop: string): Promise<(path: string, form: Record<string, string> | null, cookie?: string) => Promise<Response>> {
  server = createServer(createShop({ store: new session.MemoryStore(), options: OPTIONS, secrets: ['a'] }, shop))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return (path, form, cookie) =>
    fetch(origin + path, {
      redirect: 'manual',
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      ...(cookie && { headers: { cookie } }),
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

describe.each(SHOPS)('the shop $name', (shop) => {
  test('says what it is in each language', () => {
    for (const words of [shop.title, shop.about]) for (const text of Object.values(words)) expect(text.trim()).not.toBe('')
    expect(shop.title.en).not.toBe(shop.title['pt-BR'])
    expect(shop.about.en).not.toBe(shop.about['pt-BR'])
  })

  test('is a shop: it has a page, takes a book and knows a name again', async () => {
    const ask = await open(shop.name)
    expect((await ask('/', null)).status).toBe(200)
    expect((await ask('/cart', { item: 'http' })).status).toBe(302)
    const cookie = cookieOf(await ask('/login', { name: 'Ana' }))
    expect(await (await ask('/', null, cookie)).text()).toContain('Hello, Ana')
  })
})
