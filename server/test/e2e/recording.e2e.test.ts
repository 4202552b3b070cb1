/** A recording of a real launch, shown without any server: opened as a file with the network off, and from a static host in somebody's page. */
import { createReadStream, mkdtempSync, openAsBlob, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '../../protocol/dashboard.js'
import { buildRecording } from '../../protocol/recording/build.js'
import { openRecording } from '../../protocol/recording/read.js'
import { buildViewer } from '../../viewer/build-viewer.js'
import { logOfSandbox } from '../recordings/log-of.js'
import { axeViolations } from '../support/axe.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { becomes, logIn, openDashboard, SHOWN_WITHIN_MS, seen } from './dashboard.js'

/** Typed by whoever made the recording. */
const CANARY = 'CANARY-5e2b'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}

describe.skipIf(withoutChromium)('a recording', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'sessionscope-recording-'))
  const viewer = join(scratch, 'viewer')
  const file = join(scratch, 'Lição 1.sessionscope.json.gz')
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let host: Server
  let sandbox: Sandbox
  let origin = ''
  const asked: string[] = []

  beforeAll(async () => {
    sandbox = await launch()
    const run = (command: object) => sandbox.command(command as never)
    await run({ type: 'browser:log-in', browser: 'browser:alice' })
    await run({ type: 'browser:add-to-cart', browser: 'browser:alice', item: 'cookies' })
    await run({ type: 'browser:visit', browser: 'browser:bob' })
    await run({ type: 'server:configure', options: { rolling: true, maxAgeMs: 60_000 } })
    await run({ type: 'browser:visit', browser: 'browser:alice' })
    browser = await openBrowser()
    const own = await openDashboard(browser, sandbox)
    await logIn(own.shop, CANARY)
    await own.close()
    const logged = await logOfSandbox(sandbox)
    const built = await buildRecording(logged, { protocol: PROTOCOL_VERSION, savedAt: Date.now(), masked: true })
    writeFileSync(file, Buffer.from(await built.file.arrayBuffer()))
    expect(await buildViewer(viewer, [file])).toEqual(['Licao-1'])
    host = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost')
      asked.push(pathname)
      const path = join(viewer, normalize(decodeURIComponent(pathname === '/' ? '/index.html' : pathname)))
      if (pathname === '/course')
        return response
          .setHeader('content-type', 'text/html')
          .end('<!doctype html><title>Course</title><iframe title="Recording" src="/?recording=Licao-1" width="1400" height="800"></iframe>')
      if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end()
      response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
      return createReadStream(path).pipe(response)
    })
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`
  }, 120_000)
  afterAll(async () => {
    await sandbox?.stop()
    host?.close()
    rmSync(scratch, { recursive: true, force: true })
  })

  async function open(
    address: string,
    options: { readonly locale?: string; readonly isOffline?: boolean; readonly dark?: boolean; readonly width?: number } = {},
  ) {
    const context = await browser.newContext({
      locale: options.locale ?? 'en',
      viewport: { width: options.width ?? 1440, height: 900 },
      offline: options.isOffline ?? false,
      colorScheme: options.dark ? 'dark' : 'light',
    })
    context.setDefaultTimeout(SHOWN_WITHIN_MS)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
    await page.goto(address)
    return { page, complaints }
  }
  const pane = (page: Page | Frame, name: string) => page.locator(`[data-pane=${name}]`)

  /** From the end to the beginning and on, by keys and along the strip. @param page or a frame in it, where the recording stands */
  async function walked(page: Page | Frame): Promise<void> {
    const { keyboard, mouse } = 'keyboard' in page ? page : page.page()
    const slider = page.getByRole('slider', { name: 'All that has happened' })
    const moment = async () => (await slider.getAttribute('aria-valuetext')) ?? ''
    const another = async (before: string) => becomes('another moment', moment, (words) => words !== '' && words !== before)
    // What the real browser was shown stands there as text, at the end and before.
    await page.getByRole('tab', { name: 'You' }).click()
    await seen(
      pane(page, 'browser')
        .locator('[data-page-then]')
        .getByText(/^Hello, (?!stranger)/),
    )
    expect(await pane(page, 'browser').locator('iframe').count()).toBe(0)
    expect(await pane(page, 'browser').textContent()).not.toContain(CANARY)
    await pane(page, 'requests').locator('tr', { hasText: 'POST /login' }).last().locator('[data-row-button]').click()
    await page.getByRole('button', { name: 'Show everything as it was then' }).click()
    const first = await another('')
    await keyboard.press(']')
    await another(first)
    await keyboard.press('[')
    await becomes('the first again', moment, (words) => words === first)
    await slider.focus()
    await keyboard.press('Home')
    const beginning = await another(first)
    await page.getByRole('tab', { name: 'You' }).click()
    await seen(pane(page, 'browser').locator('[data-page-then]').getByText('Not recorded.'))
    await slider.focus()
    await keyboard.press('ArrowRight')
    const second = await another(beginning)
    const box = await slider.boundingBox()
    if (box === null) throw new Error('There is no strip.')
    await mouse.move(box.x + 4, box.y + box.height / 2)
    await mouse.down()
    await mouse.move(box.x + box.width - 4, box.y + box.height / 2, { steps: 8 })
    await mouse.up()
    await another(second)
    await page.getByRole('tab', { name: 'You' }).click()
    await seen(
      pane(page, 'browser')
        .locator('[data-page-then]')
        .getByText(/^Hello, (?!stranger)/),
    )
  }

  test('opens as a file, with the network off', async () => {
    const { page, complaints } = await open(`${pathToFileURL(join(viewer, 'index.html')).href}?recording=Licao-1`, { isOffline: true })
    await seen(pane(page, 'memory'))
    await seen(page.getByText('A recording of'))
    await page.getByRole('tab', { name: 'Alice' }).click()
    await seen(pane(page, 'browser').getByText('sessionscope.sid').first())
    expect(await pane(page, 'requests').getByText('/login').count()).toBeGreaterThan(0)
    expect(await page.locator('[data-broken]').count()).toBe(0)
    await shot(page, 'recording-file-light')
    await walked(page)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('is walked in a frame of a course’s page, with the network off', async () => {
    const course = join(scratch, 'course.html')
    writeFileSync(course, '<!doctype html><title>Course</title><iframe src="viewer/index.html?recording=Licao-1" width="1400" height="800"></iframe>')
    const { page, complaints } = await open(pathToFileURL(course).href, { isOffline: true })
    const frame = page.frames().at(-1)
    if (frame === undefined || frame === page.mainFrame()) throw new Error('There is no frame.')
    await seen(pane(frame, 'memory'))
    await walked(frame)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('opens from any web host, in a page of a course, in Portuguese, dark and narrow; axe finds nothing', async () => {
    const { page, complaints } = await open(`${origin}/course`, { locale: 'pt-BR' })
    const frame = page.frameLocator('iframe')
    await seen(frame.locator('[data-pane=memory]'))
    await seen(frame.getByText('Uma gravação de'))
    // Nothing but its own files: neither the shop, nor a sandbox.
    expect(
      asked.filter(
        (path) => !/^\/(?:course|favicon\.\w+|index\.html|begin\.js|theme\.js|assets\/[\w.-]+|recordings\/Licao-1\.sessionscope\.json\.gz)?$/.test(path),
      ),
    ).toEqual([])
    await page.context().close()
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([])

    const dark = await open(`${origin}/?recording=Licao-1&lang=pt-BR`, { dark: true, width: 1366 })
    await seen(pane(dark.page, 'memory'))
    expect(await axeViolations(dark.page)).toEqual([])
    await shot(dark.page, 'recording-host-dark-pt')
    await dark.page.context().close()

    const narrow = await open(`${origin}/?recording=Licao-1`, { width: 390 })
    await seen(pane(narrow.page, 'memory'))
    await shot(narrow.page, 'recording-narrow')
    await narrow.page.context().close()
  })

  test('another one is chosen or refused with what is wrong, and what was there stays', async () => {
    const { page, complaints } = await open(`${origin}/`)
    await seen(page.getByRole('heading', { name: 'Open a recording' }))
    await seen(page.getByRole('link', { name: 'Licao-1' }))
    expect(await axeViolations(page)).toEqual([])
    await shot(page, 'recording-front')
    const take = (name: string, buffer: Buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/gzip', buffer })
    await take('x.json', Buffer.from('<img src=x onerror="document.title=1">'))
    await seen(page.getByText('This file is no recording of Sessionscope.'))
    await take('cut.gz', gzipSync('{"format":"sessionscope-recording","version":1'))
    await seen(page.getByText('This file is cut off or damaged.'))
    await take('new.gz', gzipSync('{"format":"sessionscope-recording","version":2}'))
    await seen(page.getByText('This recording is of version 2'))
    await page.locator('input[type=file]').setInputFiles(file)
    await seen(pane(page, 'memory'))
    await page.goto(`${origin}/?recording=..%2F..%2Fetc%2Fpasswd`)
    await seen(page.getByText('There is no recording called ../../etc/passwd on this page.'))
    expect(asked.some((path) => path.includes('passwd'))).toBe(false)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('the running page keeps one, and opens one in a tab of its own that asks the sandbox for nothing', async () => {
    const mine = await openDashboard(browser, sandbox)
    const { page } = mine
    const choose = async (view: string) => {
      if ((await page.getByRole('dialog').count()) === 0) await mine.pane('requests').getByRole('button', { name: 'Keep and show' }).first().click()
      await page.getByRole('dialog').getByRole('navigation').getByRole('button', { name: view, exact: true }).click()
      return page.getByRole('dialog').getByRole('region', { name: view, exact: true })
    }
    const keep = await choose('A recording')
    expect(await axeViolations(page)).toEqual([])
    await shot(page, 'recording-keep-light')
    const [download] = await Promise.all([page.waitForEvent('download'), keep.getByRole('button', { name: 'Save the recording' }).press('Enter')])
    expect(download.suggestedFilename()).toMatch(/^sessionscope-\d{4}-\d\d-\d\d-\d{4}\.sessionscope\.json\.gz$/)
    await seen(keep.getByText(/^Saved: /))
    const path = await download.path()
    const { recording } = await openRecording(await openAsBlob(path), PROTOCOL_VERSION)
    expect(recording.masked).toBe(true)
    const text = gunzipSync(readFileSync(path)).toString()
    const live = (await sandbox.state()).browsers.flatMap(({ jar }) => jar.flatMap(({ parts }) => (parts === null ? [] : [parts.sessionId, parts.signature])))
    expect(live.length).toBeGreaterThan(1)
    for (const secret of [...live, sandbox.token, sandbox.dataFolder]) expect(text).not.toContain(secret)

    const open = await choose('Open a recording')
    await open.locator('input[type=file]').setInputFiles({ name: 'x.gz', mimeType: 'application/gzip', buffer: Buffer.from('no recording') })
    await seen(open.getByText('This file is no recording of Sessionscope.'))
    await open.locator('input[type=file]').setInputFiles(file)
    await seen(open.getByText('yes: IDs and what was typed are others than they were'))
    await shot(page, 'recording-open-light')
    const [tab] = await Promise.all([page.waitForEvent('popup'), open.getByRole('button', { name: 'Open it in a new tab' }).click()])
    let sockets = 0
    tab.on('websocket', () => {
      sockets += 1
    })
    await seen(tab.locator('[data-pane=memory]'))
    await seen(tab.getByText('A recording of'))
    await shot(tab, 'recording-tab-light')
    expect(await axeViolations(tab)).toEqual([])
    expect(sockets).toBe(0)
    await tab.close()
    expect((await sandbox.command({ type: 'browser:visit', browser: 'browser:bob' })).ok).toBe(true)
    await seen(mine.pane('memory'))
    expect(mine.complaints).toEqual([])
    await mine.close()
  })
})
