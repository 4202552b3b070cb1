import { describe, expect, test } from 'vitest'
import type { CookieAsking } from '../../protocol/cookie-verdict.js'
import { readCookieDate } from './cookie-date.js'
import { judgeSetCookie } from './judge-set-cookie.js'
import { JudgedJar } from './judged-jar.js'
import { OWN_PAGE } from './same-site.js'

const NOW = Date.UTC(2027, 0, 1)
const SHOP = 'http://localhost:4100/shop/cart'
const elsewhere: CookieAsking = { channel: 'http', by: 'frame', method: 'GET', page: 'https://elsewhere.example/' }
const script: CookieAsking = { ...OWN_PAGE, channel: 'script' }

const judge = (line: string, url = SHOP, asking = OWN_PAGE, serverDate: number | null = null) => judgeSetCookie([], { line, url, asking, serverDate, now: NOW })

describe('the rule that a line breaks is told with what it is about', () => {
  test.each([
    ['', SHOP, OWN_PAGE, { code: 'no-name-and-value' }],
    ['a=\t1\t2', SHOP, OWN_PAGE, { code: 'control-character', character: 'U+0009' }],
    ['a=1; Path=/\u0001', SHOP, OWN_PAGE, { code: 'control-character', character: 'U+0001' }],
    ['a=\0', SHOP, OWN_PAGE, { code: 'nul' }],
    [`é=${'x'.repeat(4_095)}`, SHOP, OWN_PAGE, { code: 'too-large', bytes: 4_097, limitBytes: 4_096 }],
    ['=a=1', SHOP, OWN_PAGE, { code: 'nameless-with-equals' }],
    ['a=1; Domain=localhost/', SHOP, OWN_PAGE, { code: 'domain-unreadable', given: 'localhost/' }],
    ['a=1; Domain=Other.test', SHOP, OWN_PAGE, { code: 'other-domain', given: 'Other.test', host: 'localhost' }],
    ['a=1; Domain=.co.uk', 'https://shop.example.co.uk/', OWN_PAGE, { code: 'public-suffix', given: 'co.uk' }],
    ['a=1; Domain=github.io', 'https://user.github.io/', OWN_PAGE, { code: 'public-suffix', given: 'github.io' }],
    ['__host-a=1; Domain=localhost', SHOP, OWN_PAGE, { code: 'prefix', prefix: '__Host-', lacks: ['Secure', 'Path=/', 'no Domain'] }],
    ['__Http-a=1; Secure', 'http://shop.example/', OWN_PAGE, { code: 'prefix', prefix: '__Http-', lacks: ['https', 'HttpOnly'] }],
    ['__Secure-a', SHOP, OWN_PAGE, { code: 'hidden-prefix', prefix: '__Secure-' }],
    ['a=1; Secure', 'http://192.168.1.5/', OWN_PAGE, { code: 'secure-over-http', host: '192.168.1.5' }],
    ['a=1; SameSite=none', SHOP, OWN_PAGE, { code: 'none-without-secure' }],
    ['a=1; Partitioned', SHOP, OWN_PAGE, { code: 'partitioned-without-secure' }],
    ['a=1; Partitioned; Secure', 'http://shop.example/', OWN_PAGE, { code: 'partitioned-over-http', host: 'shop.example' }],
    ['a=1; SameSite=strict', SHOP, elsewhere, { code: 'cross-site', given: 'Strict' }],
    ['a=1', SHOP, elsewhere, { code: 'cross-site', given: null }],
    ['a=1; HttpOnly', SHOP, script, { code: 'http-only-by-script' }],
  ] as const)('%.60j from %s', (line, url, asking, rule) => {
    expect(judge(line, url, asking)).toEqual({ outcome: 'refused', rules: [rule] })
  })

  test('every one is told where there are several', () => {
    expect(judge('__Host-a=1; Domain=other.test; Partitioned')).toMatchObject({
      rules: [{ code: 'other-domain' }, { code: 'prefix' }, { code: 'partitioned-without-secure' }],
    })
  })
})

test.each([
  ['a=1; Max-Age=1e3', [{ code: 'max-age-unreadable', given: '1e3' }]],
  ['a=1; Expires=2027-06-09', [{ code: 'expires-unreadable', given: '2027-06-09' }]],
  ['a=1; Max-Age=99999999', [{ code: 'capped', limitDays: 400 }]],
  ['a=1; SameSite=Maybe', [{ code: 'same-site-unknown', given: 'Maybe' }]],
  ['a=1; Path=shop', [{ code: 'path-ignored', given: 'shop', path: '/shop' }]],
  ['a', [{ code: 'nameless' }]],
  ['a=1; Secure', [{ code: 'trusted-host', host: 'localhost' }]],
  [`a=1; Path=/${'p'.repeat(1_030)}`, [{ code: 'attribute-too-long', name: 'Path', limitBytes: 1_024 }]],
  ['a=1; Path=/; SameSite=Lax; HttpOnly', []],
])('%.40s is kept, and what the browser does otherwise is noted', (line, notes) => {
  expect(judge(line)).toMatchObject({ outcome: 'kept', notes })
})

test('a date counts by the server’s clock, and Max-Age by the browser’s', () => {
  const hour = 3_600_000
  const inTwoHours = new Date(NOW + 2 * hour).toUTCString()
  expect(judge(`a=1; Expires=${inTwoHours}`, SHOP, OWN_PAGE, NOW + hour)).toMatchObject({
    cookie: { expiresAt: NOW + hour },
    notes: [{ code: 'server-clock-off', offBySeconds: 3_600 }],
  })
  expect(judge('a=1; Max-Age=60', SHOP, OWN_PAGE, NOW + hour)).toMatchObject({ cookie: { expiresAt: NOW + 60_000 }, notes: [] })
})

test.each(['10:60:00', '10:18:60', '24:00:00', '10:18', '10:18:14x'])('09 Jun 2027 %s is no date', (time) => {
  expect(readCookieDate(`09 Jun 2027 ${time}`)).toBeNull()
})

test.each(['09 Jun 2027x 10:18:14', '9x Jun 2027 10:18:14', '31 Jun 2027 10:18:14'])('%s is no date', (text) => {
  expect(readCookieDate(text)).toBeNull()
})

describe('a jar', () => {
  const receive = (jar: JudgedJar, line: string, { url = 'https://app.example.test/', asking = OWN_PAGE, now = NOW } = {}) =>
    jar.receive({ line, url, asking, serverDate: null, now })
  const sent = (jar: JudgedJar, asking = OWN_PAGE, now = NOW) => jar.header('https://app.example.test/', asking, now)

  test('sends the oldest first: one that is set again keeps its place, unless it has another value', () => {
    const jar = new JudgedJar()
    for (const line of ['a=1', 'b=1', 'a=1; HttpOnly']) receive(jar, line)
    expect(sent(jar)).toBe('a=1; b=1')
    receive(jar, 'a=2')
    expect(sent(jar)).toBe('b=1; a=2')
  })

  test('has a Partitioned cookie once for each site in whose frame it was set, and counts them apart', () => {
    const jar = new JudgedJar()
    const line = 'a=1; Secure; SameSite=None; Partitioned'
    receive(jar, line)
    receive(jar, line.replace('1', '2'), { asking: elsewhere })
    expect([sent(jar), sent(jar, elsewhere)]).toEqual(['a=1', 'a=2'])
    for (let count = 0; count < 180; count++) receive(jar, `c${count}=1`)
    expect(jar.list(NOW)).toHaveLength(182)
    expect(receive(jar, 'last=1')).toMatchObject({ notes: [{ code: 'evicted', count: 31 }] })
    expect(sent(jar)).toContain('a=1')
  })

  test('sends a cookie without SameSite along with another site’s POST for two minutes', () => {
    const jar = new JudgedJar()
    receive(jar, 'a=1')
    const post: CookieAsking = { ...elsewhere, by: 'navigation', method: 'POST' }
    expect([sent(jar, post, NOW + 110_000), sent(jar, post, NOW + 125_000)]).toEqual(['a=1', null])
    expect(sent(jar, { ...post, method: 'GET' }, NOW + 125_000)).toBe('a=1')
    receive(jar, 'a=1', { now: NOW + 125_000 })
    expect(sent(jar, post, NOW + 125_000)).toBeNull()
    receive(jar, 'a=2', { now: NOW + 125_000 })
    expect([sent(jar, post, NOW + 240_000), sent(jar, post, NOW + 250_000)]).toEqual(['a=2', null])
  })
})
