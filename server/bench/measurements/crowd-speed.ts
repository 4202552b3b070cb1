/** Users per second of the simulator ÷ autocannon with the same three requests, against the real lesson server. */
import { setTimeout as delay } from 'node:timers/promises'
import { LIMITS } from '../../config.js'
import type { CrowdProgress, SimulatorFunctions, SimulatorNotifications } from '../../protocol/ipc.js'
import { unwrap } from '../../protocol/problem.js'
import { finding } from '../finding.js'
import { INTERNAL_KEY, startLessonServer } from '../lesson-server.js'
import { type LoadTarget, loadUsers } from '../load.js'
import type { Measurement } from '../measurement.js'
import { startProcess } from '../processes.js'
import { ratios } from '../statistics.js'
import { MEMORY, OPTIONS, targetOf } from '../stores.js'

export const crowdSpeed: Measurement = {
  name: 'crowd',
  title: 'Simulated users/s ÷ autocannon with the same three requests',
  async run(bench) {
    const shop = await startLessonServer(targetOf(MEMORY, ''), LIMITS.maxHeapLimitMb)
    const target: LoadTarget = { port: shop.port, internalKey: INTERNAL_KEY, cookieName: OPTIONS.name }
    const simulator = startSimulator()
    const drivers = { ours: (seconds: number) => simulator.run(target, seconds), autocannon: (seconds: number) => loadUsers(target, seconds) }
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

function startSimulator() {
  let ended: (progress: CrowdProgress) => void = () => {}
  const notifications: SimulatorNotifications = {
    progress(progress) {
      if (progress.outcome !== 'running') ended(progress)
    },
  }
  const { rpc } = startProcess<SimulatorFunctions, SimulatorNotifications>('simulator/entry', notifications)
  return {
    /** Users per second of a crowd at full speed. @throws Error when one of them was refused */
    async run(target: LoadTarget, seconds: number): Promise<number> {
      const end = new Promise<CrowdProgress>((resolve) => {
        ended = resolve
      })
      unwrap(
        await rpc.start(
          { users: LIMITS.crowdUsers, usersPerSecond: null, cartItems: 0, behaviour: 'shop' },
          { ...target, ports: [target.port], cookieNames: [target.cookieName] },
        ),
      )
      await delay(seconds * 1000)
      unwrap(await rpc.cancel())
      const { usersPerSecond, errors, errorKinds } = await end
      if (errors > 0) throw new Error(`Of the crowd ${errors} were refused: ${errorKinds.map(({ reason }) => reason).join('; ')}.`)
      return usersPerSecond
    },
  }
}
