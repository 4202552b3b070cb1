/** The judge of Set-Cookie lines against the Chromium of this machine: verdict for verdict. */
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare, type SeenCookie, type SeenVerdict } from '../cookies/chromium-verdicts.js'
import { generatedLines } from '../cookies/generated-lines.js'
import { openBrowser, withoutChromium } from '../support/browser.js'

/** One that is trusted over http, and one that is not. */
const HOSTS = ['shop.localhost', 'app.example.test']
const LINES = generatedLines(300, 14, HOSTS)
/** What counts from the moment, a busy machine may read a while later. */
const SLACK_SECONDS = 60

/** `GET /shop/N` is answered with line N, byte by byte: Node's own server would refuse half of them. */
function serveLines(): Server {
  return createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => {
      const [, number] = /^GET \/shop\/(\d+) /.exec(data.toString('latin1')) ?? []
      const line = number === undefined ? null : LINES[Number(number)]?.line
      socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n${line == null ? '' : `Set-Cookie: ${line}\r\n`}\r\n`)
    })
  })
}

describe.skipIf(withoutChromium)('the judge of Set-Cookie lines', () => {
  const server = serveLines()
  let browser: Browser
  let port: number
  const pages: { page: Page; devTools: CDPSession; origin: string }[] = []
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    ;({ port } = server.address() as AddressInfo)
    browser = await openBrowser('--host-resolver-rules=MAP *.test 127.0.0.1')
    const context = await browser.newContext()
    for (const host of HOSTS) {
      const page = await context.newPage()
      const origin = `http://${host}:${port}`
      await page.goto(`${origin}/`)
      const devTools = await context.newCDPSession(page)
      await devTools.send('Network.enable')
      pages.push({ page, devTools, origin })
    }
  })
  afterAll(async () => {
    await browser.close()
    server.close()
  })

  /** What Chromium does with line `index`, alone in its jar. */
  async function seen(index: number): Promise<SeenVerdict> {
    const { line, host } = LINES[index] as (typeof LINES)[number]
    const { page, devTools, origin } = pages[host] as (typeof pages)[number]
    const url = `${origin}/shop/${index}`
    await devTools.send('Network.clearBrowserCookies')
    const told = new Promise<readonly string[]>((resolve) => {
      devTools.once('Network.responseReceivedExtraInfo', ({ blockedCookies }) => resolve(blockedCookies.flatMap(({ blockedReasons }) => blockedReasons)))
    })
    const receivedAt = Date.now()
    await page.evaluate((path) => fetch(path).then((answer) => answer.text()), url)
    const blockedReasons = await told
    const [cookie] = (await cookiesIn(devTools)).map(asSeen)
    const outcome = cookie ? 'kept' : blockedReasons.length > 0 ? 'blocked' : 'none'
    return { id: String(index), kind: 'live', url, lines: [line], receivedAt, outcome, blockedReasons, ...(cookie && { cookie }) }
  }

  test('agrees with Chromium on 300 generated lines', async () => {
    const differing: unknown[] = []
    for (const index of LINES.keys()) {
      const verdict = await seen(index)
      const differs = compare(verdict, SLACK_SECONDS)
      if (differs.length > 0) differing.push({ line: verdict.lines[0]?.slice(0, 200), url: verdict.url, differs })
    }
    expect(differing).toEqual([])
  })
})

type ShownCookie = Awaited<ReturnType<typeof cookiesIn>>[number]

async function cookiesIn(devTools: CDPSession) {
  return (await devTools.send('Network.getAllCookies')).cookies
}

function asSeen({
  name,
  value,
  domain,
  path,
  expires,
  session,
  secure,
  httpOnly,
  sameSite,
  priority,
  sourceScheme,
  sourcePort,
  partitionKey,
}: ShownCookie): SeenCookie {
  return {
    name,
    value,
    domain,
    hostOnly: !domain.startsWith('.'),
    path,
    session,
    ...(session ? {} : { expiresAt: Math.round(expires) }),
    secure,
    httpOnly,
    sameSite: sameSite ?? null,
    partitioned: partitionKey !== undefined,
    priority,
    sourceScheme,
    sourcePort,
    ...(partitionKey === undefined ? {} : { partitionKey }),
  }
}
