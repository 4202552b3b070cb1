/** The lessons' place as a person meets it. */
import type { Locator, Page } from 'playwright-core'
import { type Dashboard, seen } from './dashboard.js'

/** More stops than the page has. */
const MAX_STOPS = 200

/** A step of the open lesson. */
export function stepOf(page: Page, id: string): Locator {
  return page.locator(`[data-step="${id}"]`)
}

/** Waits until a step is the one in progress. */
export async function stepBegins(page: Page, id: string): Promise<Locator> {
  return await seen(page.locator(`[data-step="${id}"][aria-current="step"]`))
}

/** Has a step's solution shown, and waits until it is done and the next one began. */
export async function showMe(page: Page, step: string, next: string): Promise<void> {
  const inProgress = await stepBegins(page, step)
  await inProgress.getByRole('button', { name: /Show me|Mostre para mim/ }).click()
  await stepBegins(page, next)
}

/** The tab of a browser, when it is the one that is shown. */
export function shownTab({ page }: Dashboard, name: string | RegExp): Locator {
  return page.getByRole('tab', { name, selected: true })
}

/** Waits until the shop's own page, and not the answer to "forget my cookies", stands in the frame, with nobody known. */
export async function shopHasStranger({ shop }: Dashboard): Promise<void> {
  await seen(shop.getByRole('heading', { name: 'Hello, stranger' }))
}

/** Presses Tab (or Shift+Tab) until the element has the focus. @throws when a round through the page does not reach it */
export async function tabOnto(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await target.waitFor()
  for (let stop = 0; stop < MAX_STOPS; stop++) {
    if (await target.evaluate((element) => element.matches(':focus'))) return
    await target.page().keyboard.press(key)
  }
  throw new Error(`${MAX_STOPS} presses of ${key} did not reach ${target}.`)
}

/** Reaches a control by Tab and presses a key on it. */
export async function pressOn(target: Locator, key: 'Enter' | 'Space' = 'Enter', by: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await tabOnto(target, by)
  await target.page().keyboard.press(key)
}
