import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { chooseStore, type Dashboard, openDashboard, SHOWN_WITHIN_MS, seen } from './dashboard.js'
import { stepBegins } from './lessons.js'
import { brokenParts, saidBy, strange } from './strange-browsers.js'

const PARTS = ['header', '[data-pane=store]', '[data-pane=browser]', '[data-pane=requests]'] as const

describe.skipIf(withoutChromium)('with a translator at work in the browser', () => {
  let sandbox: Sandbox
  let translated: Dashboard
  let plain: Dashboard
  beforeAll(async () => {
    sandbox = await launch()
    const browser = await openBrowser()
    await sandbox.until('a MongoDB is there', ({ mongo, server }) => mongo.phase === 'up' && server.phase === 'running')
    plain = await openDashboard(browser, sandbox, { link: '/#/sandbox' })
    translated = await openDashboard(browser, sandbox, { link: '/#/sandbox', prepare: strange('translating') })
  })
  afterAll(async () => {
    await plain.close()
    await translated.close()
    await sandbox.stop()
  })

  /** Both pages come to say the same, word for word: what was translated is no older than what was not. */
  async function saysTheSame() {
    const compare = async () => {
      for (const part of PARTS) expect(await saidBy(translated, part), part).toBe(await saidBy(plain, part))
    }
    await vi.waitFor(compare, { timeout: SHOWN_WITHIN_MS, interval: 150 })
    expect(await brokenParts(translated)).toEqual([])
    expect(translated.complaints).toEqual([])
  }

  async function both(act: (dashboard: Dashboard) => Promise<unknown>) {
    for (const dashboard of [plain, translated]) await act(dashboard)
  }

  test('what people and crowds do arrives as on any other page', async () => {
    expect(await translated.page.evaluate('window.translated')).toBeGreaterThan(50)
    await saysTheSame()

    await both(({ page }) => page.getByRole('tab', { name: 'Alice' }).click())
    for (const type of ['browser:log-in', 'browser:add-to-cart'] as const) {
      expect(await sandbox.command({ type, browser: 'browser:alice' })).toMatchObject({ ok: true })
      await saysTheSame()
    }
    await chooseStore(translated, 'MongoDB', { carryOver: true })
    await sandbox.until('it is the store', ({ store }) => store.active === 'mongodb' && store.switching === null)
    await saysTheSame()

    expect(await sandbox.command({ type: 'crowd:start', users: 50, usersPerSecond: 100, cartItems: 1 })).toMatchObject({ ok: true })
    await sandbox.until('the crowd is through', ({ crowd }) => crowd.running === null && crowd.finished.length === 1)
    await saysTheSame()
    expect(await sandbox.command({ type: 'store:clear' })).toMatchObject({ ok: true })
    await saysTheSame()
    expect(await sandbox.command({ type: 'server:kill' })).toMatchObject({ ok: true })
    await sandbox.until('it is back', ({ server }) => server.phase === 'running' && server.lastDeath?.backAfterMs != null)
    await saysTheSame()
    await shot(translated.page, 'translated')
  })

  test('a lesson is set up and solved', async () => {
    expect(await sandbox.command({ type: 'lesson:open', lesson: '02-the-claim-ticket' })).toMatchObject({ ok: true })
    await both(({ page }) => page.evaluate(`location.hash = '#/lessons/02-the-claim-ticket'`))
    const { page } = translated
    await stepBegins(page, 'arrive')
    expect(await sandbox.command({ type: 'lesson:show-me', pauseMs: 0 })).toMatchObject({ ok: true })
    await seen(page.locator('[data-step=arrive]:not([aria-current])'))
    await saysTheSame()
  })

  test('every word changes with the language', async () => {
    await both(({ page }) => page.getByRole('combobox', { name: 'Language' }).selectOption('pt-BR'))
    await seen(translated.page.getByRole('heading', { name: /No navegador/ }))
    await saysTheSame()
  })

  test('what machines wrote is left alone', async () => {
    const touched = await translated.page.evaluate(
      `[...document.querySelectorAll('code font, samp font, pre font, [data-session] font')].map((each) => each.textContent)`,
    )
    expect(touched).toEqual([])
  })
})
