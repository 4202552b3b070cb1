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

describe.each(SHOPS)('the shop $name', (shop) => {
  test('says what it is in each language', () => {
    for (const words of [shop.title, shop.about]) for (const text of Object.values(words)) expect(text.trim()).not.toBe('')
    expect(shop.title.en).not.toBe(shop.title['pt-BR'])
    expect(shop.about.en).not.toBe(shop.about['pt-BR'])
  })

  test('is a shop: it has a page, takes a book and knows a name again', async () => {
    server = createServer(createShop({ store: new session.MemoryStore(), options: OPTIONS, secrets: ['a'] }, shop.name))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect((await fetch(origin)).status).toBe(200)
    expect((await fetch(`${origin}/cart`, { method: 'POST', body: new URLSearchParams({ item: 'http' }), redirect: 'manual' })).status).toBe(302)
    const login = await fetch(`${origin}/login`, { method: 'POST', body: new URLSearchParams({ name: 'Ana' }), redirect: 'manual' })
    const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(await (await fetch(origin, { headers: { cookie } })).text()).toContain('Hello, Ana')
  })
})
