import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { OWN_PAGE } from '../../cookies/judge/same-site.js'
import type { StoredCookie } from '../../protocol/cookie-verdict.js'
import type { CrossSiteRequest } from '../../protocol/cross-site.js'
import { unservedRequest } from '../../protocol/unserved-request.js'
import { beginning, logOf } from '../../test/support/state.js'
import { initialOptions } from '../log/initial-state.js'
import { BrowserCookieJar } from './cookie-jar.js'
import { answerFor } from './cross-site-answer.js'
import { CrossSiteRequests, crossSiteRequest } from './cross-site-requests.js'
import { sightingOf } from './sighting.js'

const SHOP = 'http://localhost:4100/'
const fromElsewhere = { host: 'localhost:4100', 'sec-fetch-site': 'cross-site', 'user-agent': 'Mozilla/5.0 Chrome/140', referer: 'http://127.0.0.1:4180/' }

/** A real browser asks, and has these cookies as far as is known. */
function asked(lines: readonly string[], headers: Readonly<Record<string, string>>, method = 'GET') {
  const jar = new BrowserCookieJar()
  jar.receive({ setCookie: lines, url: SHOP, at: Date.now() - 60_000, asking: OWN_PAGE })
  const request = { headers: { ...fromElsewhere, ...headers }, method, url: '/', socket: {} } as unknown as IncomingMessage
  const originOf = ({ name }: StoredCookie) => (name === 'sid' ? 'session' : name === 'balance' ? 'proxy' : 'shop')
  return crossSiteRequest(request, sightingOf(request, { now: ['sid'], earlier: [] }), jar.stored(), originOf, false)
}

test.each([
  [{ 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }, 'GET', 'link'],
  [{ 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', origin: 'http://127.0.0.1:4180' }, 'POST', 'form'],
  [{ 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' }, 'GET', 'fetch-untold'],
  [{ 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', cookie: 'none=1' }, 'GET', 'fetch-with-credentials'],
  [{ 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' }, 'GET', 'frame'],
  [{ 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' }, 'GET', 'other'],
] as const)('%j by %s is a %s', (headers, method, act) => {
  expect(asked([], headers, method)).toMatchObject({ act, page: 'http://127.0.0.1:4180' })
})

test.each([
  ['no address', 'about:blank'],
  ['an extension', 'chrome-extension://abcdefgh/page.html'],
  ['an app', 'android-app://com.example'],
  ['a host too long to be one', `http://${'a'.repeat(5_000)}/`],
])('a page that is none of the web, %s, has no origin, and its frame shows nothing', (_what, referer) => {
  const noted = asked(['sid=1; SameSite=Strict', 'none=1; SameSite=None; Secure; Partitioned'], { 'sec-fetch-dest': 'iframe', referer })
  expect(noted?.page).toBeNull()
  expect(noted && answerFor(noted, { 'content-security-policy': "frame-ancestors 'none'" }, { cors: 'server', from: 'shop' })).toMatchObject({
    outcome: 'not-framed',
  })
})

test('of a real browser, what came is seen, and why something did not come is what the rules say', () => {
  const lines = ['sid=1; SameSite=Strict', 'balance=1; SameSite=Lax', 'none=1; SameSite=None; Secure', 'other=1; SameSite=None; Secure']
  const noted = asked(lines, { 'sec-fetch-dest': 'document', cookie: 'sid=1; none=1', origin: 'null' }, 'POST')
  expect(noted?.page).toBeNull()
  expect(noted?.cookies).toEqual([
    // A browser that is none of Chromium's may send what Chromium keeps back.
    { name: 'sid', origin: 'session', by: 'browser', outcome: 'attached', rules: [{ code: 'unexpected' }] },
    { name: 'balance', origin: 'proxy', by: 'proxy', outcome: 'withheld', rules: [{ code: 'unsafe-method', method: 'POST' }] },
    { name: 'none', origin: 'shop', by: 'server', outcome: 'attached', rules: [{ code: 'none' }] },
    { name: 'other', origin: 'shop', by: 'browser', outcome: 'withheld', rules: [{ code: 'missing' }] },
  ])
})

test('a preflight takes no cookie along, whatever the cookie says', () => {
  const headers = { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'access-control-request-method': 'PUT' }
  const noted = asked(['sid=1; SameSite=Lax', 'none=1; SameSite=None; Secure'], headers, 'OPTIONS')
  expect(noted?.act).toBe('preflight')
  expect(noted?.cookies).toEqual([
    { name: 'sid', origin: 'session', by: 'browser', outcome: 'withheld', rules: [{ code: 'preflight' }] },
    { name: 'none', origin: 'shop', by: 'browser', outcome: 'withheld', rules: [{ code: 'preflight' }] },
  ])
})

test.each(['same-origin', 'same-site', 'none'])('one of Sec-Fetch-Site %s is no matter of another site', (site) => {
  expect(asked(['sid=1'], { 'sec-fetch-site': site })).toBeNull()
})

const NOTE: CrossSiteRequest = { page: 'http://127.0.0.1:4180', act: 'fetch', cookies: [], answer: null }
const record = (id: string) =>
  unservedRequest({
    id,
    actor: 'you',
    instance: 'a',
    boot: 1,
    store: 'memory',
    at: 1,
    method: 'GET',
    path: '/',
    cookieIn: { kind: 'none' },
    status: 200,
    durationMs: 1,
    outcome: 'answered',
    options: initialOptions('sid'),
  })

test.each(['row first', 'answer first'])('a row has the note and what came of the answer: %s', (order) => {
  const { log, note } = logOf(beginning())
  const requests = new CrossSiteRequests(log)
  requests.began('r1', 'you', NOTE)
  const tells = [
    () => {
      note({ kind: 'request', request: record('r1') })
      requests.tell('r1')
    },
    () => requests.answered('r1', {}, { cors: 'server', from: 'shop' }),
  ]
  for (const tell of order === 'row first' ? tells : tells.reverse()) tell()
  const [row] = log.state.timeline
  expect(row?.kind === 'request' && row.request.crossSite).toEqual({
    ...NOTE,
    answer: { outcome: 'unreadable', from: 'shop', by: 'server', rule: { code: 'cors-missing' } },
  })
  // What the lesson server tells again does not take it away.
  note({ kind: 'request', request: { ...record('r1'), durationMs: 2 } })
  const [again] = log.state.timeline
  expect(again?.kind === 'request' && again.request.crossSite?.answer).toMatchObject({ outcome: 'unreadable' })
  expect(requests.lastOf('you')).toEqual(expect.objectContaining({ act: 'fetch' }))
  requests.forget('you')
  expect(requests.lastOf('you')).toBeNull()
})

test('notes are bounded', () => {
  const { log } = logOf(beginning())
  const requests = new CrossSiteRequests(log)
  requests.began('r0', 'you', NOTE)
  for (let index = 1; index <= 200; index++) requests.began(`r${index}`, 'browser:alice', NOTE)
  expect(requests.lastOf('you')).toBeNull()
  expect(requests.lastOf('browser:alice')).not.toBeNull()
})
