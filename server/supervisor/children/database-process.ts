/** The database process: finds a MongoDB in the background, says how it is, and is started again if it ends or freezes. Notes what becomes of it in the log. */
import { EventEmitter } from 'node:events'
import { GATEWAY, MONGO } from '../../config.js'
import { Onlookers } from '../../onlookers.js'
import type { MongoEvent } from '../../protocol/events.js'
import type { DatabaseFunctions, DatabaseNotifications, DatabaseOrder, Held, MongodbOrder, ResourceHealth } from '../../protocol/ipc.js'
import type { DownloadState, FoundMongodb, MongoSourceKind, MongoState } from '../../protocol/mongo.js'
import { failed, ok, ProblemError, type Result } from '../../protocol/problem.js'
import type { MongodbAddress } from '../../protocol/resources.js'
import { asParams, type Why, why, whyOf } from '../../protocol/why.js'
import type { ResourceFor, ToAsk } from '../../resources/resource.js'
import { ADAPTERS, findAdapter } from '../../stores/registry.js'
import type { UsedPlaces } from '../launch/used-places.js'
import type { EventLog } from '../log/event-log.js'
import { answered, Child } from './child.js'
import { CrashLoop } from './crash-loop.js'
import { lastWords } from './death.js'
import { endLeftover } from './leftover.js'
import { type Mover, Movers } from './movers.js'
import { watchPulse } from './pulse.js'

type DatabaseChild = Child<DatabaseFunctions, DatabaseNotifications>

/** A mongod with much data, or a slow disk, takes its time. */
const RESOLVE_TIMEOUT_MS = 60_000
const SILENT = 'The database process does not answer. If it goes on like this, it is started again.'

export interface DatabaseSurroundings {
  readonly log: EventLog
  readonly order: MongodbOrder
  readonly places: UsedPlaces
}

/** One process. What it answers counts as long as it is the one that lives: its successor finds an address of its own. */
interface Life {
  readonly child: DatabaseChild
  /** Credentials included; null until one is found. */
  address: MongodbAddress | null
  /** Of what was there before; null: the sandbox runs it, or there is none. */
  found: FoundMongodb | null
  /** The search under way. */
  looking: Promise<Result<null>> | null
  /** An address before this one serves until everybody has moved. */
  hasReplaced: boolean
  /** The process of a MongoDB that it has started. */
  ownedPid: number | null
  /** It has answered for the first time; before, it has started nothing. */
  hasLoaded: boolean
}

/** The MongoDB of a launch. `change`: the slice has changed. */
export class DatabaseProcess extends EventEmitter<{ change: [] }> implements ResourceFor<'mongodb'> {
  readonly kind = 'mongodb'
  readonly label = 'MongoDB'
  readonly toGetOne = 'Start one, then let the dashboard look for it again.'
  readonly #around: DatabaseSurroundings
  readonly #crashLoop = new CrashLoop()
  readonly #onlookers = new Onlookers()
  readonly #movers = new Movers()
  /** null: none runs, and one is about to be started. */
  #life: Life | null = null
  #startTimer: NodeJS.Timeout | null = null
  #closed = false
  #held: Held | null = null
  /** Of a MongoDB that the sandbox runs. */
  #sweeperSeconds = MONGO.ttlMonitorMs / 1000

  constructor(around: DatabaseSurroundings) {
    super()
    this.#around = around
  }

  get address(): MongodbAddress | null {
    return this.#life?.address ?? null
  }

  get state(): MongoState {
    return this.#around.log.state.mongo
  }

  toAsk(store: string): ToAsk | null {
    const { foreign, shownUri, database } = this.state
    const collection = this.#collectionOf(store)
    return foreign.includes(collection) ? { place: shownUri ?? this.label, collection: `${database}.${collection}` } : null
  }

  /** What was empty when it was found need not be so when it is first used. */
  async lookForForeign(store: string): Promise<Result<null>> {
    const life = this.#life
    const key = life?.found?.keys[this.#collectionOf(store)]
    if (life === null || key === undefined || this.#around.places.has(key)) return ok(null)
    const looked = await this.#ask(life, (rpc) => rpc.lookForForeign(this.#order), GATEWAY.answerWithinMs)
    if (!looked.ok) return looked
    if (looked.value !== null && this.#life === life) this.#note({ kind: 'mongo-foreign', foreign: looked.value.foreign })
    return ok(null)
  }

  allow(store: string): void {
    this.#remember(store)
    const collection = this.#collectionOf(store)
    this.#note({ kind: 'mongo-foreign', foreign: this.state.foreign.filter((each) => each !== collection) })
  }

  noteUse(store: string): void {
    this.#remember(store)
  }

  #remember(store: string): void {
    const key = this.#life?.found?.keys[this.#collectionOf(store)]
    if (key !== undefined) this.#around.places.add(key)
  }

  #collectionOf(store: string): string {
    const { collection } = this.#around.order
    return findAdapter(store).collectionBeside?.(collection) ?? collection
  }

  get #order(): DatabaseOrder {
    const { order, places } = this.#around
    const { source } = this.state
    const collections = ADAPTERS.filter(({ resource }) => resource === this.kind).map(({ kind }) => this.#collectionOf(kind))
    return { ...order, collections, usedBefore: places.all, staysOwn: source === 'binary' || source === 'embedded' }
  }

  /** Before an address is retired, every mover has succeeded. */
  onAddress(move: Mover): void {
    this.#movers.add(move)
  }

  /** Forks it and begins to look; what it finds arrives in the state. */
  start(): void {
    if (this.#closed) return
    const child: DatabaseChild = new Child<DatabaseFunctions, DatabaseNotifications>({
      entry: 'mongo/entry',
      notifications: {
        health: (health) => this.#life === life && this.#health(life, health),
        download: (download) => this.#life === life && this.#downloading(life, download),
        usage: ({ rssBytes }) => this.#life === life && this.#note({ kind: 'mongo-usage', rssBytes }),
        swept: ({ at }) => this.#life === life && this.#note({ kind: 'mongo-passed', nextPassAt: at + this.#sweeperSeconds * 1_000 }),
        owned: ({ pid }) => {
          life.ownedPid = pid
        },
      },
      onEnd: (end) => {
        stopWatching()
        this.#ended(life, lastWords(end.stderr))
      },
    })
    const life: Life = { child, address: null, found: null, looking: null, hasReplaced: false, ownedPid: null, hasLoaded: false }
    this.#life = life
    const stopWatching = watchPulse(() => child.rpc.pulse(), {
      onBeat: (health) => {
        life.hasLoaded = true
        if (this.#life === life && health !== null) this.#health(life, health)
      },
      onMissed: () => this.#life === life && this.#note({ kind: 'mongo-health', up: false, why: why('database-silent', {}, SILENT) }),
      onFrozen: () => child.kill(),
    })
    this.#tellSweeper(life)
    this.#look(life).catch(() => {})
  }

  /** Waits for a search to end, for a bounded time; a process that ends in the middle of one is followed by the next. */
  async whenResolved(ms: number): Promise<void> {
    await this.#onlookers.until(() => this.#life?.looking === null || null, ms)
  }

  /** Waits while a MongoDB is about to serve (one is looked for, or one that the sandbox runs is started again), for at most the time given. */
  async whenUp(ms: number): Promise<void> {
    await this.#onlookers.until(() => {
      const { phase, source } = this.#around.log.state.mongo
      const isComing = this.#life === null || this.#life.looking !== null || (phase === 'down' && (source === 'binary' || source === 'embedded'))
      return phase === 'up' || !isComing || null
    }, ms)
  }

  /** Looks for the best source, and has everyone move there. */
  async acquire(): Promise<Result<null>> {
    const life = await this.#alive()
    return life === null ? failed(away()) : this.#look(life)
  }

  /** Has everyone move to the address that serves; tried again until they have. */
  async settle(): Promise<Result<null>> {
    this.#movers.stop()
    const life = this.#life
    if (life === null || life.address === null || this.#closed) return ok(null)
    const moved = await this.#movers.move(() => this.settle())
    return moved.ok ? this.retire() : moved
  }

  async retire(): Promise<Result<null>> {
    const life = this.#life
    if (life === null || !life.hasReplaced) return ok(null)
    life.hasReplaced = false
    return this.#ask(life, (rpc) => rpc.retire(), RESOLVE_TIMEOUT_MS)
  }

  /** Held on to by the processes to come as well. */
  async hold(how: Held | null): Promise<Result<null>> {
    this.#held = how
    const life = this.#life
    return life === null ? ok(null) : this.#ask(life, (rpc) => rpc.hold(how), GATEWAY.answerWithinMs)
  }

  /** Begins to download a real MongoDB. Progress arrives in the state; when it is there, it is looked for again. */
  download(): Promise<Result<null>> {
    return this.#call((rpc) => rpc.download())
  }

  /** Sets how often the sweeper of a MongoDB that the sandbox runs passes, of the one in use and those to come; one elsewhere is left as it is. */
  sweepEvery(seconds: number): void {
    if (seconds === this.#sweeperSeconds) return
    this.#sweeperSeconds = seconds
    const { source, version, nextPassAt } = this.#around.log.state.mongo
    // A MongoDB before 7 first sleeps out the time that it had begun.
    const isHeeded = source === 'embedded' || Number.parseInt(version ?? '', 10) >= 7
    const next = isHeeded ? Date.now() + seconds * 1_000 : nextPassAt
    if (source !== null) this.#note({ kind: 'mongo-sweeper', seconds: this.#secondsOf(source), nextPassAt: this.#isOwn(source) ? next : null })
    if (this.#life) this.#tellSweeper(this.#life)
  }

  #tellSweeper(life: Life): void {
    void this.#ask(life, (rpc) => rpc.sweepEvery(this.#sweeperSeconds), RESOLVE_TIMEOUT_MS)
  }

  #secondsOf(source: MongoSourceKind): number {
    return this.#isOwn(source) ? this.#sweeperSeconds : MONGO.ttlMonitorMs / 1000
  }

  #isOwn(source: MongoSourceKind): boolean {
    return source === 'binary' || source === 'embedded'
  }

  cancelDownload(): Promise<Result<null>> {
    return this.#call((rpc) => rpc.cancelDownload())
  }

  async stop(): Promise<void> {
    this.#closed = true
    if (this.#startTimer) clearTimeout(this.#startTimer)
    this.#movers.stop()
    const life = this.#life
    if (life === null) return
    if (!life.hasLoaded) life.child.kill()
    await life.child.stop(() => life.child.rpc.stop())
    await endLeftover(life.ownedPid)
  }

  #look(life: Life): Promise<Result<null>> {
    life.looking ??= this.#lookNow(life).finally(() => {
      life.looking = null
      this.#onlookers.wake()
    })
    return life.looking
  }

  async #lookNow(life: Life): Promise<Result<null>> {
    if (life.address === null) this.#note({ kind: 'mongo-resolving' })
    const result = await this.#ask(life, (rpc) => rpc.acquire(this.#order), RESOLVE_TIMEOUT_MS)
    if (this.#life !== life) return failed(away())
    if (!result.ok) {
      if (life.address === null) this.#note({ kind: 'mongo-health', up: false, why: whyOf(result.problem) })
      return result
    }
    const { source, address, shown: shownUri, version, attempts, found } = result.value
    life.hasReplaced ||= life.address !== null && life.address.uri !== address.uri
    life.address = address
    life.found = found
    this.#note({ kind: 'mongo-found', source, version, attempts, shownUri, sweeperSeconds: this.#secondsOf(source), foreign: found?.foreign ?? [] })
    if (this.#held !== null) await this.hold(this.#held)
    return this.settle()
  }

  /** A command: held while the process is being started again, bounded in time as every command is. */
  async #call<T>(ask: (rpc: DatabaseChild['rpc']) => Promise<Result<T>>): Promise<Result<T>> {
    const askedAt = performance.now()
    const life = await this.#alive()
    return life === null ? failed(away()) : this.#ask(life, ask, GATEWAY.answerWithinMs - (performance.now() - askedAt))
  }

  async #ask<T>({ child }: Life, ask: (rpc: DatabaseChild['rpc']) => Promise<Result<T>>, ms: number): Promise<Result<T>> {
    try {
      return await answered(ask(child.rpc), ms, 'The database process')
    } catch (error) {
      return failed(child.phase === 'running' ? error : away())
    }
  }

  #alive(): Promise<Life | null> {
    return this.#onlookers.until(() => this.#life, GATEWAY.holdMs)
  }

  #downloading(life: Life, download: DownloadState): void {
    const { phase } = this.#around.log.state.mongo.download
    this.#note({ kind: 'mongo-download', download })
    if (download.phase === 'done' && phase !== 'done') this.#look(life).catch(() => {})
  }

  #health(life: Life, { up, why }: ResourceHealth): void {
    if (life.address === null) return
    this.#note({ kind: 'mongo-health', up, why })
  }

  #ended(life: Life, words: string | null): void {
    if (life !== this.#life || this.#closed) return
    this.#life = null
    this.#note({ kind: 'mongo-ended', why: whyEnded(words), download: endedDownload(this.#around.log.state.mongo.download) })
    this.#startTimer = setTimeout(() => {
      // Its MongoDB ends with it, and must have done so before the next one opens the same data.
      void endLeftover(life.ownedPid).then(() => this.start())
    }, this.#crashLoop.delayAfterDeath(performance.now()))
  }

  #note(event: MongoEvent): void {
    this.#around.log.append(event)
    this.emit('change')
    this.#onlookers.wake()
  }
}

function away(): ProblemError {
  return new ProblemError('server-away', 'The database process is being started again. Try again in a moment.', { state: 'starting' })
}

/** @param words its last ones */
function whyEnded(words: string | null): Why {
  const again = 'It is being started again.'
  return words === null
    ? why('database-ended', {}, `The database process ended. ${again}`)
    : why('database-ended-saying', { words }, `The database process ended: ${words} ${again}`)
}

/** Its process is gone with the one that told of it. */
function endedDownload(download: DownloadState): DownloadState {
  if (download.phase !== 'running') return download
  const reason = why('process-ended', {}, 'the database process ended')
  const problem = {
    code: 'download-failed',
    message: `MongoDB ${MONGO.downloadVersion} could not be downloaded: ${reason.message}. Try again.`,
    params: asParams(reason),
  } as const
  return { ...download, phase: 'failed', problem }
}
