/** The sessions of the store in use, wherever they are: in one that all lesson servers share, or in each one's own. */

import { GATEWAY } from '../config.js'
import type { CommandResults, SessionListing } from '../protocol/command-results.js'
import { faultsMet } from '../protocol/faults.js'
import type { SessionsQuery, StoreReading } from '../protocol/ipc.js'
import { failed, ok, type Result, unwrap } from '../protocol/problem.js'
import { withinSteps } from '../within.js'
import { silent } from './children/child.js'
import type { LessonServerProcess } from './children/lesson-server-process.js'
import { heldUp } from './faults/held-up.js'
import type { EventLog } from './log/event-log.js'

/** However much there is. A lesson server itself gives up a store in which nothing moves, and one that is not heard is waited for no longer. */
const CLEAR_WITHIN_MS = 10 * 60_000

/** What is asked of a lesson server here. */
export type SessionHolder = Pick<LessonServerProcess, 'id' | 'port' | 'call'>

export class Sessions {
  readonly #log: EventLog
  readonly #instances: { readonly all: readonly SessionHolder[] }
  /** Who keeps what was forgotten last. */
  #keepers: readonly SessionHolder[] = []

  constructor(log: EventLog, instances: { readonly all: readonly SessionHolder[] }) {
    this.#log = log
    this.#instances = instances
  }

  /** Of a session; null: nobody has it. A problem where somebody who may have it did not answer. */
  async read(id: string): Promise<Result<StoreReading>> {
    const isSplit = this.#isSplit
    const answers = await Promise.all(
      this.#holders.map(async (holder) => {
        const answer = await this.#ask(holder, (rpc) => rpc.readSession(id))
        return isSplit && answer.ok && answer.value.stored !== null ? ok({ ...answer.value, instance: holder.id }) : answer
      }),
    )
    const found = answers.find((answer) => answer.ok && answer.value.stored !== null)
    return found ?? answers.find(({ ok }) => !ok) ?? answers[0] ?? ok({ store: this.#log.state.store.active, stored: null })
  }

  /** One list of all, those of the first lesson server first. @throws ProblemError */
  async list({ search, offset, limit }: SessionsQuery): Promise<Omit<SessionListing, 'seq'>> {
    const rows: SessionListing['rows'][number][] = []
    let { active: store } = this.#log.state.store
    let total: number | null = 0
    let skip = offset
    for (const holder of this.#holders) {
      // Also where the page is full: how many there are is not known otherwise.
      const wanted = Math.max(1, limit - rows.length)
      const page = unwrap(await this.#ask(holder, (rpc) => rpc.listSessions({ search, offset: skip, limit: wanted })))
      const more = page.rows.slice(0, limit - rows.length)
      rows.push(...(this.#isSplit ? more.map((row) => ({ ...row, instance: holder.id })) : more))
      skip = Math.max(0, skip - (page.total ?? skip))
      total = total === null || page.total === null ? null : total + page.total
      store = page.store
    }
    return { store, rows, offset, total }
  }

  /** Forgets all of them, however long that goes on. @param forGood it cannot be undone @returns how many, and for how many ms that can be undone @throws ProblemError */
  clear(forGood = false): Promise<CommandResults['store:clear']> {
    return this.#forget((holder) => this.#whileHeard(holder, () => this.#ask(holder, (rpc) => rpc.clearStore(forGood), CLEAR_WITHIN_MS)))
  }

  /** Forgets one, wherever it is. @throws ProblemError */
  forget(id: string): Promise<CommandResults['sessions:forget']> {
    return this.#forget((holder) => this.#ask(holder, (rpc) => rpc.forgetSession(id)))
  }

  async #forget(from: (holder: SessionHolder) => Promise<Result<CommandResults['store:clear']>>): Promise<CommandResults['store:clear']> {
    const holders = this.#holders
    const answers = (await Promise.all(holders.map(from))).map(unwrap)
    // Who had nothing has nothing to undo.
    const removing = answers.filter(({ removed }) => removed > 0)
    if (removing.length > 0) this.#keepers = holders.filter((_, place) => (answers[place]?.undoForMs ?? 0) > 0)
    const removed = removing.reduce((sum, answer) => sum + answer.removed, 0)
    return { removed, undoForMs: removing.length === 0 ? 0 : Math.min(...removing.map(({ undoForMs }) => undoForMs)) }
  }

  /**
   * Undoes that. Where one refuses, another may write its own back all the same.
   *
   * @returns how many came back
   * @throws ProblemError why none did
   */
  async bringBack(): Promise<number> {
    const keepers = this.#keepers.length > 0 ? this.#keepers : this.#holders
    const answers = await Promise.all(keepers.map((holder) => this.#ask(holder, (rpc) => rpc.bringBackSessions())))
    const restored = answers.reduce((sum, answer) => sum + (answer.ok ? answer.value.restored : 0), 0)
    if (restored === 0) for (const answer of answers) unwrap(answer)
    return restored
  }

  /** Gives up a lesson server that is silent: it tells of its memory ten times a second, whatever else it does. */
  async #whileHeard<T>(holder: SessionHolder, work: () => Promise<Result<T>>): Promise<Result<T>> {
    const within = GATEWAY.answerWithinMs
    let leave = () => {}
    const heard = async (onStep: () => void) => {
      leave = this.#log.subscribe(({ kind, instance }) => {
        if (kind === 'memory-read' && instance === holder.id) onStep()
      })
      return await work()
    }
    try {
      return await withinSteps(heard, within, () => silent(within, 'The lesson server'))
    } catch (error) {
      return failed(error)
    } finally {
      leave()
    }
  }

  /** Where the store did not answer because of what somebody has done to it, that is what is told. */
  async #ask<T>(holder: SessionHolder, ...order: Parameters<typeof holder.call<T>>): Promise<Result<T>> {
    const answer = await holder.call(...order)
    if (answer.ok) return answer
    const { faults, store } = this.#log.state
    const label = store.available.find(({ kind }) => kind === store.active)?.label ?? store.active
    return { ok: false, problem: heldUp(answer.problem, label, faultsMet(faults, holder.id)) }
  }

  /**
   * Who has to be asked so that nothing is missed and nothing is met twice: of a shared store one that runs, of others all that run, since a process that
   * does not run holds nothing. Where none runs, the first one is waited for.
   */
  get #holders(): readonly SessionHolder[] {
    const { all } = this.#instances
    const running = all.filter(({ port }) => port !== null)
    const holders = running.length > 0 ? running : all.slice(0, 1)
    return this.#isShared ? holders.slice(0, 1) : holders
  }

  /** Has each lesson server a store of its own? */
  get #isSplit(): boolean {
    return this.#instances.all.length > 1 && !this.#isShared
  }

  get #isShared(): boolean {
    const { active, available } = this.#log.state.store
    return available.find(({ kind }) => kind === active)?.capabilities.shared === true
  }
}
