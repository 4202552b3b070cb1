import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { sampled } from '../support/thoroughness.js'
import { becomes, type Dashboard, type DashboardOptions, forgetCookies, logIn, openDashboard, reloadShop, seen } from './dashboard.js'
import { outOfSight, partsOf } from './in-sight.js'
import { pressOn, shopHasStranger, showMe, shownTab, stepBegins, stepOf, tabOnto } from './lessons.js'

const TICKET = '#/lessons/02-the-claim-ticket'

describe.skipIf(withoutChromium)('guided lessons', () => {
  let sandbox: Sandbox
  let browser: Browser
  const opened: Dashboard[] = []
  beforeAll(async () => {
    sandbox = await launch()
    browser = await openBrowser()
    await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
  })
  // One sandbox for all: each test finds it without a lesson and without sessions, and brings a reader of its own.
  afterEach(async () => {
    const complaints = opened.flatMap((dashboard) => dashboard.complaints)
    await Promise.all(opened.splice(0).map((dashboard) => dashboard.close()))
    await sandbox.command({ type: 'lesson:close' })
    await sandbox.command({ type: 'crowd:cancel' })
    await sandbox.until('no crowd is coming in', ({ crowd }) => crowd.running === null)
    expect(await sandbox.command({ type: 'store:clear' })).toMatchObject({ ok: true })
    expect(complaints).toEqual([])
  })
  afterAll(() => sandbox.stop())

  async function read(link: string, options: DashboardOptions = {}): Promise<Dashboard> {
    const dashboard = await openDashboard(browser, sandbox, { ...options, link: `/${link}` })
    opened.push(dashboard)
    return dashboard
  }

  describe('the way in', () => {
    test('whoever comes for the first time finds two doors, and is not asked again', async () => {
      const { page } = await read('')
      await seen(page.getByRole('heading', { name: 'What happens when you log in?' }))
      const doors = page.getByRole('navigation', { name: 'Two ways to begin' }).getByRole('link')
      await becomes(
        'two doors',
        () => doors.allInnerTexts(),
        (texts) => texts.length === 2,
      )
      await doors.filter({ hasText: 'The free sandbox' }).click()
      await seen(page.getByRole('heading', { name: 'Start here' }))
      await page.goto(sandbox.dashboardUrl)
      await seen(page.getByRole('heading', { name: 'Start here' }))

      const other = await read('')
      await other.page.getByRole('link', { name: /Begin with lesson 1/ }).click()
      await stepBegins(other.page, (await lessonSteps('01-http-forgets'))[0] ?? '')
      expect(new URL(other.page.url()).hash).toBe('#/lessons/01-http-forgets')
    })

    test('a link opens its lesson; one that leads nowhere says so', async () => {
      const { page } = await read(TICKET)
      await seen(page.getByRole('article', { name: 'The claim ticket' }))
      await stepBegins(page, 'arrive')
      expect((await sandbox.state()).lesson).toMatchObject({ lesson: '02-the-claim-ticket', step: 0, settingUp: false })

      const lost = await read('#/lessons/99-nowhere')
      await seen(lost.page.getByRole('heading', { name: 'There is no such lesson' }))
      await seen(lost.page.getByText('Nothing is called “99-nowhere” here.', { exact: false }))
      await lost.page.getByRole('link', { name: 'All lessons' }).last().click()
      await seen(lost.page.getByRole('link', { name: 'The claim ticket' }))
    })

    test('a word that needs explaining is explained on focus, until Escape', async () => {
      const { page } = await read(TICKET)
      const word = (await stepBegins(page, 'arrive')).locator('a[data-term=cookie]')
      await tabOnto(word)
      const definition = page.getByRole('tooltip')
      expect(await (await seen(definition)).textContent()).toMatch(/^cookie .{20}/i)
      expect(await word.getAttribute('aria-describedby')).toBe(await definition.getAttribute('id'))
      await page.keyboard.press('Escape')
      await definition.waitFor({ state: 'hidden' })
      expect(await word.evaluate((element) => element.matches(':focus'))).toBe(true)
    })
  })

  test('lesson 2 by mouse, in the real shop; what was done survives a reload and goes to another browser as a file', async () => {
    const dashboard = await read(TICKET)
    const { page, shop } = dashboard
    const reload = dashboard.pane('browser').getByRole('button', { name: 'Reload', exact: true })

    await stepBegins(page, 'arrive')
    // The set-up's own visits are nobody's: the step waits for the reader's.
    await seen(stepOf(page, 'arrive').getByText('Seen', { exact: true }))
    await reload.click()
    await shopHasStranger(dashboard)

    await (await stepBegins(page, 'look-inside')).getByRole('button', { name: 'Yes, but encrypted' }).click()

    await stepBegins(page, 'log-in')
    await seen(stepOf(page, 'look-inside').getByText('You said: “Yes, but encrypted”'))
    await logIn(shop, 'Ana')

    await stepBegins(page, 'come-back')
    await reload.click()

    await stepBegins(page, 'lose-the-ticket')
    await forgetCookies(dashboard)
    await shopHasStranger(dashboard)
    await reload.click()

    await seen(page.getByText('That was the whole lesson.'))
    await seen(page.getByRole('heading', { name: 'In your own app' }))
    await seen(page.getByText("name: 'myshop.sid'", { exact: false }))
    expect((await sandbox.state()).store.sessionCount).toBe(1)

    await page.reload()
    await seen(page.getByText('That was the whole lesson.'))
    // A lesson that stays open is open in every browser: what the other one knows should come from the file only.
    await page.getByRole('button', { name: 'Leave the lesson' }).click()
    await sandbox.until('no lesson is open', ({ lesson }) => lesson === null)
    await page.getByRole('link', { name: 'Lessons', exact: true }).click()
    await seen(lessonRow(dashboard, 'The claim ticket (done)'))

    await page.getByText('Your progress', { exact: true }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as a file' }).click()])
    expect(download.suggestedFilename()).toBe('sessionscope-progress.json')
    const file = await readFile(await download.path(), 'utf8')
    expect(JSON.parse(file)).toMatchObject({ lessons: { '02-the-claim-ticket': { steps: await lessonSteps('02-the-claim-ticket') } } })

    const elsewhere = await read('#/lessons')
    await seen(lessonRow(elsewhere, 'The claim ticket'))
    expect(await lessonRow(elsewhere, 'The claim ticket (done)').count()).toBe(0)
    await bringIn(elsewhere, '{"name":"a package","version":"1.0.0"}')
    await seen(elsewhere.page.getByText('That file is not progress from Sessionscope. Choose one that was saved here. Nothing was changed.'))
    await bringIn(elsewhere, file.slice(0, -10))
    await seen(elsewhere.page.getByText(/^That file is no JSON/))
    expect(await lessonRow(elsewhere, 'The claim ticket (done)').count()).toBe(0)
    await bringIn(elsewhere, file)
    await seen(elsewhere.page.getByText('Added: 1 lesson.'))
    await seen(lessonRow(elsewhere, 'The claim ticket (done)'))
  })

  test('lesson 3 with the keyboard only', async () => {
    const dashboard = await read('#/lessons/03-sealed-not-secret')
    const { page } = dashboard
    const { keyboard } = page
    const pane = dashboard.pane('browser')
    const press = (name: string, by?: 'Shift+Tab') => pressOn(pane.getByRole('button', { name, exact: true }), 'Enter', by)

    await stepBegins(page, 'a-cookie-to-read')
    await tabOnto(shownTab(dashboard, 'You'))
    await keyboard.press('ArrowRight')
    await seen(shownTab(dashboard, 'Alice'))
    await press('Log in')

    const guess = (await stepBegins(page, 'one-letter')).getByRole('button', { name: 'Treat Alice as a stranger' })
    await pressOn(guess, 'Space', 'Shift+Tab')

    await stepBegins(page, 'break-the-seal')
    // What had the focus is gone with its step: the focus goes on to the next, not back to the top of the page.
    expect(
      await stepOf(page, 'break-the-seal')
        .getByRole('heading')
        .evaluate((heading) => heading.matches(':focus')),
    ).toBe(true)
    await press('Edit cookie')
    const field = pane.getByLabel('Value of the cookie', { exact: false })
    await tabOnto(field)
    await shot(page, 'lesson-by-keyboard')
    const value = await field.inputValue()
    const firstLetter = 's%3A'.length
    await keyboard.press('ControlOrMeta+a')
    await keyboard.type(value.slice(0, firstLetter) + (value[firstLetter] === 'x' ? 'y' : 'x') + value.slice(firstLetter + 1))
    await press('Put it into the jar')
    await seen(pane.getByText('In the jar. The next request carries it.'))
    await becomes(
      'the cookie and the words that its signature is not valid are in sight, below the editor',
      () => outOfSight(page, [...partsOf('cookie'), '[data-control="cookie-anatomy"]']),
      (complaints) => complaints.length === 0,
    )
    await press('Visit', 'Shift+Tab')

    await stepBegins(page, 'put-it-back')
    await tabOnto(field)
    await keyboard.press('ControlOrMeta+a')
    await keyboard.type(value)
    await press('Put it into the jar')
    await becomes(
      'the jar holds the first cookie again',
      async () => (await sandbox.state()).browsers.find(({ name }) => name === 'Alice')?.jar[0]?.verdict?.kind,
      (kind) => kind === 'good',
    )
    await press('Visit', 'Shift+Tab')

    const step = await stepBegins(page, 'make-a-seal')
    await pressOn(step.getByRole('button', { name: 'Put the lines in order', exact: true }))
    const lines = step.getByRole('list', { name: 'Lines of code, from first to last' }).getByRole('listitem')
    const wanted = ['const id =', 'const signature =', 'const value =', 'res.cookie(']
    for (const [place, start] of wanted.entries()) {
      const up = lines.filter({ hasText: start }).getByRole('button', { name: /^Up/ })
      for (;;) {
        const index = (await lines.allInnerTexts()).findIndex((text) => text.trim().startsWith(start))
        if (index <= place) break
        await pressOn(up, 'Enter', 'Shift+Tab')
      }
    }
    await pressOn(step.getByRole('button', { name: 'Check', exact: true }))
    await seen(page.getByText('That was the whole lesson.'))
    expect((await sandbox.state()).lesson?.step).toBe((await lessonSteps('03-sealed-not-secret')).length)
  })

  test('"Show me" does it before the reader’s eyes, in a virtual browser', async () => {
    const dashboard = await read(TICKET)
    await stepBegins(dashboard.page, 'arrive')
    await seen(shownTab(dashboard, 'You'))
    await showMe(dashboard.page, 'arrive', 'look-inside')
    await seen(shownTab(dashboard, 'Alice'))
    await seen(dashboard.pane('browser').getByText('Hello, stranger'))
    await showMe(dashboard.page, 'look-inside', 'log-in')
    await showMe(dashboard.page, 'log-in', 'come-back')
    await seen(dashboard.pane('browser').getByText('Hello, Alice'))
    await seen(stepOf(dashboard.page, 'log-in').getByText('isLoggedIn: true'))
  })

  test('lesson 8 in Portuguese: "Mostre para mim", and "Parar"', async () => {
    const { page } = await read('?lang=pt-BR#/lessons/08-the-climb')
    await seen(page.getByRole('heading', { name: 'A subida', exact: true }))
    const first = await stepBegins(page, 'predict')
    await seen(first.getByText('Dez mil usuários fazem login', { exact: false }))
    await seen(first.getByRole('button', { name: 'Cai na hora' }))
    await showMe(page, 'predict', 'climb')
    await seen(stepOf(page, 'predict').getByText('Fica lá em cima', { exact: false }))

    const climb = await stepBegins(page, 'climb')
    await seen(climb.getByRole('heading', { name: 'Dez mil carrinhos' }))
    await climb.getByRole('button', { name: 'Mostre para mim' }).click()
    await seen(climb.getByText('Observe:'))
    await sandbox.until('the crowd is coming in', ({ crowd }) => (crowd.running?.usersDone ?? 0) > 0)
    await seen(page.getByRole('progressbar', { name: 'Quanto da multidão já entrou' }))
    await climb.getByRole('button', { name: 'Parar' }).click()
    await seen(climb.getByRole('button', { name: 'Mostre para mim' }))
    expect((await sandbox.state()).lesson).toMatchObject({ step: 1, showing: null })
    // Stopping is nothing that went wrong.
    expect(await climb.getByRole('alert').count()).toBe(0)
  })

  test('"Start over" asks before it throws sessions away', async () => {
    const dashboard = await read(TICKET)
    const { page } = dashboard
    await stepBegins(page, 'arrive')
    await reloadShop(dashboard)
    await stepBegins(page, 'look-inside')
    await logIn(dashboard.shop, 'Ana')
    await sandbox.until('her session is stored', ({ store }) => store.sessionCount === 1)
    const id = await dashboard.sessionId()

    await page.getByRole('button', { name: 'Start over' }).click()
    const dialog = page.getByRole('dialog', { name: 'Start “The claim ticket” over?' })
    await seen(dialog.getByText('1 session in Memory'))
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await sandbox.state()).toMatchObject({ lesson: { step: 1 }, store: { sessionCount: 1 } })
    expect(await dashboard.sessionId()).toBe(id)

    await page.getByRole('button', { name: 'Start over' }).click()
    await dialog.getByRole('button', { name: 'Start over' }).click()
    await stepBegins(page, 'arrive')
    expect(await sandbox.state()).toMatchObject({ lesson: { step: 0, settingUp: false }, store: { sessionCount: 0 } })
    expect(await dashboard.sessionId()).toBeNull()
    await shopHasStranger(dashboard)
  })

  describe('with a lesson open, nothing is out of reach', () => {
    const sizes = [
      { size: '1440x900', viewport: { width: 1440, height: 900 } },
      { size: '1366x768', viewport: { width: 1366, height: 768 } },
      { size: '390x844', viewport: { width: 390, height: 844 } },
      // As a window of 1366 by 768 at a zoom of 200 %.
      { size: '200-percent', viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 },
    ]
    const looks = sizes.flatMap((size) => [
      { ...size, colorScheme: 'light', locale: 'pt-BR' } as const,
      { ...size, colorScheme: 'dark', locale: 'en' } as const,
    ])
    // A sample has the two that are narrowest and widest; the others are those of looks.e2e.test.ts and lessons-in-sight.e2e.test.ts as well.
    test.each(sampled(looks, 2))('$size, $colorScheme, $locale', async ({ size, ...look }) => {
      const { page } = await read(TICKET, { ...look, reducedMotion: 'reduce' })
      await stepBegins(page, 'arrive')
      await showMe(page, 'arrive', 'look-inside')
      const step = await stepBegins(page, 'look-inside')
      await step.getByRole('button', { name: /1 (of|de) 3/ }).click()
      await seen(step.getByRole('list').getByRole('listitem'))
      await shot(page, `lesson-${size}-${look.colorScheme}-${look.locale}`)
      expect.soft(await axeViolations(page)).toEqual([])
      expect.soft(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
    })
  })

  async function lessonSteps(id: string): Promise<readonly string[]> {
    const result = await sandbox.command({ type: 'lessons:read' })
    const lesson = result.ok ? result.value.lessons.find((each) => each.id === id) : undefined
    return lesson?.steps.map((step) => step.id) ?? []
  }
})

/** A lesson in the list, by its link's words. */
function lessonRow({ page }: Dashboard, words: string) {
  return page.getByRole('link', { name: words, exact: true })
}

async function bringIn({ page }: Dashboard, text: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name: 'progress.json', mimeType: 'application/json', buffer: Buffer.from(text) })
}
