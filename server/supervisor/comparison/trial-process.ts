import { COMPARISON } from '../../config.js'
import type { StoreTarget, TrialFunctions, TrialNotifications } from '../../protocol/ipc.js'
import { failed, ProblemError, type Result, unwrap } from '../../protocol/problem.js'
import { asParams, endingOf, endingWords, why } from '../../protocol/why.js'
import { within } from '../../within.js'
import { Child, type ChildEnd } from '../children/child.js'

/** One process with one store open. Whatever becomes of it, each question is answered or a problem, and none takes longer than its time. */
export class TrialProcess {
  readonly #child: Child<TrialFunctions, TrialNotifications>
  readonly #label: string
  readonly #until: number
  #end: ChildEnd | null = null

  /**
   * @param label of its store
   * @param ms that it may live
   */
  constructor(label: string, ms: number, onProgress: TrialNotifications['progress'] = () => undefined) {
    this.#label = label
    this.#until = performance.now() + ms
    this.#child = new Child<TrialFunctions, TrialNotifications>({
      entry: 'trial/entry',
      heapLimitMb: COMPARISON.heapLimitMb,
      exposeGc: true,
      notifications: { progress: onProgress },
      onEnd: (end) => {
        this.#end = end
      },
    })
  }

  /** @throws ProblemError */
  open(target: StoreTarget): Promise<null> {
    return this.ask((rpc) => rpc.open(target))
  }

  /** @throws ProblemError `store-unreachable`, why: `trial-ended`, `trial-late` or the store's own */
  async ask<T>(question: (rpc: TrialFunctions) => Promise<Result<T>>): Promise<T> {
    const answer = question(this.#child.rpc).catch((error: unknown) => failed(this.#end === null ? error : this.#ended(this.#end)))
    return unwrap(await within(answer, Math.max(0, this.#until - performance.now()), () => this.#late()))
  }

  /** Closes its store and ends. Never fails. */
  async stop(): Promise<void> {
    await this.#child.stop(() => this.#child.rpc.stop())
  }

  kill(): void {
    this.#child.kill()
  }

  #ended({ code, signal }: ChildEnd): ProblemError {
    const how = endingOf(code, signal)
    const reason = why('trial-ended', how as unknown as { how: string }, `the process with it ended (${endingWords(how)}).`)
    return this.#unreachable(asParams(reason))
  }

  #late(): ProblemError {
    const seconds = Math.round(COMPARISON.storeMs / 1_000)
    return this.#unreachable(asParams(why('trial-late', { seconds }, `it took longer than ${seconds} s.`)))
  }

  #unreachable(params: ReturnType<typeof asParams>): ProblemError {
    return new ProblemError('store-unreachable', `${this.#label} could not be compared: ${String(params.reason)}`, { ...params, store: this.#label })
  }
}
