/** The same small crowd on each store that is there, one after the other, in processes beside the shop. Notes in the log what becomes of it. */
import { COMPARISON } from '../../config.js'
import type { ComparedFigures, ComparedStore, ComparisonPhase } from '../../protocol/comparison.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import { ProblemError, problemOf } from '../../protocol/problem.js'
import type { EventLog } from '../log/event-log.js'
import type { StoreSwitch } from '../store-switch.js'
import type { StoreTargets } from '../store-targets.js'
import { placeBeside } from './place-beside.js'
import { removeFiles, tidy } from './tidy.js'
import { TrialProcess } from './trial-process.js'
import { unlessAborted } from './unless-aborted.js'

export interface ComparisonSurroundings {
  readonly log: EventLog
  readonly stores: Pick<StoreSwitch, 'describe' | 'prepare'>
  readonly targets: StoreTargets
}

/** A comparison under way. */
interface Underway {
  readonly calledOff: AbortController
  readonly processes: Set<TrialProcess>
  ended: Promise<void>
}

export class StoreComparisons {
  readonly #around: ComparisonSurroundings
  #underway: Underway | null = null

  constructor(around: ComparisonSurroundings) {
    this.#around = around
  }

  /**
   * Begins one. What comes of it is in the state.
   *
   * @param kinds left out: every store of the switch
   * @param allowsFound whoever asks has said that databases that were there before may be used
   * @throws ProblemError `busy`, `unknown-store`
   */
  start(kinds: readonly string[] | undefined, allowsFound: boolean): void {
    const { log, stores } = this.#around
    if (this.#underway) throw new ProblemError('busy', 'A comparison is under way already. Cancel it, or wait for its end.', { what: 'stores:compare' })
    if (log.state.crowd.running) throw new ProblemError('busy', 'A crowd is under way, and would be measured, too. Wait for its end.', { what: 'crowd' })
    const chosen = kinds === undefined ? log.state.store.available.map(({ kind }) => kind) : [...new Set(kinds)].map((kind) => stores.describe(kind).kind)
    const underway: Underway = { calledOff: new AbortController(), processes: new Set(), ended: Promise.resolve() }
    this.#underway = underway
    log.append({ kind: 'comparison-started', visitors: COMPARISON.visitors, stores: chosen })
    underway.ended = this.#run(underway, chosen, allowsFound)
  }

  /** Ends it; what was written is removed first. @throws ProblemError `not-found` */
  async cancel(): Promise<void> {
    if (!this.#underway) throw new ProblemError('not-found', 'No comparison is under way, so there is nothing to cancel.', { what: 'stores:compare' })
    const { ended } = this.#underway
    this.killNow()
    await ended
  }

  async stop(): Promise<void> {
    this.killNow()
    await this.#underway?.ended
  }

  /** Without waiting. */
  killNow(): void {
    this.#underway?.calledOff.abort()
    for (const process of this.#underway?.processes ?? []) process.kill()
  }

  async #run(underway: Underway, kinds: readonly string[], allowsFound: boolean): Promise<void> {
    const { log } = this.#around
    const { signal } = underway.calledOff
    for (const kind of kinds) {
      if (signal.aborted) break
      const row = await this.#compared(underway, kind, allowsFound)
      if (!signal.aborted) log.append({ kind: 'store-compared', row })
    }
    this.#underway = null
    log.append({ kind: 'comparison-ended', outcome: signal.aborted ? 'cancelled' : 'done' })
  }

  /** Never throws: what goes wrong is what came of that store. */
  async #compared(underway: Underway, kind: string, allowsFound: boolean): Promise<ComparedStore> {
    try {
      this.#step(kind, 'opening')
      await unlessAborted(underway.calledOff.signal, this.#around.stores.prepare(kind, allowsFound, COMPARISON.readyMs))
      const place = placeBeside(this.#around.targets.of(kind), 'trial')
      // What an earlier one has left, because it was killed; what is in a database is emptied by whoever opens it.
      await removeFiles(place)
      try {
        return { store: kind, problem: null, figures: await this.#measured(underway, place) }
      } finally {
        this.#step(kind, 'tidying')
        await this.#tidied(underway, place)
      }
    } catch (error) {
      return { store: kind, problem: problemOf(error), figures: null }
    }
  }

  async #measured(underway: Underway, target: StoreTarget): Promise<ComparedFigures> {
    const { kind } = target
    const first = await this.#opened(underway, target)
    await first.ask((rpc) => rpc.clear())
    this.#step(kind, 'crowd')
    const figures = await first.ask((rpc) => rpc.crowd(COMPARISON.visitors))
    this.#step(kind, 'second-server', COMPARISON.visitors)
    const ids = await first.ask((rpc) => rpc.leave(COMPARISON.sample))
    const second = await this.#opened(underway, target)
    const seen = await second.ask((rpc) => rpc.find(ids))
    await this.#ended(underway, second)
    this.#step(kind, 'restarting', COMPARISON.visitors)
    await this.#ended(underway, first)
    const next = await this.#opened(underway, target)
    const kept = await next.ask((rpc) => rpc.find(ids))
    return { ...figures, shared: { asked: ids.length, found: seen }, survived: { asked: ids.length, found: kept } }
  }

  /** Ends what is left of the processes, and removes what has outlived them. Where its database is away, the next comparison begins with that. */
  async #tidied(underway: Underway, place: StoreTarget): Promise<void> {
    await Promise.all([...underway.processes].map((process) => this.#ended(underway, process)))
    if (this.#around.stores.describe(place.kind).capabilities.survivesRestart) await tidy(this.#label(place.kind), [place], COMPARISON.tidyMs)
  }

  async #opened(underway: Underway, target: StoreTarget): Promise<TrialProcess> {
    underway.calledOff.signal.throwIfAborted()
    const onProgress = ({ phase, done }: { readonly phase: ComparisonPhase; readonly done: number }) => this.#step(target.kind, phase, done)
    const process = new TrialProcess(this.#label(target.kind), COMPARISON.storeMs, onProgress)
    underway.processes.add(process)
    await process.open(target)
    return process
  }

  async #ended(underway: Underway, process: TrialProcess): Promise<void> {
    await process.stop()
    underway.processes.delete(process)
  }

  #label(kind: string): string {
    return this.#around.stores.describe(kind).label
  }

  #step(store: string, phase: ComparisonPhase, done = 0): void {
    this.#around.log.append({ kind: 'comparison-step', step: { store, phase, done } })
  }
}
