/** A real Chromium for end-to-end tests: a fresh profile each, and nothing that calls out of the machine. */
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { findChromium } from '../../bench/find-chromium.mjs'
import { projectRoot } from '../../paths.js'
import { screenshotPath } from './artifacts.js'

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

const opened = new Set<Browser>()
afterAll(async () => {
  await Promise.all([...opened].map((browser) => browser.close()))
  opened.clear()
})

/**
 * Opens a browser with a profile of its own; it closes by itself when the test file ends.
 *
 * @param flags more of Chromium's own
 * @throws when there is no Chromium: guard the suite with {@link withoutChromium}
 */
export async function openBrowser(...flags: readonly string[]): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('No Chromium on this machine. Install one, or set CHROMIUM_PATH to its program.')
  const browser = await chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...flags] })
  opened.add(browser)
  browser.on('disconnected', () => opened.delete(browser))
  return browser
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
