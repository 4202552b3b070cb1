/** Whether what a step of a lesson speaks of can be seen: within the window and its scrollers, and with nothing over it. */
import type { Page } from 'playwright-core'
import type { StepDefinition } from '../../curriculum/lesson-schema.js'
import type { CommandType } from '../../protocol/commands.js'
import type { ControlName } from '../../protocol/lessons.js'

/** Of what is longer than this, as a list of requests or a document, the beginning is enough. In CSS px. */
const ENOUGH_PX = 96

/** What must be seen of a control, as selectors; where it stands for itself, nothing. */
const PARTS: Partial<Readonly<Record<ControlName, readonly string[]>>> = {
  // With what lies in it, as the button that closes one.
  'browser-tabs': ['[data-control="browser-tabs"] [role=tablist] > *'],
  // The reader's own browser has the page itself, others have buttons.
  shop: ['[data-control="browser-actions"] button, [data-control="shop"]:not([inert])'],
  'browser-actions': ['[data-control="browser-actions"] button, [data-control="shop"]:not([inert])'],
  'cookie-editor': ['[data-control="cookie-editor"] :is(button, textarea), [data-control="shop"]:not([inert])'],
  'memory-chart': ['[data-control="memory-chart"] .uplot', '[data-control="memory-chart"] li'],
  collect: ['[data-control="collect"] summary'],
  crowd: ['[data-part="crowd"] :is(label, button[type=submit])'],
  // Their title may be covered for a moment, by what a switch says of itself.
  timeline: ['[data-pane="requests"] thead', '[data-pane="requests"] tbody tr:first-child > td'],
  'store-switch': ['[data-control="store-switch"] label'],
}

/** Where one does by hand what a command does. */
const USED: Partial<Readonly<Record<CommandType, readonly string[]>>> = {
  'browser:visit': partsOf('browser-actions'),
  'browser:log-in': partsOf('browser-actions'),
  'browser:add-to-cart': partsOf('browser-actions'),
  'browser:edit-cookie': partsOf('cookie-editor'),
  'server:restart': partsOf('restart'),
  'server:configure': partsOf('code'),
  'server:shop': partsOf('code'),
  'server:collect': partsOf('collect'),
  'store:switch': partsOf('store-switch'),
  // The form, or what opens it.
  'crowd:start': ['[data-part="crowd"] button[type=submit], [data-control~="crowd"][data-opens]'],
  'store:clear': ['[data-pane="store"] h2'],
}

export function partsOf(control: ControlName): readonly string[] {
  return PARTS[control] ?? [`[data-control~="${control}"]`]
}

/** The step itself in the lessons' place: its title, and the answers that it offers. */
const STEP = '[data-step][aria-current="step"]'

/**
 * What a step speaks of while it is open: itself, what it points at, what it asks to watch, and what one does it with.
 *
 * @param isFirst it is read from the lesson's title on: its answers come with the reading
 */
export function thingsOf({ point, watch, solution, task }: StepDefinition, isFirst: boolean): readonly string[] {
  const used = solution.flatMap((act) => ('type' in act ? (USED[act.type] ?? []) : []))
  const answers = !isFirst && task && 'predict' in task ? [`${STEP} fieldset p`, `${STEP} fieldset button`] : []
  return [...new Set([`${STEP} h3`, ...answers, ...(point ? partsOf(point) : []), ...watch.flatMap(partsOf), ...used])]
}

/**
 * What cannot be seen, one line each; empty when all can.
 *
 * @param selectors each must be there, and all that it finds in sight
 */
export async function outOfSight(page: Page, selectors: readonly string[]): Promise<readonly string[]> {
  return await page.locator('body').evaluate(look, { selectors, enough: ENOUGH_PX })
}

/** Runs in the page. */
function look(body: HTMLElement | SVGElement, { selectors, enough }: { readonly selectors: readonly string[]; readonly enough: number }): string[] {
  const { ownerDocument: document } = body
  const window = document.defaultView
  if (!window) return ['there is no window']
  const complaints: string[] = []
  for (const selector of selectors) {
    const elements = [...document.querySelectorAll(selector)].filter((element) => {
      const { width, height } = element.getBoundingClientRect()
      return width > 0 && height > 0
    })
    if (elements.length === 0) complaints.push(`${selector}: is not there`)
    for (const element of elements) {
      const rect = element.getBoundingClientRect()
      const wanted = { top: rect.top, left: rect.left, right: rect.right, bottom: Math.min(rect.bottom, rect.top + enough) }
      const seen = { top: 0, left: 0, right: window.innerWidth, bottom: window.innerHeight }
      for (let around = element.parentElement; around !== null; around = around.parentElement) {
        if (window.getComputedStyle(around).overflow === 'visible') continue
        const clip = around.getBoundingClientRect()
        seen.top = Math.max(seen.top, clip.top)
        seen.left = Math.max(seen.left, clip.left)
        seen.right = Math.min(seen.right, clip.right)
        seen.bottom = Math.min(seen.bottom, clip.bottom)
      }
      const called = `${selector} “${(element.textContent ?? '').trim().slice(0, 30)}”`
      const lacking = [seen.top - wanted.top, seen.left - wanted.left, wanted.right - seen.right, wanted.bottom - seen.bottom]
      const most = Math.max(...lacking)
      if (most > 1.5) {
        const side = ['above', 'at the left', 'at the right', 'below'][lacking.indexOf(most)] ?? ''
        complaints.push(`${called}: ${Math.round(most)} of ${Math.round(rect.height)} px are cut off ${side}`)
        continue
      }
      const across = [0.1, 0.5, 0.9].map((share) => wanted.left + share * (wanted.right - wanted.left))
      const down = [0.25, 0.5, 0.75].map((share) => wanted.top + share * (wanted.bottom - wanted.top))
      const over = across
        .flatMap((x) => down.map((y) => document.elementFromPoint(x, y)))
        .find((hit) => hit && !element.contains(hit) && !hit.contains(element))
      if (over) complaints.push(`${called}: lies under <${over.tagName.toLowerCase()} class="${over.getAttribute('class') ?? ''}">`)
    }
  }
  return complaints
}

/**
 * What is cut off in the cells of the requests that are being taught, one line each.
 *
 * @returns with the number of rows that were looked at: none while something else stands in their place
 */
export async function cutInTaughtRows(page: Page): Promise<{ readonly rows: number; readonly cut: readonly string[] }> {
  const rows = page.locator('[data-pane="requests"] tr[data-taught]').filter({ visible: true })
  const cut = await rows.locator('td, td *').evaluateAll((elements) =>
    elements
      .filter((element) => {
        const { overflowX, overflowY } = element.ownerDocument.defaultView?.getComputedStyle(element) ?? {}
        // What is for screen readers alone is one pixel wide.
        if ((overflowX === 'visible' && overflowY === 'visible') || element.clientWidth <= 1) return false
        return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1
      })
      .map(
        (element) =>
          `“${(element.textContent ?? '').trim().slice(0, 40)}” is cut: ${element.scrollWidth} × ${element.scrollHeight} px in ${element.clientWidth} × ${element.clientHeight}`,
      ),
  )
  return { rows: await rows.count(), cut }
}
