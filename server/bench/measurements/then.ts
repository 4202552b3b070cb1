/** What going back in time asks of the reader's browser, with a log that is full: from the click to the panes, and for a frame while dragging along the strip. */
import { type Browser, chromium, type Page } from 'playwright-core'
import { LIMITS, LOG } from '../../config.js'
import { findChromium } from '../find-chromium.mjs'
import { type Finding, finding } from '../finding.js'
import type { Bench, Measurement } from '../measurement.js'
import { type Sandbox, startSandbox } from '../sandbox.js'
import { MEMORY } from '../stores.js'
import { frameWork, TRACE_CATEGORIES, type TraceEvent } from '../trace.js'

const DRAG_STEPS = 120
const LOG_OUT_EVERY = 50
/** Whoever goes back has looked at the page for a moment: what coming back to now has left to do is done by then. */
const AT_REST_MS = 500

export const goingBack: Measurement = {
  name: 'then',
  title: `Going back in time, with ${LOG.events.toLocaleString('en')} events`,
  async run(bench) {
    const executablePath = findChromium()
    if (executablePath === null) {
      bench.say('There is no Chromium on this machine: install one, or set CHROMIUM_PATH to its program.')
      return []
    }
    const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
    try {
      return await measured(browser, bench)
    } finally {
      await browser.close()
    }
  },
}

async function measured(browser: Browser, bench: Bench): Promise<readonly Finding[]> {
  const sandbox = await startSandbox(MEMORY, LIMITS.maxHeapLimitMb)
  await fill(sandbox, bench.quick ? 2_000 : LOG.events)
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en' })
  await page.goto(`http://localhost:${sandbox.dashboardPort}/`)
  await page.locator('[data-control=memory-chart] canvas').first().waitFor()
  await page.locator('[data-go-back]').hover()
  // Once for nothing: the log is read, and what is fetched late is there.
  await clickToPanes(page)
  await page.locator('[data-then]').waitFor()
  const clicks: number[] = []
  const works: number[] = []
  for (let round = 0; round < bench.rounds; round += 1) {
    clicks.push(await clickToPanes(page))
    const { ms, cpuMs } = await dragged(browser, page)
    bench.say(`a frame while dragging: ${ms.toFixed(1)} ms, ${cpuMs.toFixed(1)} ms CPU`)
    works.push(ms)
  }
  await page.close()
  await sandbox.end()
  return [finding('from the click to the panes', 'ms', clicks, { atMost: 50 }), finding('work of a frame while dragging, average', 'ms', works, { atMost: 8 })]
}

/** Visits of two browsers, until the log has this many events. What they bought is gone when they log out, or their documents would grow without end. */
async function fill({ dashboard }: Sandbox, events: number): Promise<void> {
  let { seq } = dashboard.snapshot
  dashboard.socket.on('frame', (frame) => {
    seq = frame.seq
  })
  for (let count = 0; seq < events; count += 1) {
    const browser = count % 2 === 0 ? 'browser:alice' : 'browser:bob'
    const type = count % LOG_OUT_EVERY >= LOG_OUT_EVERY - 2 ? 'browser:log-out' : count % 5 === 0 ? 'browser:add-to-cart' : 'browser:visit'
    await dashboard.command({ type, browser })
  }
}

/** Back to now, and, from a page at rest, to the last request again; until the browser has made the frame that shows it. */
async function clickToPanes(page: Page): Promise<number> {
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('[data-then] button:last-of-type')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  })
  await page.waitForTimeout(AT_REST_MS)
  return await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    const began = performance.now()
    document.querySelector<HTMLElement>('[data-go-back]')?.click()
    while (document.querySelector('[data-past]') === null) await frame()
    return performance.now() - began
  })
}

/** From one end of the strip to the other, a step a frame. @returns the average of the frames, in ms, and of their CPU time */
async function dragged(browser: Browser, page: Page): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const strip = await page.getByRole('slider', { name: 'All that has happened' }).boundingBox()
  if (strip === null) throw new Error('The page shows no strip.')
  await page.mouse.move(strip.x + strip.width - 4, strip.y + strip.height / 2)
  await page.mouse.down()
  await browser.startTracing(page, { categories: [...TRACE_CATEGORIES] })
  await page.mouse.move(strip.x + 4, strip.y + strip.height / 2, { steps: DRAG_STEPS })
  const trace = await browser.stopTracing()
  await page.mouse.up()
  const work = frameWork((JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] }).traceEvents)
  const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  return { ms: average(work.map(({ ms }) => ms)), cpuMs: average(work.map(({ cpuMs }) => cpuMs)) }
}
