/** HTTPS in front of the shop, as a person meets it: switched on at the proxy, warned of by the browser, and what becomes of a Secure cookie behind it. */
import { createHash, X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unwrap } from '../../protocol/problem.js'
import { axeViolations } from '../support/axe.js'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox, type SandboxState } from '../support/launch.js'
import { type Dashboard, openDashboard, seen } from './dashboard.js'

/** What a browser that is to trust this one certificate is told of its key. */
function keyHash(port: number, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' }, () => {
      const { publicKey } = new X509Certificate(socket.getPeerCertificate(true).raw)
      resolve(
        createHash('sha256')
          .update(publicKey.export({ type: 'spki', format: 'der' }))
          .digest('base64'),
      )
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

describe.skipIf(withoutChromium)('in front of the servers', () => {
  let sandbox: Sandbox
  let browser: Browser
  let dashboard: Dashboard

  beforeAll(async () => {
    sandbox = await launch()
    browser = await openBrowser()
    dashboard = await openDashboard(browser, sandbox)
    await dashboard.page.locator('button:visible').getByText('The way', { exact: true }).first().click()
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })
  const proxy = () => dashboard.pane('way').getByRole('button', { name: /^Proxy\./ })
  const card = () => dashboard.page.getByRole('dialog', { name: 'Proxy' })

  test('HTTPS is switched on at the proxy; a browser warns of it, and one that trusts the certificate gets a Secure cookie once the shop trusts the proxy', async () => {
    const { page } = dashboard
    await proxy().click()
    await card().getByRole('checkbox', { name: 'HTTPS' }).check()
    const link = await seen(card().getByRole('link', { name: 'Open the shop over HTTPS' }))
    expect(await axeViolations(page)).toEqual([])
    const address = (await link.getAttribute('href')) ?? ''
    const { https } = await sandbox.until('there is an address', (state) => state.https !== null)
    expect(address).toBe(`https://localhost:${https?.port}/`)
    await seen(card().getByText(https?.fingerprint ?? 'none'))
    await seen(card().getByText('Your browser will warn you, and it is right'))

    expect(await link.getAttribute('target')).toBe('_blank')

    // Nobody that this browser knows has signed it.
    const stranger = await (await browser.newContext()).newPage()
    await expect(stranger.goto(address)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID')

    const trusting = await openBrowser(`--ignore-certificate-errors-spki-list=${await keyHash(https?.port ?? 0, https?.authority ?? '')}`)
    const shop = await (await trusting.newContext({ locale: 'en' })).newPage()
    unwrap(await sandbox.command({ type: 'server:configure', options: { secure: true } }))
    await logInAt(shop, address, 'Hello, stranger')
    expect(await cookiesOf(trusting)).toEqual([])

    await card().getByRole('combobox', { name: 'trust proxy' }).selectOption({ label: '1: the one proxy in front' })
    await sandbox.until('the shop trusts the proxy', ({ server }) => server.options.trustProxy === 1)
    await logInAt(shop, address, 'Hello, Ana')
    expect(await cookiesOf(trusting)).toMatchObject([{ secure: true, httpOnly: true, domain: 'localhost' }])
    await seen(card().getByRole('listitem').filter({ hasText: 'X-Forwarded-Proto: https → req.secure true' }))
    await page.keyboard.press('Escape')

    await seen(dashboard.pane('way').getByRole('region', { name: 'Not as usual' }).getByText('the proxy ends HTTPS'))
    await dashboard.pane('way').getByRole('button', { name: 'All back to normal' }).click()
    await sandbox.until('all is as usual', (state) => state.https === null && Object.keys(state.faults).length === 0)
    await expect(shop.goto(address)).rejects.toThrow('ERR_CONNECTION_REFUSED')
  })

  test('with SameSite=None, the form of another site takes a real browser’s cookie along, and the shop takes it for a click of one’s own', async () => {
    unwrap(await sandbox.command({ type: 'fault:set', fault: 'https' }))
    unwrap(await sandbox.command({ type: 'server:configure', options: { secure: true, sameSite: 'none', trustProxy: 1 } }))
    const { https, launch: launched } = await sandbox.until('there is an address', (state) => state.https !== null)
    const trusting = await openBrowser(`--ignore-certificate-errors-spki-list=${await keyHash(https?.port ?? 0, https?.authority ?? '')}`)
    const page = await (await trusting.newContext({ locale: 'en' })).newPage()
    await logInAt(page, `https://localhost:${https?.port}/`, 'Hello, Ana')
    // Chromium sends a Secure cookie to localhost over http as well.
    await page.goto(`http://127.0.0.1:${launched.otherSitePort}/`)
    await page.getByRole('button', { name: 'Put a book into your cart' }).click()
    await page.getByRole('heading', { name: 'Hello, Ana' }).waitFor()
    const formOf = (state: SandboxState) =>
      state.timeline.flatMap((row) => (row.kind === 'request' && row.request.crossSite?.act === 'form' ? [row.request] : [])).at(-1)
    const form = formOf(await sandbox.until('the form is told', (state) => formOf(state)?.crossSite !== undefined))
    expect(form).toMatchObject({ method: 'POST', path: '/cart', cookieIn: { kind: 'good' } })
    expect(form?.crossSite?.cookies.find(({ origin }) => origin === 'session')).toMatchObject({ outcome: 'attached', by: 'server', rules: [{ code: 'none' }] })
    unwrap(await sandbox.command({ type: 'server:configure', options: { secure: false, sameSite: 'lax', trustProxy: false } }))
    unwrap(await sandbox.command({ type: 'fault:undo-all' }))
  })

  test('a browser asks before it sends a header of another site’s own, and does not send it unless that is allowed', async () => {
    const { launch: launched } = await sandbox.state()
    const page = await (await browser.newContext({ locale: 'en' })).newPage()
    await page.goto(`http://127.0.0.1:${launched.otherSitePort}/`)
    const told = (state: SandboxState) =>
      state.timeline.flatMap((row) =>
        row.kind === 'request' && row.request.path === '/me' && row.request.crossSite ? [`${row.request.method} ${row.request.crossSite.answer?.outcome}`] : [],
      )
    const press = () => page.getByRole('button', { name: 'X-Mine' }).click()
    await press()
    await page.getByText('did not let this page read the answer').waitFor()
    expect(told(await sandbox.until('it is told', (state) => told(state).length > 0))).toEqual(['OPTIONS held-back'])
    unwrap(await sandbox.command({ type: 'fault:set', fault: 'cors' }))
    await press()
    await page.getByText('This page could read the answer').waitFor()
    expect(told(await sandbox.until('both are told', (state) => told(state).length >= 3)).slice(1)).toEqual(['OPTIONS passed', 'GET depends'])
    unwrap(await sandbox.command({ type: 'fault:undo-all' }))
  })

  test('what the proxy’s cache answers is told as such', async () => {
    const { page } = dashboard
    unwrap(await sandbox.command({ type: 'fault:set', fault: 'cache-all', settings: { seconds: 60 } }))
    for (const browser of ['browser:alice', 'browser:bob'] as const) unwrap(await sandbox.command({ type: 'browser:visit', browser }))
    await page.locator('button:visible').getByText('Requests', { exact: true }).first().click()
    await seen(dashboard.pane('requests').locator('tr', { hasText: 'Bob' }).getByText('Answered by the proxy’s cache: no server saw it.'))
    unwrap(await sandbox.command({ type: 'fault:undo-all' }))
  })
})

async function logInAt(shop: Page, address: string, greeting: string): Promise<void> {
  await shop.goto(address)
  await shop.getByLabel('Your name').fill('Ana')
  await shop.getByRole('button', { name: 'Log in' }).click()
  await shop.getByRole('heading', { name: greeting }).waitFor()
}

async function cookiesOf(browser: Browser) {
  const cookies = await Promise.all(browser.contexts().map((context) => context.cookies()))
  return cookies.flat().filter(({ name }) => name.startsWith('sessionscope.sid'))
}
