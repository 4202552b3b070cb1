/** What a crowd asks of the reader's browser: how long the page's main thread works for one animation frame, from a trace of a real Chromium. */
import { type Browser, chromium, type Page } from 'playwright-core'
import { LIMITS } from '../../config.js'
import { findChromium } from '../find-chromium.mjs'
import { type Finding, finding } from '../finding.js'
import type { Bench, Measurement } from '../measurement.js'
import { type Sandbox, startSandbox } from '../sandbox.js'
import { percentile } from '../statistics.js'
import { MEMORY, type MeasuredStore, startDatabases } from '../stores.js'
import { type FrameWork, frameWork, TRACE_CATEGORIES, type TraceEvent } from '../trace.js'

const USERS = 8_000
/** Of the average: of what the page asks for, and of that with the time in which it waits for a core that others have. */
const BOUND = { atMost: 4 }

export const frames: Measurement = {
  name: 'frames',
  title: `Work of the page for one animation frame, with ${USERS.toLocaleString('en')} users at full speed`,
  async run(bench) {
    const executablePath = findChromium()
    if (executablePath === null) {
      bench.say('There is no Chromium on this machine: install one, or set CHROMIUM_PATH to its program.')
      return []
    }
    const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
    try {
      const findings: Finding[] = []
      for (const store of [MEMORY, ...(await startDatabases())]) findings.push(...(await ofStore(store, browser, bench)))
      return findings
    } finally {
      await browser.close()
    }
  },
}

async function ofStore(store: MeasuredStore, browser: Browser, bench: Bench): Promise<readonly Finding[]> {
  const sandbox = await startSandbox(store, LIMITS.maxHeapLimitMb)
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en' })
  await page.goto(`http://localhost:${sandbox.dashboardPort}/`)
  await page.locator('[data-control=memory-chart] canvas').first().waitFor()
  const rounds: (readonly FrameWork[])[] = []
  // Once for nothing: the first seconds are the compiler's.
  await letCrowdIn(sandbox, bench.quick ? 500 : 2_000)
  for (let round = 0; round < bench.rounds; round += 1) rounds.push(await traced(browser, page, () => letCrowdIn(sandbox, bench.quick ? 2_000 : USERS)))
  await page.close()
  await sandbox.end()
  const times = rounds.map((round) => round.map(({ ms }) => ms))
  bench.say(`${store.label}: ${times.map(({ length }) => length).join(' ')} frames`)
  return [
    finding(`average, ${store.label}`, 'ms', times.map(average), BOUND),
    finding(
      `CPU time of it, ${store.label}`,
      'ms',
      rounds.map((round) => average(round.map(({ cpuMs }) => cpuMs))),
      BOUND,
    ),
    finding(
      `99th percentile, ${store.label}`,
      'ms',
      times.map((round) => percentile(round, 99)),
      null,
    ),
    finding(
      `longest, ${store.label}`,
      'ms',
      times.map((round) => Math.max(...round)),
      null,
    ),
  ]
}

/** A crowd at full speed, from its start to its end, into an empty store. */
async function letCrowdIn({ dashboard }: Sandbox, users: number): Promise<void> {
  await dashboard.command({ type: 'store:clear' })
  const ended = new Promise<void>((resolve) => {
    dashboard.socket.on('frame', function look({ events }) {
      if (!events.some(({ kind }) => kind === 'crowd-finished')) return
      dashboard.socket.off('frame', look)
      resolve()
    })
  })
  await dashboard.command({ type: 'crowd:start', users })
  await ended
}

/** @throws Error when the page made no single frame */
async function traced(browser: Browser, page: Page, during: () => Promise<void>): Promise<readonly FrameWork[]> {
  await browser.startTracing(page, { categories: [...TRACE_CATEGORIES] })
  await during()
  const trace = await browser.stopTracing()
  const work = frameWork((JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] }).traceEvents)
  if (work.length === 0) throw new Error('The trace of Chromium holds no animation frame of the page.')
  return work
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
