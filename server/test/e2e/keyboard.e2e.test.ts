import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { type Dashboard, openDashboard, seen } from './dashboard.js'

/** More stops than the page has. */
const MAX_STOPS = 150

/** Presses Tab until the element that has the focus matches the selector, in the page or in the shop's frame. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stop = 0; stop < MAX_STOPS; stop++) {
    await page.keyboard.press('Tab')
    for (const frame of page.frames()) {
      if (await frame.evaluate(`document.hasFocus() && document.activeElement?.matches(${JSON.stringify(selector)}) === true`)) return
    }
  }
  throw new Error(`${MAX_STOPS} presses of Tab did not reach ${selector}.`)
}

describe.skipIf(withoutChromium)('with the keyboard only', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  beforeAll(async () => {
    sandbox = await launch()
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await sandbox.until('the shop and a MongoDB are there', ({ mongo, server }) => mongo.phase === 'up' && server.phase === 'running')
    await seen(dashboard.shop.getByLabel('Your name'))
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })

  test('the first stop leads past the bar', async () => {
    await dashboard.page.keyboard.press('Tab')
    expect(await dashboard.page.evaluate('document.activeElement.textContent')).toBe('Skip to the panes')
  })

  test('one logs in, inside the frame', async () => {
    const { page } = dashboard
    await tabTo(page, 'input[name=name]')
    await page.keyboard.type('Ana')
    await page.keyboard.press('Enter')
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, Ana' }))
    await seen(dashboard.pane('store').getByText('"Ana"'))
  })

  test('one shares the room out, the shop goes on, and the next visit finds it so', async () => {
    const { page } = dashboard
    const widths = async () => {
      const boxes = await Promise.all((['browser', 'store', 'memory'] as const).map((name) => dashboard.pane(name).boundingBox()))
      return boxes.map((box) => Math.round(box?.width ?? 0))
    }
    let reloads = 0
    const count = () => {
      reloads += 1
    }
    page.on('framenavigated', count)
    const before = await widths()
    const grip = page.getByRole('separator', { name: 'Width of the browser’s pane' })
    await grip.focus()
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowRight')
    const [browser = 0, store = 0, memory = 0] = await widths()
    expect(browser).toBeGreaterThan((before[0] ?? 0) + 20)
    expect(store).toBeLessThan((before[1] ?? 0) - 20)
    expect(memory).toBe(before[2])
    expect(reloads).toBe(0)
    page.off('framenavigated', count)
    await page.reload()
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, Ana' }))
    expect(await widths()).toEqual([browser, store, memory])
  })

  test('one switches the store', async () => {
    const { page } = dashboard
    await page.reload()
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, Ana' }))
    await tabTo(page, 'input[name=store][value=memory]')
    await page.keyboard.press('ArrowRight')
    await sandbox.until('MongoDB serves', ({ store }) => store.active === 'mongodb')
  })

  test('one lets a crowd in', async () => {
    const { page } = dashboard
    await tabTo(page, '[data-pane=memory] [data-opens] button')
    await page.keyboard.press('Enter')
    await dashboard
      .pane('crowd')
      .getByRole('textbox', { name: 'users' })
      .evaluate((input) => input.setAttribute('data-wanted', ''))
    await tabTo(page, 'input[data-wanted]')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('50')
    await page.keyboard.press('Enter')
    await sandbox.until('50 users were in', ({ crowd }) => crowd.finished.at(-1)?.usersDone === 50)
  })

  test('a dialog takes the focus, and gives it back', async () => {
    const { page } = dashboard
    await tabTo(page, 'button[data-guide=restart]')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Restart the lesson server' })
    await seen(dialog)
    expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await page.evaluate('document.activeElement.matches("button[data-guide=restart]")')).toBe(true)
  })
})
