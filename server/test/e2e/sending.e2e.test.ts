/**
 * The rule by which cookies go along, against the Chromium of this machine: each cookie of a jar that holds one of every kind, at each way in which a page
 * can ask, from another site and from another port of the same one, with third-party cookies allowed and blocked, young and old.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JudgedJar } from '../../cookies/judge/judged-jar.js'
import { LAX_GRACE_MS, OWN_PAGE } from '../../cookies/judge/same-site.js'
import { judgeSending } from '../../cookies/judge/sending.js'
import type { CookieAsking } from '../../protocol/cookie-verdict.js'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { isFull } from '../support/thoroughness.js'

const LINES = [
  'unsaid=1; Path=/',
  'unknown=1; Path=/; SameSite=Maybe',
  'lax=1; Path=/; SameSite=Lax',
  'strict=1; Path=/; SameSite=Strict; HttpOnly',
  'none=1; Path=/; SameSite=None; Secure',
  'secure=1; Path=/; Secure',
  'parted=1; Path=/; SameSite=None; Secure; Partitioned',
  'path=1; Path=/elsewhere; SameSite=None; Secure',
]
/** Set in a frame below the page that asks. */
const IN_FRAME = ['framed=1; Path=/; SameSite=None; Secure; Partitioned', 'third=1; Path=/; SameSite=None; Secure', 'framedlax=1; Path=/; SameSite=Lax']

const WAYS = ['link', 'get-form', 'form', 'redirected-form', 'fetch', 'fetch-with-credentials', 'posted-fetch', 'frame'] as const
type Way = (typeof WAYS)[number]

const added = (name: string, properties: string) => `Object.assign(document.body.appendChild(document.createElement('${name}')), ${properties})`
const fetched = (to: string, how: string) => `void fetch(${to}, ${how}).catch(() => {})`
/** What the page does, with the address as it stands in a script. */
const SCRIPTS: Readonly<Record<Way, (to: string) => string>> = {
  link: (to) => `${added('a', `{ href: ${to} }`)}.click()`,
  'get-form': (to) => `${added('form', `{ action: ${to} }`)}.submit()`,
  form: (to) => `${added('form', `{ action: ${to}, method: 'post' }`)}.submit()`,
  'redirected-form': (to) => `${added('form', `{ action: ${to}, method: 'post' }`)}.submit()`,
  fetch: (to) => fetched(to, `{ credentials: 'omit' }`),
  'fetch-with-credentials': (to) => fetched(to, `{ credentials: 'include' }`),
  'posted-fetch': (to) => fetched(to, `{ credentials: 'include', method: 'POST', body: new URLSearchParams({ a: '1' }) }`),
  frame: (to) => `void ${added('iframe', `{ src: ${to} }`)}`,
}

function askingOf(way: Way, page: string, blocksThirdParty: boolean): CookieAsking {
  const by = way === 'frame' ? 'frame' : way === 'fetch' || way === 'fetch-with-credentials' || way === 'posted-fetch' ? 'fetch' : 'navigation'
  const method = way === 'form' || way === 'posted-fetch' ? 'POST' : 'GET'
  return { channel: 'http', by, method, page, credentials: way !== 'fetch', blocksThirdParty }
}

/** `/set` sets the cookies of a jar, `/set-in-frame` those of a frame, `/asked/N` notes what came, `/redirect/N` leads there. */
function serve(came: Map<string, string>): Server {
  return createServer((request, response) => {
    const path = request.url ?? '/'
    const asked = /^\/asked\/(\w+)/.exec(path)?.[1]
    if (asked !== undefined) came.set(asked, request.headers.cookie ?? '')
    const lines = path === '/set' ? LINES : path === '/set-in-frame' ? IN_FRAME : []
    const to = /^\/redirect\/(\w+)/.exec(path)?.[1]
    response.writeHead(to === undefined ? 200 : 302, {
      'content-type': 'text/html',
      ...(to === undefined ? {} : { location: `/asked/${to}` }),
      ...(lines.length > 0 && { 'set-cookie': lines }),
    })
    response.end('<!doctype html><title>here</title><body>')
  })
}

describe.skipIf(withoutChromium)('which cookies go along', () => {
  const came = new Map<string, string>()
  const [shopServer, pageServer] = [serve(came), serve(came)]
  let browser: Browser
  let shop: string
  const pages: string[] = []
  let count = 0
  let verdicts = 0
  beforeAll(async () => {
    for (const server of [shopServer, pageServer]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    shop = `http://localhost:${(shopServer.address() as AddressInfo).port}`
    const { port } = pageServer.address() as AddressInfo
    pages.push(`http://127.0.0.1:${port}`, `http://localhost:${port}`)
    // The two minutes of grace are ten seconds then.
    browser = await openBrowser('--enable-features=ShortLaxAllowUnsafeThreshold')
  })
  afterAll(async () => {
    await browser.close()
    for (const server of [shopServer, pageServer]) server.close()
  })

  async function windowFor(blocksThirdParty: boolean): Promise<{ page: Page; devTools: CDPSession }> {
    const context = await browser.newContext()
    const page = await context.newPage()
    const devTools = await context.newCDPSession(page)
    await devTools.send('Network.enable')
    await devTools.send('Network.setCookieControls', { enableThirdPartyCookieRestriction: blocksThirdParty })
    return { page, devTools }
  }

  /** What came with request N, once it came. */
  async function cookiesOf(id: string): Promise<readonly string[]> {
    await expect.poll(() => came.has(id), { timeout: 10_000 }).toBe(true)
    return (came.get(id) ?? '').split('; ').filter((pair) => pair !== '')
  }

  async function ask(page: Page, way: Way): Promise<readonly string[]> {
    count += 1
    const id = `n${count}`
    const url = `${shop}${way === 'redirected-form' ? '/redirect' : '/asked'}/${id}`
    await page.evaluate(SCRIPTS[way](JSON.stringify(url)))
    // A page that is still on its way would get in the way of the next one.
    if (askingOf(way, '', false).by === 'navigation') await page.waitForURL((to) => to.pathname === `/asked/${id}`)
    return await cookiesOf(id)
  }

  test.each([
    ['allowed', false],
    ['blocked', true],
  ] as const)('verdict for verdict, third-party cookies %s', async (_name, blocksThirdParty) => {
    const differing: unknown[] = []
    for (const from of pages) {
      const { page } = await windowFor(blocksThirdParty)
      const setAt = Date.now()
      await page.goto(`${shop}/set`)
      await page.goto(from)
      await page.evaluate(SCRIPTS.frame(JSON.stringify(`${shop}/set-in-frame`)))
      await page.frameLocator('iframe').locator('body').waitFor({ state: 'attached' })
      const jar = new JudgedJar()
      for (const line of LINES) jar.receive({ line, url: `${shop}/set`, asking: OWN_PAGE, serverDate: null, now: setAt })
      const inFrame = askingOf('frame', `${from}/`, blocksThirdParty)
      for (const line of IN_FRAME) jar.receive({ line, url: `${shop}/set-in-frame`, asking: inFrame, serverDate: null, now: setAt })

      const rounds = isFull ? (['young', 'old'] as const) : (['young'] as const)
      for (const age of rounds) {
        if (age === 'old') await delay(Math.max(0, setAt + 11_000 - Date.now()))
        const now = age === 'old' ? setAt + LAX_GRACE_MS + 1_000 : setAt
        for (const way of WAYS) {
          await page.goto(from)
          const cookies = await ask(page, way)
          const asking = askingOf(way, `${from}/`, blocksThirdParty)
          for (const cookie of jar.list(now)) {
            const { outcome, rules } = judgeSending(cookie, new URL(`${shop}/asked/n`), asking, now)
            const theirs = cookies.includes(`${cookie.name}=${cookie.value}`) ? 'attached' : 'withheld'
            verdicts += 1
            if (outcome !== theirs) differing.push({ cookie: cookie.name, way, from, age, ours: outcome, rules, theirs })
          }
        }
      }
      await page.context().close()
    }
    expect(differing).toEqual([])
  })

  test('a cookie that is set again keeps its age, by which they are sorted, only while its value stays', async () => {
    const { page } = await windowFor(false)
    const url = `${shop}/asked/again`
    await page.goto(url)
    const jar = new JudgedJar()
    const seen: string[] = []
    const judged: (string | null)[] = []
    for (const line of ['a=1', 'b=1', 'a=1', 'a=2', 'b=1']) {
      seen.push(await page.evaluate(`document.cookie = '${line}; path=/'; document.cookie`))
      const asking: CookieAsking = { ...OWN_PAGE, channel: 'script' }
      jar.receive({ line: `${line}; path=/`, url, asking, serverDate: null, now: Date.now() })
      judged.push(jar.header(url, asking, Date.now()))
    }
    expect(seen).toEqual(['a=1', 'a=1; b=1', 'a=1; b=1', 'b=1; a=2', 'b=1; a=2'])
    expect(judged).toEqual(seen)
    await page.context().close()
  })

  test('there were more than a hundred', () => expect(verdicts).toBeGreaterThan(isFull ? 500 : 250))
})
