import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { type Dashboard, logIn, openDashboard, seen } from './dashboard.js'

const MARKUP = '<img src=x onerror=alert(1)><b>Eve</b>'

describe.skipIf(withoutChromium)('a name with markup in it', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  let alerted = false
  beforeAll(async () => {
    sandbox = await launch()
    dashboard = await openDashboard(await openBrowser(), sandbox)
    dashboard.page.on('dialog', (dialog) => {
      alerted = true
      return dialog.dismiss()
    })
    await logIn(dashboard.shop, MARKUP)
  })
  afterAll(async () => {
    await dashboard.close()
    await sandbox.stop()
  })

  test('is text in the shop', async () => {
    expect(await dashboard.shop.locator('h1').textContent()).toBe(`Hello, ${MARKUP}`)
    expect(await dashboard.shop.locator('h1 *').count()).toBe(0)
  })

  test('is text in the dashboard: in the document, in the list, in a browser of that name', async () => {
    await seen(dashboard.pane('store').getByText('onerror=alert(1)', { exact: false }))
    expect(await sandbox.command({ type: 'browser:create', name: MARKUP })).toMatchObject({ ok: true })
    await seen(dashboard.pane('browser').getByText(MARKUP, { exact: false }))
    expect(await dashboard.page.locator('img[src=x]').count()).toBe(0)
  })

  test('runs nothing, and breaks no rule of the content security policy', () => {
    expect(alerted).toBe(false)
    expect(dashboard.complaints).toEqual([])
  })
})
