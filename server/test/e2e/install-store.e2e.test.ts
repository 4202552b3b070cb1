/** A store whose packages are not there yet, in Chromium: why they cannot be had, an installation that is cancelled, one that is whole, the store in use, and its removal. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PACKAGES_VARIABLE } from '../../stores/packages.js'
import { openRegistry, packagesIn, type Registry } from '../packages/registry.js'
import { axeViolations } from '../support/axe.js'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { broughtPackages } from '../support/packages.js'
import { hasProgram } from '../support/served.js'
import { becomes, chooseStore, type Dashboard, logIn, openDashboard, seen } from './dashboard.js'

/** Starting npm twice takes most of it. */
const INSTALLED_WITHIN_MS = 90_000
const isThere = !withoutChromium && (await hasProgram('memcached')) && broughtPackages('memcached')

describe.skipIf(!isThere)('installing a store', () => {
  const cache = mkdtempSync(join(tmpdir(), 'sessionscope-npm-cache-'))
  let registry: Registry
  let sandbox: Sandbox
  let dashboard: Dashboard
  beforeAll(async () => {
    registry = await openRegistry(packagesIn(join(process.env[PACKAGES_VARIABLE] ?? '', 'memcached', 'node_modules')))
    const env = {
      npm_config_registry: registry.url,
      npm_config_cache: cache,
      MEMCACHED_URL: undefined,
      MEMCACHE_SERVERS: undefined,
    }
    sandbox = await launch({ env })
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await logIn(dashboard.shop, 'Ana')
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
    await registry.close()
    rmSync(cache, { recursive: true, force: true, maxRetries: 5 })
  })

  const openMore = async () => {
    await dashboard.page.getByRole('button', { name: 'More stores' }).press('Enter')
    const more = await seen(dashboard.page.getByRole('dialog', { name: 'More stores' }))
    return more.locator('[data-store="memcached"]')
  }
  const left = () => readdirSync(join(sandbox.dataFolder, 'packages'))

  test('without a connection it says why; cancelled in the middle, it leaves nothing', async () => {
    const store = await openMore()
    const install = () => store.getByRole('button', { name: /^Install \(/ }).press('Enter')
    registry.mood = 'away'
    await install()
    await seen(store.getByText(/^The packages could not be installed: the registry of npm cannot be reached/), INSTALLED_WITHIN_MS)
    expect(left()).toEqual([])

    registry.mood = 'stall'
    await install()
    await seen(store.getByRole('progressbar', { name: 'Installing memcached' }))
    await seen(store.getByText(/^\d+ of \d+ packages are here/), INSTALLED_WITHIN_MS)
    expect(await axeViolations(dashboard.page)).toEqual([])
    await store.getByRole('button', { name: 'Cancel' }).press('Enter')
    await seen(store.getByRole('button', { name: /^Install \(/ }))
    expect(left()).toEqual([])
    await dashboard.page.keyboard.press('Escape')
  })

  test('installed, it is used at once, with its document; removed, it is offered again', async () => {
    const { page, pane, shop } = dashboard
    await page.getByRole('checkbox', { name: 'carry sessions over' }).setChecked(true)
    registry.mood = 'serves'
    const store = await openMore()
    await store.getByRole('button', { name: /^Install \(/ }).press('Enter')
    const use = await seen(store.getByRole('button', { name: 'Use it' }), INSTALLED_WITHIN_MS)
    await use.press('Enter')
    await sandbox.until('the session has come along', ({ store: { active, switching } }) => active === 'memcached' && switching === null, 60_000)
    await shop.getByRole('link', { name: 'The little bookshop' }).click()
    await seen(shop.getByRole('heading', { name: 'Hello, Ana' }))
    const heading = pane('store').getByRole('heading', { level: 3 }).first()
    await becomes(
      'the heading of the document',
      () => heading.textContent(),
      (text) => /:session:.{4}….*a string under a key/.test(text ?? ''),
    )

    await chooseStore(dashboard, 'Memory', { carryOver: true })
    await sandbox.until('memory is in use', ({ store: { active, switching } }) => active === 'memory' && switching === null)
    await openMore()
    await page.getByRole('dialog', { name: 'More stores' }).getByRole('button', { name: 'All stores' }).press('Enter')
    const row = await seen(page.locator('[data-set="memcached"]'))
    await row.getByRole('button', { name: 'Remove' }).press('Enter')
    await seen(row.getByRole('button', { name: 'Install' }))
    expect(left()).toEqual([])
    await page.keyboard.press('Escape')
    await seen((await openMore()).getByRole('button', { name: /^Install \(/ }))
  })
})
