import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { inTurn, isFull, sampled } from '../support/thoroughness.js'
import { becomes, type Dashboard, type DashboardOptions, openDashboard, seen } from './dashboard.js'
import { outOfSight } from './in-sight.js'

const wide = { width: 1440, height: 900 }
const narrow = { width: 390, height: 844 }

/** Both themes, both languages, both widths; every pair of two at least once. */
const LOOKS = [
  { name: 'light-en-1440', colorScheme: 'light', locale: 'en', viewport: wide },
  { name: 'dark-pt-1440', colorScheme: 'dark', locale: 'pt-BR', viewport: wide },
  { name: 'dark-en-390', colorScheme: 'dark', locale: 'en', viewport: narrow },
  { name: 'light-pt-390', colorScheme: 'light', locale: 'pt-BR', viewport: narrow },
] as const
type Look = Pick<DashboardOptions, 'colorScheme' | 'locale'> & { readonly name: string; readonly viewport: typeof wide }
/** Those in which one walks through every moment: a sample has each theme, each language and each width, the longer words in the narrower page. */
const WALKED: Look[] = isFull ? [...LOOKS] : [LOOKS[0], { name: 'dark-pt-390', colorScheme: 'dark', locale: 'pt-BR', viewport: narrow }]

describe.skipIf(withoutChromium)('in both themes, both languages, wide and narrow', () => {
  let sandbox: Sandbox
  let browser: Browser
  beforeAll(async () => {
    sandbox = await launch()
    browser = await openBrowser()
    await sandbox.until('the shop and a MongoDB are there', ({ mongo, server }) => mongo.phase === 'up' && server.phase === 'running')
  })
  afterAll(() => sandbox.stop())

  const open = (options: DashboardOptions) => openDashboard(browser, sandbox, { ...options, reducedMotion: 'reduce' })

  const moments: string[] = []
  /** No axe violations: in a sample, each moment in every other of the looks in which it is seen, the next one in the others. */
  async function axeFindsNothing(page: Page, moment: string, name: string) {
    if (!moments.includes(moment)) moments.push(moment)
    const look = WALKED.findIndex((each) => each.name === name)
    if (isFull || look < 0 || (moments.indexOf(moment) + look) % 2 === 0) expect.soft(await axeViolations(page), `axe: ${moment}, ${name}`).toEqual([])
  }

  /** Looks at a page in a look: a picture of it, no axe violations, nothing that sticks out sideways. */
  async function lookAt(page: Page, moment: string, name: string) {
    await shot(page, `${moment}-${name}`)
    await axeFindsNothing(page, moment, name)
    expect.soft(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), `too wide: ${moment}, ${name}`).toBe(0)
    // Side by side the panes scroll, each in itself, and never the page.
    if (page.viewportSize()?.width === wide.width) {
      expect.soft(await page.evaluate('document.documentElement.scrollHeight - innerHeight'), `too long: ${moment}, ${name}`).toBe(0)
    }
  }

  /** The shop in a tab of its own: in the dashboard's frame it may run no scripts, so axe could not either. */
  async function lookAtShop({ page }: Dashboard, moment: string, name: string) {
    const tab = await page.context().newPage()
    await tab.goto(sandbox.shopUrl)
    await shot(tab, `shop-${moment}-${name}`)
    await axeFindsNothing(tab, `shop-${moment}`, name)
    await tab.close()
  }

  // Before anything does, in each look.
  test.each(LOOKS)('nothing has happened yet: $name', async ({ name, ...look }) => {
    const dashboard = await open(look)
    await seen(dashboard.shop.locator('form[action="/login"]'))
    await lookAt(dashboard.page, 'idle', name)
    await lookAtShop(dashboard, 'stranger', name)
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
  })

  // One look after the other: a page that is open draws ten times a second, also while nobody looks at it.
  describe.each(WALKED)('$name', ({ name, ...look }) => {
    let dashboard: Dashboard
    beforeAll(async () => {
      dashboard = await open(look)
    })
    afterAll(() => dashboard.close())

    test('someone is logged in', async () => {
      await dashboard.shop.locator('input[name=name]').fill('Ana')
      await dashboard.shop.locator('form[action="/login"] button').click()
      await seen(dashboard.shop.locator('form[action="/logout"]'))
      await seen(dashboard.pane('store').getByText('isLoggedIn'))
      await lookAt(dashboard.page, 'logged-in', name)
      await lookAtShop(dashboard, 'logged-in', name)
    })

    test('a request is opened', async () => {
      const requests = dashboard.pane('requests')
      const row = requests.locator('tr[data-kind=request]').first()
      await row.click()
      await seen(requests.locator('[data-opened-row] ol'))
      await shot(dashboard.page, `opened-request-${name}`)
      expect.soft(await requests.locator('> div').evaluate((body) => body.scrollWidth - body.clientWidth), 'what sticks out sideways').toBe(0)
      await row.click()
    })

    test('a crowd comes in', async () => {
      expect(await sandbox.command({ type: 'crowd:start', users: 100_000, usersPerSecond: 100, cartItems: 1 })).toMatchObject({ ok: true })
      await sandbox.until('some are in', ({ crowd }) => (crowd.running?.usersDone ?? 0) > 50)
      await seen(dashboard.page.getByRole('progressbar'))
      await lookAt(dashboard.page, 'crowd', name)
      expect(await sandbox.command({ type: 'crowd:cancel' })).toMatchObject({ ok: true })
      await sandbox.until('they are gone', ({ crowd }) => crowd.running === null)
      await lookAt(dashboard.page, 'crowd-ended', name)
    })

    test('the lesson server was killed', async () => {
      const { boot } = (await sandbox.state()).server
      expect(await sandbox.command({ type: 'server:kill' })).toMatchObject({ ok: true })
      await sandbox.until('it is back', ({ server }) => server.phase === 'running' && server.boot > boot)
      await seen(dashboard.page.getByText(/was killed|foi morto|foi encerrado|foi derrubado/))
      await lookAt(dashboard.page, 'dead', name)
    })

    test.each([
      ['restart', 'button[data-guide=restart]'],
      ['code', 'button[data-guide=code]'],
      ['source', 'button[data-guide=source]'],
    ])('the dialog "%s" is open', async (dialog, button) => {
      const { page } = dashboard
      await page.locator(button).first().click()
      await seen(page.locator('dialog[open]'))
      await lookAt(page, `dialog-${dialog}`, name)
      await page.keyboard.press('Escape')
      await page.locator('dialog[open]').waitFor({ state: 'hidden' })
    })

    test('and nothing complained meanwhile', () => {
      expect(dashboard.complaints).toEqual([])
    })
  })

  describe('what one has to read is whole', () => {
    const options = { locale: 'pt-BR', viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' } as const
    const openLesson = async (lesson: string) => expect(await sandbox.command({ type: 'lesson:open', lesson })).toMatchObject({ ok: true })
    const boxes = (page: Page, selector: string) =>
      page.locator(selector).evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().toJSON() as DOMRect))
    const overlap = (a: DOMRect, b: DOMRect) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

    const phone = { ...options, viewport: narrow }
    /** With a lesson open. */
    let reader: Dashboard
    afterAll(() => reader?.close())

    test('on a phone, whoever comes first is welcomed, and later finds the lessons by their name', async () => {
      const first = await openDashboard(browser, sandbox, { ...phone, isFirstVisit: true })
      await seen(first.page.getByRole('heading', { name: 'O que acontece quando você faz login?' }))
      await shot(first.page, 'first-visit-pt-390')
      await first.close()
      const later = await openDashboard(browser, sandbox, phone)
      expect(await later.page.locator('[data-strip]').textContent()).toBe('Lições')
      // What can stand below fits into its pane.
      await later.pane('memory').locator('[data-opens] button').click()
      await seen(later.pane('crowd').locator('label'))
      const [choices, [pane]] = [await boxes(later.page, '[data-pane=crowd] header fieldset button'), await boxes(later.page, '[data-pane=crowd]')]
      expect(choices.length).toBeGreaterThan(2)
      expect(Math.max(...choices.map(({ right }) => right))).toBeLessThanOrEqual(pane?.right ?? 0)
      expect(new Set(choices.map(({ top }) => Math.round(top))).size, 'lines of the choice').toBe(1)
      await shot(later.page, 'crowd-pt-390')
      await later.close()
    })

    test('at 1366 × 768, in Portuguese, with a lesson open', async () => {
      await openLesson('02-the-claim-ticket')
      reader = await openDashboard(browser, sandbox, options)
      const { page, pane } = reader
      expect(await sandbox.command({ type: 'browser:create', name: 'Maximiliana Alexandrina' })).toMatchObject({ ok: true })
      await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })
      const rows = pane('requests').locator('tr[data-kind=request]')
      await seen(rows.nth(1))
      await shot(page, 'lesson-pt-1366')

      expect.soft(await page.locator('button[data-guide=source]').evaluate((button) => button.scrollWidth - button.clientWidth), 'the database’s name').toBe(0)
      const cut = await rows.locator('td:last-child > span').evaluateAll((cells) =>
        // Those of the step: a log-in is two requests.
        cells
          .slice(0, 2)
          .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1),
      )
      expect.soft(cut, 'reasons that are cut').toEqual([])
      for (const { width } of await boxes(page, '[role=tab] > span:last-child')) expect.soft(width, 'what is to be read of a tab’s name').toBeGreaterThan(22)

      await sandbox.command({ type: 'browser:log-in', browser: 'browser:bob' })
      const { browsers } = await sandbox.until('two are logged in', ({ store }) => store.sessionCount === 2)
      const [before] = await boxes(page, '[data-part=session-list]')
      await sandbox.command({ type: 'sessions:forget', id: browsers.find(({ id }) => id === 'browser:bob')?.sessionId ?? '' })
      await seen(pane('store').getByRole('button', { name: /^Desfazer/ }))
      expect.soft((await boxes(page, '[data-part=session-list]'))[0]?.top, 'the list, once something was forgotten').toBe(before?.top)

      await rows.first().click()
      const details = await seen(pane('requests').locator('[data-opened-row] ol'))
      const [row, opened, body] = await Promise.all([rows.first(), details, pane('requests').locator('> div')].map((each) => each.boundingBox()))
      expect.soft(row?.y, 'the row that was opened').toBeGreaterThanOrEqual(body?.y ?? 0)
      expect.soft((opened?.y ?? 0) + (opened?.height ?? 0), 'its end').toBeLessThanOrEqual((body?.y ?? 0) + (body?.height ?? 0))
      await shot(page, 'opened-request-pt-1366')
      await rows.first().click()
    })

    // A zoom of 200 % is a window of half the width with twice the pixels.
    const zoomed = { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 }
    const withLesson = [
      ['en-1366', { ...options, locale: 'en' }],
      ['en-zoom-200', { ...options, ...zoomed, locale: 'en', colorScheme: 'dark' }],
      ['pt-zoom-200', { ...options, ...zoomed }],
    ] as const
    test.each(sampled(withLesson, 2))('with that lesson open: %s', async (name, look) => {
      const { page, close, complaints } = await openDashboard(browser, sandbox, look)
      const isFolded = look.viewport.width < 1280
      if (isFolded) await page.locator('[data-strip=lesson]').click()
      await seen(page.locator('[data-step][aria-current=step] h3'))
      await lookAt(page, 'lesson', name)
      if (isFolded) {
        await page.keyboard.press('Escape')
        await page.locator('[data-pane=memory] canvas').first().scrollIntoViewIfNeeded()
        await lookAt(page, 'lesson-memory', name)
      }
      expect(complaints).toEqual([])
      await close()
    })

    test('the report of a switch covers nothing but a title; on a phone, nothing but the names of the panes', async () => {
      const phone = await openDashboard(browser, sandbox, { ...options, viewport: narrow })
      await phone.pane('browser').locator('[data-control~=cookie]').first().scrollIntoViewIfNeeded()
      const { page } = reader
      expect(await sandbox.command({ type: 'store:switch', to: 'mongodb', carryOver: true })).toMatchObject({ ok: true, value: { refused: null } })
      for (const each of [page, phone.page]) await seen(each.locator('[data-part=switch-report] > div'))
      const boxOf = async (each: Page, selector: string) => {
        const [box] = await boxes(each, selector)
        if (box === undefined) throw new Error(`There is no ${selector}.`)
        return box
      }
      const report = await boxOf(page, '[data-part=switch-report] > div')
      const read = await boxes(page, 'header button, header input, header select, header label, [data-pane] > div, [data-step]')
      expect(read.filter((box) => overlap(report, box))).toEqual([])
      const [small, names] = [await boxOf(phone.page, '[data-part=switch-report] > div'), await boxOf(phone.page, 'nav:has([href="#pane-browser"])')]
      expect([small.top >= names.top - 1, small.bottom <= names.bottom + 1]).toEqual([true, true])
      await shot(page, 'switch-report-pt-1366')
      await shot(phone.page, 'switch-report-pt-390')
      await phone.close()

      // Over the crowd's place, too, whose title is another.
      const wide = await openDashboard(browser, sandbox, options)
      await wide.pane('memory').locator('[data-opens] button').click()
      await seen(wide.pane('crowd').locator('label'))
      expect(await sandbox.command({ type: 'store:switch', to: 'memory', carryOver: true })).toMatchObject({ ok: true, value: { refused: null } })
      await seen(wide.page.locator('[data-part=switch-report] > div'))
      const overCrowd = await boxOf(wide.page, '[data-part=switch-report] > div')
      expect((await boxes(wide.page, '[data-part=crowd] :is(h3, label, button)')).filter((box) => overlap(overCrowd, box))).toEqual([])
      await shot(wide.page, 'switch-report-crowd-pt-1366')
      await wide.close()
    })

    test.each([
      ['05-what-belongs-here', 'fieldset'],
      ['10-plug-in-mongodb', 'code'],
    ])('the cards of %s have the width that they need, and no line of code breaks at its indent or in a word', async (lesson, part) => {
      const { page } = reader
      await openLesson(lesson)
      const task = await seen(page.locator('[data-many-cards]'))
      await shot(page, `cards-${lesson}-pt-1366`)
      expect((await task.boundingBox())?.width).toBeGreaterThan(600)
      const cards = await boxes(page, `[data-many-cards] ${part}`)
      for (const { width } of cards) expect.soft(width).toBeGreaterThan(240)
      // One line each: as wide as the dock is now, none of them has to break.
      if (part === 'code') for (const { height } of cards) expect.soft(height).toBeLessThan(30)
    })

    test('zoomed in, the bar has no control on a line of its own, nor where it names the shop', async () => {
      for (const [row, lesson] of ['01-http-forgets', '05-what-belongs-here'].entries()) {
        for (const locale of inTurn(['en', 'pt-BR'], row)) {
          await openLesson(lesson)
          const { page, close } = await openDashboard(browser, sandbox, { ...options, ...zoomed, locale })
          const named = await seen(page.locator('header button[data-guide=source]')).then(() => page.locator('header [data-shop-named]').count())
          expect(named, lesson).toBe(lesson.startsWith('05') ? 1 : 0)
          const [code] = await boxes(page, 'header [data-guide=code]')
          const theme = await page.getByRole('button', { name: /^(Theme|Tema)/ }).boundingBox()
          expect.soft(Math.abs((theme?.y ?? 0) - (code?.y ?? 1_000)), `${locale}, ${lesson}`).toBeLessThan(12)
          await close()
        }
      }
    })

    test('the little browser’s address stays in sight while its pane scrolls, and nothing moves for it', async () => {
      const { page } = reader
      const elsewhere = page.locator('[data-pane=browser] header [data-address-elsewhere]')
      const scrollTo = (top: number) => page.locator('[data-pane=browser] > div').evaluate((body, to) => body.scrollTo(0, to), top)
      const places = async () =>
        [...(await boxes(page, '[data-pane=browser] > *')), ...(await boxes(page, '[data-pane=browser] header h2'))].map(({ y, height }) => [y, height])
      await scrollTo(0)
      await becomes(
        'none beside its own line',
        () => elsewhere.count(),
        (count) => count === 0,
      )
      const before = await places()
      await scrollTo(10_000)
      await seen(elsewhere)
      await shot(page, 'address-elsewhere-pt-1366')
      const host = new URL(sandbox.shopUrl).host
      expect(await elsewhere.getAttribute('title')).toMatch(new RegExp(`^${host}/`))
      expect(await elsewhere.textContent()).toBe(await elsewhere.getAttribute('title'))
      expect(await places()).toEqual(before)
      await scrollTo(0)
      await becomes(
        'its own line again',
        () => elsewhere.count(),
        (count) => count === 0,
      )
    })

    test.each(inTurn([1100, 1200], 0))('the bar that names the shop is within a window of %i px, and has a line more for that', async (width) => {
      await openLesson('05-what-belongs-here')
      const { page, close } = await openDashboard(browser, sandbox, { ...options, viewport: { width, height: 900 } })
      await seen(page.locator('header [data-shop-named]'))
      for (const { right } of await page.locator('header button').evaluateAll((all) => all.map((each) => each.getBoundingClientRect())))
        expect(right).toBeLessThanOrEqual(width)
      await close()
    })

    test('the shop in its frame is dark with the page, whatever the system is', async () => {
      // Without emulation, which would overrule what the page asks for.
      const { page, shop, close } = await openDashboard(browser, sandbox, { colorScheme: null })
      const paper = () => shop.locator('body').evaluate((body) => body.ownerDocument.defaultView?.getComputedStyle(body).backgroundColor ?? '')
      const [theme, light] = [page.getByRole('button', { name: /^Theme/ }), await paper()]
      while ((await page.locator('html').getAttribute('data-theme')) !== 'dark') await theme.click()
      await becomes('the paper of the shop', paper, (now) => now !== light)
      await shot(page, 'shop-by-lamplight')
      await close()
    })

    test('on a phone a strip says which step it is, and that one is done', async () => {
      // Its first step is not done by the shop's page, which every dashboard that is open loads.
      await openLesson('03-sealed-not-secret')
      const { page, close } = await openDashboard(browser, sandbox, phone)
      const strip = page.locator('[data-strip]')
      await seen(strip.getByText(/^1 de \d: /))
      expect(await axeViolations(page)).toEqual([])
      await shot(page, 'strip-pt-390')
      await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })
      await seen(strip.getByText(/: feito$/))
      await seen(strip.getByText(/^2 de \d: /))
      await shot(page, 'strip-done-pt-390')
      // As a window of 1366 by 768 at a zoom of 200 %.
      await page.setViewportSize({ width: 683, height: 384 })
      await becomes(
        'the strip in a low window',
        () => outOfSight(page, ['[data-strip]']),
        (hidden) => hidden.length === 0,
      )
      expect((await strip.boundingBox())?.height).toBeLessThan(40)
      await shot(page, 'strip-pt-zoom-200')
      await page.setViewportSize(narrow)
      await strip.click()
      await seen(page.locator('[data-step="one-letter"][aria-current=step]'))
      // What is done stands above it, and is not read again.
      await becomes(
        'the step in progress',
        () => outOfSight(page, ['[data-step="one-letter"] h3', '[data-step="one-letter"] fieldset button']),
        (hidden) => hidden.length === 0,
      )
      await close()
    })

    test('and nothing complained meanwhile', () => {
      expect(reader.complaints).toEqual([])
    })
  })
})
