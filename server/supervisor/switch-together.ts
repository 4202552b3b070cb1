/**
 * One switch of the store, in all lesson servers that run, phase by phase: each phase begins when all have been through the one before, so that all gates are
 * closed before the first store is flipped, and none opens before the last one is.
 */
import type { PreparedSwitch, StoreTarget, SwitchFigures, SwitchFunctions } from '../protocol/ipc.js'
import { errorOf, failed, type Problem, problemOf, type Result, unwrap } from '../protocol/problem.js'
import { type Shares, shareOf } from '../protocol/shares.js'
import type { SwitchReport } from '../protocol/stores.js'

/** While more than this many changed during a copy, another round follows before the gates close. */
const FEW_CHANGED = 25
const MAX_ROUNDS = 8

type Division = Pick<Shares, 'count' | 'known'>

/** Where the balancer sends the browser of a session, by the session's id. */
export type HomesBySession<P> = () => ReadonlyMap<string, P>

export interface Switched<P> {
  readonly report: SwitchReport
  /** How many sessions each got, where each has a store of its own and they came from one that was shared; null: they were not divided. */
  readonly shares: ReadonlyMap<P, number> | null
  /** They could not follow when others had flipped already: they serve from a store that was left, and must be ended. */
  readonly behind: readonly P[]
}

/**
 * Moves all of them to another store. With `carryOver` every live session comes along while the shop serves.
 *
 * @param all the lesson servers that run, at least one; each function answers or rejects, at the latest when its process ends
 * @param homes where the balancer sends the browser of a session, for those of which it knows: a store that each lesson server has by itself gets those of
 *   its own; left out: each gets all of them
 * @returns a report; `refused` when the target does not answer or a gate cannot be closed in time, and then nothing has changed anywhere
 * @throws ProblemError `busy`, `unknown-store`; `server-away` when one of them ended
 */
export async function switchTogether<P extends SwitchFunctions>(
  all: readonly P[],
  target: StoreTarget,
  carryOver: boolean,
  homes?: HomesBySession<P>,
): Promise<Switched<P>> {
  const began = performance.now()
  // One after the other: each writes a key of its own into the target and takes it out again, which the next one would count.
  const prepared: Result<PreparedSwitch>[] = []
  for (const one of all) prepared.push(await one.switchPrepare(target, carryOver).catch(failed))
  const plans = prepared.map((answer) => (answer.ok ? answer.value : null))
  const report = (outcome: Partial<SwitchReport>): SwitchReport => ({
    from: plans.find((plan) => plan !== null)?.from ?? '',
    to: target.kind,
    carryOver,
    at: Date.now(),
    durationMs: performance.now() - began,
    ...NOTHING,
    found: null,
    refused: null,
    ...outcome,
  })
  const movers = all.filter((_, n) => plans[n]?.refused === null && !plans[n].isThere)
  const failure = prepared.find((answer) => !answer.ok)
  const refused = failure?.ok === false ? failure.problem : (plans.find((plan) => plan?.refused)?.refused ?? null)
  if (refused !== null) await answersOf(movers, (mover) => mover.switchCallOff())
  if (failure?.ok === false) throw errorOf(failure.problem)
  if (refused !== null) return { report: report({ refused }), shares: null, behind: [] }
  if (movers.length === 0) return { report: report({}), shares: null, behind: [] }

  const moving = plans.filter((plan): plan is PreparedSwitch => plan !== null && !plan.isThere)
  const crossing = new Crossing(movers, moving, carryOver, homes ?? null)
  const found = crossing.sum(
    moving.map((plan) => plan.found),
    crossing.targetIsShared,
  )
  const { refused: why, behind } = await crossing.run()
  if (why?.code === 'server-away') throw errorOf(why)
  return { report: report({ ...crossing.figures, found, refused: why }), shares: why === null ? crossing.shares : null, behind }
}

/** A switch that everybody has prepared. */
class Crossing<P extends SwitchFunctions> {
  figures: SwitchFigures = NOTHING
  shares: ReadonlyMap<P, number> | null = null
  readonly targetIsShared: boolean
  readonly #movers: readonly P[]
  readonly #sourceIsShared: boolean
  readonly #carryOver: boolean
  /** Where all share both stores, one copies for all; where one of them is each server's own, each copies for itself. */
  readonly #copiers: readonly P[]
  /** What is still to be copied again, by who noted it. */
  readonly #changed = new Map<P, Set<string>>()
  /** All that was ever noted. */
  readonly #ever = new Set<string>()

  /** From one store that all share into one of each: who gets what. null: there is nothing to divide. */
  readonly #homes: HomesBySession<P> | null
  /** By which it was divided last. */
  #dealt: Division | null = null

  constructor(movers: readonly P[], prepared: readonly PreparedSwitch[], carryOver: boolean, homes: HomesBySession<P> | null) {
    this.#movers = movers
    this.#carryOver = carryOver
    this.#sourceIsShared = prepared.every((plan) => plan.sourceIsShared)
    this.targetIsShared = prepared.every((plan) => plan.targetIsShared)
    this.#homes = this.#sourceIsShared && !this.targetIsShared && movers.length > 1 ? homes : null
    this.#copiers = !carryOver ? [] : this.#sourceIsShared && this.targetIsShared ? movers.slice(0, 1) : movers
  }

  /** @returns why nothing has changed, or null */
  async run(): Promise<{ readonly refused: Problem | null; readonly behind: readonly P[] }> {
    const flipped = new Set<P>()
    try {
      if (this.#carryOver) await this.#copy()
      // Left where they are, sessions need no gate, unless two servers would disagree for a moment about where they are.
      if (this.#carryOver || this.#movers.length > 1) await this.#hold(this.#movers)
      while (flipped.size < this.#movers.length) {
        await this.#copyAgain()
        await this.#flip(flipped)
      }
    } catch (error) {
      if (flipped.size === 0) {
        await this.#callOff()
        return { refused: problemOf(error), behind: [] }
      }
    }
    const done = this.#movers.filter((each) => flipped.has(each))
    await this.#open(done)
    return { refused: null, behind: this.#movers.filter((each) => !flipped.has(each)) }
  }

  /** As if nothing had happened. What the others change while copies are taken back is taken back as well. */
  async #callOff(): Promise<void> {
    await answersOf(this.#movers, (mover) => mover.switchGiveUp())
    await this.#takeBack([...this.#ever])
    if (this.#sourceIsShared) {
      const others = this.#movers.filter((mover) => !this.#copiers.includes(mover))
      const late = (await answersOf(others, (mover) => mover.switchChanged())).flatMap((answer) => (answer.ok ? answer.value : []))
      if (late.length > 0) await this.#takeBack(late)
    }
    const ended = await answersOf(this.#movers, (mover) => mover.switchCallOff())
    this.figures = { ...NOTHING, longestWaitMs: longest(ended.flatMap((answer) => (answer.ok ? [answer.value] : []))) }
  }

  /** One that cannot do it says so itself: its target is emptied before anybody uses it. */
  async #takeBack(ids: readonly string[]): Promise<void> {
    await answersOf(this.#copiers, (copier) => copier.switchTakeBack(this.#sourceIsShared ? ids : []))
  }

  /** One number of all: what is shared is counted by each of them. */
  sum(numbers: readonly (number | null)[], isShared: boolean): number | null {
    const known = numbers.filter((number) => number !== null)
    if (known.length === 0) return null
    return isShared ? (known[0] ?? null) : known.reduce((total, number) => total + number, 0)
  }

  async #copy(): Promise<void> {
    const shares = this.#sharesNow()
    this.#dealt = shares
    await each(this.#copiers, (copier) => copier.switchCopy(shares && { ...shares, own: this.#movers.indexOf(copier) }))
    for (let round = 0; round < MAX_ROUNDS; round++) {
      await this.#takeChanged(this.#movers)
      if ([...this.#changed.values()].reduce((total, ids) => total + ids.size, 0) <= FEW_CHANGED) return
      await this.#copyAgain()
    }
  }

  async #hold(movers: readonly P[], othersHaveFlipped = false): Promise<void> {
    await each(movers, (mover) => mover.switchHold(this.#carryOver, othersHaveFlipped))
    if (this.#carryOver) await this.#takeChanged(movers)
  }

  async #takeChanged(movers: readonly P[]): Promise<void> {
    const taken = await each(movers, (mover) => mover.switchChanged())
    for (const [n, mover] of movers.entries()) {
      const ids = this.#changed.get(mover) ?? new Set()
      for (const id of taken[n] ?? []) {
        ids.add(id)
        this.#ever.add(id)
      }
      this.#changed.set(mover, ids)
    }
  }

  /** In a store that all share, a session that one of them changed is copied again by whoever copies; in a store of its own, by itself. */
  async #copyAgain(): Promise<void> {
    const shares = this.#sharesNow()
    const moved = movedBetween(this.#dealt, shares)
    this.#dealt = shares
    const ids = new Map(this.#copiers.map((copier) => [copier, [...new Set([...idsOf(this.#changed, copier, this.#sourceIsShared), ...moved])]]))
    this.#changed.clear()
    await each(
      this.#copiers.filter((copier) => ids.get(copier)?.length),
      (copier) => {
        const changed = ids.get(copier) ?? []
        const isOwn = (id: string) => shares === null || shareOf(id, shares) === this.#movers.indexOf(copier)
        return copier.switchCopyAgain(
          changed.filter(isOwn),
          changed.filter((id) => !isOwn(id)),
        )
      },
    )
  }

  /** As the balancer knows them just now. */
  #sharesNow(): Division | null {
    if (this.#homes === null) return null
    const known = [...this.#homes()].flatMap(([id, home]) => {
      const number = this.#movers.indexOf(home)
      return number < 0 ? [] : [[id, number] as const]
    })
    return { count: this.#movers.length, known: new Map(known) }
  }

  /** All in the same turn. Whoever finds that something changed after all is held once more. */
  async #flip(flipped: Set<P>): Promise<void> {
    const answers = await answersOf(this.#movers, (mover) => mover.switchFlip())
    const late: P[] = []
    for (const [n, mover] of this.#movers.entries()) {
      const answer = answers[n]
      if (answer?.ok === true && answer.value) flipped.add(mover)
      else if (answer?.ok === true) late.push(mover)
    }
    for (const answer of answers) unwrap(answer)
    if (late.length > 0) await this.#hold(late, flipped.size > 0)
  }

  async #open(movers: readonly P[]): Promise<void> {
    const marks = new Set(!this.#carryOver ? [] : this.#sourceIsShared ? movers.slice(0, 1) : movers)
    // What was left is marked before anybody can change a session in the new store.
    await answersOf(
      movers.filter((mover) => marks.has(mover)),
      (mover) => mover.switchOpen(true),
    )
    await answersOf(
      movers.filter((mover) => !marks.has(mover)),
      (mover) => mover.switchOpen(false),
    )
    const answers = await answersOf(movers, (mover) => mover.switchFinish(marks.has(mover)))
    const all = answers.flatMap((answer) => (answer.ok ? [answer.value] : []))
    // A server that ended now has switched all the same; the next life starts on the new store.
    const copiers = movers.flatMap((mover, n) => (this.#copiers.includes(mover) && answers[n]?.ok === true ? [answers[n].value] : []))
    const isDivided = this.#homes !== null && this.#carryOver
    // What was divided is counted once; what each has copied for itself out of a shared store is the same for all.
    const isSameForAll = this.#sourceIsShared && !isDivided
    this.shares = isDivided ? new Map(movers.map((mover, n) => [mover, answers[n]?.ok === true ? answers[n].value.carried : 0])) : null
    this.figures = {
      carried:
        this.sum(
          copiers.map(({ carried }) => carried),
          isSameForAll,
        ) ?? 0,
      recopied: copiers.reduce((total, { recopied }) => total + recopied, 0),
      altered:
        this.sum(
          copiers.map(({ altered }) => altered),
          isSameForAll,
        ) ?? 0,
      left: this.sum(
        all.map(({ left }) => left),
        this.#sourceIsShared,
      ),
      longestWaitMs: longest(all),
    }
  }
}

const NOTHING: SwitchFigures = Object.freeze({ carried: 0, recopied: 0, altered: 0, left: null, longestWaitMs: 0 })

function idsOf<P>(changed: ReadonlyMap<P, ReadonlySet<string>>, of: P, isShared: boolean): readonly string[] {
  return isShared ? [...new Set([...changed.values()].flatMap((ids) => [...ids]))] : [...(changed.get(of) ?? [])]
}

/** Sessions whose browser has been seen with another server since: it may have read its session only, so nobody has noted that it changed. */
function movedBetween(before: Division | null, now: Division | null): readonly string[] {
  if (before === null || now === null) return []
  return [...now.known.keys()].filter((id) => shareOf(id, now) !== shareOf(id, before))
}

function longest(figures: readonly SwitchFigures[]): number {
  return Math.max(0, ...figures.map(({ longestWaitMs }) => longestWaitMs))
}

/** All answers, when the last one is there; whoever ended answers with a problem. */
function answersOf<P, T>(all: readonly P[], ask: (one: P) => Promise<Result<T>>): Promise<readonly Result<T>[]> {
  return Promise.all(all.map((one) => ask(one).catch(failed)))
}

/** All values, when the last answer is there. @throws ProblemError the first problem */
async function each<P, T>(all: readonly P[], ask: (one: P) => Promise<Result<T>>): Promise<readonly T[]> {
  return (await answersOf(all, ask)).map(unwrap)
}
