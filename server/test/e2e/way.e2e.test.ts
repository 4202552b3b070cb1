/** The way of a request, as a person meets it: opened, made slow by clicking the place, seen in all panes, and brought back to normal. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsAt, settingsOf } from '../../protocol/faults.js'
import { unwrap } from '../../protocol/problem.js'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { becomes, type Dashboard, logIn, openDashboard, reloadShop, seen } from './dashboard.js'
import { outOfSight } from './in-sight.js'

const isEmpty = (found: readonly string[]) => found.length === 0

describe.skipIf(withoutChromium)('the way of a request', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard

  beforeAll(async () => {
    sandbox = await launch()
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await logIn(dashboard.shop, 'Ana')
  })
  afterAll(async () => {
    // The browser tells of the page that failed while the wire was cut.
    expect(dashboard.complaints.filter((complaint) => !complaint.includes('503'))).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })
  const way = () => dashboard.pane('way')
  const show = (view: string) => dashboard.page.locator('button:visible').getByText(view, { exact: true }).first().click()

  test('shows every place with its state, and lists nothing while all is as usual', async () => {
    await show('The way')
    for (const name of [/^Proxy\./, /^Lesson server A\..*running/, /^The wire to the store\./, /^Store: Memory\..*answers.*1 session/]) {
      await seen(way().getByRole('button', { name }))
    }
    await seen(way().getByRole('button', { name: /You/ }))
    expect(await way().getByRole('region', { name: 'Not as usual' }).count()).toBe(0)
    await seen(way().locator('path'))
    expect(await way().locator('path').count()).toBeGreaterThanOrEqual(5)
  })

  test('a slow wire is set at its place by keyboard, seen in all panes, and undone', async () => {
    const { page } = dashboard
    const wire = way().getByRole('button', { name: /^The wire to the store\./ })
    await wire.focus()
    await page.keyboard.press('Enter')
    const card = page.getByRole('dialog', { name: 'The wire to the store' })
    const set = card.getByRole('group', { name: 'Each call takes longer' }).getByRole('slider', { name: 'get' })
    await set.focus()
    for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight')
    await sandbox.until('the wire is slow', ({ faults }) => faults['wire-delay']?.settings.get === 300)
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await seen(way().getByRole('button', { name: /^The wire to the store\..*get 300 ms.*not as usual: calls of the store take longer: get 300 ms/ }))

    await reloadShop(dashboard)
    await show('Requests')
    await seen(dashboard.pane('requests').locator('kbd', { hasText: 'something on the way is not as usual' }))
    await dashboard.pane('requests').locator('kbd', { hasText: 'something on the way' }).last().click()
    await seen(dashboard.pane('requests').getByText('waited 300.0 ms on the wire, because somebody made it slow'))
    // While a row is open, newer ones wait.
    await dashboard.pane('requests').locator('kbd', { hasText: 'something on the way' }).last().click()
    // While the way is out of sight, the bar says so.
    await page.getByRole('banner').getByRole('button', { name: '1 thing not as usual' }).click()
    await page
      .getByRole('dialog', { name: '1 thing not as usual' })
      .getByRole('button', { name: /^Undo: / })
      .click()
    await sandbox.until('all is as usual', ({ faults }) => Object.keys(faults).length === 0)
    await show('The way')
    expect(await way().getByRole('region', { name: 'Not as usual' }).count()).toBe(0)
    await seen(way().getByRole('button', { name: /^The wire to the store\..* as usual$/ }))
  })

  test('however much is listed, the places stay in sight beside it', async () => {
    await show('The way')
    // Without HTTPS, whose keys take a busy machine their time.
    for (const fault of faultsAt('proxy').filter((each) => each !== 'https' && settingsOf(each).length === 0))
      unwrap(await sandbox.command({ type: 'fault:set', fault }))
    const list = way().getByRole('region', { name: 'Not as usual' })
    await seen(list.getByText('the other site may show the shop in a frame'))
    const pane = await way().boundingBox()
    for (const place of [/^Proxy\./, /^Lesson server A/, /^Store: Memory/]) {
      const box = await way().getByRole('button', { name: place }).boundingBox()
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan((pane?.y ?? 0) + (pane?.height ?? 0))
    }
    expect(await axeViolations(dashboard.page)).toEqual([])
    await list.getByRole('button', { name: 'All back to normal' }).click()
    await sandbox.until('all is as usual', ({ faults }) => Object.keys(faults).length === 0)
  })

  test('however many browsers there are, who sends requests is in sight, the crowd too', async () => {
    const { page, pane } = dashboard
    const created = []
    for (const name of ['Carolina', 'Maximiliana Alexandrina', 'Dora', 'Emil'])
      created.push(unwrap(await sandbox.command({ type: 'browser:create', name })).browser)
    unwrap(await sandbox.command({ type: 'crowd:start', users: 100_000, usersPerSecond: 20, cartItems: 0 }))
    for (const viewport of [
      { width: 1366, height: 768 },
      { width: 1440, height: 900 },
    ]) {
      await page.setViewportSize(viewport)
      await show('The way')
      await seen(way().locator('[data-node=crowd]'))
      expect(await outOfSight(page, ['[data-pane=way] [data-node^="browser:"]', '[data-pane=way] [data-node=crowd]']), JSON.stringify(viewport)).toEqual([])
      // Their tabs scroll: the one that is shown is whole, of each other a part of its name, and + stands beside them.
      const tabs = pane('browser').getByRole('tablist')
      for (const name of ['Emil', 'You', 'Maximiliana Alexandrina']) {
        await way().getByRole('button', { name }).first().click()
        await becomes(
          `${name} is in sight`,
          () => outOfSight(page, ['[data-control="browser-tabs"] [role=tablist] > :has([aria-selected=true])', '[data-control="new-browser"]']),
          isEmpty,
        )
      }
      const [list, more] = [await tabs.boundingBox(), await pane('browser').locator('[data-control=new-browser]').boundingBox()]
      expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual(more?.x ?? 0)
      const cut = await tabs
        .locator('[role=tab] > span:last-child')
        .evaluateAll((names) =>
          names.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1 && clientWidth < 45).map((each) => each.textContent),
        )
      expect(cut, 'names of which too little is to be read').toEqual([])
      // For a mouse with but one wheel; a Chromium without a window draws none.
      expect(await tabs.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true)
      expect(await tabs.evaluate((element) => element.ownerDocument.defaultView?.getComputedStyle(element).scrollbarWidth)).toBe('thin')
      await shot(page, `many-browsers-${viewport.width}`)
    }
    unwrap(await sandbox.command({ type: 'crowd:cancel' }))
    for (const browser of created) unwrap(await sandbox.command({ type: 'browser:remove', browser }))
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  test('the report of a switch has the room of the title that it covers', async () => {
    await show('The way')
    await dashboard.page.getByRole('radiogroup', { name: 'Session store' }).getByRole('radio', { name: 'MongoDB' }).click()
    const report = await seen(dashboard.page.locator('[data-part=switch-report] > div'))
    await seen(dashboard.page.locator('[data-part=switch-report]').getByText('moved here', { exact: false }))
    expect((await report.boundingBox())?.width).toBeGreaterThan(200)
    expect((await report.boundingBox())?.height).toBeLessThan(100)
    await dashboard.page.getByRole('radiogroup', { name: 'Session store' }).getByRole('radio', { name: 'Memory' }).click()
    await sandbox.until('it is on Memory again', ({ store }) => store.active === 'memory' && store.switching === null)
  })

  test('a cut wire is told where it fails, and "all back to normal" brings everything back', async () => {
    const { page, shop } = dashboard
    await way()
      .getByRole('button', { name: /^The wire to the store\./ })
      .click()
    await page.getByRole('dialog', { name: 'The wire to the store' }).getByRole('checkbox', { name: 'Cut the wire' }).check()
    await seen(way().getByRole('region', { name: 'Not as usual' }).getByText('the wire is cut'))
    await page.keyboard.press('Escape')
    await reloadShop(dashboard)
    await show('Requests')
    await seen(dashboard.pane('requests').locator('tr', { hasText: '503' }).locator('kbd', { hasText: 'something on the way' }))
    await show('The way')
    await way().getByRole('button', { name: 'All back to normal' }).click()
    await sandbox.until('all is as usual', ({ faults }) => Object.keys(faults).length === 0)
    await reloadShop(dashboard)
    await seen(shop.getByRole('heading', { name: 'Hello, Ana' }))
  })
})
