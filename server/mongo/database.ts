/** The functions of the database process: one MongoDB in use, watched, and at most one that it replaced. */
import { MONGO } from '../config.js'
import type { AcquiredMongodb, DatabaseFunctions, DatabaseNotifications, DatabaseOrder, Held, ResourceHealth } from '../protocol/ipc.js'
import type { FoundMongodb } from '../protocol/mongo.js'
import { failed, ok, ProblemError, type Result } from '../protocol/problem.js'
import { keepSecrets } from '../redact.js'
import type { HealthWatch } from '../resources/health-watch.js'
import { type Keeper, keepAlive } from '../resources/keep-alive.js'
import { readAddress } from './connection-string.js'
import { DownloadJob } from './download.js'
import { endWords } from './end-words.js'
import { explainFailure } from './explain-failure.js'
import { lookForForeign } from './foreign.js'
import { watchMongo } from './health.js'
import { resolveSources } from './resolve.js'
import type { OpenSource } from './source.js'
import { setSweeper } from './sweeper.js'

/** All but `stop`, which also ends the process and so belongs to the entry. */
export class Database implements Omit<DatabaseFunctions, 'stop'> {
  readonly #tell: DatabaseNotifications
  readonly #downloadJob: DownloadJob
  #current: OpenSource | null = null
  #replaced: OpenSource[] = []
  #watch: HealthWatch | null = null
  /** Of the process in use, where it is ours. */
  #keeper: Keeper | null = null
  #acquiring: Promise<Result<AcquiredMongodb>> | null = null
  /** What the sweeper of a MongoDB that runs here is told, and the last telling under way. */
  #sweeperSeconds = MONGO.ttlMonitorMs / 1000
  #telling: Promise<void> = Promise.resolve()
  readonly #calledOff = new AbortController()
  #closing: Promise<void> | null = null

  constructor(tell: DatabaseNotifications) {
    this.#tell = tell
    this.#downloadJob = new DownloadJob((state) => tell.download(state))
  }

  acquire(order: DatabaseOrder): Promise<Result<AcquiredMongodb>> {
    if (this.#acquiring) {
      return Promise.resolve(
        failed(new ProblemError('busy', 'A search for a MongoDB is under way already. Wait until it has ended.', { what: 'mongo:resolve' })),
      )
    }
    this.#acquiring = this.#acquireNow(order)
      .catch(failed)
      .finally(() => {
        this.#acquiring = null
      })
    return this.#acquiring
  }

  async #acquireNow(order: DatabaseOrder): Promise<Result<AcquiredMongodb>> {
    keepSecrets(order.uri)
    await this.#giveUpWhatIsDown()
    const { chosen, attempts } = await resolveSources(order, this.#current, this.#calledOff.signal)
    if (this.#calledOff.signal.aborted) {
      await chosen?.process?.stop()
      throw new ProblemError('busy', 'The database process is being ended.', { what: 'mongo:resolve' })
    }
    if (!chosen) {
      const reasons = attempts.map((attempt) => attempt.reason).join(' ')
      throw new ProblemError('store-unreachable', `No MongoDB can be had. ${reasons}`, { store: 'mongodb', reason: reasons, why: 'none-serves' })
    }
    if (chosen !== this.#current) await this.#use(chosen)
    const address = readAddress(chosen.uri)
    return ok({
      source: chosen.kind,
      address: { resource: 'mongodb', uri: chosen.uri, database: order.database, collection: order.collection },
      shown: address.ok ? address.shown : null,
      version: chosen.version,
      attempts,
      found: chosen.found ?? null,
    })
  }

  async lookForForeign(order: DatabaseOrder): Promise<Result<FoundMongodb | null>> {
    const current = this.#current
    if (!current || current.process !== null) return ok(null)
    try {
      return ok(await lookForForeign(current.uri, order))
    } catch (error) {
      const { code, what, advice, params } = explainFailure(error)
      const reason = `${what} ${advice}`
      return failed(new ProblemError('store-unreachable', `MongoDB cannot be used now. ${reason}`, { ...params, store: 'MongoDB', reason, why: code }))
    }
  }

  /** Whoever looks for a MongoDB again wants one that answers: one that runs here and does not is looked for anew, at its source. */
  async #giveUpWhatIsDown(): Promise<void> {
    const current = this.#current
    if (!current?.process || (this.#keeper?.isServing === true && this.#watch?.health.up === true)) return
    this.#keeper?.letGo()
    this.#current = null
    await current.process.stop()
  }

  async #use(chosen: OpenSource): Promise<void> {
    this.#keeper?.letGo()
    this.#keeper = null
    if (this.#current) this.#replaced.push(this.#current)
    this.#current = chosen
    const before = this.#watch
    const owned = chosen.process
    const watch = watchMongo(
      chosen.uri,
      {
        report: (health) => this.#tell.health(health),
        owned: owned && { reportRss: (rssBytes) => this.#tell.usage({ rssBytes }), unanswered: () => this.#keeper?.replaceFrozen() },
      },
      (at) => this.#tell.swept({ at }),
    )
    this.#watch = watch
    void before?.stop()
    if (!owned) return
    const tellPid = () => owned.pid !== null && this.#tell.owned({ pid: owned.pid })
    tellPid()
    this.#tellNewSweeper()
    this.#keeper = keepAlive(owned, endWords(chosen.kind === 'binary' ? 'binary' : 'embedded'), {
      down: (why) => watch.markDown(why),
      revived: () => {
        tellPid()
        this.#tellNewSweeper()
        watch.startCounting()
      },
    })
  }

  async pulse(): Promise<ResourceHealth | null> {
    return this.#watch?.health ?? null
  }

  async sweepEvery(seconds: number): Promise<Result<null>> {
    this.#sweeperSeconds = seconds
    await this.#tellSweeper()
    return ok(null)
  }

  /** One that was just started passes as often as MongoDB's does by default. */
  #tellNewSweeper(): void {
    if (this.#sweeperSeconds !== MONGO.ttlMonitorMs / 1000) void this.#tellSweeper()
  }

  /** One telling after the other, so that the last one holds. One that cannot be told goes on as before. */
  #tellSweeper(): Promise<void> {
    this.#telling = this.#telling.then(async () => {
      if (this.#current?.process) await setSweeper(this.#current.uri, this.#sweeperSeconds).catch(() => {})
    })
    return this.#telling
  }

  async hold(how: Held | null): Promise<Result<null>> {
    await this.#keeper?.hold(how)
    return ok(null)
  }

  async retire(): Promise<Result<null>> {
    const replaced = this.#replaced
    this.#replaced = []
    await Promise.allSettled(replaced.map((source) => source.process?.stop()))
    return ok(null)
  }

  async download(): Promise<Result<null>> {
    return this.#downloadJob.start()
  }

  async cancelDownload(): Promise<Result<null>> {
    return this.#downloadJob.cancel()
  }

  /** Ends whatever was started here; data stays. Idempotent. */
  close(): Promise<void> {
    this.#calledOff.abort()
    this.#keeper?.letGo()
    this.#closing ??= (async () => {
      await this.#acquiring?.catch(() => {})
      await Promise.allSettled([this.#downloadJob.close(), this.#watch?.stop(), this.#current?.process?.stop(), this.retire()])
    })()
    return this.#closing
  }
}
