import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { rounds } from '../support/thoroughness.js'
import { becomes, chooseStore, type Dashboard, openDashboard, seen, startCrowd } from './dashboard.js'

/** As Chromium's tracing tells what it laid out. */
interface TraceEvent {
  readonly name: string
  readonly ts: number
  readonly args?: { readonly endData?: { readonly layoutRoots?: readonly { readonly nodeName: string }[] } }
}

/** Thousands, as the page writes them with a space. */
const THOUSANDS = rounds(2, 1)
const USERS = THOUSANDS * 1_000

describe.skipIf(withoutChromium)('letting a crowd in', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  beforeAll(async () => {
    sandbox = await launch()
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await sandbox.until('the shop and a MongoDB are there', ({ mongo, server }) => mongo.phase === 'up' && server.phase === 'running')
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
    await sandbox.stop()
  })

  function progressBar() {
    return dashboard.page.getByRole('progressbar', { name: 'How much of the crowd is in' })
  }

  test('a figure that changes has its pane laid out, and not the whole page', async () => {
    const { page } = dashboard
    await seen(dashboard.pane('memory').locator('canvas'))
    const browser = page.context().browser()
    await browser?.startTracing(page, { categories: ['devtools.timeline', 'blink.user_timing'] })
    const panes = await page.locator('[data-pane] > div:visible').evaluateAll((bodies) =>
      bodies.map((body) => {
        const { ownerDocument: document } = body
        const window = document.defaultView as Window & typeof globalThis
        const text = document.createTreeWalker(body, window.NodeFilter.SHOW_TEXT).nextNode() as Text
        // What else there is to lay out comes first.
        body.getBoundingClientRect()
        window.performance.mark('changed')
        text.data += '.'
        body.getBoundingClientRect()
        window.performance.mark('laid out')
        return (body.parentElement as HTMLElement).dataset.pane
      }),
    )
    const trace = JSON.parse(String(await browser?.stopTracing())) as { readonly traceEvents: readonly TraceEvent[] }
    const roots: string[] = []
    let isOurs = false
    for (const { name, args } of trace.traceEvents.toSorted((a, b) => a.ts - b.ts)) {
      if (name === 'changed' || name === 'laid out') isOurs = name === 'changed'
      else if (isOurs && name === 'Layout') roots.push(...(args?.endData?.layoutRoots ?? []).map(({ nodeName }) => nodeName))
    }
    expect(panes).toEqual(['browser', 'store', 'memory', 'requests'])
    expect(roots).toEqual(panes.map(() => expect.stringMatching(/^SECTION/)))
  })

  test(`${USERS} users come in, with progress, and each leaves a session`, async () => {
    await dashboard.pane('memory').getByRole('button', { name: 'Let a crowd in' }).click()
    // What the button points at has a ring around it, which is not cut off.
    const form = await seen(dashboard.page.locator('[data-pane=crowd] [data-pointed-at]'))
    const room = await form.evaluate((element) => element.getBoundingClientRect().top - (element.parentElement as HTMLElement).getBoundingClientRect().top)
    expect(room).toBeGreaterThanOrEqual(5)
    await startCrowd(dashboard, { users: USERS, cartItems: 3 })
    await seen(progressBar())
    await seen(dashboard.pane('memory').getByText(new RegExp(`all ${THOUSANDS}\\s000 came in`)), 120_000)
    const { crowd, store } = await sandbox.state()
    expect(crowd.running).toBeNull()
    expect(crowd.finished).toHaveLength(1)
    expect(crowd.finished[0]).toMatchObject({ outcome: 'done', usersDone: USERS, errors: 0, requests: 3 * USERS })
    expect(store.sessionCount).toBe(USERS)
    await dashboard.pane('crowd').getByRole('button', { name: 'Requests' }).click()
    const times = dashboard.pane('requests').locator('tr[data-kind=crowd] kbd')
    await seen(times.nth(2))
    const cut = await times.evaluateAll((all) =>
      all.filter((each) => {
        const [time, cell] = [each.getBoundingClientRect(), (each.closest('td') as HTMLElement).getBoundingClientRect()]
        return time.right > cell.right || time.bottom > cell.bottom || time.height > 24
      }),
    )
    expect(cut, 'times of the store that are cut').toEqual([])
    // On a machine that is so slow that each could be timed, nothing is said of a sample.
    const row = (await sandbox.state()).timeline.find((each) => each.kind === 'crowd')
    const isSample = row?.kind === 'crowd' && Math.round(row.requests / row.timed) > 1
    const sampled = dashboard.pane('requests').getByText('sampled, 1 in', { exact: false })
    if (isSample) await seen(sampled)
    else expect(await sampled.count()).toBe(0)
    // Folded into rows, not thousands of them.
    expect(await dashboard.pane('requests').getByRole('row').count()).toBeLessThan(50)
  })

  test('the same crowd on MongoDB stands beside it, to be compared', async () => {
    await chooseStore(dashboard, 'MongoDB', { carryOver: false })
    await sandbox.until('MongoDB serves', ({ store }) => store.active === 'mongodb' && store.switching === null)
    await startCrowd(dashboard, { users: USERS, cartItems: 3 })
    const { crowd } = await sandbox.until('both crowds were in', ({ crowd: { finished } }) => finished.length === 2, 120_000)
    expect(crowd.finished.map(({ store }) => store)).toEqual(['memory', 'mongodb'])
    await dashboard.pane('crowd').getByText('2 crowds so far').click()
    const runs = dashboard
      .pane('crowd')
      .getByRole('listitem')
      .filter({ hasText: new RegExp(`${THOUSANDS}\\s000 users, cart 3`) })
    await becomes(
      'both runs are listed',
      () => runs.count(),
      (count) => count === 2,
    )
    // The chart stays live until somebody asks; then each store has its line, in words as well.
    const chart = dashboard.pane('memory').locator('[data-control=memory-chart]')
    expect(await chart.getByRole('radio', { name: 'live' }).isChecked()).toBe(true)
    await chart.getByRole('radio', { name: 'compare (2)' }).check()
    await seen(chart.getByText(new RegExp(`${THOUSANDS}\\s000 users, cart of 3`)))
    expect(await chart.getByRole('listitem').allInnerTexts()).toEqual([expect.stringMatching(/^Memory/), expect.stringMatching(/^MongoDB/)])
  })

  test('a crowd is sent home', async () => {
    await startCrowd(dashboard, { users: 50_000, cartItems: 0 })
    await sandbox.until('some are in', ({ crowd }) => (crowd.running?.usersDone ?? 0) > 0)
    await dashboard.pane('memory').getByRole('button', { name: 'Stop', exact: true }).click()
    await seen(dashboard.pane('memory').getByText('stopped at', { exact: false }))
    const { crowd } = await sandbox.until('it has ended', (state) => state.crowd.running === null)
    expect(crowd.finished.at(-1)).toMatchObject({ outcome: 'cancelled' })
  })

  test('a number that makes no sense is refused in words, and nothing starts', async () => {
    const users = dashboard.pane('crowd').getByRole('textbox', { name: 'users' })
    await users.fill('9999999999')
    await seen(dashboard.pane('crowd').getByText(/a whole number from 1 to 1\s000\s000/))
    expect(await dashboard.pane('crowd').getByRole('button', { name: 'Start', exact: true }).isDisabled()).toBe(true)
  })
})
