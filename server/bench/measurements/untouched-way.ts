/**
 * What the way of a request costs while nothing is on it: requests per second through the proxy of a sandbox where everything in the table of faults was done
 * and undone ÷ of one where nothing ever was. That nothing is there to begin with is a test of the structure (server/lesson-server/wire/wire.test.ts,
 * server/supervisor/gateway/in-front.test.ts).
 */
import { FAULT_IDS, type FaultId, type FaultSettings, settingsOf } from '../../protocol/faults.js'
import { finding } from '../finding.js'
import { type LoadTarget, loadExistingSession } from '../load.js'
import type { Measurement } from '../measurement.js'
import { type Sandbox, startSandbox } from '../sandbox.js'
import { ratios } from '../statistics.js'
import { startDatabases } from '../stores.js'

const HEAP_LIMIT_MB = 512
/** A round is made of short turns of each: the machine's own speed changes within seconds. */
const SLICES = 4
const SLICE_SECONDS = 1
/**
 * A round strays by up to 8 % with the machine, and what is asked is a difference of 5 %: of 7 rounds the median itself is off by as much now and then (0.95 was
 * measured where nothing had changed), of 15 it stays within the half of that.
 */
const LEAST_ROUNDS = 15

export const untouchedWay: Measurement = {
  name: 'way',
  title: 'Requests/s through the proxy with nothing on the wire or in front ÷ where nothing ever was',
  isLong: true,
  async run(bench) {
    const database = (await startDatabases()).at(-1)
    if (!database) return []
    const [touched, untouched] = [await startSandbox(database, HEAP_LIMIT_MB), await startSandbox(database, HEAP_LIMIT_MB)]
    for (const fault of FAULT_IDS) await doAndUndo(touched, fault)
    const both = [touched, untouched]
    for (const sandbox of both) await perSecond(sandbox)
    const speeds = new Map<Sandbox, number[]>(both.map((sandbox) => [sandbox, []]))
    const rounds = bench.quick ? bench.rounds : Math.max(bench.rounds, LEAST_ROUNDS)
    for (let round = 0; round < rounds; round += 1) {
      const turns = new Map<Sandbox, number[]>(both.map((sandbox) => [sandbox, []]))
      for (let slice = 0; slice < (bench.quick ? 1 : SLICES); slice += 1) {
        for (const sandbox of (round + slice) % 2 === 0 ? both : both.toReversed()) turns.get(sandbox)?.push(await perSecond(sandbox))
      }
      for (const [sandbox, all] of turns) speeds.get(sandbox)?.push(all.reduce((sum, each) => sum + each, 0) / all.length)
    }
    const [after, never] = both.map((sandbox) => speeds.get(sandbox) ?? [])
    bench.say(`${after?.map(Math.round).join(' ')} requests/s after all of it, ${never?.map(Math.round).join(' ')} where nothing ever was`)
    await touched.dashboard.command({ type: 'fault:set', fault: 'wire-delay', settings: { get: 50 } })
    const slow = await perSecond(touched)
    const control = never?.map((each) => slow / each) ?? []
    for (const { end } of both) await end()
    return [
      finding(`existing session, ${database.label}`, 'ratio', ratios(after ?? [], never ?? []), { atLeast: 0.95 }),
      finding('the same while each get takes 50 ms more (the control)', 'ratio', control, { atMost: 0.5 }),
    ]
  },
}

/** Through the proxy, as everybody comes, with a session that exists. */
async function perSecond({ shopPort, target }: Sandbox): Promise<number> {
  const proxy: LoadTarget = { ...target, port: shopPort }
  return (await loadExistingSession(proxy, SLICE_SECONDS)).perSecond
}

async function doAndUndo({ dashboard }: Sandbox, fault: FaultId): Promise<void> {
  const settings: FaultSettings = Object.fromEntries(settingsOf(fault).map(([name, { unit, max, min }]) => [name, unit === 'bytes' ? min : max]))
  await dashboard.command({ type: 'fault:set', fault, settings: { ...settings } })
  await dashboard.command({ type: 'fault:undo', fault })
}
