/** Another site, as a person meets it: its page in a tab of the real browser, a virtual browser on it, a stolen cookie, an id that was planted before a log-in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CrossSiteRequest } from '../../protocol/cross-site.js'
import type { RequestRecord } from '../../protocol/requests.js'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox, type SandboxState } from '../support/launch.js'
import { type Dashboard, logIn, openDashboard, reloadShop, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('another site', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  let otherSite: string
  let cookieName: string
  beforeAll(async () => {
    sandbox = await launch()
    const state = await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
    dashboard = await openDashboard(await openBrowser(), sandbox)
    otherSite = `http://127.0.0.1:${state.launch.otherSitePort}`
    cookieName = state.server.options.name
    await logIn(dashboard.shop, 'Ana')
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })

  const rowsOf = ({ timeline }: SandboxState) => timeline.flatMap((row) => (row.kind === 'request' ? [row.request] : []))
  /** The first request since then that another site set off in this browser. */
  async function crossSiteRow(since: number, actor: string, method: string): Promise<RequestRecord & { readonly crossSite: CrossSiteRequest }> {
    const find = (state: SandboxState) =>
      rowsOf(state).find((row) => row.at >= since && row.actor === actor && row.method === method && row.crossSite !== undefined)
    const row = find(await sandbox.until('a row of another site', (state) => find(state) !== undefined))
    return row as RequestRecord & { readonly crossSite: CrossSiteRequest }
  }
  const sessionCookie = ({ cookies }: CrossSiteRequest) => cookies.find(({ origin }) => origin === 'session')
  const browserNamed = (state: SandboxState, name: string) => state.browsers.find((each) => each.name === name)
  const pane = () => dashboard.pane('browser')
  const tab = (name: RegExp) => pane().getByRole('tab', { name }).click()
  const press = (name: string) => pane().getByRole('button', { name, exact: true }).click()

  /** The shop's cookie says this of SameSite, and the browser has got one that does. */
  async function withSameSite(sameSite: 'lax' | 'strict' | 'none'): Promise<void> {
    expect((await sandbox.command({ type: 'server:configure', options: { sameSite, secure: false } })).ok).toBe(true)
    await pane().getByRole('button', { name: 'Forget my cookies' }).click()
    await logIn(dashboard.shop, 'Ana')
  }

  test.each([
    // The redirect is a GET, so Lax goes along with it: the shop has begun a new session, and shows what is in it.
    ['lax', 'unsafe-method', 'In your cart'],
    ['strict', 'strict', 'Hello, stranger'],
  ] as const)('its form, in the real browser: the cookie says %s, and stays at home', async (sameSite, code, shown) => {
    await withSameSite(sameSite)
    const since = Date.now()
    const page = await dashboard.page.context().newPage()
    await page.goto(otherSite)
    await page.getByRole('button', { name: 'Put a book into your cart' }).press('Enter')
    await page.getByText(shown, { exact: false }).first().waitFor()
    const row = await crossSiteRow(since, 'you', 'POST')
    expect(row.cookieIn.kind).toBe('none')
    expect(row.crossSite).toMatchObject({ act: 'form', page: otherSite, answer: null })
    expect(sessionCookie(row.crossSite)).toMatchObject({ name: cookieName, outcome: 'withheld', by: 'server', rules: [{ code }] })
    await page.close()
  })

  test('its page is readable by keyboard and by axe, in both languages, and a fetch with credentials is told with its end', async () => {
    await withSameSite('lax')
    for (const language of ['en', 'pt-BR']) {
      const page = await dashboard.page.context().newPage()
      await page.goto(`${otherSite}/?lang=${language}`)
      expect(await axeViolations(page)).toEqual([])
      await shot(page, `other-site-${language}`)
      const since = Date.now()
      await page.locator('#fetch-with-credentials').press('Enter')
      await seen(page.locator('#fetched').getByText(/did not let this page|não deixou esta página/))
      const { crossSite } = await crossSiteRow(since, 'you', 'GET')
      expect(sessionCookie(crossSite)).toMatchObject({ outcome: 'withheld', by: 'server', rules: [{ code: 'not-top-level' }] })
      expect(crossSite.answer).toEqual({ outcome: 'unreadable', from: 'shop', by: 'server', rule: { code: 'cors-missing' } })
      await page.locator('#frame').press('Enter')
      await page.locator('#framed p').waitFor()
      await page.close()
    }
  })

  test('a virtual browser follows its link, and the row says that SameSite=Strict kept the cookie back', async () => {
    await sandbox.command({ type: 'server:configure', options: { sameSite: 'strict' } })
    await tab(/Alice/)
    await press('Log in')
    await sandbox.until('Alice is known', (state) => browserNamed(state, 'Alice')?.known === true)
    await pane().getByRole('button', { name: 'From another site' }).press('Enter')
    await pane().getByRole('button', { name: 'Let it happen' }).press('Enter')
    const whole = pane().locator('div[data-cross-site="link"]')
    await seen(whole.getByText('stayed at home'))
    await seen(whole.getByText('Rule: RFC 6265bis, 5.6.7.1'))
    const row = dashboard.pane('requests').locator('[data-cross-site="link"]').first()
    await seen(row.getByText('the cookie says SameSite=Strict', { exact: false }))
    expect(await axeViolations(dashboard.page)).toEqual([])
    await shot(dashboard.page, 'other-site-virtual')
    await press('Forget cookies')
  })

  test('a cookie that is stolen is as good as its owner’s, and the way back is there', async () => {
    await tab(/Alice/)
    await press('Log in')
    const { browsers } = await sandbox.until('Alice is known', (state) => browserNamed(state, 'Alice')?.known === true)
    const stolen = browsers.find(({ name }) => name === 'Alice')?.sessionId
    await tab(/Bob/)
    await press('Copy a cookie here')
    await pane().getByLabel('The session cookie of').selectOption('Alice')
    await seen(pane().getByText('theft of a session', { exact: false }))
    await press('Copy it into Bob’s browser')
    await seen(pane().getByText('This cookie is a copy of Alice’s', { exact: false }))
    // Whatever the pointer happens to be over now is lit, and that is no matter of this place.
    await dashboard.page.mouse.move(0, 0)
    expect(await axeViolations(dashboard.page)).toEqual([])
    await press('Visit')
    await seen(pane().getByText('Hello, Alice'))
    expect(browserNamed(await sandbox.state(), 'Bob')?.sessionId).toBe(stolen)
    await shot(dashboard.page, 'other-site-theft')
    await press('Undo the copy')
    await sandbox.until('Bob has his own again', (state) => browserNamed(state, 'Bob')?.borrowed === null && browserNamed(state, 'Bob')?.sessionId === null)
    await press('Visit')
    await seen(pane().getByText('Hello, stranger'))
    await press('Forget cookies')
    await tab(/Alice/)
    await press('Forget cookies')
  })

  test.each([
    ['standard', 'Hello, stranger'],
    ['login-keeps-id', 'Hello, Alice'],
  ])('an id that was planted before the log-in, at the shop %s: whoever planted it reads "%s"', async (shop, greeting) => {
    expect((await sandbox.command({ type: 'server:shop', shop })).ok).toBe(true)
    // Bob gets an id of the shop's by himself, plants it in Alice's browser, and waits.
    await tab(/Bob/)
    await press('Add to cart')
    const planted = browserNamed(await sandbox.until('Bob has an id', (state) => browserNamed(state, 'Bob')?.known === true), 'Bob')?.sessionId
    await tab(/Alice/)
    await press('Copy a cookie here')
    await pane().getByLabel('The session cookie of').selectOption('Bob')
    await seen(pane().getByText('session fixation', { exact: false }))
    await press('Copy it into Alice’s browser')
    await seen(pane().getByText('This cookie is a copy of Bob’s', { exact: false }))
    const since = Date.now()
    await press('Log in')
    // The page of an earlier log-in may greet her until this one's is there.
    const isGreeted = ({ actor, method, status, at }: RequestRecord) => actor === 'browser:alice' && method === 'GET' && status === 200 && at >= since
    const state = await sandbox.until('Alice has logged in', (each) => rowsOf(each).some(isGreeted))
    await seen(pane().getByText('Hello, Alice'))
    expect(browserNamed(state, 'Alice')?.sessionId === planted).toBe(shop === 'login-keeps-id')
    expect(browserNamed(state, 'Alice')?.borrowed === null).toBe(shop === 'standard')
    await tab(/Bob/)
    await press('Visit')
    await seen(pane().getByText(greeting))
    for (const name of ['Alice', 'Bob']) {
      await tab(new RegExp(name))
      await press('Forget cookies')
      await sandbox.until(`${name} has no cookie`, (each) => browserNamed(each, name)?.jar.length === 0)
    }
  })

  test('on the way, its place leads to its page', async () => {
    await tab(/You/)
    await reloadShop(dashboard)
    await dashboard.page.locator('button:visible').getByText('The way', { exact: true }).first().click()
    await dashboard.pane('way').getByRole('button', { name: 'Another site' }).press('Enter')
    const link = dashboard.page.getByRole('dialog', { name: 'Another site' }).getByRole('link', { name: 'Open its page in a tab' })
    await seen(link)
    expect(await axeViolations(dashboard.page)).toEqual([])
    const opened = dashboard.page.context().waitForEvent('page')
    await link.press('Enter')
    const page = await opened
    await seen(page.getByRole('heading', { name: 'Lead you there' }))
    expect(new URL(page.url()).origin).toBe(otherSite)
    await page.close()
  })
})
