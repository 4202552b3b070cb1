/** Real browsers in the plural: which of them sent a request, and what it did with the cookie that it was sent. Chromium's own jar is the judge. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BrowserState } from '../../protocol/browsers.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import type { Snapshot } from '../../protocol/state.js'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { sampled } from '../support/thoroughness.js'
import { type Dashboard, forgetCookies, logIn, openDashboard, reloadShop, seen } from './dashboard.js'

/** Every combination of the options that the dialog offers for the cookie. */
const COMBINATIONS = [true, false].flatMap((httpOnly) =>
  [true, false].flatMap((secure) =>
    ([null, 'lax', 'strict', 'none'] as const).flatMap((sameSite) => [null, 60_000, 86_400_000].map((maxAgeMs) => ({ httpOnly, secure, sameSite, maxAgeMs }))),
  ),
)

describe.skipIf(withoutChromium)('real browsers', () => {
  let sandbox: Sandbox
  let browser: Browser
  let dashboard: Dashboard
  let cookieName: string
  beforeAll(async () => {
    sandbox = await launch()
    browser = await openBrowser()
    cookieName = `sessionscope.sid.${sandbox.shopPort}`
    await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
    dashboard = await openDashboard(browser, sandbox)
    await seen(dashboard.shop.getByLabel('Your name'))
  })
  afterAll(async () => {
    await dashboard.close()
    await sandbox.stop()
  })

  const find = ({ browsers }: Snapshot, id: string) => browsers.find((each) => each.id === id)
  const tab = (name: string) => dashboard.pane('browser').getByRole('tab', { name, exact: true })
  const cookiesOf = async (context: BrowserContext, url = sandbox.shopUrl) => (await context.cookies(url)).filter(({ name }) => name === cookieName)

  /** Loads a page of the shop under a name of its own, and answers with the browser that it is said to be. */
  let visits = 0
  async function visit(page: Page, origin = sandbox.shopUrl): Promise<BrowserState | undefined> {
    const path = `/?visit=${++visits}`
    await page.goto(origin + path)
    const state = await sandbox.until('the visit is told', ({ timeline }) => timeline.some((row) => row.kind === 'request' && row.request.path === path))
    const row = state.timeline.find((each) => each.kind === 'request' && each.request.path === path)
    return row?.kind === 'request' ? find(state, row.request.actor) : undefined
  }

  async function logInAlone(page: Page, name: string): Promise<void> {
    await page.getByLabel('Your name').fill(name)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('heading', { name: `Hello, ${name}` }).waitFor()
  }

  test('who logs in while neither has a cookie is told apart as soon as the frame asks without it', async () => {
    const incognito = await browser.newContext({ locale: 'en' })
    const page = await incognito.newPage()
    expect((await visit(page))?.id).toBe('you')
    await logInAlone(page, 'Ben')
    await reloadShop(dashboard)
    const state = await sandbox.until(
      'the frame has no cookie',
      (now) => find(now, 'you')?.sessionId === null && now.browsers.some(({ id }) => id === 'visitor:1'),
    )
    expect(find(state, 'visitor:1')).toMatchObject({ real: { product: 'Chrome', number: 2 }, lastSetCookie: { outcome: 'kept' } })
    expect((await visit(page))?.id).toBe('visitor:1')
    await incognito.close()
  })

  test('a log-in in an incognito window is another visitor’s, with a tab, a colour and rows of its own', async () => {
    await logIn(dashboard.shop, 'Ana')
    const mine = await dashboard.sessionId()
    const incognito = await browser.newContext({ locale: 'en' })
    const page = await incognito.newPage()
    const met = await visit(page)
    expect(met).toMatchObject({ real: { toldBy: 'no-cookie' }, sessionId: null })
    await logInAlone(page, 'Carla')
    const theirs = /s:(.+)\./.exec(decodeURIComponent((await cookiesOf(incognito))[0]?.value ?? ''))?.[1]
    const state = await sandbox.until('both are known', (now) => find(now, 'you')?.known === true && find(now, met?.id ?? '')?.known === true)
    expect(find(state, 'you')?.sessionId).toBe(mine)
    expect(find(state, met?.id ?? '')?.sessionId).toBe(theirs)
    expect(find(state, 'you')?.hue).not.toBe(find(state, met?.id ?? '')?.hue)
    const name = `Chrome ${met?.real?.number}`
    await tab(name).click()
    await seen(dashboard.pane('browser').getByText('A real browser, though not the one in your frame.', { exact: false }))
    await seen(dashboard.pane('browser').locator(`[data-session="${theirs}"]`))
    await seen(dashboard.pane('requests').getByTitle(name, { exact: true }))
    await shot(dashboard.page, 'real-browsers')
    expect(await axeViolations(dashboard.page)).toEqual([])
    await tab('You').click()
    await incognito.close()
  })

  test('a tab at another host name is another jar, also of the same browser', async () => {
    const page = await dashboard.page.context().newPage()
    const origin = `http://127.0.0.1:${sandbox.shopPort}`
    const there = await visit(page, origin)
    expect(there).toMatchObject({ real: { host: '127.0.0.1', toldBy: 'host' }, sessionId: null })
    expect((await visit(page))?.id).toBe('you')
    await visit(page, origin)
    await logInAlone(page, 'Dora')
    await sandbox.until('two jars', (now) => find(now, there?.id ?? '')?.known === true && find(now, 'you')?.known === true)
    await seen(tab('Chrome at 127.0.0.1'))
    await page.close()
  })

  test('a dashboard at another host name shows the browser in its own frame as its reader’s', async () => {
    const context = await browser.newContext({ locale: 'en' })
    const page = await context.newPage()
    await page.goto(`http://127.0.0.1:${sandbox.dashboardPort}/`)
    await logIn(page.frameLocator('iframe'), 'Eva')
    const pane = page.locator('[data-pane=browser]')
    const id = /s:(.+)\./.exec(decodeURIComponent((await cookiesOf(context, `http://127.0.0.1:${sandbox.shopPort}`))[0]?.value ?? ''))?.[1]
    await seen(pane.locator(`[data-session="${id}"]`))
    expect(await pane.getByRole('tab', { name: 'You', exact: true }).getAttribute('aria-selected')).toBe('true')
    await context.close()
  })

  test('a cookie that was deleted by hand is gone, and it is still you', async () => {
    await dashboard.page.context().clearCookies({ name: cookieName, domain: 'localhost' })
    await reloadShop(dashboard)
    await seen(dashboard.pane('browser').getByText('The cookie is gone.'))
    const before = (await sandbox.state()).browsers.length
    await logIn(dashboard.shop, 'Ana')
    expect((await sandbox.state()).browsers).toHaveLength(before)
  })

  test('the pane says that a cookie was refused, and why, and never to log in again', async () => {
    await sandbox.command({ type: 'server:configure', options: { sameSite: 'none' } })
    await forgetCookies(dashboard)
    await sandbox.until('no cookie', (now) => find(now, 'you')?.sessionId === null)
    await dashboard.shop.getByLabel('Your name').fill('Ana')
    await dashboard.shop.getByRole('button', { name: 'Log in' }).click()
    await seen(dashboard.pane('browser').getByText('The shop sent a cookie, and the browser did not keep it.'))
    await seen(dashboard.pane('browser').getByText('without Secure', { exact: false }))
    expect(await dashboard.pane('browser').getByText('No cookie yet').count()).toBe(0)
    expect(await cookiesOf(dashboard.page.context())).toEqual([])
    await shot(dashboard.page, 'cookie-refused')
    await sandbox.command({ type: 'server:configure', options: { sameSite: 'lax' } })
    await logIn(dashboard.shop, 'Ana')
  })

  test('a Set-Cookie line of one’s own is sent for real, in this browser and in a virtual one, verdict beside verdict', async () => {
    const { page } = dashboard
    await sandbox.command({ type: 'browser:create', name: 'Vera' })
    await dashboard.pane('browser').getByRole('button', { name: 'Try a line' }).click()
    const dialog = page.getByRole('dialog', { name: 'Try a Set-Cookie line' })
    const send = async (line: string, who: string) => {
      await dialog.getByLabel('Set-Cookie:').fill(line)
      await dialog.getByLabel('In which browser').selectOption({ label: who })
      await dialog.getByRole('button', { name: 'Send it' }).click()
      return dialog.getByRole('region', { name: who })
    }
    const you = (await dialog.getByLabel('In which browser').locator('option').first().textContent()) ?? ''
    const kept = await send('theme=dark; Max-Age=600', you)
    await seen(kept.getByText('Kept: the next request brought it back.'))
    expect(await page.context().cookies(sandbox.shopUrl)).toContainEqual(expect.objectContaining({ name: 'theme', value: 'dark' }))
    const refused = await send('other=1; SameSite=None', you)
    await seen(refused.getByText('It says SameSite=None without Secure.'))
    await seen(refused.getByText('Not kept: the next request came without it.'))
    const virtual = await send('other=1; SameSite=None', 'Vera')
    await seen(virtual.getByText('Not kept: the next request came without it.'))
    expect(await refused.count()).toBe(1)
    expect(await axeViolations(page)).toEqual([])
    await shot(page, 'try-line')
    await dialog.getByLabel('Set-Cookie:').fill('a=1\nX-Evil: 1')
    await dialog.getByRole('button', { name: 'Send it' }).click()
    await seen(dialog.getByText('a header cannot hold that line', { exact: false }))
    await page.keyboard.press('Escape')
  })

  test('several requests of a virtual browser are sent together from its page', async () => {
    await tab('Vera').click()
    const pane = dashboard.pane('browser')
    await pane.getByRole('button', { name: 'Several at once' }).click()
    await seen(pane.getByLabel('Request 2'))
    expect(await axeViolations(dashboard.page)).toEqual([])
    await pane.getByRole('button', { name: 'Log in' }).click()
    for (let count = 3; count <= 6; count++) await pane.getByRole('button', { name: 'One more' }).click()
    await pane.getByRole('button', { name: 'Send them together' }).click()
    await seen(pane.getByText('All are answered.', { exact: false }))
    await shot(dashboard.page, 'together')
    const { timeline } = await sandbox.state()
    const losses = timeline.filter((row) => row.kind === 'request' && row.request.crossed?.lost !== undefined)
    if (losses.length > 0) await seen(dashboard.page.getByText('Lost is', { exact: false }).first())
    await sandbox.command({ type: 'browser:remove', browser: 'browser:vera' })
    await tab('You').click()
  })

  test.each(sampled(COMBINATIONS, 3))('what is said of the cookie is what Chromium kept and sent: %o', async (options: Partial<SessionOptions>) => {
    await sandbox.command({ type: 'server:configure', options })
    const context = await browser.newContext({ locale: 'en' })
    const page = await context.newPage()
    const since = (await visit(page))?.lastRequestAt ?? 0
    const answer = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.getByLabel('Your name').fill('Flo')
    await page.getByRole('button', { name: 'Log in' }).click()
    const setCookie = (await (await answer).allHeaders())['set-cookie']
    await page.waitForLoadState()
    const asked = page.waitForRequest((request) => request.isNavigationRequest())
    const told = await visit(page)
    const sent = (await (await asked).allHeaders()).cookie
    const [kept] = await cookiesOf(context)

    // Browsers without a cookie are one on the wire, so what an earlier one did may still be told of it.
    const fate = told?.lastSetCookie && told.lastSetCookie.at >= since ? told.lastSetCookie.outcome : null
    expect(fate).toBe(setCookie === undefined ? null : kept ? 'kept' : 'refused')
    const cookie = told?.jar.find(({ name }) => name === cookieName)
    expect(cookie && `${cookie.name}=${cookie.value}`).toBe(sent)
    expect(cookie?.value).toBe(kept?.value)
    if (kept && cookie?.attributes) {
      const { httpOnly, secure, expiresAt } = cookie.attributes
      expect({ httpOnly, secure, expires: expiresAt !== null }).toEqual({ httpOnly: kept.httpOnly, secure: kept.secure, expires: kept.expires !== -1 })
    }
    await context.close()
  })
})
