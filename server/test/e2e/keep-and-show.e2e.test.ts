/** A link goes from one sandbox to another: nothing of it runs before somebody says so. And what can be saved holds nobody's secrets. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { harSchema } from '../support/har-schema.js'
import { launch, type Sandbox } from '../support/launch.js'
import { type Dashboard, logIn, openDashboard, seen } from './dashboard.js'

/** Typed where people type: none of it may travel, unless somebody asks for the whole. */
const CANARY = 'CANARY-9f3a'
/** In the address of a database: it never travels. */
const PASSWORD = 'CANARY-pw-71c'

describe.skipIf(withoutChromium)('Keep and show', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let from: Sandbox
  let to: Sandbox
  let mine: Dashboard
  let link = ''
  /** Of the cookies that the first sandbox has set; no text may hold one. */
  const signatures: string[] = []
  /** What not even its owner is shown: what signs the cookies, the password of the database. */
  const never: string[] = [PASSWORD]
  beforeAll(async () => {
    ;[from, to, browser] = await Promise.all([launch({ env: { MONGODB_URI: `mongodb://keeper:${PASSWORD}@127.0.0.1:1/shop` } }), launch(), openBrowser()])
    const act = async (command: Parameters<Sandbox['command']>[0]) => expect(await from.command(command)).toMatchObject({ ok: true })
    await from.until('the shop is there', ({ server }) => server.phase === 'running')
    await act({ type: 'server:configure', options: { rolling: true, maxAgeMs: 90_000 } })
    await act({ type: 'browser:log-in', browser: 'browser:alice' })
    await act({ type: 'browser:add-to-cart', browser: 'browser:alice', item: 'cookies' })
    await act({ type: 'browser:add-to-cart', browser: 'browser:alice', item: CANARY })
    mine = await openDashboard(browser, from)
    await logIn(mine.shop, CANARY)
    const { browsers } = await from.until('two have cookies', (state) => state.browsers.filter(({ jar }) => jar.length > 0).length >= 2)
    for (const { jar } of browsers) for (const { parts } of jar) if (parts !== null) signatures.push(parts.signature)
    expect(signatures.length).toBeGreaterThanOrEqual(2)
    const secrets = (await readdir(from.dataFolder, { recursive: true, withFileTypes: true }))
      .filter(({ name }) => name === 'session-secret')
      .flatMap(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').trim().split('\n'))
    expect(secrets.length).toBeGreaterThan(0)
    never.push(...secrets)
    // The control: that address was tried.
    await from.until('the given database has failed', ({ mongo }) => mongo.attempts[0]?.outcome === 'failed')
  })
  afterAll(async () => {
    expect(mine.complaints).toEqual([])
    await mine.close()
    await Promise.all([from.stop(), to.stop()])
  })

  const dialog = ({ page }: Dashboard) => page.getByRole('dialog')
  const open = async (dashboard: Dashboard, view: string) => {
    if ((await dialog(dashboard).count()) === 0) await dashboard.pane('requests').getByRole('button', { name: 'Keep and show' }).first().click()
    await dialog(dashboard).getByRole('navigation').getByRole('button', { name: view }).click()
    return dialog(dashboard).getByRole('region', { name: view })
  }
  const saved = async (dashboard: Dashboard, region: Awaited<ReturnType<typeof open>>) => {
    const [download] = await Promise.all([dashboard.page.waitForEvent('download'), region.getByRole('button', { name: 'Save as a file' }).click()])
    return await readFile(await download.path(), 'utf8')
  }
  const holdsNothingOfAnybody = (text: string) => {
    for (const secret of [CANARY, from.token, ...signatures, ...never]) expect(text).not.toContain(secret)
  }

  test('that another database serves than the one in the environment is said in the bar, which ends within the window', async () => {
    const { page } = mine
    const before = page.viewportSize()
    await seen(page.locator('header [data-source-away]'))
    for (const width of [1500, 1440, 1366, 1100]) {
      await page.setViewportSize({ width, height: 900 })
      const ends = await page.locator('header button:visible').evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().right))
      expect(Math.max(...ends), `${width} px`).toBeLessThanOrEqual(width)
    }
    if (before !== null) await page.setViewportSize(before)
  })

  test('a link tells what it holds, and holds nobody’s cookies or words', async () => {
    const region = await open(mine, 'Save as a link')
    await seen(region.getByText('puts “Cookies, Crumb by Crumb” into the cart'))
    await seen(region.getByText('rolling: true'))
    await shot(mine.page, 'keep-link-light')
    expect(await axeViolations(mine.page)).toEqual([])
    link = await region.getByRole('textbox', { name: 'Save as a link' }).inputValue()
    expect(link).toMatch(/^http:\/\/(?:localhost|127\.0\.0\.1):\d+\/#try=b[\w-]+$/)
    const read = await from.command({ type: 'link:read', link })
    if (!read.ok) throw new Error(read.problem.message)
    expect(read.value.acts.some(({ form }) => form === 'item=cookies')).toBe(true)
    holdsNothingOfAnybody(JSON.stringify(read.value))
    for (const { sessionId } of (await from.state()).browsers) if (sessionId !== null) expect(JSON.stringify(read.value)).not.toContain(sessionId)
  })

  test('a report in Markdown, in either language', async () => {
    const region = await open(mine, 'Bug report')
    await region.getByLabel('What I expected').fill('Two books in the cart')
    const text = region.getByRole('textbox', { name: 'Bug report' })
    await expect.poll(() => text.inputValue()).toMatch(/express-session.*\d+\.\d+\.\d+/)
    const english = await text.inputValue()
    expect(english).toContain('## What I expected\n\nTwo books in the cart')
    expect(english).toContain('"rolling": true')
    holdsNothingOfAnybody(english)
    await region.getByLabel('Which request').selectOption({ index: 1 })
    expect(await text.inputValue()).toMatch(/- `path`: \*\*yes\*\*, `inside`/)
    await shot(mine.page, 'keep-report-light')
    await region.getByLabel('Language of the report').selectOption('pt-BR')
    await expect.poll(() => text.inputValue()).toContain('## O que eu esperava')
    holdsNothingOfAnybody(await text.inputValue())
    expect(await axeViolations(mine.page)).toEqual([])
  })

  test('HAR 1.2, masked unless somebody asks for the cookies', async () => {
    const region = await open(mine, 'HAR')
    const masked = await saved(mine, region)
    const { log } = harSchema.parse(JSON.parse(masked))
    expect(log.entries.length).toBeGreaterThanOrEqual(6)
    expect(log.entries.some(({ request: { method, url } }) => method === 'POST' && url.endsWith('/cart'))).toBe(true)
    holdsNothingOfAnybody(masked)
    await region.getByRole('checkbox').check()
    const whole = await saved(mine, region)
    harSchema.parse(JSON.parse(whole))
    for (const known of [signatures[0], CANARY]) expect(whole).toContain(known)
    for (const secret of never) expect(whole).not.toContain(secret)
    await shot(mine.page, 'keep-har-light')
  })

  test('curl, with the real cookie only where somebody asks for it; and it does the same', async () => {
    for (const path of [`/me?token=${CANARY}`, '/me']) {
      const { value } = (await from.command({ type: 'browser:visit', browser: 'browser:alice', path })) as { value: { status: number } }
      expect(value.status).toBe(200)
    }
    await dialog(mine).getByRole('button', { name: 'Close' }).click()
    const region = await open(mine, 'As curl')
    const text = region.getByRole('textbox', { name: 'As curl' })
    await region.getByLabel('Which request').selectOption({ index: 0 })
    const masked = await text.inputValue()
    holdsNothingOfAnybody(masked)
    expect(masked).toContain('SIGNATURE')
    expect(await run(masked)).not.toContain('Crumb by Crumb')
    await region.getByRole('checkbox').check()
    await shot(mine.page, 'keep-curl-light')
    expect(await run(await text.inputValue())).toContain('Crumb by Crumb')
    // What was typed into an address, or into a form.
    for (const row of [/GET \/me\?token/, /POST \/cart/]) {
      await region.getByRole('checkbox').uncheck()
      const which = region.getByLabel('Which request')
      await which.selectOption({ label: (await which.locator('option').allInnerTexts()).find((label) => row.test(label)) ?? '' })
      await expect.poll(() => text.inputValue()).toContain('***')
      holdsNothingOfAnybody(await text.inputValue())
      await region.getByRole('checkbox').check()
      await expect.poll(() => text.inputValue()).toContain(CANARY)
    }
    await dialog(mine).getByRole('button', { name: 'Close' }).click()
  })

  test('opened in another sandbox, the link says what it would do, and nothing is done; then, at a click, it is', async () => {
    const theirs = await openDashboard(browser, to, { link: link.slice(link.indexOf('/#')) })
    const before = await to.state()
    await seen(dialog(theirs).getByText('This is what it does'))
    await seen(dialog(theirs).getByText('puts “Cookies, Crumb by Crumb” into the cart'))
    await shot(theirs.page, 'keep-open-link-light')
    expect(await axeViolations(theirs.page)).toEqual([])
    // It has been looked at, by the sandbox too, and nobody has done anything.
    const after = await to.state()
    expect(after.browsers.filter(({ id }) => id.startsWith('browser:')).map(({ jar }) => jar.length)).toEqual([0, 0])
    expect(after.timeline.filter((row) => row.kind === 'configured').length).toBe(before.timeline.filter((row) => row.kind === 'configured').length)
    expect(after.server.options.rolling).toBe(false)

    await dialog(theirs).getByRole('radio', { name: 'none' }).check()
    await dialog(theirs).getByRole('button', { name: 'Do it here' }).click()
    await seen(theirs.page.getByText(/The link is done: (\d+) of \1 requests/))
    await shot(theirs.page, 'keep-link-done-light')
    expect(theirs.page.url()).not.toContain('#try=')
    const done = await to.state()
    expect(done.server.options).toMatchObject({ rolling: true, maxAgeMs: 90_000 })
    expect(done.browsers.find(({ name }) => name === 'Alice')?.page).toMatchObject({ cartCount: 1 })
    expect(theirs.complaints).toEqual([])
    await theirs.close()
  })

  test('a link that is damaged is refused in words, and can be pasted anew; another one in the address is looked at as well', async () => {
    const theirs = await openDashboard(browser, to, { link: `/${link.slice(link.indexOf('#'), -9)}`, locale: 'pt-BR', viewport: { width: 390, height: 844 } })
    await seen(dialog(theirs).getByText(/falta uma parte dele/))
    await shot(theirs.page, 'keep-refused-narrow-pt')
    await dialog(theirs).getByRole('textbox').fill(`  ${link}\n`)
    await dialog(theirs).getByRole('button', { name: 'Ver o que ele faz' }).click()
    await seen(dialog(theirs).getByText('É isto que ele faz'))
    await shot(theirs.page, 'keep-open-link-narrow-pt')
    expect(await axeViolations(theirs.page)).toEqual([])
    await theirs.page.keyboard.press('Escape')
    await dialog(theirs).waitFor({ state: 'hidden' })
    expect(theirs.page.url()).not.toContain('#try=')
    await theirs.page.evaluate(
      (hash) => {
        location.hash = hash
      },
      link.slice(link.indexOf('#')),
    )
    await seen(dialog(theirs).getByText('É isto que ele faz'))
    expect(theirs.complaints).toEqual([])
    await theirs.close()
  })

  test('while it runs it can be stopped, and what cannot be done stops it', async () => {
    const theirs = await openDashboard(browser, to, { link: link.slice(link.indexOf('/#')), colorScheme: 'dark' })
    await dialog(theirs)
      .getByRole('radio', { name: /two seconds/ })
      .check()
    await dialog(theirs).getByRole('button', { name: 'Do it here' }).click()
    await seen(theirs.page.getByText(/\d+ of \d+: /))
    await shot(theirs.page, 'keep-link-running-dark')
    await theirs.page.getByRole('button', { name: 'Stop', exact: true }).click()
    await seen(theirs.page.getByText(/Stopped after \d+ of \d+ requests/))
    await theirs.page.getByRole('complementary', { name: 'What the link does' }).getByRole('button', { name: 'Close' }).click()
    expect(theirs.complaints).toEqual([])
    await theirs.close()
  })
})

/** As somebody pastes it into a terminal. @returns what the shop answered */
function run(command: string): Promise<string> {
  return new Promise((resolve, reject) =>
    execFile('/bin/bash', ['-c', command], (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout))),
  )
}
