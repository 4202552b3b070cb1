/** Each lesson as it is solved, on a small screen in Portuguese and a larger one in English: whatever a step speaks of is in sight, and the page holds still. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StepDefinition } from '../../curriculum/lesson-schema.js'
import { loadCurriculum } from '../../curriculum/load.js'
import { SHOPS } from '../../lesson-server/shop/variants.js'
import { lessonsFolder } from '../../paths.js'
import type { CommandType } from '../../protocol/commands.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { connectDashboard, type DashboardSocket } from '../support/dashboard-socket.js'
import { launch, type Sandbox } from '../support/launch.js'
import { isFull } from '../support/thoroughness.js'
import { becomes, type Dashboard, openDashboard, seen } from './dashboard.js'
import { cutInTaughtRows, outOfSight, partsOf, thingsOf } from './in-sight.js'
import { forgetShifts, largestWindow, noteShifts, shiftsOf, sumOf } from './layout-shift.js'
import { stepBegins } from './lessons.js'

const LOOKS = [
  { name: 'pt-1366', locale: 'pt-BR', viewport: { width: 1366, height: 768 } },
  { name: 'en-1440', locale: 'en', viewport: { width: 1440, height: 900 } },
] as const

/** What is under way, as a scrolling or a part that is fetched, is over by then. */
const AT_REST_WITHIN_MS = 3_000
/** Cumulative Layout Shift is the largest window of a page's life; here all windows of a lesson together may have no more. */
const MOST_SHIFT = 0.05
/** Between the acts of a solution: a press gets in between the news that an act is coming and the act. */
const PAUSE_MS = 150
/** Over when they are answered: what moves until then was asked for, however busy the machine is. What moves while others take their time was not. */
const AT_ONCE: ReadonlySet<CommandType> = new Set<CommandType>([
  'browser:visit',
  'browser:log-in',
  'browser:add-to-cart',
  'browser:log-out',
  'browser:forget-cookies',
  'browser:edit-cookie',
  'server:configure',
  'server:shop',
  'server:collect',
  'store:clear',
])

const { lessons } = await loadCurriculum(
  lessonsFolder,
  SHOPS.map(({ name }) => name),
)
/** Short ones that need most kinds of place: the shop, the document, the bar, the requests. */
const SAMPLE = ['02-the-claim-ticket', '07-restart']
const walked = isFull ? [...lessons.keys()] : SAMPLE

describe.skipIf(withoutChromium)('while a lesson is solved', () => {
  let sandbox: Sandbox
  let browser: Browser
  const readers: { readonly name: string; readonly dashboard: Dashboard }[] = []
  const onEach = <T>(what: (page: Page) => Promise<T>) => Promise.all(readers.map(({ dashboard }) => what(dashboard.page)))
  beforeAll(async () => {
    sandbox = await launch()
    browser = await openBrowser()
    await sandbox.until('the shop and a MongoDB are there', ({ mongo, server }) => mongo.phase === 'up' && server.phase === 'running')
    for (const { name, ...look } of LOOKS)
      readers.push({ name, dashboard: await openDashboard(browser, sandbox, { ...look, reducedMotion: 'reduce', prepare: noteShifts }) })
    // A page that is still on its way would be the first step's visit.
    for (const { dashboard } of readers) await seen(dashboard.shop.locator('form'))
  })
  afterAll(async () => {
    for (const { dashboard } of readers) await dashboard.close()
    await sandbox.stop()
  })

  const press = () => onEach((page) => page.keyboard.press('Shift'))

  /** Shows a step's solution as a reader does it by hand, with a press at each act: what moves within half a second of it was asked for, and is no shift. */
  async function showByHand({ id, solution }: StepDefinition, live: DashboardSocket): Promise<void> {
    let isOver = false
    await press()
    const shown = sandbox.command({ type: 'lesson:show-me', pauseMs: PAUSE_MS }).then(async (result) => {
      expect(result, id).toMatchObject({ ok: true })
      await onEach((page) => page.locator(`[data-step="${id}"]:not([aria-current])`).waitFor())
    })
    const over = shown.finally(() => {
      isOver = true
    })
    over.catch(() => {})
    for (let pressedAt = -1; !isOver; await Promise.race([over, delay(30)]).catch(() => {})) {
      const index = live.held()?.lesson?.showing?.index ?? Math.max(pressedAt, 0)
      if (index === pressedAt && !isAtOnce(solution, index)) continue
      pressedAt = index
      await press()
    }
    await over
  }

  test.each(walked)('%s: what it speaks of is in sight, and the page holds still', async (lesson) => {
    const steps = lessons.get(lesson)?.definition.steps ?? []
    expect(steps).not.toEqual([])
    const live = await connectDashboard(sandbox.dashboardUrl, sandbox.token)
    expect(await sandbox.command({ type: 'lesson:open', lesson })).toMatchObject({ ok: true })
    const complaints: string[] = []
    const see = async (when: string, selectors: readonly string[]) => {
      const found = await Promise.all(readers.map(({ name, dashboard }) => missing(dashboard.page, selectors, `${name}, ${when}`)))
      complaints.push(...found.flat())
    }
    let taughtRows = 0
    for (const [index, step] of steps.entries()) {
      await onEach((page) => stepBegins(page, step.id))
      if (index === 0) await onEach(forgetShifts)
      await see(`${step.id} opens`, [...thingsOf(step, index === 0), ...(hasCards(step) ? [] : partsOf('browser-tabs'))])
      if (hasCards(step)) {
        await onEach((page) => openCards(page))
        await see(`${step.id}, its cards are open`, [CARDS, ...panesOf(step)])
      }
      const shown = showByHand(step, live)
      if (hasCrowd(step)) {
        await sandbox.until('the crowd is coming in', (now) => (now.crowd.running?.usersDone ?? 0) > 50 || now.lesson?.step !== index, 30_000)
        await see(`${step.id}, the crowd comes in`, step.watch.flatMap(partsOf))
      }
      await shown
      await see(`${step.id} is done`, [...step.watch, 'browser-tabs' as const].flatMap(partsOf))
      for (const { name, dashboard } of readers) {
        const { rows, cut } = await cutInTaughtRows(dashboard.page)
        taughtRows += rows
        complaints.push(...cut.map((what) => `${name}, ${step.id} is done: in the requests ${what}`))
        if (pictured(step)) await shot(dashboard.page, `step-${lesson}-${step.id}-${name}`)
      }
    }
    for (const { name, dashboard } of readers) {
      const shifts = await shiftsOf(dashboard.page)
      const told = shifts.map(({ value, at, what }) => `\n  ${value.toFixed(3)} at ${Math.round(at)} ms: ${what}`).join('')
      const sum = sumOf(shifts)
      if (sum > MOST_SHIFT) complaints.push(`${name}: layout shift of ${sum.toFixed(3)}, ${largestWindow(shifts).toFixed(3)} in one window:${told}`)
    }
    expect(complaints).toEqual([])
    if (steps.some(({ point, watch }) => [point, ...watch].includes('timeline'))) expect(taughtRows).toBeGreaterThan(0)
  })
})

/** Is an act of a solution over when it is answered, and none that then waits for something? */
function isAtOnce(solution: StepDefinition['solution'], index: number): boolean {
  const [act, next] = [solution[index], solution[index + 1]]
  if (act === undefined || (next !== undefined && 'until' in next)) return false
  return 'answer' in act || ('type' in act && AT_ONCE.has(act.type))
}

const hasCrowd = ({ solution }: StepDefinition) => solution.some((act) => 'type' in act && act.type === 'crowd:start')

const hasCards = ({ task }: StepDefinition) => task !== undefined && !('predict' in task)
const CARDS = '[data-many-cards]'
/** What such a step is about in the panes. */
const panesOf = ({ point, watch }: StepDefinition) => [...(point ? [point] : []), ...watch].flatMap(partsOf)

/** Where a step before has brought something about, the cards come at a press. */
async function openCards(page: Page): Promise<void> {
  const cards = page.locator(CARDS)
  if (await cards.isVisible()) return
  await page.locator('[data-step][aria-current="step"] [class*=primary]').click()
  await seen(cards)
}

/** Pictures of the moments that take most room: a process that ended, a restart, a crowd. */
const pictured = (step: StepDefinition) => hasCrowd(step) || step.solution.some((act) => 'type' in act && act.type === 'server:restart')

/** What is out of sight once the page is at rest. */
async function missing(page: Page, selectors: readonly string[], when: string): Promise<readonly string[]> {
  let last: readonly string[] = []
  const look = async () => {
    last = await outOfSight(page, selectors)
    return last
  }
  await becomes(when, look, (found) => found.length === 0, AT_REST_WITHIN_MS).catch(() => undefined)
  return last.map((complaint) => `${when}: ${complaint}`)
}
