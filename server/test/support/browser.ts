/** A real Chromium for end-to-end tests: fresh profiles, and nothing that calls out of the machine. */
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../bench/find-chromium.mjs'
import { projectRoot } from '../../paths.js'
import { screenshotPath } from './artifacts.js'
import { atEndOfFile } from './end-of-file.js'

/** Pass to `describe.skipIf(...)`: the test command counts what stepped aside, and CI makes it a failure. */
export const withoutChromium = findChromium() === null

/**
 * What every window would start processes for that no test looks at: the pop-ups of an address bar that headless windows do not have, and a
 * process kept in reserve. That is a quarter of what opening a page costs. Of two such lists Chromium takes the last, so Playwright's own stands here too.
 */
const SWITCHED_OFF = [
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'SpareRendererForSitePerProcess'],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'LensOverlay'],
  ...['MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints'],
  ...['NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
]

const FLAGS = [
  `--disable-features=${SWITCHED_OFF.join()}`,
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Without flags of its own: one for all that is opened in this process, since each is half a dozen of Chromium's. */
let shared: Promise<Browser> | null = null
const withFlags = new Set<Browser>()
atEndOfFile(async () => {
  const contexts = (await shared)?.contexts() ?? []
  await Promise.all(contexts.map((context) => context.close()))
  await Promise.all([...withFlags].map((browser) => browser.close()))
})

/**
 * A browser in which nobody has any window: each `newContext` is a profile of its own. What is open in it closes by itself when the test file ends.
 *
 * @param flags more of Chromium's own, for a browser that is the test file's alone
 * @throws when there is no Chromium: guard the suite with {@link withoutChromium}
 */
export async function openBrowser(...flags: readonly string[]): Promise<Browser> {
  if (flags.length > 0) {
    const browser = await start(flags)
    withFlags.add(browser)
    browser.on('disconnected', () => withFlags.delete(browser))
    return browser
  }
  shared ??= startShared()
  return shared
}

/** Whoever asks while it starts waits for the same; once it is gone, or did not start, the next one starts another. */
function startShared(): Promise<Browser> {
  const starting = start([])
  const forget = () => {
    if (shared === starting) shared = null
  }
  starting.then((browser) => browser.on('disconnected', forget), forget)
  return starting
}

async function start(flags: readonly string[]): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('No Chromium on this machine. Install one, or set CHROMIUM_PATH to its program.')
  return await chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...flags] })
}

/** Keeps what the page looks like (artifacts.ts). */
export async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: screenshotPath(name), animations: 'disabled' })
}

/** As {@link shot}; and with `npm run screenshots` also where the README shows it from. */
export async function readmeShot(page: Page, name: 'sandbox' | 'overflow'): Promise<void> {
  await shot(page, name)
  if (process.env.SESSIONSCOPE_README_SHOTS !== '1') return
  const before = page.viewportSize()
  await page.setViewportSize({ width: 1280, height: 860 })
  await page.screenshot({ path: join(projectRoot, 'server/test/e2e/readme-shots', `${name}.png`), animations: 'disabled' })
  if (before) await page.setViewportSize(before)
}
