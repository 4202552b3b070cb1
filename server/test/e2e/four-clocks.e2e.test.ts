/** When a session ends, and the requests that moved it: four clocks that tick, and the requests filtered, searched and pinned in a real browser. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { becomes, type Dashboard, logIn, openDashboard, reloadShop, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('clocks and filters', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard

  beforeAll(async () => {
    sandbox = await launch()
    await sandbox.command({ type: 'server:configure', options: { maxAgeMs: 600_000 } })
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await logIn(dashboard.shop, 'Ana')
    await reloadShop(dashboard)
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })
  const clock = (name: string) => dashboard.page.locator(`[data-clock=${name}]`)
  const rows = () => dashboard.pane('requests').locator('tbody > tr:not([data-opened-row])')

  test('the clocks tick, and say which request moved them', async () => {
    await seen(clock('document').getByText(/Every request moves it: by a save, or by a touch/))
    await seen(clock('document').getByText(/GET \/ moved it on by/))
    await seen(clock('cookie').getByText(/A Set-Cookie moves it/))
    await seen(clock('sweeper').getByText('whoever asks for it next'))
    const left = () => clock('document').locator('b').textContent()
    const before = await left()
    // Right after the request it is the whole life.
    expect(before).toMatch(/^in (10\smin 0|9\smin \d+)\ss$/)
    await becomes('it ticks', left, (now) => now !== before)
    expect(await axeViolations(dashboard.page)).toEqual([])
    await clock('sweeper').scrollIntoViewIfNeeded()
    await shot(dashboard.page, 'four-clocks')
  })

  test('the requests are filtered by the address, which comes back after a reload and with the browser’s own steps', async () => {
    const { page, pane } = dashboard
    await pane('requests').getByRole('button', { name: 'Filter', exact: true }).click()
    const card = page.getByRole('dialog', { name: 'Which rows are shown' })
    await card.getByRole('combobox', { name: 'Method' }).selectOption('POST')
    await card.getByRole('checkbox', { name: 'sent Set-Cookie', exact: true }).check()
    await becomes(
      'one row is left',
      () => rows().count(),
      (count) => count === 1,
    )
    expect(await axeViolations(page)).toEqual([])
    await shot(page, 'filter-requests')
    await page.keyboard.press('Escape')
    await card.waitFor({ state: 'hidden' })
    expect(new URL(page.url()).search).toBe('?method=POST&did=set-cookie')
    await page.reload()
    await becomes(
      'it is there again',
      () => rows().count(),
      (count) => count === 1,
    )
    await seen(pane('requests').getByText(/rows are hidden/))
    // A step for each choice.
    await page.goBack()
    await page.goBack()
    await seen(pane('requests').getByText('GET /', { exact: true }))
    await page.goForward()
    await page.goForward()
    await becomes(
      'forward again',
      () => rows().count(),
      (count) => count === 1,
    )
    await pane('requests').getByRole('button', { name: 'Clear all' }).click()
    expect(new URL(page.url()).search).toBe('')
  })

  test('a row is pinned by a key, and stays on top while others come', async () => {
    const { page } = dashboard
    const login = rows().filter({ hasText: 'POST /login' }).locator('[data-row-button]')
    await login.focus()
    await page.keyboard.press('p')
    await becomes(
      'it is on top',
      () => rows().first().textContent(),
      (text) => text?.includes('POST /login') === true,
    )
    await reloadShop(dashboard)
    expect(await rows().first().textContent()).toContain('POST /login')
    expect(await axeViolations(page)).toEqual([])
  })

  test('in Portuguese at 1366 px beside the lessons, and on a phone, there is room for all of it', async () => {
    const narrow = await openDashboard(await openBrowser(), sandbox, {
      link: '/?lang=pt-BR&find=login#/lessons/02-the-claim-ticket',
      viewport: { width: 1366, height: 768 },
      colorScheme: 'dark',
    })
    await seen(narrow.pane('requests').getByText(/linhas estão ocultas/))
    await shot(narrow.page, 'filter-requests-pt-1366')
    expect(narrow.complaints).toEqual([])
    await narrow.close()
    const phone = await openDashboard(await openBrowser(), sandbox, { link: '/?method=POST', viewport: { width: 390, height: 844 } })
    await seen(phone.pane('requests').getByText(/rows are hidden/))
    expect(await phone.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    await phone.pane('requests').scrollIntoViewIfNeeded()
    await shot(phone.page, 'filter-requests-phone')
    await phone.pane('requests').getByRole('button', { name: 'Filter', exact: true }).click()
    await seen(phone.page.getByRole('checkbox', { name: 'saved', exact: true }))
    expect(await axeViolations(phone.page)).toEqual([])
    await shot(phone.page, 'filter-requests-phone-open')
    await phone.close()
  })
})
