import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { freeze } from '../support/processes.js'
import { inTurn, sampled } from '../support/thoroughness.js'
import { type Dashboard, type DashboardOptions, openDashboard, SHOWN_WITHIN_MS, seen } from './dashboard.js'
import { brokenParts, type Strangeness, saidBy, strange, withClockOffBy } from './strange-browsers.js'

const NEVER_STARTED = { en: 'The page has not started.', 'pt-BR': 'A página não iniciou.' } as const
const HOUR_MS = 3_600_000

describe.skipIf(withoutChromium)('in browsers and on networks that are not ours', () => {
  let sandbox: Sandbox
  let browser: Browser
  beforeAll(async () => {
    sandbox = await launch()
    browser = await openBrowser()
    await sandbox.until('the shop runs', ({ server }) => server.phase === 'running')
  })
  afterAll(() => sandbox.stop())

  /** Runs with a dashboard of its own, and closes it. */
  async function withDashboard(options: DashboardOptions, use: (dashboard: Dashboard) => Promise<void>) {
    const dashboard = await openDashboard(browser, sandbox, options)
    try {
      await use(dashboard)
    } finally {
      await dashboard.close()
    }
  }

  /** Runs with a page whose start is disturbed. */
  async function withPage(prepare: (context: BrowserContext) => Promise<unknown>, use: (page: Page) => Promise<void>, options = {}) {
    const context = await browser.newContext({ locale: 'en', viewport: { width: 1366, height: 768 }, ...options })
    context.setDefaultTimeout(SHOWN_WITHIN_MS)
    try {
      await prepare(context)
      const page = await context.newPage()
      await page.goto(sandbox.dashboardUrl, { waitUntil: 'commit' })
      await use(page)
    } finally {
      await context.close()
    }
  }

  test.each<Strangeness>(['nameless', 'forgetful'])('a browser that is %s shows the whole page', async (kind) => {
    await withDashboard({ prepare: strange(kind), link: '/#/sandbox' }, async (dashboard) => {
      await seen(dashboard.pane('memory').locator('canvas'))
      expect(await brokenParts(dashboard)).toEqual([])
      expect(dashboard.complaints).toEqual([])
    })
  })

  describe('a page that cannot start', () => {
    const missing = [
      ['the page itself is missing', '**/assets/index-*.js', 'abort'],
      ['no script comes at all', '**/*.js', 'abort'],
      ['the style sheet hangs', '**/*.css', 'hang'],
      ['the scripts hang', '**/*.js', 'hang'],
    ] as const
    test.each(sampled(missing, 2))('says so, and is there once they come: %s', async (_what, files, how) => {
      const held: Route[] = []
      const away = (context: BrowserContext) => context.route(files, (route) => (how === 'abort' ? route.abort() : void held.push(route)))
      await withPage(away, async (page) => {
        await seen(page.getByText(NEVER_STARTED.en))
        expect(await page.getByText(NEVER_STARTED['pt-BR']).isVisible()).toBe(false)
        await shot(page, `not-started-${how}-${files.replace(/\W/g, '')}`)
        await page.context().unroute(files)
        // What was late starts by itself; what was lost is asked for again.
        for (const route of held) await route.continue().catch(() => {})
        if (how === 'abort') await page.getByRole('link', { name: 'Try again' }).click()
        await page.locator('[data-pane=memory]').waitFor()
        expect(await page.getByText(NEVER_STARTED.en).count()).toBe(0)
      })
    })

    test('one whose code throws says what was thrown, in the language of the reader', async () => {
      const breaking = (context: BrowserContext) =>
        context.route('**/assets/index-*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("no such thing here")' }))
      await withPage(
        breaking,
        async (page) => {
          await seen(page.getByText(NEVER_STARTED['pt-BR']))
          await seen(page.locator('section[lang=pt-BR] samp', { hasText: 'no such thing here' }))
          await seen(page.getByRole('link', { name: 'Tentar de novo' }))
          expect(await axeViolations(page)).toEqual([])
          await shot(page, 'not-started-pt')
        },
        { locale: 'pt-BR', colorScheme: 'dark' },
      )
    })

    test('without scripts it asks for them', async () => {
      await withPage(
        async () => {},
        (page) => seen(page.locator('.no-script:lang(en)', { hasText: 'needs JavaScript' })).then(() => {}),
        { javaScriptEnabled: false },
      )
    })
  })

  test('a part that cannot be loaded says so, and is there after another try', async () => {
    await withDashboard({}, async ({ page }) => {
      await page.context().route('**/code-and-options-*.js', (route) => route.abort())
      await page.getByRole('button', { name: 'The code' }).click()
      const dialog = page.getByRole('dialog')
      await seen(dialog.getByText('This part of the page could not be loaded.'))
      await shot(page, 'part-not-loaded')
      await page.context().unroute('**/code-and-options-*.js')
      await dialog.getByRole('button', { name: 'Try again' }).click()
      await seen(dialog.locator('pre'))
      expect(await page.locator('[data-broken]').count()).toBe(0)
    })
  })

  test('a language whose texts do not come is told, and the page stays in its own', async () => {
    await withDashboard({}, async ({ page }) => {
      await page.context().route('**/pt-BR-*.js', (route) => route.abort())
      await page.getByRole('combobox', { name: 'Language' }).selectOption('pt-BR')
      await seen(page.getByText('A file of the page did not come.'))
      await seen(page.getByRole('heading', { name: /In the browser/ }))
    })
  })

  describe('what does not come through', () => {
    test('a blocked stream is told apart from a sandbox that is gone', async () => {
      const blocked = (context: BrowserContext) => context.routeWebSocket(/socket\.io/, (socket) => socket.close())
      await withPage(blocked, async (page) => {
        await seen(page.getByText('its live stream does not come through'))
        await shot(page, 'stream-blocked')
        expect(await axeViolations(page)).toEqual([])
      })
    })

    test('one that hangs is told as well', async () => {
      // Taken and never answered.
      const hanging = (context: BrowserContext) => context.routeWebSocket(/socket\.io/, () => {})
      await withPage(hanging, (page) => seen(page.getByText('its live stream does not come through')).then(() => {}))
    })

    test('where nothing comes through, what to do is said', async () => {
      const cutOff = async (context: BrowserContext) => {
        await context.routeWebSocket(/socket\.io/, (socket) => socket.close())
        await context.route('**/api/**', (route) => route.abort())
      }
      await withPage(cutOff, async (page) => {
        await seen(page.getByText('The sandbox does not answer.'))
        await shot(page, 'unreachable')
      })
    })
  })

  test('a sandbox that stands still is told as silent, and forgotten when it goes on', async () => {
    await withDashboard({}, async ({ page }) => {
      const told = page.getByText('The sandbox has fallen silent.')
      await freeze(sandbox.pid)
      try {
        await seen(told)
      } finally {
        process.kill(sandbox.pid, 'SIGCONT')
      }
      await told.waitFor({ state: 'hidden' })
      expect(await sandbox.command({ type: 'browser:visit', browser: 'browser:bob' })).toMatchObject({ ok: true })
      await seen(page.locator('[data-pane=requests]').getByText('Bob'))
    })
  })

  test.each(inTurn([2 * HOUR_MS, 300_000, -2 * HOUR_MS], 2))('a clock that is off by %d ms changes nothing on the page', async (ms) => {
    expect(await sandbox.command({ type: 'server:configure', options: { maxAgeMs: HOUR_MS } })).toMatchObject({ ok: true })
    for (const type of ['browser:forget-cookies', 'browser:log-in'] as const) await sandbox.command({ type, browser: 'browser:alice' })
    await withDashboard({ link: '/#/sandbox' }, async (right) => {
      await withDashboard({ link: '/#/sandbox', prepare: withClockOffBy(ms) }, async (wrong) => {
        for (const { page } of [right, wrong]) await page.getByRole('tab', { name: 'Alice' }).click()
        const compare = async () => {
          for (const part of ['[data-pane=browser]', '[data-pane=store]', '[data-pane=requests]', 'header']) {
            expect(await saidBy(wrong, part, { withClocks: true }), part).toBe(await saidBy(right, part, { withClocks: true }))
          }
        }
        await vi.waitFor(compare, { timeout: SHOWN_WITHIN_MS, interval: 100 })
        expect(await wrong.pane('store').locator('time').count()).toBeGreaterThan(0)
      })
    })
  })

  describe('copying', () => {
    async function openSource({ page }: Dashboard) {
      await page.getByRole('button', { name: /why\?/ }).click()
      return page.getByRole('dialog').getByRole('button', { name: 'Copy', exact: true }).first()
    }

    test('works where there is no clipboard to be had', async () => {
      await withDashboard({ prepare: strange('insecure') }, async (dashboard) => {
        await (await openSource(dashboard)).click()
        await seen(dashboard.page.getByRole('button', { name: 'Copied' }))
        const shown = await dashboard.page.getByRole('dialog').locator('code').first().textContent()
        await dashboard.page.keyboard.press('Escape')
        const field = dashboard.pane('store').getByRole('searchbox')
        await field.focus()
        await dashboard.page.keyboard.press('Control+V')
        expect(await field.inputValue()).toBe(shown)
      })
    })

    test('says so where the browser refuses every way', async () => {
      await withDashboard({ prepare: strange('uncopying') }, async (dashboard) => {
        await (await openSource(dashboard)).click()
        await seen(dashboard.page.getByText('This browser does not let the page copy.'))
        await shot(dashboard.page, 'copy-refused')
      })
    })
  })

  test.each(inTurn(['light', 'dark'] as const, 1))('forced colours show what is chosen, and whose it is: %s', async (colorScheme) => {
    await withDashboard({ link: '/#/sandbox', forcedColors: 'active', colorScheme }, async ({ page }) => {
      await page.getByRole('tab', { name: 'Alice' }).click()
      const looks = (selector: string) =>
        page
          .locator(selector)
          .first()
          .evaluate((element) => {
            const style = element.ownerDocument.defaultView?.getComputedStyle(element)
            return { background: style?.backgroundColor, text: style?.color }
          })
      for (const [chosen, other] of [
        ['[role=tab][aria-selected=true]', '[role=tab][aria-selected=false]'],
        ['input[type=radio]:checked + span', 'input[type=radio]:not(:checked) + span'],
      ] as const) {
        const [is, isNot] = [await looks(chosen), await looks(other)]
        expect(is.background, chosen).not.toBe(isNot.background)
        expect(is.text, chosen).not.toBe(is.background)
      }
      const dots = await page
        .locator('[role=tab] i')
        .evaluateAll((all) => all.map((dot) => dot.ownerDocument.defaultView?.getComputedStyle(dot).backgroundColor))
      expect(new Set(dots).size).toBe(3)
      await shot(page, `forced-colours-${colorScheme}`)
    })
  })

  test('at 400 % zoom the bars leave the window to the page', async () => {
    await withDashboard({ link: '/#/sandbox', viewport: { width: 320, height: 256 } }, async ({ page }) => {
      // What stays where it is while the page scrolls under it.
      await page.evaluate('scrollTo(0, 500)')
      const kept = await page.evaluate(`(() => {
        const rows = [...Array(innerHeight).keys()].map((y) => document.elementFromPoint(innerWidth / 2, y))
        const stays = (element) => element !== null && (['sticky', 'fixed'].includes(getComputedStyle(element).position) || stays(element.parentElement))
        return rows.filter(stays).length / rows.length
      })()`)
      expect(kept).toBeLessThan(0.25)
      expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
      await shot(page, 'zoomed')
    })
  })
})
