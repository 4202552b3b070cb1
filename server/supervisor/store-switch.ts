/** Which store is active, how it is reached, and the way from one to another. Notes in the log what becomes of it. */
import { EventEmitter } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import { GATEWAY, SETTINGS, STORES } from '../config.js'
import { FAULTS, type FaultsInForce, inForce } from '../protocol/faults.js'
import { onlyInstance } from '../protocol/instance-state.js'
import type { InstanceId } from '../protocol/instances.js'
import type { StoreTarget, SwitchFunctions } from '../protocol/ipc.js'
import { type Problem, ProblemError, unwrap } from '../protocol/problem.js'
import type { Snapshot } from '../protocol/state.js'
import type { StoreDescription, SwitchReport } from '../protocol/stores.js'
import { asParams, why } from '../protocol/why.js'
import type { Resource, ToAsk } from '../resources/resource.js'
import { whyMissing } from '../stores/packages.js'
import { findAdapter } from '../stores/registry.js'
import type { LessonServerProcess } from './children/lesson-server-process.js'
import { heldUp } from './faults/held-up.js'
import type { Instances } from './instances.js'
import type { EventLog } from './log/event-log.js'
import type { StoreTargets } from './store-targets.js'
import { switchTogether } from './switch-together.js'

export interface SwitchSurroundings {
  readonly log: EventLog
  /** Those whose address may change while a store uses it. */
  readonly resources: readonly MovingResource[]
  readonly targets: StoreTargets
  readonly instances: Instances
  /** Where the balancer sends the browser of a session, for those that it knows. */
  homes(): ReadonlyMap<string, InstanceId>
}

/** A lesson server in the life that goes through a switch. */
interface Mover {
  readonly instance: LessonServerProcess
  readonly boot: number
  readonly life: SwitchFunctions
}

/** Tells when it has changed, and moves nobody without asking. */
interface MovingResource {
  on(event: 'change', listener: () => void): unknown
  onAddress(move: () => Promise<void>): void
}

/** `switched`: what was known about documents belongs to the store that was left. */
export class StoreSwitch extends EventEmitter<{ switched: [] }> {
  readonly #around: SwitchSurroundings
  #underWay = false
  #catchingUp: NodeJS.Timeout | undefined
  #closed = false

  constructor(around: SwitchSurroundings) {
    super()
    this.#around = around
    this.noteResources()
    // A life that began while a switch was under way may have begun on the store that was left.
    around.instances.on('listening', () => this.#catchUp())
    for (const resource of around.resources) {
      resource.on('change', () => this.noteResources())
      resource.onAddress(() => this.#follow())
    }
  }

  get isSwitching(): boolean {
    return this.#underWay
  }

  /** A store can be switched to while what it needs serves. To be called whenever that may have changed. */
  noteResources(): void {
    const { log, targets } = this.#around
    const available = log.state.store.available.map((store) => ({
      ...store,
      unavailable: whyNotInstalled(store.kind) ?? whyUnavailable(targets.resourceOf(store.kind)),
    }))
    log.append({ kind: 'stores-available', available })
  }

  /** @throws ProblemError `unknown-store` */
  describe(kind: string): StoreDescription {
    const { available } = this.#around.log.state.store
    const description = available.find((store) => store.kind === kind)
    if (description) return description
    const known = available.map((store) => store.kind).join(', ')
    throw new ProblemError('unknown-store', `There is no store "${kind}". Choose one of: ${known}.`, { store: kind })
  }

  /**
   * Has the lesson server change to another store, live.
   *
   * @returns a report; refused when the target does not answer, and then nothing has changed
   * @param allowsFound whoever asks has said that a database that was there before may be used
   * @throws ProblemError `unknown-store`, `busy`, `store-unreachable`, `package-missing`, `ask-first`, `server-away`
   */
  async to(kind: string, carryOver: boolean, allowsFound = false): Promise<SwitchReport> {
    await this.#serving(kind)
    if (kind === this.#around.log.state.store.active)
      throw new ProblemError('bad-input', `"${kind}" is in use already. Choose another store.`, { reason: 'in use already' })
    await this.#allowed(kind, allowsFound)
    return this.#run(kind, carryOver)
  }

  /**
   * Has what a store needs be there, without switching to it: looked for, and started where it has to be.
   *
   * @param allowsFound as for a switch
   * @param waitMs how long one that somebody else is having looked for or started is waited for: nobody stands at a gate here
   * @throws ProblemError `unknown-store`, `store-unreachable`, `package-missing`, `ask-first`
   */
  async prepare(kind: string, allowsFound: boolean, waitMs: number): Promise<void> {
    const resource = this.#around.targets.resourceOf(this.describe(kind).kind)
    const until = performance.now() + waitMs
    while (resource.state.phase === 'resolving' && performance.now() < until) await resource.whenUp(GATEWAY.holdMs)
    await this.#serving(kind)
    await this.#allowed(kind, allowsFound)
  }

  /** Looked for, and started where it has to be, when it is first wanted. @throws ProblemError */
  async #serving(kind: string): Promise<void> {
    const resource = this.#around.targets.resourceOf(this.describe(kind).kind)
    if (this.describe(kind).unavailable) await resource.whenUp(GATEWAY.holdMs)
    else if (resource.state.phase === 'idle') unwrap(await resource.acquire())
    const { unavailable } = this.describe(kind)
    if (unavailable) throw new ProblemError(unavailable.code, unavailable.message, unavailable.params)
  }

  /** @throws ProblemError `ask-first`, `store-unreachable` */
  async #allowed(kind: string, allowsFound: boolean): Promise<void> {
    const resource = this.#around.targets.resourceOf(kind)
    if (resource.lookForForeign) unwrap(await resource.lookForForeign(kind))
    const toAsk = resource.toAsk?.(kind)
    if (!toAsk) return
    if (!allowsFound) throw askFirst(resource.label, kind, toAsk)
    resource.allow?.(kind)
  }

  /**
   * To be called before the first life: where the store that the launch was to begin on is one about which somebody has to be asked first, or whose packages
   * are not installed, it begins on another, and the switch to that one waits for the answer.
   *
   * @returns why: `ask-first`, `package-missing`; null: it begins where it was to
   */
  beginElsewhere(): Problem | null {
    const { active } = this.#around.log.state.store
    const missing = whyNotInstalled(active)
    if (missing === null) return this.#noteAsked(active)
    this.#noteWaiting(active, missing)
    return missing
  }

  /** @returns what there is to ask before the store is used; null: nothing */
  #noteAsked(kind: string): Problem | null {
    const resource = this.#around.targets.resourceOf(kind)
    const asked = resource.toAsk?.(kind) ?? null
    if (asked === null) return null
    const { problem } = askFirst(resource.label, kind, asked)
    this.#noteWaiting(kind, problem)
    return problem
  }

  #noteWaiting(kind: string, refused: Problem): void {
    const nothing = { durationMs: 0, carried: 0, recopied: 0, longestWaitMs: 0, altered: 0, found: null, left: null }
    this.#around.log.append({
      kind: 'begun-elsewhere',
      report: { from: SETTINGS.store, to: kind, carryOver: false, at: Date.now(), ...nothing, refused },
    })
  }

  /**
   * The same store at another address than the lesson server was told: everyone moves, sessions included.
   *
   * @throws ProblemError when that did not succeed, and is to be tried again
   */
  async #follow(): Promise<void> {
    const { log, targets } = this.#around
    const { active, health } = log.state.store
    if (targets.resourceOf(active).toAsk?.(active)) {
      // What it was told of before is gone, or was never found. One that does not listen yet is looked after when it does.
      if (this.#running.length === 0) return
      await this.#run(SETTINGS.store, false)
      this.#noteAsked(active)
      return
    }
    const target = targets.of(active)
    // A lesson server that does not listen is looked after when it does.
    if (target.address === null || this.#running.every(({ told }) => isDeepStrictEqual(target, told))) return
    const report = await this.#run(active, health.up)
    if (report.refused === null) return
    const second = health.up ? await this.#run(active, false) : report
    if (second.refused) throw new ProblemError(second.refused.code, second.refused.message, second.refused.params)
  }

  /** Nothing is done or tried again any more. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#catchingUp)
  }

  /** Whoever is on another store than the others goes there, too; tried again until it has. */
  #catchUp(): void {
    clearTimeout(this.#catchingUp)
    if (this.#closed) return
    this.#followLate().catch(() => {
      if (!this.#closed) this.#catchingUp = setTimeout(() => this.#catchUp(), STORES.reopenMs).unref()
    })
  }

  /** What it has by itself has no history worth carrying over: its life has just begun. @throws ProblemError it could not follow */
  async #followLate(): Promise<void> {
    const { log, targets } = this.#around
    const { active } = log.state.store
    const late = this.#running.filter(({ told }) => told?.kind !== active)
    if (this.#underWay || late.length === 0) return
    this.#underWay = true
    try {
      const target = targets.of(active)
      const movers = await moversOf(late)
      const { report, behind } = await switchTogether(livesOf(movers), target, false)
      if (report.refused !== null) throw new ProblemError(report.refused.code, report.refused.message, report.refused.params)
      this.#moved(movers, behind, target)
    } finally {
      this.#underWay = false
    }
  }

  get #running(): readonly LessonServerProcess[] {
    return this.#around.instances.all.filter(({ port }) => port !== null)
  }

  /** @param behind could not follow the others: their next lives start on the store that these have moved to */
  #moved(movers: readonly Mover[], behind: readonly SwitchFunctions[], target: StoreTarget): void {
    for (const { instance, boot, life } of movers) {
      // A life that has begun since may have begun on the store that was left, whatever became of the one before: it follows by itself.
      if (this.#around.log.state.instances[instance.id]?.boot !== boot) continue
      if (behind.includes(life)) instance.kill().catch(() => {})
      else instance.told = target
    }
  }

  async #run(kind: string, carryOver: boolean): Promise<SwitchReport> {
    if (this.#underWay) throw new ProblemError('busy', 'A switch is under way already. Wait until it is done.', { what: 'switch' })
    this.#underWay = true
    const { log, targets, instances, homes } = this.#around
    try {
      // One that is about to run goes along: until it followed, it would change sessions in the store that is left, and nobody would note that.
      await Promise.all(instances.all.map((instance) => instance.whenRunning(GATEWAY.holdMs)))
      const running = this.#running
      if (running.length === 0) {
        const message = 'No lesson server is running just now, so none can change its store. It comes back by itself; try again in a moment.'
        throw new ProblemError('server-away', message, { state: onlyInstance(log.state).phase })
      }
      const movers = await moversOf(running)
      const target = targets.of(kind)
      const lifeOf = new Map(movers.map(({ instance, life }) => [instance.id, life] as const))
      const homesNow = () => {
        const known = [...homes()].flatMap(([session, id]) => {
          const life = lifeOf.get(id)
          return life ? [[session, life] as const] : []
        })
        return new Map(known)
      }
      const { report: done, shares, behind } = await switchTogether(livesOf(movers), target, carryOver, homesNow)
      const divided = shares && Object.fromEntries([...lifeOf].map(([id, life]) => [id, shares.get(life) ?? 0]))
      const whole = divided === null ? done : { ...done, divided }
      const report = whole.refused === null ? whole : { ...whole, refused: becauseOfFaults(whole.refused, log.state) }
      if (report.refused === null) this.#moved(movers, behind, target)
      log.append({ kind: 'switched', report }, { instance: instances.onlyId })
      if (report.refused === null) this.emit('switched')
      return report
    } finally {
      this.#underWay = false
      this.#catchUp()
    }
  }
}

/** What was done to the way may be why a switch was refused. */
function becauseOfFaults(refused: Problem, { faults, store: { active, available } }: Pick<Snapshot, 'faults' | 'store'>): Problem {
  if (isWireOut(refused, faults)) return wireInTheWay(refused)
  const label = available.find(({ kind }) => kind === active)?.label ?? active
  return refused.params.store === label ? heldUp(refused, label, faults) : refused
}

/** Does a store not answer because of what was done to the wire, over which the other store would be reached as well? */
function isWireOut({ code }: Problem, faults: FaultsInForce): boolean {
  return code === 'store-unreachable' && inForce(faults).some(([fault, { means }]) => FAULTS[fault].outage !== null && means === 'wire')
}

function wireInTheWay({ params: { store = 'The store' } }: Problem): Problem {
  const message = `${store} is reached over the wire, which is cut or frozen because somebody asked for it. So the shop stays where it is. Undo that ("fault:undo"), then switch again.`
  return { code: 'wire-in-the-way', message, params: { store } }
}

/** @throws ProblemError `server-away` */
function moversOf(running: readonly LessonServerProcess[]): Promise<readonly Mover[]> {
  return Promise.all(
    running.map(async (instance) => {
      const life = await instance.life()
      return { instance, boot: instance.boot, life }
    }),
  )
}

function livesOf(movers: readonly Mover[]): readonly SwitchFunctions[] {
  return movers.map(({ life }) => life)
}

/** Its own packages are asked for first: without them, what it needs would be of no use. */
function whyNotInstalled(kind: string): Problem | null {
  const { npm } = findAdapter(kind)
  return npm === null ? null : whyMissing(npm.name)
}

/** @param to kind of the store that was asked for */
function askFirst(store: string, to: string, { place, collection }: ToAsk): ProblemError {
  const again = 'Ask for the switch again with "allowFound" if that is all right.'
  if (collection === undefined) {
    const message = `The ${store} at ${place} was there before Sessionscope, and may hold somebody's data. Only a part of its own would be written there, and nothing else touched. ${again}`
    return new ProblemError('ask-first', message, { store, place, to, why: 'only-own-part' })
  }
  const message = `The ${store} at ${place} was there before Sessionscope, and may hold somebody's data: its collection ${collection} has documents that were not put there from this data folder. The shop would keep its sessions among them, and "Forget all" would remove them, too. ${again}`
  return new ProblemError('ask-first', message, { store, place, to, why: 'foreign-documents', collection })
}

function whyUnavailable({ label, state, toGetOne }: Resource): Problem | null {
  const { phase } = state
  if (phase === 'up' || phase === 'idle') return null
  if (phase === 'resolving') {
    const looking = why('still-looked-for', {}, `A ${label} is still being looked for. Wait a moment.`)
    return { code: 'store-unreachable', message: looking.message, params: { store: label, ...asParams(looking) } }
  }
  const reason = state.why ?? why('away', {}, `No ${label} answers.`)
  return { code: 'store-unreachable', message: `${reason.message} ${toGetOne}`, params: { store: label, ...asParams(reason) } }
}
