/** The functions of a served resource's process: one database server in use, watched, and at most one that it replaced. */
import { MONGO, SERVED } from '../../config.js'
import type { Acquired, Held, ResourceHealth, ServedFunctions, ServedNotifications, ServedOrder } from '../../protocol/ipc.js'
import { failed, ok, ProblemError, type Result } from '../../protocol/problem.js'
import type { ServedKind, ServedSource } from '../../protocol/served-kinds.js'
import { asParams, endingWords, why } from '../../protocol/why.js'
import type { HealthWatch } from '../health-watch.js'
import { type EndWords, type Keeper, keepAlive } from '../keep-alive.js'
import { keepServedSecrets } from './address.js'
import type { ServedDatabase } from './database.js'
import { loadDatabase } from './databases.js'
import { SERVED_FACTS, type ServedFacts } from './facts.js'
import { whyNoAnswer } from './refusals.js'
import { type OpenServer, resolveServer } from './resolve.js'
import { watchServed } from './watch.js'

type AcquiredServer = Acquired<ServedKind, ServedSource>

/** All but `stop`, which also ends the process and so belongs to the entry. */
export class Served implements Omit<ServedFunctions, 'stop'> {
  readonly #tell: ServedNotifications
  #current: OpenServer | null = null
  #replaced: OpenServer[] = []
  #watch: HealthWatch | null = null
  /** Of the process in use, where it is ours. */
  #keeper: Keeper | null = null
  #acquiring: Promise<Result<AcquiredServer>> | null = null
  readonly #calledOff = new AbortController()
  #closing: Promise<void> | null = null

  constructor(tell: ServedNotifications) {
    this.#tell = tell
  }

  acquire(order: ServedOrder): Promise<Result<AcquiredServer>> {
    this.#acquiring ??= this.#acquireNow(order)
      .catch(failed)
      .finally(() => {
        this.#acquiring = null
      })
    return this.#acquiring
  }

  async #acquireNow(order: ServedOrder): Promise<Result<AcquiredServer>> {
    const facts = SERVED_FACTS[order.kind]
    keepServedSecrets(order.url)
    await this.#giveUpWhatIsDown()
    const database = await loadDatabase(order.kind)
    await database.load()
    const { chosen, attempts } = await resolveServer({ order, facts, database, calledOff: this.#calledOff.signal }, this.#current)
    if (this.#calledOff.signal.aborted) {
      await chosen?.owned?.stop()
      throw new ProblemError('busy', `The process that looks for a ${facts.label} is being ended.`, { what: 'resource:look' })
    }
    if (!chosen) {
      const none = why('served-none', { label: facts.label }, `No ${facts.label} can be had. ${attempts.map(({ reason }) => reason).join(' ')}`)
      this.#tell.tried(attempts)
      throw new ProblemError('store-unreachable', none.message, { store: facts.label, ...asParams(none) })
    }
    keepServedSecrets(chosen.url)
    if (chosen !== this.#current) this.#use(chosen, facts, database)
    const { source, url, shown, version } = chosen
    return ok({ source, address: { resource: order.kind, url, space: order.space }, shown, version, attempts })
  }

  /** Whoever looks again wants one that answers: one that runs here and does not is looked for anew, at its source. */
  async #giveUpWhatIsDown(): Promise<void> {
    const current = this.#current
    if (!current?.owned || (this.#keeper?.isServing === true && this.#watch?.health.up === true)) return
    this.#keeper?.letGo()
    this.#current = null
    await current.owned.stop()
  }

  #use(chosen: OpenServer, facts: ServedFacts, database: ServedDatabase): void {
    this.#keeper?.letGo()
    this.#keeper = null
    if (this.#current) this.#replaced.push(this.#current)
    this.#current = chosen
    void this.#watch?.stop()
    const { owned } = chosen
    const watched = {
      connect: () => database.connect(chosen.url, SERVED.pingTimeoutMs),
      explain: (error: unknown) => whyNoAnswer(error, facts, database, chosen.place, SERVED.pingTimeoutMs),
      owned,
    }
    const watch = watchServed(watched, {
      report: (health) => this.#tell.health(health),
      owned: owned && { reportRss: (rssBytes) => this.#tell.usage({ rssBytes }), unanswered: () => this.#keeper?.replaceFrozen() },
    })
    this.#watch = watch
    if (!owned) return
    const tellPid = () => owned.pid !== null && this.#tell.owned({ pid: owned.pid })
    tellPid()
    this.#keeper = keepAlive(owned, endWords(facts.label), {
      down: (reason) => watch.markDown(reason),
      revived: () => {
        tellPid()
        watch.startCounting()
      },
    })
  }

  async pulse(): Promise<ResourceHealth | null> {
    return this.#watch?.health ?? null
  }

  async hold(how: Held | null): Promise<Result<null>> {
    await this.#keeper?.hold(how)
    return ok(null)
  }

  async retire(): Promise<Result<null>> {
    const replaced = this.#replaced
    this.#replaced = []
    await Promise.allSettled(replaced.map(({ owned }) => owned?.stop()))
    return ok(null)
  }

  /** Ends whatever was started here; data stays. Idempotent. */
  close(): Promise<void> {
    this.#calledOff.abort()
    this.#keeper?.letGo()
    this.#closing ??= (async () => {
      await this.#acquiring?.catch(() => undefined)
      await Promise.allSettled([this.#watch?.stop(), this.#current?.owned?.stop(), this.retire()])
    })()
    return this.#closing
  }
}

function endWords(label: string): EndWords {
  return {
    ended: (how) => why('served-ended', { label, ...how }, `The ${label} that runs here ended (${endingWords(how)}). It is being started again with its data.`),
    keepsEnding(deaths, how) {
      const seconds = MONGO.revival.withinMs / 1000
      const everySeconds = MONGO.revival.slowDelayMs / 1000
      const message = `The ${label} that runs here ended ${deaths} times within ${seconds} s (last: ${endingWords(how)}). It is tried again every ${everySeconds} s; look for one again to begin anew.`
      return why('served-keeps-ending', { label, deaths, seconds, everySeconds, ...how }, message)
    },
  }
}
