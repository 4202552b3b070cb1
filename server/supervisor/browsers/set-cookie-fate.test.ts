import { describe, expect, test } from 'vitest'
import { BrowserCookieJar } from './cookie-jar.js'
import { FateOfSetCookie, type SentSessionCookie } from './set-cookie-fate.js'

const T = 1_800_000_000_000
const SHOP = 'http://localhost:4100/'

function sent(line: string, more: Partial<SentSessionCookie> = {}): SentSessionCookie {
  return { setCookie: [line], url: SHOP, at: T, brought: 'none', answer: null, ...more }
}

/** What an empty jar makes of it. */
function receive(fate: FateOfSetCookie, cookie: SentSessionCookie): void {
  fate.receive(cookie, new BrowserCookieJar().receive(cookie))
}

function fateOf(line: string, more: Partial<SentSessionCookie> = {}): FateOfSetCookie {
  const fate = new FateOfSetCookie(() => ['sid'])
  receive(fate, sent(line, more))
  return fate
}

describe('what a browser did with the cookie that it was sent', () => {
  test('is not known before its next request', () => {
    expect(fateOf('sid=1; Path=/').now(T)).toMatchObject({ outcome: 'waiting', refusal: null, overwrote: null, line: 'sid=1; Path=/' })
    expect(fateOf('other=1').now(T)).toBeNull()
  })

  test.each([
    [[['1']], 'kept'],
    [[[]], 'refused'],
    [[['0']], 'other'],
    [[['1'], []], 'gone'],
    [[['1'], ['0']], 'other'],
    [[[], []], 'refused'],
    [[[], ['1']], 'kept'],
    [[['0', '1']], 'kept'],
  ] as const)('requests with %j: %s', (requests, outcome) => {
    const fate = fateOf('sid=1; Path=/')
    for (const values of requests) fate.shown(values, SHOP, true)
    expect(fate.now(T)?.outcome).toBe(outcome)
  })

  test('a request that another site set off shows nothing by what it lacks', () => {
    const fate = fateOf('sid=1; Path=/; SameSite=Strict')
    fate.shown([], SHOP, false)
    expect(fate.now(T)?.outcome).toBe('waiting')
  })

  test('nor does one that crossed with the answer', () => {
    const answer = {}
    const fate = fateOf('sid=1; Path=/', { answer })
    fate.shown(['0'], SHOP, true)
    fate.shown([], SHOP, true)
    expect(fate.now(T)?.outcome).toBe('waiting')
    fate.arrived(answer)
    fate.shown([], SHOP, true)
    expect(fate.now(T)?.outcome).toBe('refused')
  })

  test('its time may be over, which is nobody’s refusal', () => {
    const fate = fateOf('sid=1; Path=/; Max-Age=60')
    fate.shown(['1'], SHOP, true)
    expect(fate.now(T + 59_000)?.outcome).toBe('kept')
    expect(fate.now(T + 61_000)?.outcome).toBe('expired')
    fate.shown([], SHOP, true, T + 61_000)
    expect(fate.now(T + 62_000)?.outcome).toBe('expired')
  })

  test('one that is refused has no time that could be over', () => {
    const fate = fateOf('sid=1; Max-Age=60; SameSite=None')
    expect(fate.now(T + 61_000)?.outcome).toBe('waiting')
    fate.shown([], SHOP, true, T + 61_000)
    expect(fate.now(T + 62_000)?.outcome).toBe('refused')
  })

  test('a cookie that is taken back is none', () => {
    const fate = fateOf('sid=1; Path=/')
    receive(fate, sent('sid=; Path=/; Max-Age=0'))
    expect(fate.now(T)).toBeNull()
  })

  test('the reason is told as far as the line tells, and what it overwrote', () => {
    expect(fateOf('sid=1; SameSite=None').now(T)).toMatchObject({ refusal: { code: 'none-without-secure' } })
    expect(fateOf('sid=1', { brought: 'good' }).now(T)).toMatchObject({ overwrote: null })
    expect(fateOf('sid=1', { brought: 'unsigned' }).now(T)).toMatchObject({ overwrote: 'unsigned' })
  })

  test('what Chromium does otherwise than the line seems to say is told with it', () => {
    expect(fateOf('sid=1; Path=/; Secure').now(T)?.notes).toEqual([{ code: 'trusted-host', host: 'localhost' }])
    expect(fateOf('sid=1; SameSite=None').now(T)?.notes).toEqual([])
    const rolling = fateOf('sid=1; Path=/')
    receive(rolling, sent('sid=1; Path=/; Secure'))
    expect(rolling.now(T)?.notes).toHaveLength(1)
  })

  test('the same value sent again, as rolling does, keeps what was shown unless browsers refuse the new line', () => {
    const fate = fateOf('sid=1; Path=/')
    fate.shown(['1'], SHOP, true)
    receive(fate, sent('sid=1; Path=/; Max-Age=60', { at: T + 1 }))
    expect(fate.now(T + 2)).toMatchObject({ outcome: 'kept', line: 'sid=1; Path=/; Max-Age=60' })
    receive(fate, sent('sid=1; Path=/; SameSite=None', { at: T + 3 }))
    fate.shown(['1'], SHOP, true)
    expect(fate.now(T + 4)).toMatchObject({ outcome: 'kept', refusal: null, line: 'sid=1; Path=/; Max-Age=60' })
  })

  test('a request outside its path shows nothing by what it lacks', () => {
    const fate = fateOf('sid=1; Path=/cart')
    fate.shown([], SHOP, true)
    fate.shown([], `${SHOP}carts`, true)
    expect(fate.now(T)?.outcome).toBe('waiting')
    fate.shown([], `${SHOP}cart/books`, true)
    expect(fate.now(T)?.outcome).toBe('refused')
  })

  test('what was sent under another name is no session’s cookie any more, and is again when the name comes back', () => {
    let name = 'sid'
    const fate = new FateOfSetCookie(() => [name])
    receive(fate, sent('sid=1; Path=/'))
    name = 'ticket'
    fate.shown([], SHOP, true)
    expect(fate.now(T)).toBeNull()
    name = 'sid'
    expect(fate.now(T)?.outcome).toBe('waiting')
  })

  test.each([
    ['sid=1; Partitioned', 'partitioned-without-secure'],
    ['sid=1; Partitioned; Secure', null],
    ['sid=1; Domain=localhost', null],
    ['sid=1; Domain=.localhost', null],
    ['sid=1; Domain=example.com', 'other-domain'],
    ['sid=1; Domain=shop.localhost', 'other-domain'],
  ])('of %s the reason is %j', (line, refusal) => {
    expect(fateOf(line).now(T)?.refusal?.code ?? null).toBe(refusal)
  })
})
