/** The same acts on servers of their own, side by side. Notes in the log what becomes of it. The shop, its store and its sessions have no part in it. */
import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { LIMITS, SIDE_BY_SIDE } from '../../config.js'
import type { ParsedCommand } from '../../protocol/commands.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import { type Problem, ProblemError, problemOf } from '../../protocol/problem.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import type { Pace, Side, SideConfiguration } from '../../protocol/side-by-side.js'
import { dueTimes, type TraceAct } from '../../protocol/trace.js'
import { within } from '../../within.js'
import { spareMachineMemory } from '../children/machine-memory.js'
import { placeBeside } from '../comparison/place-beside.js'
import { tidy } from '../comparison/tidy.js'
import { unlessAborted } from '../comparison/unless-aborted.js'
import { newSecret } from '../launch/session-secret.js'
import type { EventLog } from '../log/event-log.js'
import type { StoreSwitch } from '../store-switch.js'
import type { StoreTargets } from '../store-targets.js'
import { fewAtOnce } from './few-at-once.js'
import { type KeptPlace, KeptPlaces } from './kept-places.js'
import { SideRun, type TimedAct } from './side-run.js'

export interface SideBySideSurroundings {
  readonly log: EventLog
  readonly stores: Pick<StoreSwitch, 'describe' | 'prepare'>
  readonly targets: StoreTargets
  /** At the launch: what a trace does not say is as it was then. */
  readonly options: SessionOptions
  /** The shop's address, as cookies know it. */
  readonly origin: string
  readonly dataFolder: string
}

export type SideBySideOrder = Omit<Extract<ParsedCommand, { type: 'compare:start' }>, 'type'>

/** A run under way. */
interface Underway {
  readonly calledOff: AbortController
  readonly runs: Set<SideRun>
  ended: Promise<void>
}

/** A side that is to be run. */
interface Planned {
  readonly index: number
  readonly configuration: SideConfiguration
}

/** One that is open. */
interface Opened extends Planned {
  readonly run: SideRun
}

export class SideBySideRuns {
  readonly #around: SideBySideSurroundings
  readonly #kept: KeptPlaces
  #underway: Underway | null = null
  /** Places that are to be removed: of a launch that was killed, or whose database was away. */
  #leftovers: readonly KeptPlace[]
  #tidying: Promise<void> = Promise.resolve()
  readonly #unsubscribe: () => void

  constructor(around: SideBySideSurroundings) {
    this.#around = around
    this.#kept = new KeptPlaces(around.dataFolder)
    this.#leftovers = this.#kept.read()
    // What they lie in is looked for while the launch begins, or when somebody first wants it.
    this.#unsubscribe = around.log.subscribe(({ kind }) => {
      if (kind === 'stores-available' || kind === 'server-listening' || kind === 'mongo-found' || kind === 'resource-found') this.#removeLeftovers()
    })
  }

  /**
   * Begins one. What comes of it is in the state.
   *
   * @throws ProblemError `busy`, `unknown-store`, `unknown-shop`, `limit-reached`, `bad-input`
   */
  start({ trace, sides, speed, agesToo, allowFound }: SideBySideOrder): void {
    const { log } = this.#around
    if (this.#underway) throw new ProblemError('busy', 'A comparison is under way already. Cancel it, or wait for its end.', { what: 'compare:start' })
    const { acts, browsers } = trace
    if (acts.length * sides.length > LIMITS.sideAnswers) throw tooMuch('answers', LIMITS.sideAnswers, 'Repeat fewer requests, or on fewer sides.')
    const planned = sides.map((side, index): Planned => ({ index, configuration: this.#configurationOf(trace.configuration, side) }))
    const pace: Pace = { speed, agesToo }
    const timed = timedActs(acts, speed)
    if ((timed.at(-1)?.dueMs ?? 0) > LIMITS.sideBySideMs)
      throw tooMuch('seconds', LIMITS.sideBySideMs / 1000, 'Repeat fewer requests, or have their pauses shortened.')
    for (const { configuration } of planned) this.#requireAge(configuration, pace)
    const underway: Underway = { calledOff: new AbortController(), runs: new Set(), ended: Promise.resolve() }
    this.#underway = underway
    log.append({ kind: 'side-by-side-started', browsers, acts, pace, sides: planned.map(({ configuration }) => configuration) })
    underway.ended = this.#run(underway, planned, timed, browsers.length, pace, allowFound)
  }

  /** Ends it; what was written is removed first. @throws ProblemError `not-found` */
  async cancel(): Promise<void> {
    if (!this.#underway) throw new ProblemError('not-found', 'No comparison is under way, so there is nothing to cancel.', { what: 'compare:start' })
    const { ended } = this.#underway
    this.killNow()
    await ended
  }

  async stop(): Promise<void> {
    this.#unsubscribe()
    this.killNow()
    await Promise.all([this.#underway?.ended, this.#tidying])
  }

  /** Without waiting. */
  killNow(): void {
    this.#underway?.calledOff.abort()
    for (const run of this.#underway?.runs ?? []) run.kill()
  }

  /** @throws ProblemError `unknown-store`, `unknown-shop` */
  #configurationOf(usual: SideBySideOrder['trace']['configuration'], side: SideBySideOrder['sides'][number]): SideConfiguration {
    const { log, stores, options } = this.#around
    const { kind } = stores.describe(side.store ?? usual.store)
    const shop = side.shop ?? usual.shop
    if (!log.state.launch.shops.some(({ name }) => name === shop))
      throw new ProblemError('unknown-shop', `There is no shop "${shop}". The state lists those that there are.`, { shop })
    const changed = Object.fromEntries(Object.entries({ ...usual.options, ...side.options }).filter(([, value]) => value !== undefined))
    return { store: kind, touch: side.touch, shop, options: { ...options, ...changed }, faults: side.faults ?? usual.faults }
  }

  /** @throws ProblemError `bad-input`: sessions would live shorter than a browser can tell */
  #requireAge({ options }: SideConfiguration, pace: Pace): void {
    const { maxAgeMs } = inForce(options, pace)
    if (maxAgeMs === null || maxAgeMs >= LIMITS.minMaxAgeMs) return
    throw new ProblemError(
      'bad-input',
      'At this speed sessions would live for less than a second, which cookies cannot say. Go slower, or let maxAge be longer.',
      {
        reason: 'speed',
      },
    )
  }

  async #run(underway: Underway, planned: readonly Planned[], acts: readonly TimedAct[], browsers: number, pace: Pace, allowsFound: boolean): Promise<void> {
    const { log } = this.#around
    const { signal } = underway.calledOff
    const [secret, internalKey] = [newSecret(), randomBytes(16).toString('hex')]
    await this.#tidying
    // Called off once all sides have been run to their end, it is no less done: what is left is to tidy.
    let played = 0
    for (const some of batchesOf(planned)) {
      if (signal.aborted) break
      const order = { secrets: [{ id: 'secret-1', value: secret }], internalKey, browsers }
      // Each has a deadline for its store, which a machine with more processes to start than it can run would not keep.
      const opening = await fewAtOnce(some, availableParallelism(), (side) => this.#opened(underway, side, order, pace, allowsFound))
      const opened = opening.filter((side) => side !== null)
      const beganAt = performance.now()
      await Promise.all(opened.map((side) => this.#played(underway, side, acts, beganAt)))
      if (!signal.aborted) played += some.length
      await Promise.all(opened.map(({ run }) => run.stop()))
      await this.#tidied(some)
      for (const { index } of some) this.#tell(index, 'ended')
    }
    this.#underway = null
    log.append({ kind: 'side-by-side-ended', outcome: played === planned.length ? 'done' : 'cancelled' })
    // What was first wanted for this run may hold what another launch has left.
    this.#removeLeftovers()
  }

  /** Never throws: what goes wrong is told of that side. */
  async #opened(
    underway: Underway,
    side: Planned,
    order: Pick<ConstructorParameters<typeof SideRun>[0], 'secrets' | 'internalKey' | 'browsers'>,
    pace: Pace,
    allowsFound: boolean,
  ): Promise<Opened | null> {
    const { log, stores, targets, origin } = this.#around
    const { index, configuration } = side
    const { signal } = underway.calledOff
    let run: SideRun | null = null
    try {
      this.#tell(index, 'opening')
      const { label } = stores.describe(configuration.store)
      await within(unlessAborted(signal, stores.prepare(configuration.store, allowsFound, SIDE_BY_SIDE.readyMs)), SIDE_BY_SIDE.readyMs, () => tooLate(label))
      const place = sidePlace(targets.of(configuration.store), index)
      signal.throwIfAborted()
      this.#keep({ kind: configuration.store, side: index })
      run = new SideRun({ ...order, configuration, options: inForce(configuration.options, pace), place, label, origin, language: log.state.launch.language })
      underway.runs.add(run)
      await run.open()
      this.#tell(index, 'ready')
      return { ...side, run }
    } catch (error) {
      this.#tell(index, 'tidying', signal.aborted ? null : problemOf(error))
      await run?.stop()
      return null
    }
  }

  async #played(underway: Underway, { index, run }: Opened, acts: readonly TimedAct[], beganAt: number): Promise<void> {
    const { log } = this.#around
    const { signal } = underway.calledOff
    this.#tell(index, 'running')
    try {
      await run.play(acts, beganAt, signal, (answer) => log.append({ kind: 'side-answered', side: index, answer }))
      this.#tell(index, 'tidying')
    } catch (error) {
      this.#tell(index, 'tidying', signal.aborted ? null : problemOf(error))
    }
  }

  /** Removes what these sides have written, now that their processes have ended. */
  async #tidied(sides: readonly Planned[]): Promise<void> {
    await this.#remove(this.#leftovers.filter(({ kind, side }) => sides.some(({ index, configuration }) => index === side && configuration.store === kind)))
  }

  /** What could not be removed stays written down, to be removed later. */
  async #remove(places: readonly KeptPlace[]): Promise<void> {
    const { stores, targets } = this.#around
    const kinds = [...new Set(places.map(({ kind }) => kind))]
    await Promise.all(
      kinds.map(async (kind) => {
        const target = targets.of(kind)
        if (target.address === null) return
        const own = new Map(places.filter((place) => place.kind === kind).map((place) => [sidePlace(target, place.side), place]))
        for (const left of await tidy(stores.describe(kind).label, [...own.keys()], SIDE_BY_SIDE.tidyMs)) own.delete(left)
        this.#forget([...own.values()])
      }),
    )
  }

  /** Once what they lie in serves. */
  #removeLeftovers(): void {
    if (this.#leftovers.length === 0 || this.#underway !== null) return
    const { targets } = this.#around
    const reachable = this.#leftovers.filter(({ kind }) => {
      try {
        return targets.resourceOf(kind).state.phase === 'up'
      } catch {
        // A store that this version does not know.
        return false
      }
    })
    if (reachable.length === 0) return
    this.#tidying = this.#tidying.then(() => this.#remove(reachable)).catch(() => undefined)
  }

  /** Before anything is written there. What is in the heap ends with its process. */
  #keep(place: KeptPlace): void {
    if (!this.#around.stores.describe(place.kind).capabilities.survivesRestart) return
    this.#forget([place])
    this.#leftovers = [...this.#leftovers, place]
    this.#kept.write(this.#leftovers)
  }

  #forget(places: readonly KeptPlace[]): void {
    this.#leftovers = this.#leftovers.filter((left) => !places.some(({ kind, side }) => kind === left.kind && side === left.side))
    this.#kept.write(this.#leftovers)
  }

  #tell(side: number, phase: Side['phase'], problem: Problem | null = null): void {
    this.#around.log.append({ kind: 'side-changed', side, phase, problem })
  }
}

function timedActs(acts: readonly TraceAct[], speed: number): readonly TimedAct[] {
  const due = dueTimes(acts, speed)
  return acts.map((act, place) => ({ ...act, dueMs: due[place] ?? 0 }))
}

/** The options as they are on a side: where everything is faster, sessions live as much shorter. */
function inForce(options: SessionOptions, { speed, agesToo }: Pace): SessionOptions {
  return agesToo && options.maxAgeMs !== null ? { ...options, maxAgeMs: Math.round(options.maxAgeMs / speed) } : options
}

function sidePlace(shop: StoreTarget, side: number): StoreTarget {
  return placeBeside(shop, 'side', String(side))
}

/** As many at once as the machine has room for. */
function batchesOf(planned: readonly Planned[]): readonly (readonly Planned[])[] {
  const atOnce = Math.max(1, Math.min(planned.length, Math.floor(spareMachineMemory() / SIDE_BY_SIDE.sideBytes)))
  return Array.from({ length: Math.ceil(planned.length / atOnce) }, (_, batch) => planned.slice(batch * atOnce, (batch + 1) * atOnce))
}

function tooMuch(what: string, limit: number, next: string): ProblemError {
  return new ProblemError('limit-reached', `A comparison has at most ${limit} ${what}. ${next}`, { what, limit })
}

function tooLate(label: string): ProblemError {
  return new ProblemError('store-unreachable', `${label} was not there in time.`, { store: label, reason: 'it took too long to start.' })
}
