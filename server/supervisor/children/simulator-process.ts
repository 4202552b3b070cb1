/** The simulator's process: forked for the first crowd, and again when it has ended. */
import { CHILDREN, GATEWAY } from '../../config.js'
import type { CrowdOrder } from '../../protocol/crowd.js'
import type { CrowdProgress, CrowdTarget, SimulatorFunctions, SimulatorNotifications } from '../../protocol/ipc.js'
import { failed, ProblemError, type Result } from '../../protocol/problem.js'
import { answered, Child } from './child.js'
import { lastWords } from './death.js'

type SimulatorChild = Child<SimulatorFunctions, SimulatorNotifications>

export interface SimulatorSurroundings {
  onProgress(progress: CrowdProgress): void
  /** It ended although nobody asked it to. */
  onLost(lastWords: string | null): void
}

export class SimulatorProcess {
  readonly #around: SimulatorSurroundings
  #child: SimulatorChild | null = null
  #closed = false

  constructor(around: SimulatorSurroundings) {
    this.#around = around
  }

  start(order: CrowdOrder, target: CrowdTarget): Promise<Result<null>> {
    this.#child ??= this.#fork()
    return this.#call(this.#child, (rpc) => rpc.start(order, target), CHILDREN.startTimeoutMs)
  }

  async cancel(): Promise<Result<null>> {
    if (!this.#child) return failed(new ProblemError('not-found', 'No crowd is under way, so there is nothing to cancel.', { what: 'crowd' }))
    return this.#call(this.#child, (rpc) => rpc.cancel(), GATEWAY.answerWithinMs)
  }

  /** The crowd under way, if one is, goes elsewhere from now on. */
  async steer(target: Pick<CrowdTarget, 'ports' | 'rule'>): Promise<void> {
    if (this.#child) await this.#call(this.#child, (rpc) => rpc.steer(target), GATEWAY.answerWithinMs)
  }

  async stop(): Promise<void> {
    this.#closed = true
    await this.#child?.stop()
  }

  killNow(): void {
    this.#closed = true
    this.#child?.kill()
  }

  #fork(): SimulatorChild {
    const child: SimulatorChild = new Child<SimulatorFunctions, SimulatorNotifications>({
      entry: 'simulator/entry',
      notifications: { progress: (progress) => this.#around.onProgress(progress) },
      onEnd: (end) => {
        if (this.#child === child) this.#child = null
        if (!this.#closed) this.#around.onLost(lastWords(end.stderr))
      },
    })
    return child
  }

  async #call(child: SimulatorChild, ask: (rpc: SimulatorChild['rpc']) => Promise<Result<null>>, ms: number): Promise<Result<null>> {
    try {
      return await answered(ask(child.rpc), ms, 'The simulator')
    } catch (error) {
      return failed(error)
    }
  }
}
