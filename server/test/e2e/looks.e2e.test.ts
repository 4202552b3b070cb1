import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { type Dashboard, openDashboard, seen } from './dashboard.js'

const wide = { width: 1440, height: 900 }
const narrow = { width: 390, height: 844 }

/** Both themes, both languages, both widths; every pair of two at least once. */
const LOOKS = [
  { name: 'light-en-1440', colorScheme: 'light', locale: 'en', viewport: wide },
  { name: 'dark-pt-1440', colorScheme: 'dark', locale: 'pt-BR', viewport: wide },
  { name: 'dark-en-390', colorScheme: 'dark', locale: 'en', viewport: narrow },
  { name: 'light-pt-390', colorScheme: 'light', locale: 'pt-BR', viewport: narrow },
] as const

describe.skipIf(withoutChromium)('in both themes, both languages, wide and narrow', () => {
  let sandbox: Sandbox
  let browser: Browser
  const dashboards = new Map<string, Dashboard>()
  beforeAll(async () => {
    sandbox = await launch()
    browser = await openBrowser()
    await sandbox.until('the shop and a MongoDB are there', ({ mongo, server }) => mongo.phase === 'up' && server.phase === 'running')
    for (const { name, ...look } of LOOKS) dashboards.set(name, await openDashboard(browser, sandbox, { ...look, reducedMotion: 'reduce' }))
  })
  afterAll(async () => {
    for (const dashboard of dashboards.values()) await dashboard.close()
    await sandbox.stop()
  })

  /** Looks at a moment in every look: a picture of it, no axe violations, nothing that sticks out sideways. The looks are prepared one by one. */
  async function lookAt(moment: string, prepare: (dashboard: Dashboard) => Promise<unknown> = async () => {}) {
    for (const dashboard of dashboards.values()) await prepare(dashboard)
    await Promise.all([...dashboards].map(([name, { page }]) => lookAtPage(page, moment, name)))
  }

  async function lookAtPage(page: Page, moment: string, name: string) {
    await shot(page, `${moment}-${name}`)
    expect.soft(await axeViolations(page), `axe: ${moment}, ${name}`).toEqual([])
    expect.soft(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), `too wide: ${moment}, ${name}`).toBe(0)
    // Side by side the panes scroll, each in itself, and never the page.
    if (page.viewportSize()?.width === wide.width) {
      expect.soft(await page.evaluate('document.documentElement.scrollHeight - innerHeight'), `too long: ${moment}, ${name}`).toBe(0)
    }
  }

  /** The shop in a tab of its own: in the dashboard's frame it may run no scripts, so axe could not either. */
  async function lookAtShop(moment: string) {
    const tabs: [string, Page][] = []
    for (const [name, { page }] of dashboards) {
      const tab = await page.context().newPage()
      await tab.goto(sandbox.shopUrl)
      tabs.push([name, tab])
    }
    const lookAtTab = async ([name, tab]: [string, Page]) => {
      await shot(tab, `shop-${moment}-${name}`)
      expect.soft(await axeViolations(tab), `axe: the shop, ${moment}, ${name}`).toEqual([])
      await tab.close()
    }
    await Promise.all(tabs.map(lookAtTab))
  }

  test('nothing has happened yet', async () => {
    await lookAt('idle', ({ shop }) => seen(shop.locator('form[action="/login"]')))
    await lookAtShop('stranger')
  })

  test('someone is logged in', async () => {
    await lookAt('logged-in', async (dashboard) => {
      await dashboard.shop.locator('input[name=name]').fill('Ana')
      await dashboard.shop.locator('form[action="/login"] button').click()
      await seen(dashboard.shop.locator('form[action="/logout"]'))
      await seen(dashboard.pane('store').getByText('isLoggedIn'))
    })
    await lookAtShop('logged-in')
  })

  test('a crowd comes in', async () => {
    expect(await sandbox.command({ type: 'crowd:start', users: 100_000, usersPerSecond: 100, cartItems: 1 })).toMatchObject({ ok: true })
    await sandbox.until('some are in', ({ crowd }) => (crowd.running?.usersDone ?? 0) > 50)
    await lookAt('crowd', ({ page }) => seen(page.getByRole('progressbar')))
    expect(await sandbox.command({ type: 'crowd:cancel' })).toMatchObject({ ok: true })
    await sandbox.until('they are gone', ({ crowd }) => crowd.running === null)
    await lookAt('crowd-ended')
  })

  test('the lesson server was killed', async () => {
    expect(await sandbox.command({ type: 'server:kill' })).toMatchObject({ ok: true })
    await sandbox.until('it is back', ({ server }) => server.phase === 'running' && server.lastDeath !== null)
    await lookAt('dead', ({ page }) => seen(page.getByText(/was killed|foi morto|foi encerrado|foi derrubado/)))
  })

  const dialogs = [
    ['restart', 'button[data-guide=restart]'],
    ['code', 'button[data-guide=code]'],
    ['source', 'button[data-guide=source]'],
  ] as const
  test.each(dialogs)('the dialog "%s" is open', async (name, button) => {
    await lookAt(`dialog-${name}`, async ({ page }) => {
      await page.locator(button).first().click()
      await seen(page.locator('dialog[open]'))
    })
    for (const { page } of dashboards.values()) {
      await page.keyboard.press('Escape')
      await page.locator('dialog[open]').waitFor({ state: 'hidden' })
    }
  })

  test('and nothing complained meanwhile', () => {
    for (const [name, { complaints }] of dashboards) expect.soft(complaints, name).toEqual([])
  })
})
