import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, readmeShot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { type Dashboard, logIn, openDashboard, placesOf, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('Alice, a virtual browser', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  beforeAll(async () => {
    sandbox = await launch()
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
    await logIn(dashboard.shop, 'Ana')
    await dashboard.pane('browser').getByRole('tab', { name: /Alice/ }).click()
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })

  const alice = async () => (await sandbox.state()).browsers.find(({ name }) => name === 'Alice')
  const press = (name: string | RegExp) => dashboard.pane('browser').getByRole('button', { name }).click()

  test('logs in with a cookie of her own', async () => {
    await press(/log in/i)
    const state = await sandbox.until('Alice is known', ({ browsers }) => browsers.some(({ name, known }) => name === 'Alice' && known === true))
    const id = state.browsers.find(({ name }) => name === 'Alice')?.sessionId ?? ''
    expect(id).not.toBe(await dashboard.sessionId())
    await seen(placesOf(dashboard.pane('browser'), id))
    await seen(placesOf(dashboard.pane('store'), id))
  })

  test('fills her cart, and nobody else’s', async () => {
    await press('Add to cart')
    await sandbox.until('one book in her cart', ({ browsers }) => browsers.some(({ name, page }) => name === 'Alice' && page?.cartCount === 1))
    await seen(dashboard.pane('store').getByText('cart', { exact: false }))
    await readmeShot(dashboard.page, 'sandbox')
    expect((await sandbox.command({ type: 'sessions:list', search: 'Ana' })).ok).toBe(true)
    await dashboard.pane('browser').getByRole('tab', { name: /You/ }).click()
    await seen(dashboard.shop.getByText('Nothing in it yet.'))
    await dashboard.pane('browser').getByRole('tab', { name: /Alice/ }).click()
  })

  test('logs out: the document is gone, and so is the cookie', async () => {
    const before = await alice()
    await press(/log out/i)
    await sandbox.until('her jar is empty', ({ browsers }) => browsers.some(({ name, jar }) => name === 'Alice' && jar.length === 0))
    expect((await alice())?.sessionId).toBeNull()
    expect(await sandbox.command({ type: 'sessions:read', id: before?.sessionId ?? '' })).toMatchObject({ ok: true, value: { stored: null } })
  })

  test('forgets her cookies', async () => {
    await press(/log in/i)
    await sandbox.until('Alice is known again', ({ browsers }) => browsers.some(({ name, known }) => name === 'Alice' && known === true))
    await press(/forget/i)
    await sandbox.until('her jar is empty', ({ browsers }) => browsers.some(({ name, jar }) => name === 'Alice' && jar.length === 0))
    expect((await alice())?.sessionId).toBeNull()
  })
})
