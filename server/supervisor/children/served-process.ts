/** The process of a served resource: started when a store needs it, says how its server is, and is started again if it ends or freezes. Notes what becomes of it in the log. */
import { EventEmitter } from 'node:events'
import { GATEWAY, SERVED } from '../../config.js'
import { Onlookers } from '../../onlookers.js'
import type { ResourceEvent } from '../../protocol/events.js'
import type { Held, ResourceHealth, ServedFunctions, ServedNotifications } from '../../protocol/ipc.js'
import { failed, ok, ProblemError, type Result } from '../../protocol/problem.js'
import type { AddressOf, ServedAddress, SourceAttempt } from '../../protocol/resources.js'
import type { ServedState } from '../../protocol/served.js'
import type { GivenUrl, ServedKind, ServedSource } from '../../protocol/served-kinds.js'
import { why, whyOf } from '../../protocol/why.js'
import type { ResourceFor, ToAsk } from '../../resources/resource.js'
import { keepServedSecrets } from '../../resources/served/address.js'
import { SERVED_FACTS } from '../../resources/served/facts.js'
import type { EventLog } from '../log/event-log.js'
import { answered, Child } from './child.js'
import { CrashLoop } from './crash-loop.js'
import { endLeftover } from './leftover.js'
import { type Mover, Movers } from './movers.js'
import { watchPulse } from './pulse.js'

export interface ServedSurroundings {
  readonly log: EventLog
  /** From the environment; null: not set. */
  readonly given: GivenUrl | null
  readonly dataFolder: string
  /** See ServedAddress. */
  readonly space: string
  /** Whoever started the sandbox has chosen a store that needs it, and so has said that what is found may be used. */
  readonly isAllowed: boolean
}

/** One process. What it answers counts as long as it is the one that lives: its successor finds an address of its own. */
interface Life {
  readonly child: Child<ServedFunctions, ServedNotifications>
  /** The search under way. */
  looking: Promise<Result<null>> | null
  attempts: readonly SourceAttempt<ServedSource>[]
  /** An address before this one serves until everybody has moved. */
  hasReplaced: boolean
  /** The process of a server that it has started. */
  ownedPid: number | null
}

/** A database server of a launch. `change`: its state has changed. */
export class ServedProcess<K extends ServedKind> extends EventEmitter<{ change: [] }> implements ResourceFor<K> {
  readonly kind: K
  readonly label: string
  readonly toGetOne: string
  readonly #around: ServedSurroundings
  readonly #crashLoop = new CrashLoop()
  readonly #movers = new Movers()
  readonly #onlookers = new Onlookers()
  #life: Life | null = null
  #address: ServedAddress<K> | null = null
  #startTimer: NodeJS.Timeout | null = null
  #closed = false
  #held: Held | null = null

  constructor(kind: K, around: ServedSurroundings) {
    super()
    this.kind = kind
    this.label = SERVED_FACTS[kind].label
    this.toGetOne = SERVED_FACTS[kind].toGetOne
    this.#around = around
    keepServedSecrets(around.given?.url ?? null)
    if (around.isAllowed) this.allow()
  }

  get address(): AddressOf<K> | null {
    return this.#address as AddressOf<K> | null
  }

  get state(): ServedState {
    return this.#around.log.state.resources[this.kind]
  }

  toAsk(): ToAsk | null {
    const { isFound, isAllowed, shown } = this.state
    return isFound && !isAllowed ? { place: shown ?? this.label } : null
  }

  allow(): void {
    this.#note({ kind: 'resource-allowed', resource: this.kind })
  }

  /** Before an address is retired, every mover has succeeded. */
  onAddress(move: Mover): void {
    this.#movers.add(move)
  }

  /** Looks for the best source, and has everyone move there. */
  acquire(): Promise<Result<null>> {
    if (this.#closed) return Promise.resolve(failed(this.#away()))
    const life = this.#life ?? this.#start()
    life.looking ??= this.#lookNow(life).finally(() => {
      life.looking = null
    })
    return life.looking
  }

  async whenUp(ms: number): Promise<void> {
    // A search is under way, or a server that runs here is being started again.
    const isComing = () => this.state.phase === 'resolving' || (this.state.phase === 'down' && this.#address !== null && !this.state.isFound)
    await this.#onlookers.until(() => (isComing() ? null : true), ms)
  }

  /** Has everyone move to the address that serves; tried again until they have. */
  async settle(): Promise<Result<null>> {
    this.#movers.stop()
    if (this.#address === null || this.#closed) return ok(null)
    const moved = await this.#movers.move(() => this.settle())
    return moved.ok ? this.retire() : moved
  }

  async retire(): Promise<Result<null>> {
    const life = this.#life
    if (life === null || !life.hasReplaced) return ok(null)
    life.hasReplaced = false
    return this.#ask(life, (rpc) => rpc.retire())
  }

  /** Held on to by the processes to come as well. */
  async hold(how: Held | null): Promise<Result<null>> {
    this.#held = how
    return this.#life === null ? ok(null) : this.#ask(this.#life, (rpc) => rpc.hold(how), GATEWAY.answerWithinMs)
  }

  async stop(): Promise<void> {
    this.#closed = true
    if (this.#startTimer) clearTimeout(this.#startTimer)
    this.#movers.stop()
    const life = this.#life
    if (life === null) return
    await life.child.stop(() => life.child.rpc.stop())
    await endLeftover(life.ownedPid)
  }

  #start(): Life {
    const isAlive = () => this.#life === life
    const child = new Child<ServedFunctions, ServedNotifications>({
      entry: 'resources/served/entry',
      notifications: {
        health: (health) => isAlive() && this.#health(health),
        tried: (attempts) => {
          life.attempts = attempts
        },
        usage: ({ rssBytes }) => isAlive() && this.#note({ kind: 'resource-usage', resource: this.kind, rssBytes }),
        owned: ({ pid }) => {
          life.ownedPid = pid
        },
      },
      onEnd: () => {
        stopWatching()
        this.#ended(life)
      },
    })
    const life: Life = { child, looking: null, attempts: [], hasReplaced: false, ownedPid: null }
    this.#life = life
    const { label } = this
    const stopWatching = watchPulse(() => child.rpc.pulse(), {
      onBeat: (health) => isAlive() && health !== null && this.#health(health),
      onMissed: () => {
        const silent = why(
          'served-process-silent',
          { label },
          `The process that looks after ${label} does not answer. If it goes on like this, it is started again.`,
        )
        if (isAlive()) this.#note({ kind: 'resource-health', resource: this.kind, up: false, why: silent })
      },
      onFrozen: () => child.kill(),
    })
    return life
  }

  async #lookNow(life: Life): Promise<Result<null>> {
    const { given, dataFolder, space } = this.#around
    const { kind: resource, state } = this
    if (this.#address === null) this.#note({ kind: 'resource-resolving', resource })
    const onlyOwn = this.#address !== null && !state.isFound && !state.isAllowed
    const result = await this.#ask(life, (rpc) =>
      rpc.acquire({ kind: resource, url: given?.url ?? null, variable: given?.variable, dataFolder, space, onlyOwn }),
    )
    if (this.#life !== life) return failed(this.#away())
    if (!result.ok) {
      const { problem } = result
      if (this.#address !== null) return result
      if (problem.code === 'package-missing') this.#note({ kind: 'resource-idle', resource })
      else this.#note({ kind: 'resource-missing', resource, attempts: life.attempts, why: whyOf(problem) })
      return result
    }
    const { source, shown, version, attempts } = result.value
    // The process was asked for this kind.
    const address = result.value.address as ServedAddress<K>
    keepServedSecrets(address.url)
    life.hasReplaced ||= this.#address !== null && this.#address.url !== address.url
    this.#address = address
    this.#note({ kind: 'resource-found', resource, source, version, attempts, shown, isFound: source === 'given' || source === 'usual-port' })
    if (this.#held !== null) await this.hold(this.#held)
    return this.settle()
  }

  async #ask<T>({ child }: Life, ask: (rpc: Life['child']['rpc']) => Promise<Result<T>>, ms: number = SERVED.resolveTimeoutMs): Promise<Result<T>> {
    try {
      return await answered(ask(child.rpc), ms, `The process that looks after ${this.label}`)
    } catch (error) {
      return failed(child.phase === 'running' ? error : this.#away())
    }
  }

  #health({ up, why: reason }: ResourceHealth): void {
    if (this.#address !== null) this.#note({ kind: 'resource-health', resource: this.kind, up, why: reason })
  }

  #ended(life: Life): void {
    if (life !== this.#life || this.#closed) return
    this.#life = null
    this.#address = null
    const { label } = this
    const ended = why('served-process-ended', { label }, `The process that looks after ${label} ended. It is being started again.`)
    this.#note({ kind: 'resource-ended', resource: this.kind, why: ended })
    this.#startTimer = setTimeout(() => {
      // Its server ends with it, and must have done so before the next one opens the same data.
      void endLeftover(life.ownedPid).then(() => this.acquire())
    }, this.#crashLoop.delayAfterDeath(performance.now()))
  }

  #away(): ProblemError {
    return new ProblemError('server-away', `The process that looks after ${this.label} is being started again. Try again in a moment.`, { state: 'starting' })
  }

  #note(event: ResourceEvent): void {
    this.#around.log.append(event)
    this.emit('change')
    this.#onlookers.wake()
  }
}
