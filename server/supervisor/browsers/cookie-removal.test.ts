import { expect, test } from 'vitest'
import { INITIAL_OPTIONS } from '../../protocol/session-options.js'
import { BrowserCookieJar } from './cookie-jar.js'
import { removalsOf } from './cookie-removal.js'

const URL = 'http://localhost:4100/cart'
const T = Date.now()

test.each([
  'sid=1; Path=/; HttpOnly',
  'sid=1; Path=/cart',
  'sid=1; Path=/; Domain=localhost',
  'sid=1; Path=/cart; Secure; HttpOnly; Partitioned; SameSite=None',
  '__Host-sid=1; Path=/; Secure',
  '__Secure-sid=1; Path=/cart; Domain=localhost; Secure',
])('removes what this line made: %s', (line) => {
  const jar = new BrowserCookieJar()
  jar.receive({ setCookie: [line], url: URL, at: T })
  expect(jar.list()).toHaveLength(1)
  const setCookie = jar.list().flatMap((cookie) => removalsOf(cookie, INITIAL_OPTIONS))
  jar.receive({ setCookie, url: 'http://localhost:4100/.sessionscope/forget-cookies', at: T })
  expect(jar.list()).toEqual([])
})

test('tries the path and the domain in force where nobody knows the line', () => {
  expect(removalsOf({ name: 'sid', value: '1', attributes: null }, { path: '/cart', domain: 'localhost' })).toEqual([
    'sid=; Path=/; Max-Age=0',
    'sid=; Path=/; Domain=localhost; Max-Age=0',
    'sid=; Path=/cart; Max-Age=0',
    'sid=; Path=/cart; Domain=localhost; Max-Age=0',
  ])
})
