/** The options of the session, changed on the page while people shop; and the values of the secrets, which never come out. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { becomes, type Dashboard, logIn, openDashboard, reloadShop, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('the options of the session', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  /** All that came over the page's websockets. */
  const frames: string[] = []
  /** All values that a secret has had. */
  const values = new Set<string>()

  const dialog = () => dashboard.page.getByRole('dialog', { name: 'The code of the shop' })
  const options = async () => (await sandbox.state()).server.options
  const noteSecrets = async () => {
    const { dataFolder } = (await sandbox.state()).launch
    for (const value of readFileSync(join(dataFolder, 'session-secret'), 'utf8').trimEnd().split('\n')) values.add(value)
  }

  beforeAll(async () => {
    sandbox = await launch()
    const prepare = async (context: Parameters<NonNullable<Parameters<typeof openDashboard>[2]>['prepare'] & object>[0]) => {
      context.on('page', (page) =>
        page.on('websocket', (socket) => {
          socket.on('framereceived', ({ payload }) => frames.push(payload.toString()))
        }),
      )
    }
    dashboard = await openDashboard(await openBrowser(), sandbox, { prepare })
    await logIn(dashboard.shop, 'Ana')
    await dashboard.page.getByRole('button', { name: 'The code' }).click()
    await seen(dialog().getByLabel('resave'))
    await noteSecrets()
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })

  async function openCode(part: RegExp): Promise<void> {
    await dashboard.page.getByRole('button', { name: 'The code' }).click()
    await dialog().locator('summary').filter({ hasText: part }).click()
  }

  async function apply(): Promise<void> {
    await dialog().getByRole('button', { name: 'Apply', exact: true }).click()
    await seen(dialog().getByText('In force.', { exact: true }))
  }

  test('are a draft until they are applied, and then stand in the code', async () => {
    const before = await options()
    await dialog().getByLabel('httpOnly').uncheck()
    await dialog().locator('[data-option=maxAgeMs] input').fill('600')
    expect(await options()).toEqual(before)
    await apply()
    expect(await options()).toEqual({ ...before, httpOnly: false, maxAgeMs: 600_000 })
    await seen(dialog().getByText('httpOnly: false'))
    await seen(dialog().getByText('maxAge: 600'))
  })

  test('refuse what express-session would not take, and stay as they were', async () => {
    const before = await options()
    await dialog().getByText('Advanced', { exact: true }).click()
    const path = dialog().locator('[data-option=path] input')
    await path.fill('/cart; Secure')
    await dialog().getByRole('button', { name: 'Apply', exact: true }).click()
    expect(await path.and(dialog().locator(':invalid')).count()).toBe(1)
    expect(await options()).toEqual(before)
    await path.fill('/')
  })

  test('a cookie by another name, in the middle of a crowd: the old one stays in the jar unread, and nothing breaks', async () => {
    const { boot } = (await sandbox.state()).server
    expect(await sandbox.command({ type: 'crowd:start', users: 3_000 })).toMatchObject({ ok: true })
    await dialog().getByLabel('name', { exact: true }).fill('renamed.sid')
    await apply()
    const { crowd } = await sandbox.until('the crowd has gone home', (state) => state.crowd.running === null && state.crowd.finished.length > 0, 60_000)
    const [run] = crowd.finished
    // Whoever was on the way has lost the cookie that counts, and is a stranger; every one of them came through.
    expect(run).toMatchObject({ usersDone: 3_000 })
    expect((await sandbox.state()).server.boot).toBe(boot)
    await dialog().getByRole('button', { name: 'Close' }).click()
    await reloadShop(dashboard)
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, stranger' }))
    await logIn(dashboard.shop, 'Ana')
    const cookies = (await dashboard.page.context().cookies(sandbox.shopUrl)).map(({ name }) => name)
    expect(cookies).toContain('renamed.sid')
    expect(cookies.some((name) => name.startsWith('sessionscope.sid'))).toBe(true)
  })

  test('a secret in front logs nobody out; dropping the one that signed does', async () => {
    await openCode(/^Secrets that sign the cookies/)
    const secrets = dialog().getByRole('region', { name: 'Secrets that sign the cookies' })
    await secrets.getByRole('button', { name: 'Add one in front' }).click()
    await becomes(
      'two secrets',
      async () => (await sandbox.state()).server.secrets,
      (ids) => ids.length === 2,
    )
    await noteSecrets()
    await dialog().getByRole('button', { name: 'Close' }).click()
    await reloadShop(dashboard)
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, Ana' }))
    await openCode(/^Secrets that sign the cookies/)
    await secrets.getByRole('listitem').last().getByRole('button', { name: 'Drop' }).click()
    await becomes(
      'one secret',
      async () => (await sandbox.state()).server.secrets,
      (ids) => ids.length === 1,
    )
    await noteSecrets()
    await dialog().getByRole('button', { name: 'Close' }).click()
    await reloadShop(dashboard)
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, stranger' }))
  })

  test('no value of a secret was in a frame, in the state or in what was printed', async () => {
    expect(values.size).toBe(2)
    expect(frames.length).toBeGreaterThan(10)
    // The control: what did cross is found.
    expect(frames.some((frame) => frame.includes('renamed.sid'))).toBe(true)
    const told = [...frames, JSON.stringify(await sandbox.state()), sandbox.output(), JSON.stringify(await sandbox.command({ type: 'server:source' }))]
    for (const value of values) for (const text of told) expect(text.includes(value)).toBe(false)
  })
})
