import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, readmeShot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { becomes, type Dashboard, logIn, openDashboard, restartWithHeap, seen, startCrowd } from './dashboard.js'

describe.skipIf(withoutChromium)('the lesson server dies, the page lives', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  beforeAll(async () => {
    sandbox = await launch()
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
  })
  afterAll(async () => {
    await dashboard.close()
    await sandbox.stop()
  })

  test('of an exhausted heap of 64 MB: what happened, V8’s words, what was lost; back within 2 s', async () => {
    await restartWithHeap(dashboard, 64)
    await logIn(dashboard.shop, 'Ana')
    const id = await dashboard.sessionId()
    const before = await sandbox.state()
    expect(before.server.heapLimitBytes).toBe(64 * 1024 * 1024)

    await startCrowd(dashboard, { users: 100_000, cartItems: 200 })
    await seen(dashboard.page.getByText('The lesson server ran out of memory and died.'), 150_000)
    await seen(dashboard.page.getByText(/heap out of memory/i))
    await seen(dashboard.page.getByText('everyone is logged out', { exact: false }))

    const { server, crowd } = await sandbox.until('it is back', (state) => state.server.phase === 'running' && state.server.boot > before.server.boot)
    expect(server.lastDeath).toMatchObject({ cause: 'out-of-memory', signal: 'SIGABRT', store: 'memory', sessionsKept: 0 })
    expect(server.lastDeath?.sessionsLost).toBeGreaterThan(100)
    expect(server.lastDeath?.backAfterMs).toBeLessThanOrEqual(2_000)
    // Held to 500 ms by death.integration.test.ts, where no browser competes with the last collections for the same cores.
    expect((server.lastDeath?.at ?? 0) - (server.lastDeath?.lastReading?.at ?? 0)).toBeLessThanOrEqual(1_500)
    expect(crowd.finished.at(-1)).toMatchObject({ outcome: 'server-went-away' })

    // The page was never reloaded and goes on: the shop serves again, and does not know Ana although her cookie is still there.
    await becomes(
      'the page shows the empty store',
      () => sandbox.state().then(({ store }) => store.sessionCount),
      (count) => count === 0,
    )
    await readmeShot(dashboard.page, 'overflow')
    await dashboard.shop.getByRole('link', { name: 'The little bookshop' }).click()
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, stranger' }))
    expect(await dashboard.sessionId()).toBe(id)
    await logIn(dashboard.shop, 'Ana')
    await seen(dashboard.pane('store').getByText('"Ana"'))
  })

  test('of a kill: said before and after, and back within 2 s', async () => {
    const before = await sandbox.state()
    await dashboard.page.getByRole('button', { name: 'Kill', exact: true }).click()
    // Ana's session is in the process: it says so, and asks.
    const dialog = dashboard.page.getByRole('dialog', { name: 'Kill the lesson server' })
    await seen(dialog.getByText('1 session ends with it', { exact: false }))
    expect((await sandbox.state()).server.boot).toBe(before.server.boot)
    await dialog.getByRole('button', { name: 'Kill', exact: true }).click()
    await seen(dashboard.page.getByText('The lesson server was killed.'))
    const { server } = await sandbox.until('it is back', (state) => state.server.phase === 'running' && state.server.boot > before.server.boot)
    expect(server.lastDeath).toMatchObject({ cause: 'killed', signal: 'SIGKILL' })
    expect(server.lastDeath?.backAfterMs).toBeLessThanOrEqual(2_000)
  })
})
