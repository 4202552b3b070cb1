/** The page as a person meets it: panes by their headings, controls by their roles and labels. */
import type { Browser, BrowserContext, BrowserContextOptions, FrameLocator, Locator, Page } from 'playwright-core'
import { vi } from 'vitest'
import type { Sandbox } from '../support/launch.js'

/** How long the page may take to show what the server already knows. */
export const SHOWN_WITHIN_MS = 20_000
/** The same of the whole page, which comes while browser, sandbox and shop are still starting. */
const LOADED_WITHIN_MS = 60_000

/** From this width on the lessons stand beside the panes (`client/app/use-dock.ts`). */
const DOCKED_FROM = 1280
const DESKTOP = { width: 1440, height: 900 }

export interface Dashboard {
  readonly page: Page
  /** The shop, in the frame. */
  readonly shop: FrameLocator
  /** What the page's console and scripts complained about; empty at the end of every test. */
  readonly complaints: readonly string[]
  pane(name: 'browser' | 'store' | 'memory' | 'requests' | 'crowd' | 'way'): Locator
  /** The session ID in the real browser's cookie, or null. */
  sessionId(): Promise<string | null>
  close(): Promise<void>
}

export interface DashboardOptions extends BrowserContextOptions {
  /** What follows the dashboard's address: `/?lang=pt-BR#/lessons/08-the-climb`. */
  readonly link?: string
  /** Nobody has been here before, also where a narrow window greets with the lessons over the panes. */
  readonly isFirstVisit?: boolean
  /** Makes the browser another than it is, before it loads anything. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>
}

/** Opens the dashboard in a window of its own, with its own cookies and its own memory of earlier visits. */
export async function openDashboard(
  browser: Browser,
  sandbox: Sandbox,
  { link = '/', isFirstVisit = false, prepare, ...options }: DashboardOptions = {},
): Promise<Dashboard> {
  const context = await browser.newContext({ viewport: DESKTOP, locale: 'en', ...options })
  context.setDefaultTimeout(SHOWN_WITHIN_MS)
  const isNarrow = (options.viewport ?? DESKTOP).width < DOCKED_FROM
  if (isNarrow && !isFirstVisit) await context.addInitScript("try { localStorage.setItem('sessionscope:door', 'sandbox') } catch {}")
  await prepare?.(context)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`)
  })
  await page.goto(sandbox.dashboardUrl + link)
  await page.locator('[data-pane=memory]').waitFor({ timeout: LOADED_WITHIN_MS })
  return {
    page,
    shop: page.frameLocator('iframe'),
    complaints,
    pane: (name) => page.locator(`[data-pane=${name}]`),
    async sessionId() {
      const cookie = (await context.cookies(sandbox.shopUrl)).find(({ name }) => name.startsWith('sessionscope.sid'))
      return /^s:(.+)\.[^.]+$/.exec(decodeURIComponent(cookie?.value ?? ''))?.[1] ?? null
    },
    close: () => context.close(),
  }
}

/** Presses the frame's Reload, and waits for the page that comes. */
export async function reloadShop(dashboard: Dashboard): Promise<void> {
  await pressAndArrive(dashboard, 'Reload')
}

/** Has the browser drop the shop's cookies, and waits for the page that comes. */
export async function forgetCookies(dashboard: Dashboard): Promise<void> {
  await pressAndArrive(dashboard, 'Forget my cookies')
}

/** What one types before the page is there goes away with the page that was. */
async function pressAndArrive({ page, pane }: Dashboard, button: string): Promise<void> {
  const arrived = page.waitForEvent('framenavigated', (frame) => frame.parentFrame() !== null)
  await pane('browser').getByRole('button', { name: button, exact: true }).click()
  await arrived
}

/** Logs in to the shop, in the frame, and waits for its greeting. */
export async function logIn(shop: FrameLocator, name: string): Promise<void> {
  await shop.getByLabel('Your name').fill(name)
  await shop.getByRole('button', { name: 'Log in' }).click()
  await shop.getByRole('heading', { name: `Hello, ${name}` }).waitFor()
}

/** All places where a session ID stands, in one pane. */
export function placesOf(pane: Locator, sessionId: string): Locator {
  return pane.locator(`[data-session="${sessionId}"]`)
}

/** Waits for the first of the elements to be there to see. */
export async function seen(locator: Locator, withinMs = SHOWN_WITHIN_MS): Promise<Locator> {
  await locator.first().waitFor({ state: 'visible', timeout: withinMs })
  return locator.first()
}

/** Waits until what `read` answers fulfils the predicate, and answers with it. */
export async function becomes<T>(what: string, read: () => Promise<T>, predicate: (value: T) => boolean, withinMs = SHOWN_WITHIN_MS): Promise<T> {
  const fulfilled = async () => {
    const value = await read()
    if (!predicate(value)) throw new Error(`${what}: it is ${JSON.stringify(value)}`)
    return value
  }
  return await vi.waitFor(fulfilled, { timeout: withinMs, interval: 50 })
}

/** A computed style of the first such element. */
export async function styleOf(locator: Locator, property: 'boxShadow' | 'opacity' | 'backgroundColor'): Promise<string> {
  return await locator.first().evaluate((element, name) => element.ownerDocument.defaultView?.getComputedStyle(element)[name] ?? '', property)
}

/** Chooses a store in the bar, and says whether sessions come along. */
export async function chooseStore(dashboard: Dashboard, label: string, { carryOver }: { readonly carryOver: boolean }): Promise<void> {
  await dashboard.page.getByRole('checkbox', { name: 'carry sessions over' }).setChecked(carryOver)
  await dashboard.page.getByRole('radiogroup', { name: 'Session store' }).getByRole('radio', { name: label }).click()
}

/** Restarts the lesson server with another heap limit, through the dialog. */
export async function restartWithHeap(dashboard: Dashboard, megabytes: number): Promise<void> {
  await dashboard.page.getByRole('button', { name: 'Restart', exact: true }).click()
  const dialog = dashboard.page.getByRole('dialog', { name: 'Restart the lesson server' })
  await dialog.getByRole('radio', { name: `${megabytes} MB` }).click()
  await dialog.getByRole('button', { name: 'Restart', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
}

/** Opens the crowd's place, by the button beside the chart. */
async function openCrowd(dashboard: Dashboard): Promise<Locator> {
  await dashboard.pane('memory').getByRole('button', { name: 'Let a crowd in' }).click()
  return dashboard.pane('crowd')
}

/** Fills the crowd's form in and starts it. */
export async function startCrowd(dashboard: Dashboard, order: { readonly users: number; readonly cartItems: number }): Promise<void> {
  const pane = await openCrowd(dashboard)
  await pane.getByRole('textbox', { name: 'users' }).fill(String(order.users))
  await pane.getByRole('textbox', { name: 'cart' }).fill(String(order.cartItems))
  await pane.getByRole('button', { name: 'Start', exact: true }).click()
}
