import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { becomes, type Dashboard, logIn, openDashboard, placesOf, seen, styleOf } from './dashboard.js'

describe.skipIf(withoutChromium)('logging in, inside the frame', () => {
  let sandbox: Sandbox
  let browser: Browser
  let dashboard: Dashboard
  beforeAll(async () => {
    sandbox = await launch()
    browser = await openBrowser()
    await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
  })
  // One sandbox for all: each test finds it without sessions, and brings a window of its own, with an empty jar.
  beforeEach(async () => {
    dashboard = await openDashboard(browser, sandbox)
  })
  afterEach(async () => {
    const { complaints } = dashboard
    await dashboard.close()
    expect(await sandbox.command({ type: 'store:clear' })).toMatchObject({ ok: true })
    await sandbox.until('nobody has a session', ({ store, server }) => store.sessionCount === 0 && server.memory.latest?.sessionCount === 0)
    expect(complaints).toEqual([])
  })
  afterAll(() => sandbox.stop())

  test('shows one id in the cookie, in the document and in the request, and counts it in memory', async () => {
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, stranger' }))
    expect(await dashboard.sessionId()).toBeNull()
    expect((await sandbox.state()).server.memory.latest?.sessionCount).toBe(0)

    await logIn(dashboard.shop, 'Ana')
    const id = (await dashboard.sessionId()) ?? ''
    expect(id).toMatch(/^[\w-]{32}$/)

    // The cookie.
    await seen(placesOf(dashboard.pane('browser'), id))
    expect(await dashboard.pane('browser').textContent()).toMatch(/valid/i)
    // The document, as the store holds it: its key, and what the login put into it.
    await seen(placesOf(dashboard.pane('store'), id))
    await seen(dashboard.pane('store').getByText('isLoggedIn'))
    // The thread joins exactly these two.
    expect(await dashboard.page.locator('[data-thread=cookie]').first().getAttribute('data-session')).toBe(id)
    expect(await dashboard.page.locator('[data-thread=store]').first().getAttribute('data-session')).toBe(id)
    // The request.
    await seen(dashboard.pane('requests').getByText('/login').first())
    // Memory: one session, as the server counts it.
    const state = await sandbox.until('one session', ({ store }) => store.sessionCount === 1)
    expect(state.browsers.find((browser) => browser.id === 'you')).toMatchObject({ sessionId: id, known: true })
    await seen(
      dashboard
        .pane('memory')
        .getByText(/^1$|\b1 session\b/)
        .first(),
    )
  })

  test('pointing at the id lights up all its places', async () => {
    await logIn(dashboard.shop, 'Ana')
    const id = (await dashboard.sessionId()) ?? ''
    const inStore = await seen(placesOf(dashboard.pane('store'), id))
    const atRest = await styleOf(inStore, 'boxShadow')
    await (await seen(placesOf(dashboard.pane('browser'), id))).hover()
    await becomes(
      'the id in the store lights up',
      () => styleOf(inStore, 'boxShadow'),
      (shadow) => shadow !== atRest,
    )
  })

  test('what the login says stands in the document and nowhere in the cookie', async () => {
    await logIn(dashboard.shop, 'Ana')
    await seen(dashboard.pane('store').getByText('isLoggedIn'))
    const [cookie] = (await dashboard.page.context().cookies(sandbox.shopUrl)).filter(({ name }) => name.startsWith('sessionscope.sid'))
    expect(decodeURIComponent(cookie?.value ?? '')).toMatch(/^s:[\w-]{32}\.[\w+/]{43}$/)
    expect(cookie).toMatchObject({ httpOnly: true })
  })

  /** @returns the id that the session had */
  async function logInAndOut(): Promise<string> {
    await logIn(dashboard.shop, 'Ana')
    const id = (await dashboard.sessionId()) ?? ''
    await seen(placesOf(dashboard.pane('store'), id))
    await dashboard.shop.getByRole('button', { name: 'Log out' }).click()
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, stranger' }))
    return id
  }

  test('logging out removes the document and the cookie', async () => {
    const id = await logInAndOut()
    expect(await dashboard.sessionId()).toBeNull()
    await sandbox.until('no session left', ({ store }) => store.sessionCount === 0)
    const state = await sandbox.until('no cookie is known', ({ browsers }) => browsers.find((browser) => browser.id === 'you')?.sessionId === null)
    expect(state.focused[id]?.stored ?? null).toBeNull()
  })

  test('half a logout removes the document; the cookie stays and opens nothing', async () => {
    await sandbox.command({ type: 'server:shop', shop: 'logout-keeps-cookie' })
    const id = await logInAndOut()
    expect(await dashboard.sessionId()).toBe(id)
    await sandbox.until('no session left', ({ store }) => store.sessionCount === 0)
    const state = await sandbox.until(
      'the cookie is known to open nothing',
      ({ browsers }) => browsers.find((browser) => browser.id === 'you')?.known === false,
    )
    expect(state.focused[id]?.stored ?? null).toBeNull()
    await sandbox.command({ type: 'server:shop', shop: 'standard' })
  })
})
