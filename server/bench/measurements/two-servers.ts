/** Two lesson servers: what the second one brings on a store that they share, and a switch of both at once while people shop who stay with one of them. */
import { setTimeout as delay } from 'node:timers/promises'
import { LIMITS } from '../../config.js'
import { cookieParts } from '../../cookies/cookie-parts.js'
import type { SwitchFunctions } from '../../protocol/ipc.js'
import { switchTogether } from '../../supervisor/switch-together.js'
import { type Finding, finding } from '../finding.js'
import { INTERNAL_KEY, startLessonServer } from '../lesson-server.js'
import type { Bench, Measurement } from '../measurement.js'
import { type Losses, shopDuring } from '../shoppers.js'
import { startSimulator } from '../simulator.js'
import { ratios } from '../statistics.js'
import { MEMORY, type MeasuredStore, OPTIONS, startDatabases, targetOf } from '../stores.js'
import { SHOPPERS } from '../switches.js'

/** Between two switches, so that people shop on each store. */
const PAUSE_MS = 20

export const twoServers: Measurement = {
  name: 'two',
  title: 'Two lesson servers',
  isLong: true,
  async run(bench) {
    const database = (await startDatabases()).at(-1)
    if (!database) return []
    return [await speed(database, bench), ...(await switches(database, bench))]
  },
}

/** Users per second with two ÷ with one. Each server and the database are processes, so it is the cores of the machine that bound it. */
async function speed(database: MeasuredStore, bench: Bench): Promise<Finding> {
  const servers = [
    await startLessonServer(targetOf(database, 'two_speed'), LIMITS.maxHeapLimitMb),
    await startLessonServer(targetOf(database, 'two_speed'), LIMITS.maxHeapLimitMb),
  ]
  const ports = servers.map(({ port }) => port)
  const simulator = startSimulator()
  const sides = { one: ports.slice(0, 1), two: ports }
  const speeds: Record<keyof typeof sides, number[]> = { one: [], two: [] }
  await simulator.run(ports, 1)
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const side of round % 2 === 0 ? (['one', 'two'] as const) : (['two', 'one'] as const)) {
      speeds[side].push(await simulator.run(sides[side], bench.quick ? 1 : 4))
    }
  }
  await Promise.all(servers.map((server) => server.end()))
  bench.say(`${speeds.one.map(Math.round).join(' ')} users/s with one, ${speeds.two.map(Math.round).join(' ')} with two`)
  return finding(`users/s with two servers ÷ with one, ${database.label}`, 'ratio', ratios(speeds.two, speeds.one), null)
}

async function switches(database: MeasuredStore, bench: Bench): Promise<readonly Finding[]> {
  const count = bench.quick ? 20 : 200
  const label = `${count} switches of two servers, memory ↔ ${database.label}, ${SHOPPERS} users who stay with one`
  const held = await switchWhileShopping(database, count, true)
  // The first switch to memory loses half of them, so a few are enough.
  const control = await switchWhileShopping(database, 4, false)
  bench.say(`${held.requests} requests: ${held.failed} failed, ${held.lost} writes lost, ${held.revived} came back; dealt out blindly: ${control.lost} lost`)
  return [
    finding(`failed requests (of ${held.requests}), ${label}`, 'count', [held.failed], { atMost: 0 }),
    finding(`lost writes, ${label}`, 'count', [held.lost], { atMost: 0 }),
    finding(`logged-out sessions that came back, ${label}`, 'count', [held.revived], { atMost: 0 }),
    finding(`longest wait at the gate, ${label}`, 'ms', [held.longestWaitMs], { atMost: 250 }),
    finding('lost when nobody looks who stays where (the control)', 'count', [control.lost], { atLeast: 1 }),
  ]
}

/** @param looks sessions go where their browsers stay; false: dealt out by their ids */
async function switchWhileShopping(database: MeasuredStore, count: number, looks: boolean): Promise<Losses & { readonly longestWaitMs: number }> {
  const servers = [await startLessonServer(targetOf(MEMORY, ''), LIMITS.maxHeapLimitMb), await startLessonServer(targetOf(MEMORY, ''), LIMITS.maxHeapLimitMb)]
  const homes = new Map<string, SwitchFunctions>()
  let longestWaitMs = 0
  const work = async () => {
    for (let n = 0; n < count; n += 1) {
      const target = targetOf(n % 2 === 0 ? database : MEMORY, looks ? 'two_switched' : 'two_dealt')
      const { report } = await switchTogether(
        servers.map(({ rpc }) => rpc as SwitchFunctions),
        target,
        true,
        () => (looks ? homes : new Map()),
      )
      if (report.refused !== null) throw new Error(`Switch ${n + 1} of ${count}, to ${target.kind}, was refused: ${report.refused.message}`)
      longestWaitMs = Math.max(longestWaitMs, report.longestWaitMs)
      await delay(PAUSE_MS)
    }
  }
  const [one, other] = servers.map(({ port, rpc }) => ({
    target: { port, internalKey: INTERNAL_KEY, cookieName: OPTIONS.name },
    onCookie: (cookie: string) => {
      const id = cookieParts(cookie.slice(cookie.indexOf('=') + 1))?.sessionId
      if (id !== undefined) homes.set(id, rpc)
    },
  }))
  if (!one || !other) throw new Error('Two lesson servers are needed.')
  let half: Losses | null = null
  const first = await shopDuring(
    one.target,
    SHOPPERS / 2,
    async () => {
      half = await shopDuring(other.target, SHOPPERS / 2, work, other.onCookie)
    },
    one.onCookie,
  )
  await Promise.all(servers.map((server) => server.end()))
  const second: Losses = half ?? first
  return {
    requests: first.requests + second.requests,
    failed: first.failed + second.failed,
    reasons: { ...first.reasons, ...second.reasons },
    lost: first.lost + second.lost,
    revived: first.revived + second.revived,
    longestMs: Math.max(first.longestMs, second.longestMs),
    longestWaitMs,
  }
}
