/** Users per second of the simulator ÷ autocannon with the same three requests, against the real lesson server. */
import { LIMITS } from '../../config.js'
import { unwrap } from '../../protocol/problem.js'
import { finding } from '../finding.js'
import { INTERNAL_KEY, startLessonServer } from '../lesson-server.js'
import { type LoadTarget, loadUsers } from '../load.js'
import type { Measurement } from '../measurement.js'
import { startSimulator } from '../simulator.js'
import { ratios } from '../statistics.js'
import { MEMORY, OPTIONS, targetOf } from '../stores.js'

export const crowdSpeed: Measurement = {
  name: 'crowd',
  title: 'Simulated users/s ÷ autocannon with the same three requests',
  async run(bench) {
    const shop = await startLessonServer(targetOf(MEMORY, ''), LIMITS.maxHeapLimitMb)
    const target: LoadTarget = { port: shop.port, internalKey: INTERNAL_KEY, cookieName: OPTIONS.name }
    const simulator = startSimulator()
    const drivers = { ours: (seconds: number) => simulator.run([target.port], seconds), autocannon: (seconds: number) => loadUsers(target, seconds) }
    const speeds: Record<keyof typeof drivers, number[]> = { ours: [], autocannon: [] }
    await drivers.ours(1)
    await drivers.autocannon(1)
    for (let round = 0; round < bench.rounds; round += 1) {
      for (const name of round % 2 === 0 ? (['ours', 'autocannon'] as const) : (['autocannon', 'ours'] as const)) {
        unwrap(await shop.rpc.clearStore())
        speeds[name].push(await drivers[name](bench.quick ? 1 : 4))
      }
    }
    bench.say(`${speeds.ours.map(Math.round).join(' ')} users/s of the simulator, ${speeds.autocannon.map(Math.round).join(' ')} of autocannon`)
    return [finding('memory', 'ratio', ratios(speeds.ours, speeds.autocannon), { atLeast: 1 })]
  },
}
