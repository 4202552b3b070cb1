/** Carrying many sessions over, from memory to each store and back, while a few people shop: how long it takes and how long one waits. */
import { LIMITS } from '../../config.js'
import { switchTogether } from '../../supervisor/switch-together.js'
import { type Finding, finding } from '../finding.js'
import { INTERNAL_KEY, startLessonServer } from '../lesson-server.js'
import { loadNewSessions } from '../load.js'
import type { Bench, Measurement } from '../measurement.js'
import { shopDuring } from '../shoppers.js'
import { MEMORY, type MeasuredStore, OPTIONS, startAllStores, targetOf } from '../stores.js'

const SHOPPERS = 4

export const manySessions: Measurement = {
  name: 'many',
  title: `Carrying 100,000 sessions over under ${SHOPPERS} users`,
  isLong: true,
  async run(bench) {
    const findings: Finding[] = []
    for (const store of await startAllStores(bench)) if (store.kind !== MEMORY.kind) findings.push(...(await thereAndBack(store, bench)))
    return findings
  },
}

async function thereAndBack(store: MeasuredStore, bench: Bench): Promise<readonly Finding[]> {
  const amount = bench.quick ? 2_000 : 100_000
  const [here, there] = [targetOf(MEMORY, ''), targetOf(store, 'many_sessions')]
  const shop = await startLessonServer(here, LIMITS.maxHeapLimitMb)
  const target = { port: shop.port, internalKey: INTERNAL_KEY, cookieName: OPTIONS.name }
  await loadNewSessions(target, { amount })
  const findings: Finding[] = []
  for (const [from, to, goal] of [
    [MEMORY.label, store.label, there],
    [store.label, MEMORY.label, here],
  ] as const) {
    const route = `${from} → ${to}`
    let [durationMs, waitMs, carried, altered] = [0, 0, 0, 0]
    const losses = await shopDuring(target, SHOPPERS, async () => {
      const { report } = await switchTogether([shop.rpc], goal, true)
      if (report.refused !== null) throw new Error(`${route} was refused: ${report.refused.message}`)
      ;({ durationMs, longestWaitMs: waitMs, carried, altered } = report)
    })
    bench.say(
      `${route}: ${carried} sessions in ${durationMs.toFixed(0)} ms, longest wait ${waitMs.toFixed(0)} ms, ${losses.failed} of ${losses.requests} requests failed`,
    )
    findings.push(
      finding(`time, ${route}`, 'ms', [durationMs], null),
      finding(`longest wait at the gate, ${route}`, 'ms', [waitMs], null),
      finding(`sessions, writes and requests lost, ${route}`, 'count', [Math.max(0, amount - carried) + altered + losses.lost + losses.failed], { atMost: 0 }),
      finding(`logged-out sessions that came back, ${route}`, 'count', [losses.revived], { atMost: 0 }),
    )
  }
  await shop.rpc.clearStore()
  await shop.end()
  return findings
}
