/**
 * What watching costs: requests per second of the lesson server with everything on ÷ the same app bare, on the same store; and beside it, the other way round,
 * the CPU time that a request takes in these two processes, which other processes on the same cores disturb less.
 */
import { onlyInstance } from '../../protocol/instance-state.js'
import type { BareShopFunctions } from '../children/bare-shop.js'
import { cpuTimeMs } from '../cpu-time.js'
import { type Finding, finding } from '../finding.js'
import { type Load, type LoadTarget, loadExistingSession, loadNewSessions } from '../load.js'
import type { Bench, Measurement } from '../measurement.js'
import { startProcess } from '../processes.js'
import { type Sandbox, startSandbox } from '../sandbox.js'
import { ratios } from '../statistics.js'
import { MEMORY, type MeasuredStore, startDatabases, targetOf } from '../stores.js'

const HEAP_LIMIT_MB = 512
const SPEED_BOUND = { atLeast: 0.9 }
const CPU_BOUND = { atMost: 1.05 }
/** A round is made of short turns of each: the machine's own speed changes within seconds. */
const SLICES = 4
const SLICE_SECONDS = 1

interface Contender {
  readonly target: LoadTarget
  readonly pid: number
  clear(): Promise<unknown>
}

type RunLoad = (target: LoadTarget, seconds: number) => Promise<Load>

/** One round of one contender. */
interface Round {
  readonly perSecond: number
  /** CPU time a request in µs; null where the machine does not tell that of other processes. */
  readonly cpuUs: number | null
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
  const watched: Contender = {
    target: sandbox.target,
    pid: onlyInstance(sandbox.dashboard.snapshot).pid ?? 0,
    clear: () => sandbox.dashboard.command({ type: 'store:clear' }),
  }
  const bare = await startBare(store, sandbox)
  const loads: Readonly<Record<string, RunLoad>> = {
    'existing session': (target, seconds) => loadExistingSession(target, seconds),
    'new session each': (target, seconds) => loadNewSessions(target, { seconds }),
  }
  const findings: Finding[] = []
  for (const [what, load] of Object.entries(loads)) {
    // Once for nothing: the first seconds are the compiler's.
    for (const { target } of [watched, bare]) await load(target, 1)
    const [ours, theirs]: [Round[], Round[]] = [[], []]
    for (let round = 0; round < bench.rounds; round += 1) {
      const [one, other] = await takeTurns(watched, bare, load, bench.quick ? 1 : SLICES, round % 2 === 0)
      ours.push(one)
      theirs.push(other)
    }
    findings.push(...found(`${what}, ${store.label}`, ours, theirs, bench))
  }
  await sandbox.end()
  await bare.end()
  return findings
}

/** @param watchedFirst who begins; then the other one does */
async function takeTurns(watched: Contender, bare: Contender, load: RunLoad, slices: number, watchedFirst: boolean): Promise<[Round, Round]> {
  const turns = new Map<Contender, (Load & { readonly cpuMs: number | null })[]>([
    [watched, []],
    [bare, []],
  ])
  for (let slice = 0; slice < slices; slice += 1) {
    for (const contender of watchedFirst === (slice % 2 === 0) ? [watched, bare] : [bare, watched]) {
      await contender.clear()
      const before = cpuTimeMs(contender.pid)
      const loaded = await load(contender.target, SLICE_SECONDS)
      const after = cpuTimeMs(contender.pid)
      turns.get(contender)?.push({ ...loaded, cpuMs: before === null || after === null ? null : after - before })
    }
  }
  const roundOf = (contender: Contender): Round => {
    const all = turns.get(contender) ?? []
    const sum = (of: (turn: (typeof all)[number]) => number) => all.reduce((total, turn) => total + of(turn), 0)
    const isTold = all.every(({ cpuMs }) => cpuMs !== null)
    return {
      perSecond: sum(({ perSecond }) => perSecond) / all.length,
      cpuUs: isTold ? (sum(({ cpuMs }) => cpuMs ?? 0) * 1_000) / sum(({ requests }) => requests) : null,
    }
  }
  return [roundOf(watched), roundOf(bare)]
}

function found(what: string, ours: readonly Round[], theirs: readonly Round[], bench: Bench): readonly Finding[] {
  const speeds = (rounds: readonly Round[]) => rounds.map(({ perSecond }) => perSecond)
  bench.say(`${what}: ${speeds(ours).map(Math.round).join(' ')} watched, ${speeds(theirs).map(Math.round).join(' ')} bare requests/s`)
  const speed = finding(what, 'ratio', ratios(speeds(ours), speeds(theirs)), SPEED_BOUND)
  const cpu = (rounds: readonly Round[]) => rounds.flatMap(({ cpuUs }) => cpuUs ?? [])
  if (cpu(ours).length < ours.length || cpu(theirs).length < theirs.length) return [speed]
  bench.say(`${what}: ${cpu(ours).map(Math.round).join(' ')} watched, ${cpu(theirs).map(Math.round).join(' ')} bare µs of CPU a request`)
  return [speed, finding(`CPU time a request, ${what}`, 'ratio', ratios(cpu(ours), cpu(theirs)), CPU_BOUND)]
}

async function startBare(store: MeasuredStore, sandbox: Sandbox): Promise<Contender & { end(): Promise<void> }> {
  const child = startProcess<BareShopFunctions>('bench/children/bare-shop', {}, { heapLimitMb: HEAP_LIMIT_MB })
  const options = onlyInstance(sandbox.dashboard.snapshot).options
  const port = await child.rpc.start(targetOf(store, 'bare_sessions'), options)
  return { target: { port, internalKey: '-', cookieName: options.name }, pid: child.pid, clear: () => child.rpc.clear(), end: child.end }
}
