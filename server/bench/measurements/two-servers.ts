/** Two lesson servers: what the second one brings on a store that they share, and a switch of both at once while people shop who stay with one of them. */
import { availableParallelism, cpus } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { LIMITS } from '../../config.js'
import { cookieParts } from '../../cookies/cookie-parts.js'
import type { SwitchFunctions } from '../../protocol/ipc.js'
import { switchTogether } from '../../supervisor/switch-together.js'
import type { NaiveShopFunctions } from '../children/naive-shop.js'
import { cpuTimeMs } from '../cpu-time.js'
import { type Finding, finding } from '../finding.js'
import { INTERNAL_KEY, startLessonServer } from '../lesson-server.js'
import type { LoadTarget } from '../load.js'
import type { Bench, Measurement } from '../measurement.js'
import { startProcess } from '../processes.js'
import { type Losses, shopDuring } from '../shoppers.js'
import { startSimulator } from '../simulator.js'
import { ratios } from '../statistics.js'
import { MEMORY, type MeasuredStore, OPTIONS, startDatabases, targetOf } from '../stores.js'
import { SHOPPERS } from '../switches.js'

/** Between two switches, so that people shop on each store. */
const PAUSE_MS = 20
/** A naive switch loses at the first already. */
const NAIVE_SWITCHES = 10
/** A user of the crowd visits, logs in, and looks once more. */
const REQUESTS_PER_USER = 3

export const twoServers: Measurement = {
  name: 'two',
  title: 'Two lesson servers',
  isLong: true,
  async run(bench) {
    const database = (await startDatabases()).at(-1)
    if (!database) return []
    return [...(await speed(database, bench)), ...(await switches(database, bench))]
  },
}

/** Users per second with two ÷ with one, and who had the cores meanwhile: each server, the users and the database are processes. */
async function speed(database: MeasuredStore, bench: Bench): Promise<readonly Finding[]> {
  const servers = [
    await startLessonServer(targetOf(database, 'two_speed'), LIMITS.maxHeapLimitMb),
    await startLessonServer(targetOf(database, 'two_speed'), LIMITS.maxHeapLimitMb),
  ]
  const ports = servers.map(({ port }) => port)
  const simulator = startSimulator()
  const sides = { one: ports.slice(0, 1), two: ports }
  const speeds: Record<keyof typeof sides, number[]> = { one: [], two: [] }
  const busy: Record<keyof typeof sides, number[]> = { one: [], two: [] }
  const ofServers: Record<keyof typeof sides, number[]> = { one: [], two: [] }
  const serversMs = () => servers.reduce((sum, { pid }) => sum + (cpuTimeMs(pid) ?? 0), 0)
  await simulator.run(ports, 1)
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const side of round % 2 === 0 ? (['one', 'two'] as const) : (['two', 'one'] as const)) {
      const [before, began, ownBefore] = [machineMs(), performance.now(), serversMs()]
      speeds[side].push(await simulator.run(sides[side], bench.quick ? 1 : 4))
      const after = machineMs()
      busy[side].push((after.busy - before.busy) / (after.all - before.all))
      ofServers[side].push((serversMs() - ownBefore) / (performance.now() - began))
    }
  }
  await Promise.all(servers.map((server) => server.end()))
  bench.say(`${speeds.one.map(Math.round).join(' ')} users/s with one, ${speeds.two.map(Math.round).join(' ')} with two`)
  const requests = (side: keyof typeof sides) => speeds[side].map((users) => users * REQUESTS_PER_USER)
  const cores = availableParallelism()
  return [
    finding(`requests/s with two servers ÷ with one, ${database.label}`, 'ratio', ratios(requests('two'), requests('one')), null),
    finding('requests/s with one', 'count', requests('one'), null),
    finding('requests/s with two', 'count', requests('two'), null),
    finding(
      `of ${cores} cores, busy with one; servers, users and database share them`,
      'ratio',
      busy.one.map((share) => share * cores),
      null,
    ),
    finding(
      `of ${cores} cores, busy with two; where that is all of them, they are what limits`,
      'ratio',
      busy.two.map((share) => share * cores),
      null,
    ),
    finding(`of ${cores} cores, what one server had`, 'ratio', ofServers.one, null),
    finding(`of ${cores} cores, what two servers had`, 'ratio', ofServers.two, null),
  ]
}

/** What the cores of the machine have done since it started. */
function machineMs(): { readonly busy: number; readonly all: number } {
  const sums = cpus().map(({ times: { idle, ...worked } }) => ({ idle, worked: Object.values(worked).reduce((sum, each) => sum + each, 0) }))
  const busy = sums.reduce((sum, { worked }) => sum + worked, 0)
  return { busy, all: sums.reduce((sum, { idle }) => sum + idle, busy) }
}

async function switches(database: MeasuredStore, bench: Bench): Promise<readonly Finding[]> {
  const count = bench.quick ? 20 : 200
  const label = `${count} switches of two servers, memory ↔ ${database.label}, ${SHOPPERS} users who stay with one`
  const held = await switchWhileShopping(database, count, true)
  // The first switch to memory loses half of them, so a few are enough.
  const control = await switchWhileShopping(database, 4, false)
  const naive = await switchNaively(database)
  bench.say(`${held.requests} requests: ${held.failed} failed, ${held.lost} writes lost, ${held.revived} came back`)
  bench.say(`dealt out blindly: ${control.lost} lost; the naive switch, each server by itself: ${naive.lost} lost, ${naive.revived} came back`)
  return [
    finding(`failed requests (of ${held.requests}), ${label}`, 'count', [held.failed], { atMost: 0 }),
    finding(`lost writes, ${label}`, 'count', [held.lost], { atMost: 0 }),
    finding(`logged-out sessions that came back, ${label}`, 'count', [held.revived], { atMost: 0 }),
    finding(`longest wait at the gate, ${label}`, 'ms', [held.longestWaitMs], { atMost: 250 }),
    finding('lost when nobody looks who stays where (the control)', 'count', [control.lost], { atLeast: 1 }),
    finding('lost or came back with a naive switch, each server by itself (the control)', 'count', [naive.lost + naive.revived], { atLeast: 1 }),
  ]
}

/** Both servers copy and flip by themselves, as one would write it first. */
async function switchNaively(database: MeasuredStore): Promise<Losses> {
  const servers = [1, 2].map(() => startProcess<NaiveShopFunctions>('bench/children/naive-shop', {}, { heapLimitMb: LIMITS.maxHeapLimitMb }))
  const targets = [targetOf(MEMORY, ''), targetOf(database, 'two_naive')]
  const ports = await Promise.all(servers.map(({ rpc }) => rpc.start(targets, OPTIONS)))
  const losses = await shopAtBoth(
    ports.map((port) => ({ target: { port, internalKey: '-', cookieName: OPTIONS.name } })),
    async () => {
      for (let n = 0; n < NAIVE_SWITCHES; n += 1) {
        await Promise.all(servers.map(({ rpc }) => rpc.flip()))
        await delay(PAUSE_MS)
      }
    },
  )
  await Promise.all(servers.map((server) => server.end()))
  return losses
}

interface Side {
  readonly target: LoadTarget
  readonly onCookie?: (cookie: string) => void
}

/** Half of the shoppers at each of two servers, until the work is done. */
async function shopAtBoth([one, other]: readonly Side[], work: () => Promise<void>): Promise<Losses> {
  if (!one || !other) throw new Error('Two lesson servers are needed.')
  let half: Losses | null = null
  const shopAtOther = async () => {
    half = await shopDuring(other.target, SHOPPERS / 2, work, other.onCookie)
  }
  const first = await shopDuring(one.target, SHOPPERS / 2, shopAtOther, one.onCookie)
  const second: Losses = half ?? first
  return {
    requests: first.requests + second.requests,
    failed: first.failed + second.failed,
    reasons: { ...first.reasons, ...second.reasons },
    lost: first.lost + second.lost,
    revived: first.revived + second.revived,
    longestMs: Math.max(first.longestMs, second.longestMs),
  }
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
  const sides = servers.map(({ port, rpc }) => ({
    target: { port, internalKey: INTERNAL_KEY, cookieName: OPTIONS.name },
    onCookie: (cookie: string) => {
      const id = cookieParts(cookie.slice(cookie.indexOf('=') + 1))?.sessionId
      if (id !== undefined) homes.set(id, rpc)
    },
  }))
  const losses = await shopAtBoth(sides, work)
  await Promise.all(servers.map((server) => server.end()))
  return { ...losses, longestWaitMs }
}
