import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { chooseStore, type Dashboard, logIn, openDashboard, reloadShop, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('two servers', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  beforeAll(async () => {
    sandbox = await launch()
    await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
    dashboard = await openDashboard(await openBrowser(), sandbox, { reducedMotion: 'reduce' })
  })
  afterAll(async () => {
    await dashboard.close()
    await sandbox.stop()
  })

  test('are asked for, stand side by side with what only one of them knows, and are gone again', async () => {
    const { page, pane, shop } = dashboard
    if ((await sandbox.state()).store.active !== 'memory') await chooseStore(dashboard, 'Memory', { carryOver: false })
    const memory = pane('memory')
    await memory.getByText('details: this process').click()
    await memory.getByRole('button', { name: 'Start a second server' }).click()
    const [a, b] = [memory.getByRole('radio', { name: /^Server A/ }), memory.getByRole('radio', { name: /^Server B/ })]
    await seen(memory.getByText('Server B', { exact: true }))
    await sandbox.until('it runs', ({ instances }) => instances.b?.phase === 'running')
    expect(await a.isChecked()).toBe(true)

    // Whoever stays with one by the proxy's cookie stays logged in, and only that one knows the id.
    await memory.getByRole('radio', { name: 'by its cookie' }).click({ force: true })
    await sandbox.until('the rule is chosen', ({ balancer }) => balancer.rule === 'sticky')
    await reloadShop(dashboard)
    await logIn(shop, 'Ana')
    const id = (await dashboard.sessionId()) ?? ''
    await seen(memory.locator(`[data-session="${id}"]`))
    expect(await memory.locator(`[data-session="${id}"]`).count()).toBe(1)
    await seen(
      pane('store')
        .locator(`[data-session-row="${id}"]`)
        .getByTitle(/^Server [AB]$/),
    )
    await seen(pane('requests').getByTitle(/^Server [AB]$/))
    await seen(pane('browser').getByText('The proxy’s own', { exact: false }))

    // What is chosen is what the bar is about.
    await b.click({ force: true })
    await seen(page.getByRole('status').filter({ hasText: 'Server B' }))
    expect(await axeViolations(page)).toEqual([])
    await shot(page, 'two-servers')

    await memory.getByRole('button', { name: 'Remove server B' }).click()
    await sandbox.until('it is gone', ({ instances }) => instances.b === undefined)
    await memory.getByText('MB heap used').waitFor()
    expect(dashboard.complaints).toEqual([])
  })
})
