import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { STORES } from '../../config.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import { type Problem, ProblemError, problemOf } from '../../protocol/problem.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import { why, whyOf } from '../../protocol/why.js'
import { endStreams, onRequestEnd } from '../../request-end.js'
import type { OpenStore } from '../../stores/adapter.js'
import { startBudget, withDeadline } from '../../stores/deadline.js'
import { StoreCallError } from '../../stores/store-call-error.js'
import { whyLate } from '../../stores/store-calls.js'
import { withinSteps } from '../../within.js'
import { awayStore } from './away-store.js'
import type { HotApp, HotAppParts } from './contract.js'
import { Forgotten } from './forgotten.js'
import { Gate } from './gate.js'
import { OpenStores } from './open-stores.js'
import { type Build, SwitchPhases } from './phases.js'
import { type StoreTraffic, trackedStore } from './store-traffic.js'

export type { HotApp, HotAppParts } from './contract.js'

const FULL = why('gate-full', {}, 'too many requests are waiting while the sessions move to another store.')
const AWAY = why('away', {}, 'it cannot be reached.')

/** See {@link HotApp}. */
export function createHotApp(parts: HotAppParts): HotApp {
  const gate = new Gate()
  const stores = new OpenStores(parts.adapters, parts.lineTo)
  const forgotten = new Forgotten()
  let build: Build | null = null
  let { secrets } = parts
  /** Answers those for whom there is no room at the gate. Made when somebody comes for whom there is none, which is hardly ever. */
  let fullApp: RequestListener | null = null
  let storeProblem: Problem | null = null
  let retry: NodeJS.Timeout | undefined
  let unwatch: () => void = () => undefined
  let underWay: string | null = null
  let closing: Promise<void> | null = null

  function here(): Build {
    if (!build) throw new ProblemError('server-away', 'The shop has not been started yet. Wait a moment and try again.', { state: 'starting' })
    return build
  }

  function buildOn(traffic: StoreTraffic, options: SessionOptions): Build {
    const { label, kind, alwaysAnswers } = traffic.open.adapter
    const late = (waitedMs: number) => new StoreCallError(label, whyLate(waitedMs))
    const tracked = trackedStore(traffic)
    // A deadline costs a timer for each call; what cannot hang needs none.
    const store = alwaysAnswers ? tracked : withDeadline(tracked, (error) => traffic.current.open.explain(error), late)
    return { target: traffic.target, label, traffic, options, app: parts.createApp({ store: parts.wrapStore(store, kind), options, secrets }) }
  }

  function buildAway(target: StoreTarget, label: string, options: SessionOptions): Build {
    const store = awayStore(() => new StoreCallError(label, storeProblem ? whyOf(storeProblem) : AWAY))
    return { target, label, traffic: null, options, app: parts.createApp({ store: parts.wrapStore(store, target.kind), options, secrets }) }
  }

  /** Whatever is served from here on is served by this build. */
  function serveFrom(next: Build): void {
    // They belong to the build before.
    if (build) endStreams()
    const moved = next.traffic !== build?.traffic
    build = next
    fullApp = null
    if (!moved) return
    forgotten.leave()
    unwatch()
    clearTimeout(retry)
    if (!next.traffic) return
    storeProblem = null
    parts.onHealth({ up: true, why: null })
    unwatch = next.traffic.open.onHealth(parts.onHealth)
  }

  function refuse(req: IncomingMessage, res: ServerResponse): void {
    const { label, options } = here()
    fullApp ??= parts.createApp({ store: awayStore(() => new StoreCallError(label, FULL)), options, secrets })
    fullApp(req, res)
  }

  function enter(req: IncomingMessage, res: ServerResponse): void {
    const { traffic, app } = here()
    if (traffic) {
      if (!traffic.open.adapter.alwaysAnswers) startBudget(req)
      traffic.requestBegan()
      onRequestEnd(req, res, traffic.requestEnded)
    }
    app(req, res)
  }

  /** One command at a time. @returns what ends it @throws ProblemError `busy` */
  function begin(what: string): () => void {
    if (underWay) throw new ProblemError('busy', `This has to wait: ${underWay} is under way. Try again when it has finished.`, { what: underWay })
    underWay = what
    return () => {
      underWay = null
    }
  }

  async function alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    const end = begin(what)
    try {
      return await work()
    } finally {
      end()
    }
  }

  /**
   * Gives up what a store is asked to do when none of its steps has ended for as long as one call of it may take. The rest is not done any more then, so
   * other commands get in; what the store has been asked by then it may do all the same.
   *
   * @throws ProblemError `busy`; also where the store says in its own way why it failed
   */
  async function inTime<T>(what: string, work: (open: OpenStore, onStep: () => void) => Promise<T>): Promise<T> {
    const { traffic, label } = here()
    const late = () => new StoreCallError(label, whyLate(STORES.callDeadlineMs))
    try {
      return await alone(what, () => withinSteps((onStep) => work(openNow(), onStep), STORES.callDeadlineMs, late))
    } catch (error) {
      throw error instanceof ProblemError || traffic === null ? error : traffic.open.explain(error)
    }
  }

  /** @throws ProblemError `store-unreachable` */
  function openNow(): OpenStore {
    const { traffic } = here()
    if (traffic) return traffic.open
    throw new ProblemError('store-unreachable', storeProblem?.message ?? 'The store cannot be reached.', storeProblem?.params)
  }

  /** A store to serve from without a switch. @throws ProblemError */
  async function acquireClean(target: StoreTarget): Promise<StoreTraffic> {
    const traffic = await stores.acquire(target)
    try {
      await stores.emptyIfStale(traffic)
      return traffic
    } catch (error) {
      stores.leave(traffic)
      throw error
    }
  }

  function retryLater(target: StoreTarget): void {
    clearTimeout(retry)
    retry = setTimeout(async () => {
      if (here().traffic || closing) return
      const traffic = underWay ? null : await acquireClean(target).catch(() => null)
      // Meanwhile another command may have led elsewhere.
      if (traffic && !underWay && !here().traffic && !closing) serveFrom(buildOn(traffic, here().options))
      else {
        if (traffic) stores.leave(traffic)
        if (!here().traffic && !closing) retryLater(target)
      }
    }, STORES.reopenMs).unref()
  }

  async function start(target: StoreTarget, options: SessionOptions): Promise<{ readonly storeProblem: string | null }> {
    const adapter = stores.adapterOf(target)
    try {
      serveFrom(buildOn(await acquireClean(target), options))
      return { storeProblem: null }
    } catch (error) {
      storeProblem = problemOf(error)
      serveFrom(buildAway(target, adapter.label, options))
      parts.onHealth({ up: false, why: whyOf(storeProblem) })
      retryLater(target)
      return { storeProblem: storeProblem.message }
    }
  }

  const switching = new SwitchPhases({
    gate,
    stores,
    here,
    buildOn,
    serveFrom,
    openGate: () => gate.open(enter),
    storeProblem: () => storeProblem,
    begin,
    onSwitching: (progress) => parts.onSwitching(progress),
  })

  return {
    start,
    switching,
    handle(req, res) {
      if (!gate.isClosed) enter(req, res)
      else if (!gate.hold(req, res)) refuse(req, res)
    },
    configure: (options, others = secrets) =>
      alone('a change of the options', async () => {
        secrets = others
        const { traffic, target, label } = here()
        serveFrom(traffic ? buildOn(traffic, options) : buildAway(target, label, options))
      }),
    clear: (forGood = false) => inTime('the removal of all sessions', (open, onStep) => forgotten.forget(open, forGood, onStep)),
    forget: (id) => inTime('the removal of a session', (open, onStep) => forgotten.forgetOne(open, id, onStep)),
    bringBack: () => inTime('the way back of what was forgotten', (open, onStep) => forgotten.bringBack(open, onStep)),
    active() {
      const { target, traffic, options } = here()
      return { kind: target.kind, open: traffic?.open ?? null, options }
    },
    rewire: () => stores.rewire(),
    elsewhere: () => stores.elsewhere(build?.traffic ?? null, build?.target.kind ?? null),
    close() {
      clearTimeout(retry)
      unwatch()
      forgotten.drop()
      closing ??= stores.close()
      return closing
    },
  }
}
