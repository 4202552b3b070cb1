import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { type Dashboard, logIn, openDashboard, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('stopping the sandbox and starting it again', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  const dataFolder = temporaryFolder()
  beforeAll(async () => {
    sandbox = await launch({ dataFolder })
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await logIn(dashboard.shop, 'Ana')
  })
  afterAll(async () => {
    await dashboard.close()
    await sandbox.stop()
  })

  test('an open page says that the sandbox is gone, and is at home in the new one by itself', async () => {
    const { dashboardPort, shopPort, token } = sandbox
    await sandbox.stop()
    await seen(dashboard.page.getByText('The connection to the sandbox is lost.'))

    sandbox = await launch({ dataFolder, port: dashboardPort, shopPort })
    expect(sandbox.token).not.toBe(token)
    await dashboard.page.getByText('The connection to the sandbox is lost.').waitFor({ state: 'hidden' })
    await seen(dashboard.shop.getByLabel('Your name'))
    // Commands of the page are accepted again, and what happens arrives again.
    await logIn(dashboard.shop, 'Bea')
    await seen(dashboard.pane('store').getByText('"Bea"'))
  })
})
