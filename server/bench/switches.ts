/** Switching the store again and again while people shop: with the sandbox's switch, which must lose nothing, and with a naive one, which must. */
import { setTimeout as delay } from 'node:timers/promises'
import { LIMITS } from '../config.js'
import { switchTogether } from '../supervisor/switch-together.js'
import type { NaiveShopFunctions } from './children/naive-shop.js'
import { type Finding, finding } from './finding.js'
import { INTERNAL_KEY, startLessonServer } from './lesson-server.js'
import type { Bench } from './measurement.js'
import { startProcess } from './processes.js'
import { type Losses, shopDuring } from './shoppers.js'
import { type MeasuredStore, OPTIONS, targetOf } from './stores.js'

export const SHOPPERS = 40
/** Between two switches, so that people shop on each store. */
const PAUSE_MS = 20

/** @param stores the first is where it begins; the switch goes from each to the next, and from the last to the first */
export async function measureSwitches(stores: readonly MeasuredStore[], route: string, switches: number, bench: Bench): Promise<readonly Finding[]> {
  const [first, ...others] = stores.map((store) => targetOf(store, 'switched_sessions'))
  if (first === undefined) return []
  const ring = [...others, first]
  const shop = await startLessonServer(first, LIMITS.maxHeapLimitMb)
  let longestWaitMs = 0
  const losses = await shopDuring({ port: shop.port, internalKey: INTERNAL_KEY, cookieName: OPTIONS.name }, SHOPPERS, async () => {
    for (let n = 0; n < switches; n += 1) {
      const target = ring[n % ring.length] ?? first
      const report = (await switchTogether([shop.rpc], target, true)).report
      if (report.refused !== null) throw new Error(`Switch ${n + 1} of ${switches}, to ${target.kind}, was refused: ${report.refused.message}`)
      longestWaitMs = Math.max(longestWaitMs, report.longestWaitMs)
      await delay(PAUSE_MS)
    }
  })
  await shop.end()
  bench.say(`${route}: ${switches} switches, ${summary(losses)}`)
  const label = `${switches} switches, ${route}`
  return [
    finding(`failed requests (of ${losses.requests}), ${label}`, 'count', [losses.failed], { atMost: 0 }),
    finding(`lost writes, ${label}`, 'count', [losses.lost], { atMost: 0 }),
    finding(`logged-out sessions that came back, ${label}`, 'count', [losses.revived], { atMost: 0 }),
    finding(`longest wait at the gate, ${label}`, 'ms', [longestWaitMs], { atMost: 250 }),
  ]
}

/** The control: as {@link measureSwitches}, with a switch as one would write it first. */
export async function measureNaiveSwitches(stores: readonly MeasuredStore[], route: string, switches: number, bench: Bench): Promise<Finding> {
  const shop = startProcess<NaiveShopFunctions>('bench/children/naive-shop', {}, { heapLimitMb: LIMITS.maxHeapLimitMb })
  const targets = stores.map((store) => targetOf(store, 'naive_sessions'))
  const port = await shop.rpc.start(targets, OPTIONS)
  const losses = await shopDuring({ port, internalKey: '-', cookieName: OPTIONS.name }, SHOPPERS, async () => {
    for (let n = 0; n < switches; n += 1) {
      await shop.rpc.flip()
      await delay(PAUSE_MS)
    }
  })
  await shop.end()
  bench.say(`the naive switch, ${route}: ${switches} switches, ${summary(losses)}`)
  return finding(`lost or came back with a naive switch (the control), ${route}`, 'count', [losses.lost + losses.revived], { atLeast: 1 })
}

function summary({ requests, failed, reasons, lost, revived, longestMs }: Losses): string {
  const why = Object.entries(reasons).map(([reason, times]) => `${times} × ${reason}`)
  return `${requests} requests: ${failed} failed${failed > 0 ? ` (${why.join(', ')})` : ''}, ${lost} writes lost, ${revived} logged-out sessions came back, longest request ${longestMs.toFixed(0)} ms`
}
