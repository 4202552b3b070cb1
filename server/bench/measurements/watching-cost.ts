/** What watching costs: requests per second of the lesson server with everything on ÷ the same app bare, on the same store. */

import { onlyInstance } from '../../protocol/instance-state.js'
import type { BareShopFunctions } from '../children/bare-shop.js'
import { type Finding, finding } from '../finding.js'
import { type LoadTarget, loadExistingSession, loadNewSessions } from '../load.js'
import type { Bench, Measurement } from '../measurement.js'
import { startProcess } from '../processes.js'
import { type Sandbox, startSandbox } from '../sandbox.js'
import { ratios } from '../statistics.js'
import { MEMORY, type MeasuredStore, startDatabases, targetOf } from '../stores.js'

const HEAP_LIMIT_MB = 512
const BOUND = { atLeast: 0.9 }
/** A round is made of short turns of each: the machine's own speed changes within seconds. */
const SLICES = 4
const SLICE_SECONDS = 1

interface Contender {
  readonly target: LoadTarget
  clear(): Promise<unknown>
}

export const watchingCost: Measurement = {
  name: 'watching',
  title: 'Requests/s with everything on ÷ the same app bare',
  async run(bench) {
    const findings = [...(await compare(MEMORY, bench))]
    for (const store of await startDatabases()) findings.push(...(await compare(store, bench)))
    return findings
  },
}

async function compare(store: MeasuredStore, bench: Bench): Promise<readonly Finding[]> {
  const sandbox = await startSandbox(store, HEAP_LIMIT_MB)
  const watched: Contender = { target: sandbox.target, clear: () => sandbox.dashboard.command({ type: 'store:clear' }) }
  const bare = await startBare(store, sandbox)
  const loads = {
    'existing session': (target: LoadTarget, seconds: number) => loadExistingSession(target, seconds),
    'new session each': (target: LoadTarget, seconds: number) => loadNewSessions(target, { seconds }),
  }
  const findings: Finding[] = []
  for (const [what, load] of Object.entries(loads)) {
    // Once for nothing: the first seconds are the compiler's.
    for (const { target } of [watched, bare]) await load(target, 1)
    const speeds = new Map<Contender, number[]>([
      [watched, []],
      [bare, []],
    ])
    for (let round = 0; round < bench.rounds; round += 1) {
      const slices = new Map<Contender, number[]>([
        [watched, []],
        [bare, []],
      ])
      for (let slice = 0; slice < (bench.quick ? 1 : SLICES); slice += 1) {
        for (const contender of (round + slice) % 2 === 0 ? [watched, bare] : [bare, watched]) {
          await contender.clear()
          slices.get(contender)?.push(await load(contender.target, SLICE_SECONDS))
        }
      }
      for (const [contender, found] of slices) speeds.get(contender)?.push(found.reduce((sum, speed) => sum + speed, 0) / found.length)
    }
    const [ours = [], theirs = []] = [speeds.get(watched), speeds.get(bare)]
    bench.say(`${store.label}, ${what}: ${ours.map(Math.round).join(' ')} watched, ${theirs.map(Math.round).join(' ')} bare requests/s`)
    findings.push(finding(`${what}, ${store.label}`, 'ratio', ratios(ours, theirs), BOUND))
  }
  await sandbox.end()
  await bare.end()
  return findings
}

async function startBare(store: MeasuredStore, sandbox: Sandbox): Promise<Contender & { end(): Promise<void> }> {
  const child = startProcess<BareShopFunctions>('bench/children/bare-shop', {}, { heapLimitMb: HEAP_LIMIT_MB })
  const options = onlyInstance(sandbox.dashboard.snapshot).options
  const port = await child.rpc.start(targetOf(store, 'bare_sessions'), options)
  return { target: { port, internalKey: '-', cookieName: options.name }, clear: () => child.rpc.clear(), end: child.end }
}
