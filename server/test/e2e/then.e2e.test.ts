import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { becomes, type Dashboard, logIn, openDashboard, placesOf, seen } from './dashboard.js'

describe.skipIf(withoutChromium)('going back in time', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  let page: Page
  beforeAll(async () => {
    sandbox = await launch()
    await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
    dashboard = await openDashboard(await openBrowser(), sandbox)
    page = dashboard.page
    await seen(dashboard.shop.getByLabel('Your name'))
    await logIn(dashboard.shop, 'Ana')
    await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })
    await sandbox.command({ type: 'browser:add-to-cart', browser: 'browser:alice' })
    await sandbox.command({ type: 'server:configure', options: { rolling: true } })
    await sandbox.command({ type: 'browser:add-to-cart', browser: 'browser:alice' })
    await sandbox.command({ type: 'browser:log-out', browser: 'browser:alice' })
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })

  const bar = () => page.locator('[data-then]')
  const slider = () => page.getByRole('slider', { name: 'All that has happened' })
  const moment = async () => (await slider().getAttribute('aria-valuetext')) ?? ''
  const row = (what: RegExp) => dashboard.pane('requests').locator('tr', { hasText: what })

  test('by a click on a request: the panes are as they were, and the page stands as text', async () => {
    const id = await dashboard.sessionId()
    await row(/POST \/login/)
      .last()
      .locator('[data-row-button]')
      .click()
    await page.getByRole('button', { name: 'Show everything as it was then' }).click()
    await seen(bar().getByText('POST /login'))
    await seen(placesOf(dashboard.pane('browser'), id ?? ''))
    // The redirect has no page: what stood there before it.
    await seen(page.locator('[data-page-then]'))
    expect(await dashboard.pane('browser').locator('iframe').isVisible()).toBe(false)
    // It stands there, and does not flash as what has just happened does.
    const change = await seen(dashboard.pane('store').locator('ins'))
    expect(await change.evaluate((line) => line.ownerDocument.defaultView?.getComputedStyle(line).animationName)).toBe('none')
    expect(
      await row(/POST \/login/)
        .last()
        .getAttribute('aria-current'),
    ).toBe('true')
    expect(await axeViolations(page)).toEqual([])
  })

  test('forward and back by button and by key', async () => {
    const first = await moment()
    await page.keyboard.press(']')
    await becomes('the next one', moment, (words) => words !== first)
    await page.keyboard.press('[')
    await becomes('the first again', moment, (words) => words === first)
    await bar().getByRole('button', { name: 'The request after' }).click()
    await becomes('the next one', moment, (words) => words !== first)
    await slider().focus()
    await page.keyboard.press('End')
    await becomes('the last', moment, (words) => words.includes('Alice') || words.includes('/'))
    await page.keyboard.press('ArrowLeft')
    expect(await page.locator('[data-page-then], [data-control="browser-actions"]').count()).toBeGreaterThan(0)
  })

  test('by dragging along the strip, and nothing that does something is in use', async () => {
    const box = await slider().boundingBox()
    if (box === null) throw new Error('there is no strip')
    await page.mouse.move(box.x + box.width - 2, box.y + 10)
    await page.mouse.down()
    const end = await becomes('the end', moment, (words) => words !== '')
    await page.mouse.move(box.x + box.width / 2, box.y + 10, { steps: 5 })
    await becomes('another moment', moment, (words) => words !== end)
    const thumb = () => slider().evaluate((strip) => strip.querySelector('b')?.getBoundingClientRect().left ?? Number.NaN)
    await page.mouse.move(box.x + 2, box.y + 10, { steps: 5 })
    await becomes('the thumb is at the beginning', thumb, (left) => Math.abs(left - box.x) < 10)
    await page.mouse.move(box.x + box.width - 2, box.y + 10, { steps: 5 })
    await becomes('the thumb is at the end', thumb, (left) => Math.abs(left - box.x - box.width) < 10)
    await page.mouse.move(box.x + box.width / 2, box.y + 10, { steps: 5 })
    await page.mouse.up()
    const seqBefore = (await sandbox.state()).seq
    await page.getByRole('button', { name: 'Kill' }).click({ force: true })
    await page.getByRole('radiogroup', { name: 'Session store' }).getByRole('radio').last().click({ force: true })
    expect(await page.getByRole('button', { name: 'Kill' }).getAttribute('aria-disabled')).toBe('true')
    expect(await page.getByRole('dialog').count()).toBe(0)
    const state = await sandbox.state()
    expect(state.store.switching).toBeNull()
    expect(state.server.phase).toBe('running')
    expect(state.seq).toBeGreaterThanOrEqual(seqBefore)
  })

  test('new requests are counted meanwhile, and coming back shows now, where it was left', async () => {
    await sandbox.command({ type: 'browser:visit', browser: 'browser:alice' })
    await seen(bar().getByText(/new requests? meanwhile/))
    await bar().getByRole('button', { name: 'Compare with now' }).click()
    await seen(bar().getByText('Marked: what has changed from then until now.'))
    await page.keyboard.press('Escape')
    await bar().waitFor({ state: 'hidden' })
    await seen(dashboard.shop.getByRole('heading', { name: 'Hello, Ana' }))
    await page.getByRole('button', { name: 'Kill' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  })

  test('whoever begins a lesson in the past is back in now, where it is set up', async () => {
    await page.goto(`${sandbox.dashboardUrl}/#/lessons/02-the-claim-ticket`)
    await page.locator('[data-go-back]').click()
    await seen(bar())
    await page.locator('section[data-dock]').getByRole('button', { name: 'Begin', exact: true }).click()
    // What there is now would be lost, not what there was then.
    const asks = page.getByRole('dialog', { name: /Begin “The claim ticket”/ })
    await asks.getByRole('button').last().click()
    await bar().waitFor({ state: 'hidden' })
    await sandbox.until('the lesson is set up', ({ lesson }) => lesson?.lesson === '02-the-claim-ticket' && !lesson.settingUp)
    // An answer, or a hint, leaves the reader where they are: the lesson goes on beside the past.
    await page.locator('[data-go-back]').click()
    await seen(bar())
    await seen(page.locator('section[data-dock]').getByText(/A step counts what happens now/))
    await page.keyboard.press('Escape')
    await sandbox.command({ type: 'lesson:close' })
  })

  test('the way back to now is there before it is needed: also where nothing comes from the sandbox any more', async () => {
    const other = await openDashboard(await openBrowser(), sandbox)
    const fetched = () => other.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
    await becomes('the bar was fetched', fetched, (names) => names.some((name) => name.includes('/then-bar-')))
    await other.page.locator('[data-go-back]').hover()
    // Asked of the page, which lists what has come whole: for an answer that is read as a stream, DevTools now and then never tells that it ended.
    await becomes('all that has happened was read', fetched, (names) => names.some((name) => name.endsWith('/api/log')))
    await other.page.route('**', (route) => route.abort())
    await other.page.locator('[data-go-back]').click()
    await other.page.getByRole('button', { name: 'Back to now' }).click()
    await other.page.locator('[data-then]').waitFor({ state: 'hidden' })
    await other.close()
  })

  test('on a phone, in Portuguese, the way back stays in sight', async () => {
    const phone = await openDashboard(await openBrowser(), sandbox, { viewport: { width: 390, height: 844 }, link: '/?lang=pt-BR' })
    await phone.page.locator('[data-go-back]').click()
    const back = phone.page.getByRole('button', { name: 'Voltar para agora' })
    await seen(back)
    await phone.pane('memory').scrollIntoViewIfNeeded()
    await phone.page.mouse.wheel(0, 600)
    // Two lines of it: the moment and the way back, the strip and its steps. What else it says scrolls away.
    const lines = await Promise.all(
      [back, phone.page.getByRole('slider'), phone.page.getByRole('button', { name: 'Comparar com agora' })].map((part) => part.boundingBox()),
    )
    const [first, second, gone] = lines.map((box) => (box === null ? Number.NaN : box.y + box.height))
    expect(first).toBeLessThan(second ?? Number.NaN)
    expect(second).toBeLessThan(200)
    expect((second ?? Number.NaN) - (lines[0]?.y ?? Number.NaN)).toBeLessThan(80)
    expect(gone).toBeLessThan(0)
    expect(await axeViolations(phone.page)).toEqual([])
    await back.click()
    await phone.page.locator('[data-then]').waitFor({ state: 'hidden' })
    await phone.close()
  })
})
