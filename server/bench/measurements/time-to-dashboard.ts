/** From a click to the row that shows it: a person's request through the gateway, until a dashboard's socket has the frame. */

import { setTimeout as delay } from 'node:timers/promises'
import { LIMITS } from '../../config.js'
import type { Frame } from '../../protocol/dashboard.js'
import { within } from '../../within.js'
import { type Finding, finding } from '../finding.js'
import type { Measurement } from '../measurement.js'
import { type Sandbox, startSandbox } from '../sandbox.js'
import { percentile } from '../statistics.js'
import { MEMORY } from '../stores.js'

const CLICKS_PER_SECOND = 10
/** Longer than any bound, so that a lost row is seen as one. */
const PATIENCE_MS = 5_000

export const timeToDashboard: Measurement = {
  name: 'latency',
  title: 'From request to dashboard, 95th percentile',
  async run(bench) {
    const sandbox = await startSandbox(MEMORY, LIMITS.maxHeapLimitMb)
    const clicks = bench.quick ? 30 : 100
    await click(sandbox, 20, 'warm-up')

    const alone: number[] = []
    const crowded: number[] = []
    for (let round = 0; round < bench.rounds; round += 1) {
      alone.push(percentile(await click(sandbox, clicks, `alone-${round}`), 95))
      await sandbox.dashboard.command({ type: 'crowd:start', users: LIMITS.crowdUsers })
      // The crowd's first moments are the compiler's, and the collection before it starts.
      await delay(500)
      crowded.push(percentile(await click(sandbox, clicks, `crowded-${round}`), 95))
      await sandbox.dashboard.command({ type: 'crowd:cancel' })
      await delay(500)
      await sandbox.dashboard.command({ type: 'store:clear' })
    }
    const findings: Finding[] = [
      finding('one person clicking', 'ms', alone, { atMost: 20 }),
      finding('with the crowd at full speed', 'ms', crowded, { atMost: 100 }),
    ]
    await sandbox.end()
    return findings
  },
}

/** Clicks at an even pace, and answers with the ms from each click to its row. @throws Error when a row does not come */
async function click(sandbox: Sandbox, clicks: number, mark: string): Promise<number[]> {
  const { socket } = sandbox.dashboard
  const sentAt = new Map<string, number>()
  const latenciesMs: number[] = []
  let complete = () => {}
  const all = new Promise<void>((resolve) => {
    complete = resolve
  })
  const look = (frame: Frame) => {
    const now = performance.now()
    for (const event of frame.events) {
      if (event.kind !== 'request') continue
      const sent = sentAt.get(event.request.path)
      if (sent === undefined) continue
      sentAt.delete(event.request.path)
      latenciesMs.push(now - sent)
      if (latenciesMs.length === clicks) complete()
    }
  }
  socket.on('frame', look)
  try {
    for (let n = 0; n < clicks; n += 1) {
      const path = `/?${mark}-${n}`
      sentAt.set(path, performance.now())
      const answer = await fetch(`http://127.0.0.1:${sandbox.shopPort}${path}`, { headers: { 'user-agent': 'Mozilla/5.0 (benchmark)' } })
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`GET ${path} was answered ${answer.status}.`)
      await delay(1000 / CLICKS_PER_SECOND)
    }
    await within(all, PATIENCE_MS, () => new Error(`Of ${clicks} clicks ${sentAt.size} never came to the dashboard.`))
  } finally {
    socket.off('frame', look)
  }
  return latenciesMs
}
