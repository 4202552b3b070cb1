/** Which store, in Chromium: five questions by keyboard, the same crowd on some, and why a resource serves. Each dialog in both widths, with axe. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { type Dashboard, openDashboard, seen } from './dashboard.js'

const COMPARED_WITHIN_MS = 120_000
const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1440, height: 900 }

describe.skipIf(withoutChromium)('which store', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  beforeAll(async () => {
    sandbox = await launch()
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await sandbox.until('a MongoDB is there', ({ mongo }) => mongo.phase === 'up')
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })

  const dialog = () => dashboard.page.locator('dialog[open]')
  const openFromMore = async (button: string) => {
    await dashboard.page.getByRole('button', { name: 'More stores' }).press('Enter')
    await dashboard.page.getByRole('dialog', { name: 'More stores' }).getByRole('button', { name: button }).press('Enter')
    return await seen(dashboard.page.getByRole('dialog', { name: 'Session stores' }))
  }
  /** Readable to all, on a phone and on a desk. */
  async function expectFine(name: string): Promise<void> {
    const { page } = dashboard
    expect(await axeViolations(page)).toEqual([])
    await shot(page, `which-store-${name}`)
    await page.setViewportSize(PHONE)
    expect(await dialog().evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0)
    expect(await axeViolations(page)).toEqual([])
    await shot(page, `which-store-${name}-phone`)
    await page.setViewportSize(DESKTOP)
  }
  const close = async () => {
    await dashboard.page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
  }

  test('five answers by keyboard lead to stores with reasons, and the first is used', async () => {
    const { page } = dashboard
    const view = await openFromMore('Which one for me?')
    await seen(view.getByText('5 questions to go.'))
    for (const answer of ['One', 'Yes', 'No database', 'A few milliseconds do', 'A timer in my app may do it']) {
      const radio = view.getByRole('radio', { name: answer, exact: true })
      await radio.focus()
      await radio.press('Space')
    }
    const first = view.locator('[data-store="session-file-store"]')
    await seen(first.getByText('Sessions were there after a restart.'))
    await seen(first.getByText('It needs no database server.'))
    await expectFine('which')
    await first.getByRole('button', { name: 'Use it here' }).press('Enter')
    await sandbox.until('it is in use', ({ store }) => store.active === 'file' && store.switching === null)
    await seen(first.getByText('in use here'))
    // From here to the others, by arrow.
    await page.getByRole('tab', { name: 'Which one for me?' }).focus()
    await page.keyboard.press('ArrowRight')
    await seen(page.getByRole('tab', { name: 'The same crowd on each', selected: true }))
    await close()
  })

  test('the same crowd on each: how far it is, what came of it as bars and as a table; what cannot be had is told', async () => {
    // Three do: memory, a file, a database. The others are the integration test's.
    await sandbox.command({ type: 'stores:compare', stores: ['memory', 'file', 'mongodb', 'postgres'] })
    const view = await openFromMore('The same crowd on each')
    await seen(view.getByRole('progressbar', { name: /of 4 stores/ }))
    await seen(view.getByRole('button', { name: 'Cancel' }))
    await sandbox.until('it has ended', ({ comparison }) => comparison?.ended != null, COMPARED_WITHIN_MS)
    const row = (kind: string) => view.locator(`[data-compared="${kind}"]`)
    await seen(row('memory').getByText('gone'))
    await seen(row('memory').getByText('sees none'))
    for (const kind of ['file', 'mongodb']) {
      await seen(row(kind).getByText('all there'))
      await seen(row(kind).getByText('sees them'))
    }
    expect(await view.getByRole('table', { name: 'The same crowd on each store' }).getByRole('row').count()).toBe(4)
    await seen(view.locator('[data-refused="postgres"]').getByText('connect-pg-simple', { exact: false }))
    await expectFine('compare')
    // Begun and ended from the page, too.
    await view.getByRole('button', { name: 'Once more' }).press('Enter')
    await view.getByRole('button', { name: 'Cancel' }).press('Enter')
    await seen(view.getByText('Cancelled. What had been written is removed.'))
    await close()
    expect((await sandbox.state()).store.active).toBe('file')
  })

  test('one “why?” for every resource: which serves, what was tried, how to get a real one', async () => {
    await dashboard.page.locator('[data-guide=source]').press('Enter')
    const view = await seen(dashboard.page.getByRole('dialog', { name: 'Which one serves, and why' }))
    // The store in use keeps files.
    await seen(view.getByText(/A folder in the data folder/))
    await view.getByRole('button', { name: 'MongoDB', exact: true }).press('Enter')
    await seen(view.locator('[data-why="mongodb"]').getByText('Tried in this order'))
    await expectFine('why-mongodb')
    for (const [name, text] of [
      ['Memory', /the heap, serves/],
      ['Redis', /No Redis has been looked for yet/],
      ['PostgreSQL', /No PostgreSQL has been looked for yet/],
    ] as const) {
      await view.getByRole('button', { name, exact: true }).press('Enter')
      await seen(view.getByText(text))
    }
    await view.getByRole('button', { name: 'Redis', exact: true }).press('Enter')
    await view.getByRole('button', { name: 'Look again' }).press('Enter')
    await sandbox.until('a Redis is there', ({ resources }) => resources.redis.phase === 'up')
    await seen(view.locator('[data-outcome="chosen"]'))
    await expectFine('why-redis')
    await close()
  })

  test('a store that lacks its packages offers them where it is chosen, with size and command', async () => {
    await dashboard.page.getByRole('button', { name: 'More stores' }).press('Enter')
    const more = await seen(dashboard.page.getByRole('dialog', { name: 'More stores' }))
    const offer = more.locator('[data-store="postgres"] [data-installs="postgres"]')
    await seen(offer.getByRole('button', { name: /^Install \(/ }))
    await seen(offer.getByText('npm install connect-pg-simple@', { exact: false }))
    await expectFine('more')
    await close()
  })
})
