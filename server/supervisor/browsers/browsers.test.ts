import { describe, expect, test } from 'vitest'
import { browserIdFor, freeHue, YOUR_HUE } from './browser-names.js'
import { BrowserCookieJar } from './cookie-jar.js'
import { readPage } from './virtual-browser.js'

const url = 'http://localhost:4100/'
const T = 1_800_000_000_000

describe('BrowserCookieJar', () => {
  test('keeps a cookie with its attributes, and sends it where its path fits', () => {
    const jar = new BrowserCookieJar()
    jar.receive({ setCookie: ['connect.sid=s%3Aabc.def; Path=/; HttpOnly; SameSite=Lax', 'deep=1; Path=/deep'], url, at: T })
    expect(jar.list(T)).toMatchObject([
      { name: 'deep', value: '1', attributes: { path: '/deep' } },
      { name: 'connect.sid', value: 's%3Aabc.def', attributes: { path: '/', httpOnly: true, sameSite: 'lax', expiresAt: null } },
    ])
    expect(jar.header(url)).toBe('connect.sid=s%3Aabc.def')
    expect(jar.header(`${url}deep/er`)).toBe('deep=1; connect.sid=s%3Aabc.def')
  })

  test('lets a cookie expire: Max-Age beats Expires, and Max-Age=0 removes', () => {
    const jar = new BrowserCookieJar()
    jar.receive({ setCookie: ['a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], url, at: T })
    expect(jar.list(T + 59_000)).toHaveLength(1)
    expect(jar.list(T + 61_000)).toHaveLength(0)
    jar.receive({ setCookie: ['a=; Max-Age=0'], url, at: T })
    expect(jar.list(T)).toEqual([])
  })

  test('a Secure cookie is kept and sent on localhost, as Chromium does', () => {
    const jar = new BrowserCookieJar()
    jar.receive({ setCookie: ['a=1; Secure'], url, at: Date.now() })
    expect(jar.header(url)).toBe('a=1')
  })

  test('a cookie that is no longer sent is gone; a request that crosses with the answer that sets it shows nothing', () => {
    const jar = new BrowserCookieJar()
    const answer = {}
    jar.receive({ setCookie: ['a=1; Path=/', 'b=1; Path=/elsewhere'], url, at: T, answer })
    jar.reconcile(undefined, url)
    expect(jar.list(T).map(({ name }) => name)).toEqual(['b', 'a'])
    jar.arrived(answer)
    jar.reconcile(undefined, url, false)
    expect(jar.list(T).map(({ name }) => name)).toEqual(['b', 'a'])
    jar.reconcile(undefined, url)
    expect(jar.list(T).map(({ name }) => name)).toEqual(['b'])
  })

  test('of two cookies of one name, the one that the shop sent stays what it is', () => {
    const jar = new BrowserCookieJar()
    jar.receive({ setCookie: ['a=1; HttpOnly; Path=/'], url, at: T })
    jar.reconcile('a=theirs; a=1', url)
    expect(jar.list(T)).toMatchObject([{ name: 'a', value: '1', attributes: { httpOnly: true } }])
    jar.reconcile('a=by-hand', url)
    jar.reconcile('a=theirs; a=by-hand', url)
    expect(jar.list(T)).toMatchObject([{ name: 'a', value: 'by-hand' }])
  })

  test('a browser that sends an earlier cookie again has kept that one, with its attributes', () => {
    const jar = new BrowserCookieJar()
    jar.receive({ setCookie: ['a=1; HttpOnly; Path=/'], url, at: T })
    jar.receive({ setCookie: ['a=2; Path=/'], url, at: T })
    jar.reconcile('a=1', url)
    expect(jar.list(T)).toMatchObject([{ name: 'a', value: '1', attributes: { httpOnly: true } }])
  })

  test('a value that we never set has no attributes', () => {
    const jar = new BrowserCookieJar()
    jar.receive({ setCookie: ['a=1; HttpOnly'], url, at: T })
    jar.reconcile('a=2; stranger=x', url)
    expect(jar.list(T)).toEqual([
      { name: 'a', value: '2', attributes: null },
      { name: 'stranger', value: 'x', attributes: null },
    ])
  })

  test('hostile names and values are kept as they stand, or not at all, and never throw', () => {
    const jar = new BrowserCookieJar()
    jar.reconcile('__proto__=1; constructor=2; =x; ;;; a; %zz=%zz', url)
    jar.receive({ setCookie: ['', '=', ';', '__proto__=1; Path=/', 'x'.repeat(100_000), 'a=1; Domain=evil.example'], url, at: Date.now() })
    expect(jar.list().every(({ name }) => typeof name === 'string')).toBe(true)
    expect(jar.list().some(({ name }) => name === 'a')).toBe(false)
  })
})

describe('names', () => {
  test.each([
    ['Alice', 'browser:alice'],
    ['  Ana María ', 'browser:ana-maria'],
    ['李', 'browser:visitor'],
    ['<script>', 'browser:script'],
    ['__proto__', 'browser:proto'],
  ])('%s → %s', (name, id) => {
    expect(browserIdFor(name, [])).toBe(id)
  })

  test('a taken id gets a number; control characters are refused', () => {
    expect(browserIdFor('Alice', ['browser:alice', 'browser:alice-2'])).toBe('browser:alice-3')
    for (const name of ['a\u0000b', '\u202eevil', 'a\nb']) expect(() => browserIdFor(name, [])).toThrow('control characters')
  })

  test('hues are far apart, from each other and from the stores’', () => {
    const hues: number[] = []
    for (let count = 0; count < 8; count++) hues.push(freeHue(hues))
    expect(new Set([...hues, YOUR_HUE]).size).toBe(9)
    const distance = (a: number, b: number) => Math.min(Math.abs(a - b), 360 - Math.abs(a - b))
    for (const hue of [...hues, YOUR_HUE]) for (const other of [...hues, YOUR_HUE]) if (hue !== other) expect(distance(hue, other)).toBeGreaterThanOrEqual(25)
    expect(hues.slice(0, 2)).toEqual([350, 165])
    expect(freeHue([165])).toBe(350)
  })
})

test('a page is read as text', () => {
  const html = '<title>The shop</title><body data-cart-count="3"><h1>Hello, <b>J&#39;s &lt;i&gt;</b></h1>'
  expect(readPage('/', 200, html)).toEqual({ path: '/', status: 200, title: 'The shop', greeting: "Hello, J's <i>", cartCount: 3 })
  expect(readPage('/x', 500, '')).toEqual({ path: '/x', status: 500, title: '', greeting: '', cartCount: 0 })
})
