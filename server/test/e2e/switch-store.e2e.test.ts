import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { chooseStore, type Dashboard, logIn, openDashboard, placesOf, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('switching the store from the bar', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  let id = ''
  beforeAll(async () => {
    sandbox = await launch()
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await sandbox.until('a MongoDB is there', ({ mongo }) => mongo.phase === 'up')
    await logIn(dashboard.shop, 'Ana')
    id = (await dashboard.sessionId()) ?? ''
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })

  async function reloadShop() {
    await dashboard.shop.getByRole('link', { name: 'The little bookshop' }).click()
  }

  test('with carrying over, nobody notices: the same id, now a document of MongoDB', async () => {
    await chooseStore(dashboard, 'MongoDB', { carryOver: true })
    await sandbox.until('the session is in MongoDB', ({ store }) => store.active === 'mongodb' && store.sessionCount === 1)
    await seen(dashboard.page.getByText(/Now on MongoDB\. 1 session moved here: Memory has none of it any more/))
    await reloadShop()
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, Ana' }))
    expect(await dashboard.sessionId()).toBe(id)
    await seen(placesOf(dashboard.pane('store'), id))
    await seen(dashboard.pane('store').getByText('_id', { exact: false }))
  })

  test('without, everyone is a stranger, and known again after switching back', async () => {
    await chooseStore(dashboard, 'Memory', { carryOver: false })
    await sandbox.until('memory serves', ({ store }) => store.active === 'memory')
    const before = dashboard.page.getByText('This page is from before: the shop has moved to another store since.')
    await seen(before)
    await reloadShop()
    await before.waitFor({ state: 'hidden' })
    // The switch with carrying over left the old session of the memory store in place or not; the shop must say the same as the state.
    await seen(dashboard.shop.getByRole('heading', { name: /^Hello, / }))
    expect(await sandbox.command({ type: 'store:clear' })).toMatchObject({ ok: true })
    await reloadShop()
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, stranger' }))

    await chooseStore(dashboard, 'MongoDB', { carryOver: false })
    await sandbox.until('MongoDB serves', ({ store }) => store.active === 'mongodb')
    await seen(dashboard.page.getByText(/Now on MongoDB\. It holds 1 session already: whoever has its cookie is known again/))
    await reloadShop()
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, Ana' }))
    expect(await dashboard.sessionId()).toBe(id)
  })
})
