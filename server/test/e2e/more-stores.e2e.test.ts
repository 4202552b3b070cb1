/** The stores behind the switch: each is chosen as a person would, and its document is seen as that store holds it. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PACKAGES_VARIABLE } from '../../stores/packages.js'
import { axeViolations } from '../support/axe.js'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox, type SandboxState } from '../support/launch.js'
import { broughtPackages } from '../support/packages.js'
import { hasProgram } from '../support/served.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { sampled } from '../support/thoroughness.js'
import { becomes, type Dashboard, logIn, openDashboard, placesOf, seen } from './dashboard.js'

/** What the document's heading says of each: where it lies, and how it is held. */
const STORES = [
  { kind: 'memorystore', label: 'memorystore', where: /^sessions \/ /, form: /a string inside the Node\.js process/ },
  { kind: 'file', label: 'session-file-store', where: /^sessions\/.{4}…\.json/, form: /a file, as session-file-store writes it/ },
  { kind: 'connect-mongo', label: 'connect-mongo', where: /_connect_mongo \/ /, form: /as connect-mongo holds it/ },
  ...(broughtPackages('sqlite', 'dynamodb', 'dynalite')
    ? [
        { kind: 'sqlite', label: 'SQLite', where: /^sessions\.sqlite\/sessions \/ /, form: /a row of a table/ },
        { kind: 'dynamodb', label: 'DynamoDB', where: /^sessionscope(_\d+)?-sessions \/ /, form: /an item of a table/ },
      ]
    : []),
  ...((await hasProgram('mysql')) && broughtPackages('mysql')
    ? [{ kind: 'mysql', label: 'MySQL', where: /^sessionscope(_\d+)?\.(sessionscope_(\d+_)?)?sessions \/ /, form: /a row of a table/ }]
    : []),
  { kind: 'redis', label: 'Redis', where: /^sessionscope(_\d+)?:session:.{4}…/, form: /a string under a key/ },
  ...((await hasProgram('postgres')) && broughtPackages('postgres')
    ? [{ kind: 'postgres', label: 'PostgreSQL', where: /^sessionscope(_\d+)?\.session \/ /, form: /a row of a table/ }]
    : []),
  ...((await hasProgram('memcached')) && broughtPackages('memcached')
    ? [{ kind: 'memcached', label: 'Memcached', where: /^sessionscope(_\d+)?:session:.{4}…/, form: /a string under a key/ }]
    : []),
  { kind: 'loki', label: 'connect-loki', where: /^session-store\.db \/ /, form: /the live object inside the Node\.js process/ },
]

describe.skipIf(withoutChromium)('more stores', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  beforeAll(async () => {
    const dataFolder = temporaryFolder()
    symlinkSync(process.env[PACKAGES_VARIABLE] ?? '', join(dataFolder, 'packages'), 'junction')
    sandbox = await launch({
      dataFolder,
      env: {
        AWS_ENDPOINT_URL_DYNAMODB: undefined,
        REDIS_URL: undefined,
        MYSQL_URL: undefined,
        DATABASE_URL: undefined,
        MEMCACHED_URL: undefined,
        MEMCACHE_SERVERS: undefined,
      },
    })
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await sandbox.until('a MongoDB is there', ({ mongo }) => mongo.phase === 'up')
    await logIn(dashboard.shop, 'Ana')
    await dashboard.page.getByRole('checkbox', { name: 'carry sessions over' }).setChecked(true)
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })

  const dialog = () => dashboard.page.getByRole('dialog', { name: 'More stores' })
  const openMore = async () => {
    await dashboard.page.getByRole('button', { name: 'More stores' }).press('Enter')
    return await seen(dialog())
  }

  // The last of them is the one in use afterwards.
  for (const { kind, label, where, form } of sampled(STORES, 4))
    test(`${label}: chosen in the dialog, and its document is shown as it holds it`, async () => {
      const id = await dashboard.sessionId()
      const more = await openMore()
      await more.getByRole('listitem').filter({ hasText: label }).getByRole('button', { name: 'Use it' }).press('Enter')
      const hasComeAlong = ({ store }: SandboxState) => store.active === kind && store.switching === null && store.sessionCount === 1
      // MySQL and Memcached are started for it.
      await sandbox.until('the session has come along', hasComeAlong, 60_000)
      await dashboard.shop.getByRole('link', { name: 'The little bookshop' }).click()
      await seen(dashboard.shop.getByRole('heading', { name: 'Hello, Ana' }))
      expect(await dashboard.sessionId()).toBe(id)
      const heading = dashboard.pane('store').getByRole('heading', { level: 3 })
      await becomes(
        'the heading of the document',
        async () => await heading.first().textContent(),
        (text) => where.test(text ?? '') && form.test(text ?? ''),
      )
      await seen(placesOf(dashboard.pane('store'), id ?? ''))
      await seen(dashboard.page.getByRole('radiogroup', { name: 'Session store' }).getByRole('radio', { name: label }))
    })

  test('the bad example is marked, the one in use is named, and axe finds nothing', async () => {
    const more = await openMore()
    await seen(more.getByRole('listitem').filter({ hasText: 'connect-loki' }).getByText('a bad example'))
    expect(await more.getByText('in use', { exact: true }).count()).toBe(1)
    expect(await axeViolations(dashboard.page)).toEqual([])
    await dashboard.page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
  })

  test('fits a phone, with one of them in use', async () => {
    await dashboard.page.setViewportSize({ width: 390, height: 844 })
    const overflow = () => dashboard.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    await becomes('what hangs over the side of the page, in px', overflow, (pixels) => pixels === 0)
  })
})
