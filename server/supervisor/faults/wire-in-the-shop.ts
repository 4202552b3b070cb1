/** Faults of the wire that the lesson servers do themselves, where they call the store. */
import type { FaultsInForce } from '../../protocol/faults.js'
import { unwrap } from '../../protocol/problem.js'
import type { LessonServerProcess } from '../children/lesson-server-process.js'
import type { Instances } from '../instances.js'
import type { EventLog } from '../log/event-log.js'
import type { FaultDoer } from './faults.js'

/**
 * Tells all of them. One that does not run needs not be told: what is in force is a part of what a new life begins with, and it is told once more as soon as
 * it listens, since that may have changed while it started.
 */
export function wireInTheShop(log: EventLog, instances: Instances): FaultDoer {
  const tell = async (lesson: LessonServerProcess, faults: FaultsInForce) => {
    if (lesson.port !== null) unwrap(await lesson.call((rpc) => rpc.setFaults(faults)))
  }
  instances.on('listening', () => {
    for (const lesson of instances.all) tell(lesson, log.state.faults).catch(() => {})
  })
  return {
    async apply(faults) {
      await Promise.all(instances.all.map((lesson) => tell(lesson, faults)))
    },
  }
}
