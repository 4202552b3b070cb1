/** The real lesson server with everything on, without a supervisor: for what is measured inside it. */
import type { LessonServerFunctions, LessonServerNotifications, StoreTarget } from '../protocol/ipc.js'
import { unwrap } from '../protocol/problem.js'
import { type Process, startProcess } from './processes.js'
import { OPTIONS } from './stores.js'

export const INTERNAL_KEY = 'the-key-of-the-benchmark'

export interface MeasuredLessonServer extends Process<LessonServerFunctions> {
  readonly port: number
}

/** @throws Error when it does not start */
export async function startLessonServer(store: StoreTarget, heapLimitMb: number): Promise<MeasuredLessonServer> {
  const child = startProcess<LessonServerFunctions, LessonServerNotifications>('lesson-server/entry', { frame: () => {} }, { heapLimitMb, exposeGc: true })
  const { port, storeProblem } = unwrap(
    await child.rpc.start({
      instance: 'a',
      boot: 1,
      store,
      options: OPTIONS,
      shop: 'standard',
      secrets: [{ id: 'secret-1', value: 'a-secret-of-the-benchmark' }],
      faults: {},
      internalKey: INTERNAL_KEY,
    }),
  )
  if (storeProblem !== null) throw new Error(storeProblem)
  return { ...child, port }
}
