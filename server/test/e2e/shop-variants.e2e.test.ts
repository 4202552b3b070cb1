/** Variants of the shop as one meets them: chosen in "The code", tried in the shop, seen in the panes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { becomes, type Dashboard, forgetCookies, openDashboard, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('variants of the shop', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  beforeAll(async () => {
    sandbox = await launch()
    await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await seen(dashboard.shop.getByLabel('Your name'))
  })
  afterAll(async () => {
    // Chromium complains of the 401 that a stranger gets.
    expect(dashboard.complaints.filter((complaint) => !complaint.includes('status of 401'))).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })

  const pane = () => dashboard.pane('browser')
  const press = (name: string) => pane().getByRole('button', { name, exact: true }).click()
  const tab = (name: string) => pane().getByRole('tab', { name, exact: true }).click()

  const choose = (shop: string) => sandbox.command({ type: 'server:shop', shop })

  /** Opens the address of the browser that is shown, and picks a path. */
  async function pick(path: string): Promise<void> {
    const address = pane()
      .getByRole('button', { name: /^Address/ })
      .filter({ visible: true })
    if ((await address.getAttribute('aria-expanded')) !== 'true') await address.click()
    await pane().getByRole('button', { name: path, exact: true }).click()
  }

  test('the race: of two books that are sent at once to a slow handler one is lost, and both rows say so', async () => {
    await dashboard.page.getByRole('button', { name: 'The code' }).click()
    const dialog = dashboard.page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Which shop runs' }).selectOption({ label: 'slow handler' })
    await seen(dialog.getByText('What to write instead'))
    await seen(dialog.getByRole('region', { name: 'server/lesson-server/shop/variants/slow-cart.ts' }))
    expect(await axeViolations(dashboard.page)).toEqual([])
    await shot(dashboard.page, 'a variant')
    await dashboard.page.keyboard.press('Escape')
    await tab('Alice')
    await press('Log in')
    await sandbox.until('Alice is known', ({ browsers }) => browsers.some(({ name, known }) => name === 'Alice' && known === true))
    await press('Several at once')
    await press('Send them together')
    await seen(pane().getByText('All are answered.', { exact: false }))
    await seen(pane().getByText('Cart (1)'))
    const requests = dashboard.pane('requests')
    const later = requests.locator('tr[data-crossed=overwrote]').filter({ hasText: 'POST /cart' })
    await seen(later.getByText('Lost is', { exact: false }))
    expect(await later.first().textContent()).toMatch(/Overlapped: .*cart/s)
    await seen(requests.locator('tr[data-crossed=overwritten]').filter({ hasText: 'POST /cart' }).getByText('Lost is', { exact: false }))
    await shot(dashboard.page, 'the race')
    // One after the other, none is lost.
    await press('Add to cart')
    await seen(pane().getByText('Cart (2)'))
  })

  test('health checks leave sessions where each visit is counted, and none in the textbook’s shop', async () => {
    const count = async () => (await sandbox.state()).store.sessionCount ?? 0
    await choose('session-for-every-visit')
    const before = await count()
    await pick('/health')
    await pane().getByLabel('Visits').fill('5')
    await press('Visits without cookies')
    await seen(pane().getByText('5 answers, 5 with a cookie.', { exact: false }))
    await becomes('five sessions more', count, (now) => now === before + 5)
    expect(await axeViolations(dashboard.page)).toEqual([])
    await shot(dashboard.page, 'visits without cookies')
    await choose('standard')
    await press('Visits without cookies')
    await seen(pane().getByText('5 answers, none with a cookie', { exact: false }))
    expect(await count()).toBe(before + 5)
  })

  test('a stream that keeps its session goes on after the logout; the textbook’s ends', async () => {
    for (const [variant, words] of [
      ['stream-keeps-session', '/live is open and says:'],
      ['standard', '/live has ended. The last that it said:'],
    ] as const) {
      await choose(variant)
      await press('Log in')
      await pick('/live')
      await press('Go there')
      await seen(pane().getByText('{"isLoggedIn":true', { exact: false }))
      await press('Log out')
      await seen(pane().getByText('Hello, stranger'))
      await seen(pane().getByText(words))
      expect(await pane().getByText('{"isLoggedIn":true', { exact: false }).count()).toBe(1)
      if (variant !== 'standard') await shot(dashboard.page, 'a stream')
    }
  })

  test('the frame goes wherever its address is sent', async () => {
    await tab('You')
    await pick('/api/cart')
    await press('Go there')
    await seen(dashboard.shop.getByText('{"error":"Log in first."}'))
    await pick('/account')
    await press('Go there')
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, stranger' }))
    await pick('/health')
    await press('Go there')
    await seen(dashboard.shop.getByText('ok'))
    await pick('/')
    await press('Go there')
    await seen(dashboard.shop.getByLabel('Your name'))
  })

  test('a login that does not wait for the save is not known by the next page while the store is slow; the textbook’s is', async () => {
    await sandbox.command({ type: 'fault:set', fault: 'wire-delay', settings: { set: 1_000 } })
    for (const [variant, greeting] of [
      ['login-without-save', 'Hello, stranger'],
      ['standard', 'Hello, Ana'],
    ] as const) {
      await choose(variant)
      if ((await dashboard.sessionId()) !== null) await forgetCookies(dashboard)
      await dashboard.shop.getByLabel('Your name').fill('Ana')
      const arrived = dashboard.page.waitForEvent('framenavigated', (frame) => frame.parentFrame() !== null)
      await dashboard.shop.getByRole('button', { name: 'Log in' }).click()
      await arrived
      await seen(dashboard.shop.getByRole('heading', { name: greeting }))
    }
    await seen(dashboard.pane('requests').getByText('It came in before the previous answer had finished', { exact: false }))
    await sandbox.command({ type: 'fault:undo-all' })
  })

  test('a page brings its files: behind the session middleware each asks the store', async () => {
    for (const [variant, calls] of [
      ['files-before-session', 0],
      ['files-after-session', 2],
    ] as const) {
      await choose(variant)
      const { timeline } = await sandbox.state()
      const seenBefore = new Set(timeline.map(({ key }) => key))
      await press('Go to the shop’s first page')
      const state = await sandbox.until('its files were asked for', ({ timeline: rows }) =>
        ['/files/style.css', '/files/icon.svg'].every((path) =>
          rows.some((row) => row.kind === 'request' && row.request.actor === 'you' && row.request.path === path && !seenBefore.has(row.key)),
        ),
      )
      const file = state.timeline.findLast((row) => row.kind === 'request' && row.request.path === '/files/style.css')
      expect(file).toMatchObject({ request: { operations: { length: calls }, status: 200 } })
    }
    await choose('standard')
  })
})
