/** Faults of the wire that the lesson servers do themselves, where they call the store. */
import { type FaultsInForce, faultsMet } from '../../protocol/faults.js'
import { unwrap } from '../../protocol/problem.js'
import type { LessonServerProcess } from '../children/lesson-server-process.js'
import type { Instances } from '../instances.js'
import type { FaultDoer } from './faults.js'

/**
 * Tells all of them. One that does not run needs not be told: what is in force is a part of what a new life begins with, and it is told once more as soon as
 * it listens, since that may have changed while it started.
 */
export function wireInTheShop(instances: Pick<Instances, 'all' | 'on'>): FaultDoer {
  /** As all were told last: the log has it only when all have done it. */
  let wanted: FaultsInForce = {}
  const tell = async (lesson: LessonServerProcess) => {
    const { port } = lesson
    if (port === null) return
    const told = await lesson.call((rpc) => rpc.setFaults(faultsMet(wanted, lesson.id)))
    // One that has ended meanwhile is told in its next life.
    if (lesson.port === port) unwrap(told)
  }
  instances.on('listening', () => {
    for (const lesson of instances.all) tell(lesson).catch(() => {})
  })
  return {
    async apply(faults) {
      wanted = faults
      await Promise.all(instances.all.map(tell))
    },
  }
}
