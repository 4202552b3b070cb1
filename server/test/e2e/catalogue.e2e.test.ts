/** The catalogue of stores, in Chromium: by keyboard, on a phone, in both languages, dark. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { inTurn } from '../support/thoroughness.js'
import { openDashboard, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('the catalogue of stores', () => {
  let sandbox: Sandbox
  let browser: Browser
  beforeAll(async () => {
    sandbox = await launch()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await sandbox.stop()
  })

  test('is opened, searched and closed by keyboard, and switches to a store that runs here', async () => {
    await sandbox.until('a MongoDB is there', ({ mongo }) => mongo.phase === 'up')
    const dashboard = await openDashboard(browser, sandbox)
    const { page } = dashboard
    await page.getByRole('button', { name: 'More stores' }).press('Enter')
    await page.getByRole('button', { name: 'All stores' }).press('Enter')
    await seen(page.getByText('64 stores'))
    await page.getByLabel('Show', { exact: true }).selectOption('that run here')
    const entry = page.locator('[data-store="connect-mongodb-session"]')
    await entry.locator('summary').press('Enter')
    await seen(entry.getByText('it has no touch', { exact: false }))
    expect(await axeViolations(page)).toEqual([])
    await entry.getByRole('button', { name: 'Switch to it' }).press('Enter')
    await sandbox.until('MongoDB is in use', ({ store }) => store.active === 'mongodb')
    await seen(entry.getByText('in use'))
    await page.keyboard.press('Escape')
    await page.getByText('64 stores').waitFor({ state: 'detached' })
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
  })

  const looks = [
    ['light', { width: 1440, height: 900 }],
    ['dark', { width: 390, height: 844 }],
  ] as const
  test.each(inTurn(looks, 1))('is readable in Portuguese, %s, on a screen of its width', async (colorScheme, viewport) => {
    const dashboard = await openDashboard(browser, sandbox, { link: '/?lang=pt-BR', locale: 'pt-BR', colorScheme, viewport })
    const { page } = dashboard
    await page.getByRole('button', { name: 'Mais stores' }).click()
    await page.getByRole('button', { name: 'Todos os stores' }).click()
    await seen(page.getByText('64 stores', { exact: true }))
    await seen(page.getByText(/A escolha de costume para mais de um servidor/))
    // What it does by itself, and what prevents that here.
    const entry = page.locator('[data-store="connect-mongodb-session"]')
    await entry.locator('summary').click()
    const prevented = entry.getByText('No sandbox, com um listener para os erros dele e um prazo para as chamadas: cumpriu.').last()
    await prevented.scrollIntoViewIfNeeded()
    await seen(prevented)
    expect(await axeViolations(page)).toEqual([])
    const dialog = page.locator('dialog[open]')
    expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0)
    await shot(page, `catalogue-${colorScheme}`)
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
  })
})
