/** Each lesson as it is solved, on a small screen in Portuguese and a larger one in English: whatever a step speaks of is in sight, and the page holds still. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StepDefinition } from '../../curriculum/lesson-schema.js'
import { loadCurriculum } from '../../curriculum/load.js'
import { SHOPS } from '../../lesson-server/shop/variants.js'
import { lessonsFolder } from '../../paths.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { isFull } from '../support/thoroughness.js'
import { becomes, type Dashboard, openDashboard, seen } from './dashboard.js'
import { outOfSight, partsOf, thingsOf } from './in-sight.js'
import { stepBegins } from './lessons.js'

const LOOKS = [
  { name: 'pt-1366', locale: 'pt-BR', viewport: { width: 1366, height: 768 } },
  { name: 'en-1440', locale: 'en', viewport: { width: 1440, height: 900 } },
] as const

/** What is under way, as a scrolling or a part that is fetched, is over by then. */
const AT_REST_WITHIN_MS = 3_000
const MOST_SHIFT = 0.05

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
  beforeAll(async () => {
    sandbox = await launch()
    browser = await openBrowser()
    await sandbox.until('the shop and a MongoDB are there', ({ mongo, server }) => mongo.phase === 'up' && server.phase === 'running')
    const prepare = (context: BrowserContext) => context.addInitScript(NOTE_SHIFTS)
    for (const { name, ...look } of LOOKS)
      readers.push({ name, dashboard: await openDashboard(browser, sandbox, { ...look, reducedMotion: 'reduce', prepare }) })
    // A page that is still on its way would be the first step's visit.
    for (const { dashboard } of readers) await seen(dashboard.shop.locator('form'))
  })
  afterAll(async () => {
    for (const { dashboard } of readers) await dashboard.close()
    await sandbox.stop()
  })

  /** As a reader who does it by hand: what moves within half a second of a press was asked for, and is no shift. */
  async function actUntil(end: Promise<unknown>): Promise<void> {
    let isOver = false
    void end.finally(() => {
      isOver = true
    })
    for (;;) {
      await Promise.all(readers.map(({ dashboard }) => dashboard.page.keyboard.press('Shift')))
      if (isOver) return
      await Promise.race([end, delay(200)])
    }
  }

  test.each(walked)('%s: what it speaks of is in sight, and the page holds still', async (id) => {
    const steps = lessons.get(id)?.definition.steps ?? []
    expect(steps).not.toEqual([])
    expect(await sandbox.command({ type: 'lesson:open', lesson: id })).toMatchObject({ ok: true })
    const complaints: string[] = []
    const see = async (when: string, selectors: readonly string[]) => {
      const found = await Promise.all(readers.map(({ name, dashboard }) => missing(dashboard.page, selectors, `${name}, ${when}`)))
      complaints.push(...found.flat())
    }
    for (const [index, step] of steps.entries()) {
      for (const { dashboard } of readers) await stepBegins(dashboard.page, step.id)
      if (index === 0) for (const { dashboard } of readers) await dashboard.page.evaluate('shifts.length = 0')
      await see(`${step.id} opens`, thingsOf(step, index === 0))
      const shown = sandbox.command({ type: 'lesson:show-me', pauseMs: 0 })
      await actUntil(waits(step) ? Promise.resolve() : shown)
      if (hasCrowd(step)) {
        await sandbox.until('the crowd is coming in', ({ crowd, lesson }) => (crowd.running?.usersDone ?? 0) > 50 || lesson?.step !== index, 30_000)
        await see(`${step.id}, the crowd comes in`, step.watch.flatMap(partsOf))
      }
      expect(await shown, step.id).toMatchObject({ ok: true })
      for (const { dashboard } of readers) await dashboard.page.locator(`[data-step="${step.id}"]:not([aria-current])`).waitFor()
      await see(`${step.id} is done`, step.watch.flatMap(partsOf))
      if (pictured(step)) for (const { name, dashboard } of readers) await shot(dashboard.page, `step-${id}-${step.id}-${name}`)
    }
    for (const { name, dashboard } of readers) {
      const shifts = (await dashboard.page.evaluate('shifts')) as readonly Shift[]
      const sum = shifts.reduce((before, { value }) => before + value, 0)
      const told = shifts.map(({ value, what }) => `\n  ${value.toFixed(3)} ${what}`).join('')
      if (sum > MOST_SHIFT) complaints.push(`${name}: layout shift of ${sum.toFixed(3)}:${told}`)
    }
    expect(complaints).toEqual([])
  })
})

/** Its solution takes its time: what moves meanwhile, nobody asked for. */
const waits = ({ solution }: Pick<StepDefinition, 'solution'>) => solution.some((act) => 'until' in act) || hasCrowd({ solution })
const hasCrowd = ({ solution }: Pick<StepDefinition, 'solution'>) => solution.some((act) => 'type' in act && act.type === 'crowd:start')

/** Pictures of the moments that take most room: a process that ended, a restart, a crowd. */
const pictured = ({ solution }: Pick<StepDefinition, 'solution'>) =>
  hasCrowd({ solution }) || solution.some((act) => 'type' in act && act.type === 'server:restart')

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

interface Shift {
  readonly value: number
  readonly what: string
}

/** Before the page loads: notes each layout shift that no input of a person explains, and what moved. */
const NOTE_SHIFTS = `
  const shifts = []
  globalThis.shifts = shifts
  const name = (node) => node?.nodeType === 1 ? node.tagName.toLowerCase() + '.' + (node.getAttribute('class') ?? '').split(' ')[0] + ' “' + (node.textContent ?? '').trim().slice(0, 24) + '”' : node?.nodeName
  const box = (rect) => [rect.x, rect.y, rect.width, rect.height].map(Math.round).join(' ')
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue
      shifts.push({ value: entry.value, what: entry.sources.map(({ node, previousRect, currentRect }) => name(node) + ' ' + box(previousRect) + ' → ' + box(currentRect)).join('; ') })
    }
  }).observe({ type: 'layout-shift', buffered: true })
`
