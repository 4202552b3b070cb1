/** Switching the store under load and carrying the sessions over: nothing may fail, be lost or come back. And a naive switch as the control, which must. */
import { setTimeout as delay } from 'node:timers/promises'
import { LIMITS } from '../../config.js'
import { switchTogether } from '../../supervisor/switch-together.js'
import type { NaiveShopFunctions } from '../children/naive-shop.js'
import { type Finding, finding } from '../finding.js'
import { INTERNAL_KEY, startLessonServer } from '../lesson-server.js'
import type { Bench, Measurement } from '../measurement.js'
import { startProcess } from '../processes.js'
import { type Losses, shopDuring } from '../shoppers.js'
import { MEMORY, type MeasuredStore, OPTIONS, startDatabases, targetOf } from '../stores.js'

const SHOPPERS = 40
/** Between two switches, so that people shop on both stores. */
const PAUSE_MS = 20

export const carryOver: Measurement = {
  name: 'switch',
  title: `Switching with carry over under ${SHOPPERS} users`,
  async run(bench) {
    const findings: Finding[] = []
    for (const database of await startDatabases()) {
      findings.push(...(await measureSwitch(database, bench)), await measureNaiveSwitch(database, bench))
    }
    return findings
  },
}

async function measureSwitch(database: MeasuredStore, bench: Bench): Promise<readonly Finding[]> {
  const switches = bench.quick ? 20 : 200
  const sides = [targetOf(MEMORY, ''), targetOf(database, 'switched_sessions')] as const
  const shop = await startLessonServer(sides[0], LIMITS.maxHeapLimitMb)
  let longestWaitMs = 0
  const losses = await shopDuring({ port: shop.port, internalKey: INTERNAL_KEY, cookieName: OPTIONS.name }, SHOPPERS, async () => {
    for (let n = 1; n <= switches; n += 1) {
      const report = (await switchTogether([shop.rpc], sides[n % 2 === 0 ? 0 : 1], true)).report
      if (report.refused !== null) throw new Error(`Switch ${n} of ${switches} was refused: ${report.refused.message}`)
      longestWaitMs = Math.max(longestWaitMs, report.longestWaitMs)
      await delay(PAUSE_MS)
    }
  })
  await shop.end()
  bench.say(`memory ↔ ${database.label}: ${switches} switches, ${summary(losses)}`)
  const label = `${switches} switches, memory ↔ ${database.label}`
  return [
    finding(`failed requests (of ${losses.requests}), ${label}`, 'count', [losses.failed], { atMost: 0 }),
    finding(`lost writes, ${label}`, 'count', [losses.lost], { atMost: 0 }),
    finding(`logged-out sessions that came back, ${label}`, 'count', [losses.revived], { atMost: 0 }),
    finding(`longest wait at the gate, ${label}`, 'ms', [longestWaitMs], { atMost: 250 }),
  ]
}

async function measureNaiveSwitch(database: MeasuredStore, bench: Bench): Promise<Finding> {
  const switches = bench.quick ? 20 : 200
  const shop = startProcess<NaiveShopFunctions>('bench/children/naive-shop', {}, { heapLimitMb: LIMITS.maxHeapLimitMb })
  const port = await shop.rpc.start([targetOf(MEMORY, ''), targetOf(database, 'naive_sessions')], OPTIONS)
  const losses = await shopDuring({ port, internalKey: '-', cookieName: OPTIONS.name }, SHOPPERS, async () => {
    for (let n = 1; n <= switches; n += 1) {
      await shop.rpc.flip()
      await delay(PAUSE_MS)
    }
  })
  await shop.end()
  bench.say(`the naive switch, ${database.label}: ${switches} switches, ${summary(losses)}`)
  return finding(`lost or came back with a naive switch (the control), memory ↔ ${database.label}`, 'count', [losses.lost + losses.revived], { atLeast: 1 })
}

function summary({ requests, failed, lost, revived, longestMs }: Losses): string {
  return `${requests} requests: ${failed} failed, ${lost} writes lost, ${revived} logged-out sessions came back, longest request ${longestMs.toFixed(0)} ms`
}
