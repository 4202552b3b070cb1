/** The sandbox's own simulator, without a supervisor. */
import { setTimeout as delay } from 'node:timers/promises'
import { LIMITS } from '../config.js'
import type { CrowdProgress, SimulatorFunctions, SimulatorNotifications } from '../protocol/ipc.js'
import { unwrap } from '../protocol/problem.js'
import { INTERNAL_KEY } from './lesson-server.js'
import { startProcess } from './processes.js'
import { OPTIONS } from './stores.js'

export function startSimulator() {
  let ended: (progress: CrowdProgress) => void = () => {}
  const notifications: SimulatorNotifications = {
    progress(progress) {
      if (progress.outcome !== 'running') ended(progress)
    },
  }
  const { rpc } = startProcess<SimulatorFunctions, SimulatorNotifications>('simulator/entry', notifications)
  return {
    /** Users per second of a crowd at full speed, whose requests go to these lesson servers by turns. @throws Error when one of them was refused */
    async run(ports: readonly number[], seconds: number): Promise<number> {
      const end = new Promise<CrowdProgress>((resolve) => {
        ended = resolve
      })
      unwrap(
        await rpc.start(
          { users: LIMITS.crowdUsers, usersPerSecond: null, cartItems: 0, behaviour: 'shop' },
          { ports, rule: 'turns', internalKey: INTERNAL_KEY, cookieNames: [OPTIONS.name] },
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
