import { beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '../../config.js'
import { OWN_PAGE } from '../../cookies/judge/same-site.js'
import type { RealBrowser } from './real-browser.js'
import { RealBrowsers } from './real-browsers.js'
import type { Sighting } from './sighting.js'

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const NAME = 'connect.sid'

let browsers: RealBrowsers
let gone: RealBrowser[]
let pages: number
let name: string
beforeEach(() => {
  gone = []
  pages = 1
  name = NAME
  browsers = new RealBrowsers({ sessionNames: () => [name], pages: () => pages, freeHue: () => 20, onGone: (browser) => gone.push(browser) })
})

interface Sent extends Partial<Sighting> {
  /** Values of the session cookie. */
  readonly cookies?: readonly string[]
  /** The answer sets this value. */
  readonly sets?: string
  /** For this path. */
  readonly path?: string
}

/** One request and its whole answer. A connection of its own unless one is given. */
function ask({ cookies = [], sets, path = '/', ...rest }: Sent = {}): RealBrowser {
  const sighting: Sighting = {
    host: 'localhost',
    url: `http://${rest.host ?? 'localhost'}:4100/`,
    userAgent: CHROME,
    isFrame: false,
    isCrossSite: false,
    asking: OWN_PAGE,
    connection: {},
    cookieHeader: cookies.map((value) => `${name}=${value}`).join('; ') || undefined,
    sessionValues: cookies,
    formerCookies: [],
    ...rest,
  }
  const browser = browsers.recognise(sighting)
  if (sets)
    browser.receive(
      { setCookie: [`${name}=${sets}; Path=${path}; HttpOnly`], url: sighting.url, at: Date.now(), brought: 'none', answer: null },
      sighting.isFrame,
    )
  return browser
}

const inFrame = (sent: Sent = {}) => ask({ isFrame: true, ...sent })
const ids = () => browsers.all().map(({ id }) => id)

describe('two browsers are two from the moment their cookies differ', () => {
  test('a visit without a cookie, while the one in the frame has one, is another visitor’s, and stays one visitor’s', () => {
    inFrame({ sets: 'mine' })
    inFrame({ cookies: ['mine'] })
    const incognito = ask()
    expect(incognito.id).toBe('visitor:1')
    expect(incognito.facts).toMatchObject({ product: 'Chrome', number: 2, toldBy: 'no-cookie', isFramed: false })
    expect(ask({ sets: 'theirs' })).toBe(incognito)
    expect(ask({ cookies: ['theirs'] })).toBe(incognito)
    expect(ask({ cookies: ['mine'] }).id).toBe('you')
    expect([browsers.you.sessionValue, incognito.sessionValue]).toEqual(['mine', 'theirs'])
    expect(ids()).toEqual(['you', 'visitor:1'])
  })

  test('two without cookies are one, until the frame shows that the cookie is not its own', () => {
    inFrame()
    expect(ask({ sets: 'theirs' }).id).toBe('you')
    expect(ask({ cookies: ['theirs'] }).id).toBe('you')
    expect(inFrame().id).toBe('you')
    expect(browsers.you.sessionValue).toBeNull()
    expect(ask({ cookies: ['theirs'] })).toMatchObject({ id: 'visitor:1', sessionValue: 'theirs' })
  })

  test('another User-Agent or another host name is another jar', () => {
    inFrame({ sets: 'mine' })
    expect(ask({ userAgent: FIREFOX }).facts).toMatchObject({ product: 'Firefox', number: 1, toldBy: 'agent' })
    expect(ask({ host: '127.0.0.1' }).facts).toMatchObject({ product: 'Chrome', number: 1, toldBy: 'host', host: '127.0.0.1' })
    expect(ids()).toEqual(['you', 'visitor:1', 'visitor:2'])
    expect(ask({ host: '127.0.0.1', cookies: ['mine'] }).id).not.toBe('you')
  })

  test('the frame is you, whoever came before it', () => {
    ask({ userAgent: FIREFOX, sets: 'fox' })
    expect(browsers.you.sessionValue).toBe('fox')
    expect(inFrame({ sets: 'mine' }).id).toBe('you')
    expect(browsers.you).toMatchObject({ sessionValue: 'mine', facts: { product: 'Chrome', isFramed: true, toldBy: 'frame' } })
    expect(ask({ userAgent: FIREFOX, cookies: ['fox'] }).id).toBe('visitor:1')
  })
})

describe('one browser stays one', () => {
  beforeEach(() => {
    inFrame({ sets: 's%3Aabcdef.sign' })
    inFrame({ cookies: ['s%3Aabcdef.sign'] })
  })

  test('when its cookie is removed by hand and the frame asks', () => {
    expect(inFrame().id).toBe('you')
    expect(browsers.you).toMatchObject({ sessionValue: null })
    expect(browsers.you.fate()).toMatchObject({ outcome: 'gone' })
  })

  test('when it asks without its cookie on the connection that it used before', () => {
    const connection = {}
    ask({ connection, cookies: ['s%3Aabcdef.sign'] })
    expect(ask({ connection }).id).toBe('you')
  })

  test('but a connection that has carried two says nothing', () => {
    const connection = {}
    ask({ connection, cookies: ['s%3Aabcdef.sign'] })
    const other = ask({ sets: 'other' })
    ask({ connection, cookies: ['other'] })
    expect(ask({ connection }).id).not.toBe('you')
    expect(other.id).toBe('visitor:1')
  })

  test('when its cookie was changed by hand, in a tab', () => {
    expect(ask({ cookies: ['s%3Aabcdef.sigx'] }).id).toBe('you')
    expect(ask({ cookies: ['s%3Aabcdeg.sigx'] }).id).toBe('you')
    expect(ids()).toEqual(['you'])
  })

  test('when a request comes with the cookie that it had before', () => {
    inFrame({ cookies: ['s%3Aabcdef.sign'], sets: 'next' })
    expect(ask({ cookies: ['s%3Aabcdef.sign'] }).id).toBe('you')
  })

  test('when another site sets the request off, so that SameSite keeps the cookie back', () => {
    expect(ask({ isCrossSite: true }).id).toBe('you')
    expect(browsers.you.sessionValue).toBe('s%3Aabcdef.sign')
  })

  test('when a request crosses with the answer that brings the cookie', () => {
    const answer = {}
    browsers.you.reset()
    browsers.you.receive({ setCookie: [`${NAME}=new; Path=/`], url: 'http://localhost:4100/', at: Date.now(), brought: 'none', answer }, true)
    expect(ask().id).toBe('you')
    expect(browsers.you.sessionValue).toBe('new')
    browsers.you.arrived(answer)
    expect(ask().id).toBe('visitor:1')
  })

  test('when what looked like another one turns out to have the frame’s cookie', () => {
    expect(ask({ cookies: ['typed-by-hand'] }).id).toBe('visitor:1')
    expect(inFrame({ cookies: ['typed-by-hand'] }).id).toBe('you')
    expect(ids()).toEqual(['you'])
    expect(gone.map(({ id }) => id)).toEqual(['visitor:1'])
    expect(browsers.you.sessionValue).toBe('typed-by-hand')
  })

  test('though not while two pages of the dashboard are open, when the frame lacks a cookie that one of them has', () => {
    pages = 2
    expect(inFrame().id).toBe('visitor:1')
  })
})

test('of several session cookies in a header, the one that the shop handed out is told', () => {
  inFrame({ sets: 'mine' })
  const browser = inFrame({ cookies: ['theirs', 'mine'] })
  expect(browser).toMatchObject({ id: 'you', sessionValue: 'mine', namesakes: { count: 2, own: 2 } })
  expect(inFrame({ cookies: ['mine'] }).namesakes).toBeNull()
})

test('their number is bounded: the one that was silent longest is no longer followed', () => {
  inFrame({ sets: 'mine' })
  for (let index = 0; index < LIMITS.visitors + 2; index++) ask({ cookies: [`cookie-${index}`] })
  expect(browsers.all()).toHaveLength(LIMITS.visitors + 1)
  expect(gone.map(({ id }) => id)).toEqual(['visitor:1', 'visitor:2'])
})

describe('the options of the cookie change', () => {
  test('below /cart only: a page elsewhere comes without the cookie, and is still the same browser’s', () => {
    const you = ask({ sets: '1', path: '/cart' })
    expect(ask()).toBe(you)
    expect(you.fate()?.outcome).toBe('waiting')
    expect(ask({ url: 'http://localhost:4100/cart' }).id).toBe('visitor:1')
  })

  test('renamed: who brings the cookie under its former name is who had it', () => {
    const you = inFrame({ sets: '1' })
    const visitor = ask({ sets: '2' })
    name = 'ticket'
    const former = (value: string) => ({ cookieHeader: `${NAME}=${value}`, formerCookies: [{ name: NAME, value }] })
    expect(ask(former('2'))).toBe(visitor)
    expect(ask(former('1'))).toBe(you)
    expect([you.sessionValue, visitor.sessionValue]).toEqual([null, null])
    expect(ids()).toEqual(['you', 'visitor:1'])
  })
})
