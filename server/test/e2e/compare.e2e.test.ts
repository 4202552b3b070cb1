/** The same clicks twice, as a person meets it: what was just done is repeated on two stores, and the page says where they part. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { type Dashboard, openDashboard, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('the same clicks, twice', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard

  beforeAll(async () => {
    sandbox = await launch()
    await sandbox.until('a MongoDB is there', ({ mongo }) => mongo.phase === 'up')
    dashboard = await openDashboard(await openBrowser(), sandbox)
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })
  const dialog = () => dashboard.page.getByRole('dialog', { name: 'The same clicks, twice' })
  const side = (index: number) => dialog().locator(`[data-side="${index}"]`)

  test('repeats what a browser did on two stores, and says where they part and why', { timeout: 120_000 }, async () => {
    const { page } = dashboard
    await sandbox.command({ type: 'server:configure', options: { rolling: true } })
    // Together longer than a session lives, and each by itself far from it, also on a busy machine: so where they part is plain.
    for (const type of ['browser:log-in', 'browser:visit', 'browser:visit', 'browser:visit', 'browser:visit'] as const) {
      await sandbox.command({ type, browser: 'browser:alice' })
      await page.waitForTimeout(1_400)
    }
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    const repeated = dialog().getByRole('combobox', { name: 'What is repeated' })
    await repeated.selectOption({ label: 'Alice: the last requests' })
    await seen(dialog().getByText('6 requests, with the pauses between them.'))
    expect(await dialog().getByRole('combobox', { name: 'store, left' }).inputValue()).toBe('memory')
    await dialog().getByRole('combobox', { name: 'store, right' }).selectOption('mongodb')
    await dialog().getByRole('combobox', { name: 'Sessions live for' }).selectOption({ label: '5.0 s' })
    await dialog().getByRole('button', { name: 'Run both' }).click()
    await dialog().locator('[data-parting]:not([data-parting="open"], [data-parting="none"])').waitFor({ timeout: 60_000 })
    await sandbox.until('both are done', ({ sideBySide }) => sideBySide?.ended?.outcome === 'done', 60_000)
    await seen(side(0).locator('[data-part]').getByText('Hello, Alice'))
    await seen(side(1).locator('[data-part]').getByText('Hello, stranger'))
    await seen(side(1).locator('[data-part]').getByText('Here they part.'))
    await seen(side(1).getByText('This store has no touch').first())
    await seen(dialog().getByRole('button', { name: 'Run again' }))
    expect(await axeViolations(page)).toEqual([])
    await shot(page, 'compare-two')
  })

  test('is laid out for small screens', async () => {
    const { page } = dashboard
    await page.setViewportSize({ width: 390, height: 844 })
    await seen(side(0).getByRole('heading'))
    expect(await side(1).isVisible()).toBe(false)
    await dialog().getByRole('radio', { name: 'Right' }).check()
    await seen(side(1).getByRole('heading'))
    expect(await dialog().evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
    await shot(page, 'compare-phone')
    await page.setViewportSize({ width: 1366, height: 768 })
    await shot(page, 'compare-1366')
  })

  test('tries all combinations, really, and says in each whether one stays logged in', { timeout: 120_000 }, async () => {
    const { page } = dashboard
    await dialog().getByRole('radio', { name: 'All combinations' }).check()
    await dialog().getByRole('combobox', { name: 'On which store' }).selectOption('memory')
    await dialog().getByRole('button', { name: 'Run all 8' }).click()
    await sandbox.until('all are done', ({ sideBySide }) => sideBySide?.sides.length === 8 && sideBySide.ended?.outcome === 'done', 90_000)
    await dialog().locator('tr[data-stays]').nth(7).waitFor()
    expect(await dialog().locator('tr[data-stays="true"]').count()).toBe(3)
    expect(await dialog().locator('tr[data-stays="false"]').count()).toBe(5)
    await dialog().locator('tr[data-stays="false"] button').first().press('Enter')
    await seen(dialog().getByRole('heading', { name: 'What happened there' }))
    expect(await axeViolations(page)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await shot(page, 'compare-table')
    await page.keyboard.press('Escape')
    expect(await dialog().count()).toBe(0)
  })
})
