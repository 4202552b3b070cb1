/** What each store costs: requests per second of the shop on it ÷ on memory, everything on, on servers side by side that take turns. */

import { type Finding, finding } from '../finding.js'
import { INTERNAL_KEY, type MeasuredLessonServer, startLessonServer } from '../lesson-server.js'
import { type Load, type LoadTarget, loadChangedSessions, loadExistingSession, loadNewSessions } from '../load.js'
import type { Bench, Measurement } from '../measurement.js'
import { ratios } from '../statistics.js'
import { MEMORY, type MeasuredStore, OPTIONS, startAllStores, targetOf } from '../stores.js'

const HEAP_LIMIT_MB = 512
const SLICE_SECONDS = 1

const LOADS: Readonly<Record<string, (target: LoadTarget, seconds: number) => Promise<Load>>> = {
  'existing session': loadExistingSession,
  'new session each': (target, seconds) => loadNewSessions(target, { seconds }),
  'changed session': loadChangedSessions,
}

export const storeSpeed: Measurement = {
  name: 'stores',
  title: 'Requests/s of the shop on each store ÷ on memory',
  isLong: true,
  async run(bench) {
    const findings: Finding[] = []
    for (const store of await startAllStores(bench)) if (store.kind !== MEMORY.kind) findings.push(...(await compare(store, bench)))
    return findings
  },
}

async function compare(store: MeasuredStore, bench: Bench): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const [what, load] of Object.entries(LOADS)) {
    // A server each: a store of the heap that holds what an earlier load has left is another store.
    const [theirs, ours] = [await startLessonServer(targetOf(MEMORY, ''), HEAP_LIMIT_MB), await startLessonServer(targetOf(store, 'measured'), HEAP_LIMIT_MB)]
    const speeds: [number[], number[]] = [[], []]
    for (const server of [theirs, ours]) await load(visitors(server), SLICE_SECONDS)
    for (let round = 0; round < bench.rounds; round += 1) {
      for (const side of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const server = side === 0 ? theirs : ours
        await server.rpc.clearStore()
        speeds[side].push((await load(visitors(server), SLICE_SECONDS)).perSecond)
      }
    }
    await ours.rpc.clearStore()
    await Promise.all([theirs.end(), ours.end()])
    bench.say(`${what}, ${store.label}: ${speeds[1].map(Math.round).join(' ')}, memory ${speeds[0].map(Math.round).join(' ')} requests/s`)
    findings.push(finding(`${what}, ${store.label}`, 'ratio', ratios(speeds[1], speeds[0]), null))
  }
  return findings
}

const visitors = ({ port }: MeasuredLessonServer): LoadTarget => ({ port, internalKey: INTERNAL_KEY, cookieName: OPTIONS.name })
