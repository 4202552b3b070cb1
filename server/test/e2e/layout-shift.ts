/** How much a page moves by itself: Cumulative Layout Shift, as https://web.dev/articles/cls defines it. */
import type { BrowserContext, Page } from 'playwright-core'

/** Shifts that are closer together than this belong to one session window. In ms. */
const GAP_MS = 1_000
/** A session window is no longer than this. In ms. */
const WINDOW_MS = 5_000

export interface Shift {
  /** Its score: the share of the window that it concerns, times how far that moved. */
  readonly value: number
  /** Ms since the page's beginning. */
  readonly at: number
  /** What moved, from where to where. */
  readonly what: string
}

/** Has every page of a context note its layout shifts from its beginning on. Those within 500 ms of a person's input are none (`hadRecentInput`). */
export async function noteShifts(context: BrowserContext): Promise<void> {
  await context.addInitScript(NOTE_SHIFTS)
}

/** What has moved in a page since it was opened, or since the last {@link forgetShifts}. */
export async function shiftsOf(page: Page): Promise<readonly Shift[]> {
  return (await page.evaluate('shifts')) as readonly Shift[]
}

export async function forgetShifts(page: Page): Promise<void> {
  await page.evaluate('shifts.length = 0')
}

/** The score of the session window that has most. */
export function largestWindow(shifts: readonly Shift[]): number {
  let most = 0
  let [sum, first, last] = [0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { value, at } of shifts) {
    if (at - last >= GAP_MS || at - first >= WINDOW_MS) [sum, first] = [0, at]
    sum += value
    last = at
    most = Math.max(most, sum)
  }
  return most
}

/** Of all windows together. */
export function sumOf(shifts: readonly Shift[]): number {
  return shifts.reduce((sum, { value }) => sum + value, 0)
}

const NOTE_SHIFTS = `
  const shifts = []
  globalThis.shifts = shifts
  const name = (node) => node?.nodeType === 1 ? node.tagName.toLowerCase() + '.' + (node.getAttribute('class') ?? '').split(' ')[0] + ' “' + (node.textContent ?? '').trim().slice(0, 24) + '”' : node?.nodeName
  const box = (rect) => [rect.x, rect.y, rect.width, rect.height].map(Math.round).join(' ')
  new PerformanceObserver((list) => {
    for (const { value, startTime, hadRecentInput, sources } of list.getEntries()) {
      if (hadRecentInput) continue
      const what = sources.map(({ node, previousRect, currentRect }) => name(node) + ' ' + box(previousRect) + ' → ' + box(currentRect)).join('; ')
      shifts.push({ value, at: startTime, what })
    }
  }).observe({ type: 'layout-shift', buffered: true })
`
