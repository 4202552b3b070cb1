/** A second lesson server beside the one that is always there: how it comes, how it goes, and how both are restarted while the shop serves. */
import { CHILDREN, LIMITS } from '../config.js'
import { FIRST_INSTANCE, type InstanceId, SECOND_INSTANCE } from '../protocol/instances.js'
import { ProblemError } from '../protocol/problem.js'
import type { LessonServerProcess } from './children/lesson-server-process.js'
import { requireMachineMemory } from './children/machine-memory.js'
import type { Instances } from './instances.js'
import type { EventLog } from './log/event-log.js'

export interface SecondServerSurroundings {
  readonly log: EventLog
  readonly instances: Instances
  readonly stores: { readonly isSwitching: boolean }
  /** A lesson server that nobody has started; the state knows it already. */
  make(id: InstanceId, heapLimitMb: number): LessonServerProcess
}

export class SecondServer {
  readonly #around: SecondServerSurroundings
  /** What is being done to the set of servers; null: nothing. */
  #underWay: string | null = null
  /** Lives that those which were taken away have had. */
  #lives = 0

  constructor(around: SecondServerSurroundings) {
    this.#around = around
  }

  /**
   * One more, with the options, the shop and the heap limit of the first, on the store in use. Answers when it listens.
   *
   * @returns its name
   * @throws ProblemError `limit-reached`, `busy`, `out-of-machine-memory`; `server-away`: it is there, and does not come to listen
   */
  add(): Promise<InstanceId> {
    const { log, instances, make } = this.#around
    return this.#alone('second server', async () => {
      if (instances.all.length >= LIMITS.instances) {
        const limit = LIMITS.instances
        throw new ProblemError('limit-reached', `There are ${limit} lesson servers already, which is the most. Remove the second one first.`, {
          what: 'lesson servers',
          limit,
        })
      }
      const first = instances.find(FIRST_INSTANCE)
      const { heapLimitMb, server } = first
      requireMachineMemory(heapLimitMb * 1024 * 1024, `A second lesson server with a heap limit of ${heapLimitMb} MB`)
      const { heapLimitBytes, options, secrets, shop } = server
      log.append({ kind: 'instance-added', boot: this.#lives, heapLimitBytes, options, secrets, shop }, { instance: SECOND_INSTANCE })
      const second = make(SECOND_INSTANCE, heapLimitMb)
      instances.add(second)
      second.launch()
      await listening(second)
      return second.id
    })
  }

  /**
   * Takes the second one away: it answers what it is at, and gets nothing more. What it alone held is gone.
   *
   * @throws ProblemError `not-found`, `busy`; `bad-input`: the first one stays
   */
  remove(id: InstanceId = SECOND_INSTANCE): Promise<void> {
    const { log, instances } = this.#around
    return this.#alone('second server', async () => {
      const instance = instances.find(id)
      if (instance.id === FIRST_INSTANCE) {
        throw new ProblemError('bad-input', 'The first lesson server stays. Only the second one, "b", can be taken away.', { reason: 'first-server' })
      }
      instances.remove(instance)
      await instance.stop()
      this.#lives = instance.boot
      log.append({ kind: 'instance-removed' }, { instance: instance.id })
    })
  }

  /**
   * Restarts all of them, each when the one before serves again: with two, the shop serves all the while.
   *
   * @returns those that were restarted
   * @throws ProblemError `busy`; `server-away`: one did not come back, and those after it were left as they are
   */
  restartOneByOne(): Promise<readonly InstanceId[]> {
    const { instances } = this.#around
    return this.#alone('rolling restart', async () => {
      const restarted: InstanceId[] = []
      for (const instance of instances.all) {
        await instance.restart()
        restarted.push(instance.id)
      }
      return restarted
    })
  }

  /** @throws ProblemError `busy` */
  async #alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#around.stores.isSwitching) {
      throw new ProblemError('busy', 'A switch of the store is under way, and leads all lesson servers together. Wait until it is done.', { what: 'switch' })
    }
    if (this.#underWay !== null) {
      throw new ProblemError('busy', `The lesson servers are being changed already (${this.#underWay}). Wait until that is done.`, { what: this.#underWay })
    }
    this.#underWay = what
    try {
      return await work()
    } finally {
      this.#underWay = null
    }
  }
}

/** @throws ProblemError `server-away` */
async function listening(instance: LessonServerProcess): Promise<void> {
  if ((await instance.whenRunning(CHILDREN.startTimeoutMs)) !== null) return
  throw new ProblemError('server-away', 'The second lesson server does not come up. The first one serves alone; it is tried again by itself.', {
    state: 'starting',
  })
}
