/** The sandbox where the browser sees it under other addresses: an IPv6 one, and names and ports of something in front. */
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type Server } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listenOn } from '../lesson-server/tapped-shop.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { connectDashboard } from '../support/dashboard-socket.js'
import { launch, type Sandbox } from '../support/launch.js'
import { becomes, type Dashboard, forgetCookies, logIn, openDashboard, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('under other addresses', () => {
  const fronts: Server[] = []
  let sandbox: Sandbox
  let browser: Browser
  let dashboardFront: string
  let shopFront: string

  /** Passes bytes on, as a tunnel or a container's port does: the Host header stays what the browser wrote. */
  async function openFront(target: () => number): Promise<number> {
    const front = createServer((socket) => {
      const upstream = connect(target(), '::1')
      socket.on('error', () => upstream.destroy())
      upstream.on('error', () => socket.destroy())
      socket.pipe(upstream).pipe(socket)
    })
    fronts.push(front)
    return await listenOn(front as Parameters<typeof listenOn>[0])
  }

  beforeAll(async () => {
    dashboardFront = `name-4000.app.test:${await openFront(() => sandbox.dashboardPort)}`
    shopFront = `name-4100.app.test:${await openFront(() => sandbox.shopPort)}`
    sandbox = await launch({ args: ['--host', '::1', '--allow-host', dashboardFront, '--shop-url', `http://${shopFront}`] })
    browser = await openBrowser('--host-resolver-rules=MAP *.test 127.0.0.1')
  })
  afterAll(() => {
    for (const front of fronts) front.close()
  })

  async function logInAndForget(link: string, cookiesOf: string): Promise<void> {
    const dashboard: Dashboard = await openDashboard(browser, { ...sandbox, dashboardUrl: link, shopUrl: cookiesOf })
    await logIn(dashboard.shop, 'Ana')
    const id = await dashboard.sessionId()
    expect(id).not.toBeNull()
    await seen(dashboard.pane('store').getByText('isLoggedIn'))
    await forgetCookies(dashboard)
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, stranger' }))
    await becomes(
      'the cookie has gone',
      () => dashboard.sessionId(),
      (kept) => kept === null,
    )
    // Outside of secure contexts Chromium says that it ignores a header, as an error.
    expect(dashboard.complaints.filter((complaint) => !complaint.includes('Cross-Origin-Opener-Policy'))).toEqual([])
    await dashboard.close()
  }

  test('[::1]: the shop is in the frame, one logs in, and is forgotten', async () => {
    await logInAndForget(`http://[::1]:${sandbox.dashboardPort}`, `http://[::1]:${sandbox.shopPort}`)
  })

  test('localhost, as ever', async () => {
    await logInAndForget(`http://localhost:${sandbox.dashboardPort}`, `http://localhost:${sandbox.shopPort}`)
  })

  test('names and ports of something in front, which were added', async () => {
    const page = await browser.newPage()
    const answer = await page.goto(`http://${dashboardFront}/`)
    // Whoever else reaches the tunnel gets no token.
    expect(await answer?.text()).not.toContain(sandbox.token)
    await seen(page.getByRole('heading', { name: 'This page needs the token' }))
    await page.close()
    await logInAndForget(`http://${dashboardFront}/#token=${sandbox.token}`, `http://${shopFront}`)
  })

  test('a name that was not added reads the very line that adds it', async () => {
    const page = await browser.newPage()
    const host = `name-${sandbox.dashboardPort}.box.test`
    const port = new URL(`http://${dashboardFront}`).port
    const answer = await page.goto(`http://${host}:${port}/`)
    expect(answer?.status()).toBe(421)
    const text = await page.locator('body').textContent()
    expect(text).toContain(`npm start -- --allow-host ${host}:${port} --shop-url http://name-${sandbox.shopPort}.box.test:${port}`)
    expect(text).not.toContain(sandbox.token)
    await shot(page, 'wrong-host')
    await page.close()
  })

  test('a page of another port may not frame the shop', async () => {
    const page = await browser.newPage()
    const html = `<iframe src="http://[::1]:${sandbox.shopPort}/"></iframe><iframe src="${sandbox.shopUrl}/"></iframe>`
    const evil = createHttpServer((_request, response) => response.setHeader('content-type', 'text/html').end(html))
    fronts.push(evil)
    const refused: string[] = []
    page.on('console', (message) => message.text().includes('frame-ancestors') && refused.push(message.text()))
    await page.goto(`http://evil.test:${await listenOn(evil)}/`)
    await expect.poll(() => refused.length).toBe(2)
    await page.close()
  })

  test('the socket: https only under a name that was added', async () => {
    const at = (host: string, origin: string) => connectDashboard(`http://[::1]:${sandbox.dashboardPort}`, sandbox.token, { headers: { host, origin } })
    const { socket } = await at(dashboardFront, `https://${dashboardFront}`)
    socket.disconnect()
    const own = `localhost:${sandbox.dashboardPort}`
    await expect(at(own, `https://${own}`)).rejects.toThrow()
    await expect(at(dashboardFront, `https://${shopFront}`)).rejects.toThrow()
    await expect(at(dashboardFront, 'https://name-4000.app.test')).rejects.toThrow()
  })
})
