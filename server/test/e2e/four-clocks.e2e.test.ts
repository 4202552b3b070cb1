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

  test('what would be otherwise is answered in sight of what was asked, also in a low pane beside the lessons', async () => {
    const low = await openDashboard(await openBrowser(), sandbox, { link: '/#/lessons/02-the-claim-ticket', viewport: { width: 1366, height: 768 } })
    const { page, pane } = low
    await pane('requests').locator('tr', { hasText: 'GET /' }).first().locator('[data-row-button]').click()
    const questions = page.locator('[data-asks]')
    await seen(questions.first())
    const count = await questions.count()
    expect(count).toBeGreaterThan(2)
    for (let index = 0; index < count; index++) {
      await questions.nth(index).scrollIntoViewIfNeeded()
      await questions.nth(index).click()
      await seen(page.locator('[data-answers]'))
      const [room, asked, answer] = await Promise.all([
        pane('requests')
          .locator('table')
          .evaluate((table) => {
            const around = (table.parentElement as HTMLElement).getBoundingClientRect()
            return { top: around.top + (table.querySelector('thead') as HTMLElement).getBoundingClientRect().height, bottom: around.bottom }
          }),
        questions.nth(index).evaluate((button) => (button.closest('p') as HTMLElement).getBoundingClientRect().toJSON()),
        page.locator('[data-answers]').evaluate((each) => each.getBoundingClientRect().toJSON()),
      ])
      expect([asked.top >= room.top - 1, asked.bottom <= room.bottom + 1], `question ${index}`).toEqual([true, true])
      expect(answer.top, `answer ${index}`).toBeLessThan(room.bottom - 20)
      if (index === count - 1) await shot(page, 'what-if-in-a-low-pane')
    }
    await low.close()
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
    for (let count = 0; count < 8; count++) await reloadShop(dashboard)
    // It stays there, below the heading, while the others scroll.
    const pane = dashboard.pane('requests')
    const top = () => login.evaluate((row) => Math.round(row.getBoundingClientRect().top))
    const [before, end] = [await top(), rows().last()]
    await end.scrollIntoViewIfNeeded()
    expect(await end.evaluate((row) => row.closest('table')?.parentElement?.scrollTop ?? 0)).toBeGreaterThan(40)
    expect(Math.abs((await top()) - before)).toBeLessThan(6)
    expect(
      await login.evaluate(
        (row) => document.elementFromPoint(row.getBoundingClientRect().x + 5, row.getBoundingClientRect().y + 5)?.closest('tr') === row.closest('tr'),
      ),
    ).toBe(true)
    await shot(page, 'pinned-row-stays')
    expect(await axeViolations(page)).toEqual([])
    await pane.locator('tbody').last().locator('[data-row-button]').first().scrollIntoViewIfNeeded()
  })

  test('in Portuguese at 1366 px beside the lessons, and on a phone, there is room for all of it', async () => {
    const narrow = await openDashboard(await openBrowser(), sandbox, {
      link: '/?lang=pt-BR&find=login#/lessons/02-the-claim-ticket',
      viewport: { width: 1366, height: 768 },
      colorScheme: 'dark',
    })
    await seen(narrow.pane('requests').getByText(/linhas estão ocultas/))
    await shot(narrow.page, 'filter-requests-pt-1366')
    // The heading is one line: what can be done stands beside the title.
    expect(await headingSpread(narrow)).toBeLessThan(8)
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

/** How far apart the middles of the title and of the tools beside it are, in CSS pixels: next to nothing while they are one line. */
function headingSpread({ pane }: Dashboard): Promise<number> {
  return pane('requests')
    .locator('header')
    .evaluate((header) => {
      const middles = [...header.querySelectorAll('h2, [data-tools] > *')]
        .map((each) => each.getBoundingClientRect())
        .filter(({ width }) => width > 0)
        .map(({ y, height }) => y + height / 2)
      return Math.max(...middles) - Math.min(...middles)
    })
}
