/** One walk through the page, the same in every browser: log in, switch with carry over, a crowd, a lesson, and the keyboard alone. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type Sandbox } from '../support/launch.js'
import { becomes, click, reads, tab, tabTo, type Visitor } from './visitor.js'

/** Registers the walk's tests; each goes on where the one before has ended. @param name of the browser, for its pictures */
export function walk(name: string, enter: () => Promise<Visitor>): void {
  let sandbox: Sandbox
  let visitor: Visitor
  beforeAll(async () => {
    sandbox = await launch()
    visitor = await enter()
    await sandbox.until('the shop and a MongoDB are there', ({ mongo, server }) => mongo.phase === 'up' && server.phase === 'running')
    await visitor.open(sandbox.dashboardUrl)
    await becomes(visitor, `document.querySelector('[data-pane=memory] canvas') !== null`)
  })
  afterAll(async () => {
    await visitor?.close()
    await sandbox?.stop()
  })

  const ownSession = async () => (await sandbox.state()).browsers.find(({ id }) => id === 'you')?.sessionId ?? null

  test('one logs in, and the session is in all three panes', async () => {
    await click(visitor, { selector: 'input[name=name]', where: 'shop' })
    await visitor.type('Ana')
    await visitor.press('Enter')
    await reads(visitor, 'h1', 'Hello, Ana', 'shop')
    await sandbox.until('the session is known', ({ browsers }) => browsers.some(({ id, sessionId }) => id === 'you' && sessionId !== null))
    const id = await ownSession()
    for (const pane of ['browser', 'store', 'requests']) await becomes(visitor, `document.querySelector('[data-pane=${pane}] [data-session="${id}"]') !== null`)
    await reads(visitor, '[data-pane=store]', '"Ana"')
    await visitor.shot(`${name}-log-in`)
  })

  test('one switches the store, the session comes along, and nobody notices', async () => {
    const id = await ownSession()
    expect(await visitor.read(`document.querySelector('[data-control=carry-over] input').checked`)).toBe(true)
    await click(visitor, { selector: '[data-control=store-switch] label', text: 'MongoDB' })
    await sandbox.until('the session is in MongoDB', ({ store }) => store.active === 'mongodb' && store.sessionCount === 1 && store.switching === null)
    await click(visitor, { selector: 'a', text: 'The little bookshop', where: 'shop' })
    await reads(visitor, 'h1', 'Hello, Ana', 'shop')
    await becomes(visitor, `document.querySelector('[data-pane=store] [data-session="${id}"]') !== null`)
    expect(await ownSession()).toBe(id)
    await reads(visitor, '[data-pane=store]', '_id')
  })

  test('one lets a crowd in, and the chart follows', async () => {
    await click(visitor, { selector: '[data-pane=memory] button', text: 'Let a crowd in' })
    await click(visitor, { selector: '[data-pane=crowd] input' })
    await becomes(visitor, `document.activeElement.closest('[data-pane=crowd]') !== null && (document.activeElement.select(), true)`)
    await visitor.type('300')
    await visitor.press('Enter')
    await sandbox.until('300 users were in', ({ crowd }) => crowd.finished.at(-1)?.usersDone === 300, 60_000)
    await reads(visitor, '[data-pane=memory]', 'all 300 came in')
    await visitor.shot(`${name}-crowd`)
    // A chart that was never drawn is one colour.
    const colours = `new Set(new Uint32Array(document.querySelector('[data-pane=memory] canvas').getContext('2d').getImageData(0, 0, 400, 80).data.buffer)).size`
    expect(await visitor.read<number>(colours)).toBeGreaterThan(10)
  })

  test('one begins a lesson, and its step sees what one does', async () => {
    await visitor.open(`${sandbox.dashboardUrl}/?lesson#/lessons/02-the-claim-ticket`)
    await click(visitor, { selector: 'article button', text: 'Begin' })
    await click(visitor, { selector: 'dialog[open] button', text: 'Begin' })
    await becomes(visitor, `document.querySelector('[data-step=arrive][aria-current=step]') !== null`)
    await visitor.shot(`${name}-lesson`)
    await sandbox.until('it is set up', ({ lesson }) => lesson?.settingUp === false)
    await click(visitor, { selector: '[data-pane=browser] button', text: 'Reload' })
    await becomes(visitor, `document.querySelector('[data-step=arrive]:not([aria-current])') !== null`)
  })

  // No button is pressed by it: a Firefox without somebody before it is never the active window (document.hasFocus() is false, on any page, with a screen
  // of Xvfb too, and whatever `browsingContext.activate` says), and there neither Enter nor the space bar clicks one. Chromium's are in keyboard.e2e.test.ts.
  test('with the keyboard alone one finds the way past the bar, and switches the store', async () => {
    await visitor.open(`${sandbox.dashboardUrl}/?keys#/`)
    await becomes(visitor, `document.querySelector('[data-pane=memory]') !== null`)
    await tab(visitor)
    expect(await visitor.read('document.activeElement.textContent')).toBe('Skip to the panes')
    const { store } = await sandbox.state()
    await tabTo(visitor, 'input[name=store]')
    await visitor.press(store.active === 'memory' ? 'ArrowRight' : 'ArrowLeft')
    await sandbox.until('another store serves', (state) => state.store.active !== store.active && state.store.switching === null)
  })
}
