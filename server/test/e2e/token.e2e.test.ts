import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { SHOWN_WITHIN_MS, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('a page that others can reach too', () => {
  let sandbox: Sandbox
  let browser: Awaited<ReturnType<typeof openBrowser>>
  beforeAll(async () => {
    sandbox = await launch({ args: ['--host', '0.0.0.0'] })
    browser = await openBrowser()
  })
  afterAll(() => sandbox.stop())

  async function open(link: string, options: { readonly locale?: string; readonly colorScheme?: 'light' | 'dark' } = {}): Promise<Page> {
    const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 800 }, ...options })
    context.setDefaultTimeout(SHOWN_WITHIN_MS)
    const page = await context.newPage()
    await page.goto(sandbox.dashboardUrl + link)
    return page
  }

  const panes = (page: Page) => page.locator('[data-pane=memory]')

  test('the address of the terminal leads in; the token leaves the address bar and outlives a reload of this tab only', async () => {
    const page = await open(`/?lang=en#token=${sandbox.token}`)
    await seen(panes(page))
    expect(page.url()).toBe(`${sandbox.dashboardUrl}/?lang=en`)
    await page.reload()
    await seen(panes(page))
    await page.goBack().catch(() => null)
    expect(page.url()).not.toContain(sandbox.token)

    const other = await page.context().newPage()
    await other.goto(sandbox.dashboardUrl)
    await seen(other.getByRole('heading', { name: 'This page needs the token' }))
    await page.context().close()
  })

  test('without it, the page says where it stands, and takes it', async () => {
    const page = await open('/')
    await seen(page.getByRole('heading', { name: 'This page needs the token' }))
    await shot(page, 'token-needed-light')
    const field = page.getByLabel('Address from the terminal, or token')
    const button = page.getByRole('button', { name: 'Open' })

    await field.fill('no token at all')
    await button.click()
    await seen(page.getByText('There is no token in that.'))
    await field.fill('0'.repeat(32))
    await button.click()
    await seen(page.getByText('That is not the token of this launch.'))
    await expect.poll(() => panes(page).count()).toBe(0)

    await field.fill(`  Dashboard  ${sandbox.dashboardUrl}/#token=${sandbox.token}`)
    await button.click()
    await seen(panes(page))
    await page.context().close()
  })

  test('the whole address, given to the tab that asks for it, leads in without a reload', async () => {
    const page = await open('/')
    await seen(page.getByRole('heading', { name: 'This page needs the token' }))
    await page.evaluate((token) => {
      location.hash = `token=${token}`
    }, sandbox.token)
    await seen(panes(page))
    expect(page.url()).toBe(`${sandbox.dashboardUrl}/`)
    await page.context().close()
  })

  test('says so in Portuguese too', async () => {
    const page = await open('/', { locale: 'pt-BR', colorScheme: 'dark' })
    await seen(page.getByRole('heading', { name: 'Esta página precisa do token' }))
    await seen(page.getByText('Painel'))
    await page.getByLabel('Endereço que está no terminal, ou token').fill('f'.repeat(32))
    await page.getByRole('button', { name: 'Entrar' }).click()
    await seen(page.getByText('Este não é o token desta execução.'))
    await shot(page, 'token-wrong-dark')
    await page.context().close()
  })
})
