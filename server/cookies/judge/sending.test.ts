import { describe, expect, test } from 'vitest'
import type { CookieAsking } from '../../protocol/cookie-verdict.js'
import type { SendingRule } from '../../protocol/cross-site.js'
import { JudgedJar } from './judged-jar.js'
import { OWN_PAGE } from './same-site.js'
import { deciderOf, judgeSending } from './sending.js'

const NOW = Date.UTC(2027, 0, 1)
const SHOP = 'http://localhost:4100/shop/'
const OTHER = 'http://127.0.0.1:4180/'
/** Another port of the shop's own name: one site. */
const NEIGHBOUR = 'http://localhost:4180/'

const link: CookieAsking = { channel: 'http', by: 'navigation', method: 'GET', page: OTHER }
const form: CookieAsking = { ...link, method: 'POST' }
const get: CookieAsking = { ...link, by: 'fetch', credentials: true }
const bare: CookieAsking = { ...get, credentials: false }
const frame: CookieAsking = { ...link, by: 'frame' }
const blocking = (asking: CookieAsking): CookieAsking => ({ ...asking, blocksThirdParty: true })
const same = (asking: CookieAsking): CookieAsking => ({ ...asking, page: NEIGHBOUR })

/** The verdict on a cookie that the shop has set itself, this many seconds ago. */
function verdictOn(line: string, asking: CookieAsking, ageSeconds = 0, url = SHOP, setBy: CookieAsking = OWN_PAGE) {
  const jar = new JudgedJar()
  const received = jar.receive({ line, url: SHOP, asking: setBy, serverDate: null, now: NOW - ageSeconds * 1000 })
  if (received.outcome !== 'kept') throw new Error(`${line} is ${received.outcome}`)
  return judgeSending(received.cookie, new URL(url), asking, NOW)
}

type Case = readonly [line: string, name: string, asking: CookieAsking, outcome: 'attached' | 'withheld', codes: readonly SendingRule['code'][]]

const LAX = 'a=1; SameSite=Lax'
const STRICT = 'a=1; SameSite=Strict'
const NONE = 'a=1; SameSite=None; Secure'
const UNSAID = 'a=1'

describe('what a request of another site brings, and why', () => {
  test.each<Case>([
    [STRICT, 'a link', link, 'withheld', ['strict']],
    [STRICT, 'a form', form, 'withheld', ['strict']],
    [STRICT, 'a fetch', get, 'withheld', ['strict']],
    [STRICT, 'a frame', frame, 'withheld', ['strict']],
    [LAX, 'a link', link, 'attached', ['top-level']],
    [LAX, 'a form', form, 'withheld', ['unsafe-method']],
    [LAX, 'a fetch', get, 'withheld', ['not-top-level']],
    [LAX, 'a frame', frame, 'withheld', ['not-top-level']],
    [UNSAID, 'a link', link, 'attached', ['top-level']],
    [UNSAID, 'a form', form, 'attached', ['grace']],
    [UNSAID, 'a fetch', get, 'withheld', ['not-top-level']],
    [UNSAID, 'a frame', frame, 'withheld', ['not-top-level']],
    [NONE, 'a link', link, 'attached', ['none']],
    [NONE, 'a form', form, 'attached', ['none']],
    [NONE, 'a fetch', get, 'attached', ['none']],
    [NONE, 'a frame', frame, 'attached', ['none']],
    [NONE, 'a fetch without credentials', bare, 'withheld', ['no-credentials']],
    [STRICT, 'a fetch without credentials', bare, 'withheld', ['no-credentials', 'strict']],
    [NONE, 'a link, third-party cookies blocked', blocking(link), 'attached', ['none']],
    [NONE, 'a form, third-party cookies blocked', blocking(form), 'attached', ['none']],
    [NONE, 'a fetch, third-party cookies blocked', blocking(get), 'withheld', ['third-party-blocked']],
    [NONE, 'a frame, third-party cookies blocked', blocking(frame), 'withheld', ['third-party-blocked']],
    [LAX, 'a frame, third-party cookies blocked', blocking(frame), 'withheld', ['third-party-blocked', 'not-top-level']],
    [STRICT, 'a link of another port of its own name', same(link), 'attached', ['same-site']],
    [STRICT, 'a fetch of another port of its own name', blocking(same(get)), 'attached', ['same-site']],
    [`${NONE}; Partitioned`, 'a frame', blocking(frame), 'withheld', ['other-partition']],
    [`${NONE}; Partitioned`, 'a link', blocking(link), 'attached', ['partitioned']],
  ])('%s: %s', (line, _name, asking, outcome, codes) => {
    const verdict = verdictOn(line, asking)
    expect(verdict.outcome).toBe(outcome)
    expect(verdict.rules.map(({ code }) => code)).toEqual(codes)
  })

  test('a partitioned cookie that was set in a frame below the other site goes along there, and nowhere else', () => {
    const line = `${NONE}; Partitioned`
    expect(verdictOn(line, blocking(frame), 0, SHOP, blocking(frame))).toEqual({
      outcome: 'attached',
      rules: [{ code: 'partitioned', topLevelSite: 'http://127.0.0.1' }],
    })
    expect(verdictOn(line, link, 0, SHOP, blocking(frame))).toEqual({ outcome: 'withheld', rules: [{ code: 'other-partition', set: 'http://127.0.0.1' }] })
  })

  test.each([
    [119, { outcome: 'attached', rules: [{ code: 'grace', ageSeconds: 119, graceSeconds: 120 }] }],
    [121, { outcome: 'withheld', rules: [{ code: 'grace-over', ageSeconds: 121, graceSeconds: 120 }] }],
  ])('a form takes a cookie that says nothing along for two minutes: after %i s', (ageSeconds, verdict) => {
    expect(verdictOn(UNSAID, form, ageSeconds)).toEqual(verdict)
    // One that says Lax has no such time.
    expect(verdictOn(LAX, form, ageSeconds)).toEqual({ outcome: 'withheld', rules: [{ code: 'unsafe-method', method: 'POST' }] })
  })

  test('what is not about other sites is told as well', () => {
    expect(verdictOn('a=1; Path=/cart', OWN_PAGE)).toEqual({ outcome: 'withheld', rules: [{ code: 'other-path', path: '/cart' }] })
    expect(verdictOn(UNSAID, OWN_PAGE, 0, 'http://127.0.0.1:4100/shop/')).toEqual({ outcome: 'withheld', rules: [{ code: 'other-host', domain: 'localhost' }] })
    expect(verdictOn('a=1; HttpOnly', { ...OWN_PAGE, channel: 'script' })).toEqual({ outcome: 'withheld', rules: [{ code: 'http-only' }] })
  })
})

test.each<[SendingRule, string]>([
  [{ code: 'strict' }, 'server'],
  [{ code: 'top-level', given: 'Lax' }, 'server'],
  [{ code: 'top-level', given: null }, 'browser'],
  [{ code: 'not-top-level', given: null, by: 'frame' }, 'browser'],
  [{ code: 'third-party-blocked' }, 'browser'],
  [{ code: 'no-credentials' }, 'page'],
])('who decided: %j, the %s', (rule, by) => expect(deciderOf(rule)).toBe(by))

describe('what another site’s request may set', () => {
  const set = (line: string, asking: CookieAsking) => new JudgedJar().receive({ line, url: SHOP, asking, serverDate: null, now: NOW })
  test('nothing without credentials', () => expect(set(NONE, bare)).toEqual({ outcome: 'refused', rules: [{ code: 'no-credentials' }] }))
  test('only what is partitioned where third-party cookies are blocked', () => {
    expect(set(NONE, blocking(frame))).toEqual({ outcome: 'refused', rules: [{ code: 'third-party-blocked' }] })
    expect(set(`${NONE}; Partitioned`, blocking(frame))).toMatchObject({ outcome: 'kept' })
    expect(set(NONE, frame)).toMatchObject({ outcome: 'kept' })
    expect(set(UNSAID, blocking(form))).toMatchObject({ outcome: 'kept' })
  })
})
