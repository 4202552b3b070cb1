/** One side of a run: its server, its browsers, and the acts of the trace one after the other. */
import { setTimeout as delay } from 'node:timers/promises'
import { Agent } from 'undici'
import { SIDE_BY_SIDE } from '../../config.js'
import type { FaultsInForce } from '../../protocol/faults.js'
import type { LessonServerStart, SigningSecret, StoreTarget } from '../../protocol/ipc.js'
import type { Language } from '../../protocol/language.js'
import type { SideAnswer, SideConfiguration } from '../../protocol/side-by-side.js'
import { awaitedBy, type TraceAct } from '../../protocol/trace.js'
import { within } from '../../within.js'
import { answerOf, storedIn } from './side-answer.js'
import { SideBrowser } from './side-browser.js'
import { SideNames } from './side-names.js'
import { SideServer } from './side-server.js'

/** What a side is given. */
export interface SideOrder {
  readonly configuration: SideConfiguration
  /** The options as they are to be in force. */
  readonly options: SideConfiguration['options']
  readonly place: StoreTarget
  readonly label: string
  readonly secrets: readonly SigningSecret[]
  readonly internalKey: string
  readonly origin: string
  readonly language: Language
  /** How many browsers there are. */
  readonly browsers: number
}

/** An act, and when it is to be sent, in ms since the beginning. */
export interface TimedAct extends TraceAct {
  readonly dueMs: number
}

export class SideRun {
  readonly #order: SideOrder
  readonly #server = new SideServer()
  readonly #names = new SideNames()
  readonly #agent = new Agent({ keepAliveTimeout: 1_000, headersTimeout: SIDE_BY_SIDE.answerMs, bodyTimeout: SIDE_BY_SIDE.answerMs })
  #browsers: readonly SideBrowser[] = []
  /** Sessions are named in the order of the acts, whichever answer is complete first. */
  #named: Promise<unknown> = Promise.resolve()

  constructor(order: SideOrder) {
    this.#order = order
  }

  /** Its server listens, its store is empty, and its wire is as it is to be. @throws ProblemError */
  async open(): Promise<void> {
    const { configuration, options, place, label, secrets, internalKey, origin, language, browsers } = this.#order
    const start: LessonServerStart = {
      instance: 'a',
      boot: 1,
      store: place,
      options,
      shop: configuration.shop,
      secrets,
      faults: {},
      ...(configuration.touch === 'withheld' && { withoutTouch: true }),
      internalKey,
    }
    const port = await this.#server.start(start, label)
    const faults = faultsOf(configuration)
    await this.#server.ask((rpc) => rpc.setFaults(faults), SIDE_BY_SIDE.answerMs)
    const address = { port, origin, internalKey, language, agent: this.#agent }
    this.#browsers = Array.from({ length: browsers }, () => new SideBrowser(address, options.name))
  }

  /**
   * Does the acts, each at its time.
   *
   * @param beganAt by performance.now()
   * @param onAnswer told of each answer, as soon as all is known of it
   * @throws ProblemError its server is gone; whatever the signal was aborted with
   */
  async play(acts: readonly TimedAct[], beganAt: number, signal: AbortSignal, onAnswer: (answer: SideAnswer) => void): Promise<void> {
    const told: Promise<void>[] = []
    const sent: Promise<unknown>[] = []
    for (const [index, act] of acts.entries()) {
      await Promise.all(awaitedBy(acts, index).map((before) => sent[before]))
      await delay(Math.max(0, beganAt + act.dueMs - performance.now()), undefined, { signal })
      const { death } = this.#server
      if (death !== null) throw death
      const begun = this.#act(act, index, beganAt)
      sent.push(begun.sent)
      told.push(begun.answer.then((known) => (signal.aborted ? undefined : onAnswer(known))))
    }
    await Promise.all(told)
    const { death } = this.#server
    if (death !== null) throw death
  }

  async stop(): Promise<void> {
    await this.#server.stop()
    await this.#agent.destroy()
  }

  kill(): void {
    this.#server.kill()
  }

  /** @returns `sent` resolves when the browser has its answer, `answer` when all is known of it */
  #act(act: TimedAct, index: number, beganAt: number): { readonly sent: Promise<unknown>; readonly answer: Promise<SideAnswer> } {
    const browser = this.#browsers[act.browser]
    if (browser === undefined) throw new Error(`There is no browser ${act.browser} on this side.`)
    const id = `side-${index}`
    const atMs = Math.round(performance.now() - beganAt)
    const sentAt = Date.now()
    const late = () => new Error('No answer came in time.')
    const sent = within(browser.send(act, id), SIDE_BY_SIDE.answerMs, late).catch(() => null)
    const before = this.#named
    const recorded = sent.then(async (seen) => ({ seen, cookieLeft: browser.cookieLeft(sentAt), record: await this.#server.record(id) }))
    this.#named = recorded.then(() => before)
    const answer = recorded.then(async ({ seen, cookieLeft, record }): Promise<SideAnswer> => {
      await before
      const known = answerOf({ act: index, atMs, cookieLeft, dueMs: act.dueMs, sentAt, seen, record }, this.#names)
      const sessionId = record?.sessionId ?? null
      return sessionId === null ? known : { ...known, ...storedIn(await this.#server.document(id, sessionId), sentAt) }
    })
    return { sent, answer }
  }
}

/** As if somebody had set them, and for as long as the side lives. */
function faultsOf({ faults }: SideConfiguration): FaultsInForce {
  const since = Date.now()
  return Object.fromEntries(Object.entries(faults).map(([fault, settings]) => [fault, { settings, since, until: null, means: 'wire', instance: null }]))
}
