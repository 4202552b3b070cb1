import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { STORES } from '../../config.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import { failed, type Problem, ProblemError } from '../../protocol/problem.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import type { SwitchPhase, SwitchReport } from '../../protocol/state.js'
import { onRequestEnd } from '../../request-end.js'
import { startBudget, withDeadline } from '../../stores/deadline.js'
import { StoreCallError } from '../../stores/store-call-error.js'
import { within } from '../../within.js'
import { awayStore } from './away-store.js'
import { carryOver, LeftBehindError } from './carry-over.js'
import type { HotApp, HotAppParts } from './contract.js'
import { Gate } from './gate.js'
import { OpenStores } from './open-stores.js'
import { type StoreTraffic, trackedStore } from './store-traffic.js'

export type { HotApp, HotAppParts } from './contract.js'

/** The shop as it is built now. `traffic` is null while its store has not answered yet; `label` is the store's. */
interface Build {
  readonly target: StoreTarget
  readonly label: string
  readonly traffic: StoreTraffic | null
  readonly options: SessionOptions
  readonly app: RequestListener
}

const FULL = 'too many requests are waiting while the sessions move to another store.'

/** See {@link HotApp}. */
export function createHotApp(parts: HotAppParts): HotApp {
  const gate = new Gate()
  const stores = new OpenStores(parts.adapters)
  let build: Build | null = null
  /** Answers those for whom there is no room at the gate. */
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
    const late = (waitedMs: number) => new StoreCallError(label, `it did not answer within ${Math.round(waitedMs)} ms.`)
    const tracked = trackedStore(traffic)
    // A deadline costs a timer for each call; what cannot hang needs none.
    const store = alwaysAnswers ? tracked : withDeadline(tracked, (error) => traffic.current.open.explain(error), late)
    return { target: traffic.target, label, traffic, options, app: parts.createApp({ store: parts.wrapStore(store, kind), options, secrets: parts.secrets }) }
  }

  function buildAway(target: StoreTarget, label: string, options: SessionOptions): Build {
    const store = awayStore(() => new StoreCallError(label, storeProblem?.params.reason?.toString() ?? storeProblem?.message ?? 'it cannot be reached.'))
    return { target, label, traffic: null, options, app: parts.createApp({ store: parts.wrapStore(store, target.kind), options, secrets: parts.secrets }) }
  }

  /** Whatever is served from here on is served by this build. */
  function serveFrom(next: Build): void {
    const moved = next.traffic !== build?.traffic
    build = next
    fullApp = parts.createApp({ store: awayStore(() => new StoreCallError(next.label, FULL)), options: next.options, secrets: parts.secrets })
    if (!moved) return
    unwatch()
    clearTimeout(retry)
    if (!next.traffic) return
    storeProblem = null
    parts.onHealth({ up: true, reason: null })
    unwatch = next.traffic.open.onHealth(parts.onHealth)
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

  /** One command at a time. @throws ProblemError `busy` */
  async function alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (underWay) throw new ProblemError('busy', `This has to wait: ${underWay} is under way. Try again when it has finished.`, { what: underWay })
    underWay = what
    try {
      return await work()
    } finally {
      underWay = null
    }
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
      parts.onHealth({ up: false, reason: storeProblem.message })
      retryLater(target)
      return { storeProblem: storeProblem.message }
    }
  }

  async function switchStore(target: StoreTarget, carry: boolean): Promise<SwitchReport> {
    return alone('a switch of the store', async () => {
      stores.adapterOf(target)
      const from = here()
      const startedAt = Date.now()
      const began = performance.now()
      let longestWaitMs = 0
      let result = { carried: 0, recopied: 0, altered: 0 }
      let found: number | null = null
      let left: number | null = null
      const tell = (phase: SwitchPhase, copied = 0, total: number | null = null) =>
        parts.onSwitching({ from: from.target.kind, to: target.kind, carryOver: carry, phase, copied, total, startedAt })
      const report = (refused: Problem | null): SwitchReport => ({
        from: from.target.kind,
        to: target.kind,
        carryOver: carry,
        at: Date.now(),
        durationMs: performance.now() - began,
        ...result,
        longestWaitMs,
        found,
        left,
        refused,
      })

      let to: StoreTraffic | null = null
      try {
        tell('probing')
        if (from.traffic && stores.isAt(from.traffic, target)) return report(null)
        to = await stores.acquire(target)
        await to.open.probe()
        await stores.emptyIfStale(to)
        found = await to.open.count().catch(() => null)
        if (!carry) {
          to.forward = null
          serveFrom(buildOn(to, here().options))
          left = from.traffic ? await from.traffic.open.count().catch(() => null) : null
          if (from.traffic) stores.leave(from.traffic)
          return report(null)
        }
        const source = from.traffic
        if (!source) throw new ProblemError('store-unreachable', storeProblem?.message ?? 'The store in use cannot be reached.', storeProblem?.params)
        const next = to
        const nextBuild = buildOn(next, from.options)
        let copied = 0
        let total = 0
        result = await carryOver(source, next.open, {
          onCopied: (soFar, ofAll) => {
            copied = soFar
            total = ofAll
            tell('copying', copied, total)
          },
          closeGate: () => {
            tell('waiting', copied, total)
            gate.close()
          },
          flip: () => {
            next.forward = null
            source.forward = next
            serveFrom(nextBuild)
          },
          openGate: () => {
            longestWaitMs = gate.open(enter)
          },
        })
        // They were moved: what stayed here would bring back, after a switch back or in another life, those who have logged out since. Nobody can yet.
        const marked = source.open.markStale(true).catch(() => stores.noteLeftBehind(source))
        await within(marked, STORES.gate.markWithinMs).catch(() => undefined)
        longestWaitMs = gate.open(enter)
        tell('finishing', result.carried, result.carried)
        await marked
        await stores.empty(source)
        stores.leave(source)
        return report(null)
      } catch (error) {
        if (to && error instanceof LeftBehindError) stores.noteLeftBehind(to)
        if (to) stores.leave(to)
        return report(problemOf(error instanceof LeftBehindError ? error.why : error))
      } finally {
        parts.onSwitching(null)
      }
    })
  }

  return {
    start,
    switchStore,
    handle(req, res) {
      if (!gate.isClosed) enter(req, res)
      else if (!gate.hold(req, res)) fullApp?.(req, res)
    },
    configure: (options) =>
      alone('a change of the options', async () => {
        const { traffic, target, label } = here()
        serveFrom(traffic ? buildOn(traffic, options) : buildAway(target, label, options))
      }),
    clear: () =>
      alone('the removal of all sessions', async () => {
        const { traffic } = here()
        if (traffic) return await traffic.open.clear()
        throw new ProblemError('store-unreachable', storeProblem?.message ?? 'The store cannot be reached.', storeProblem?.params)
      }),
    active() {
      const { target, traffic, options } = here()
      return { kind: target.kind, open: traffic?.open ?? null, options }
    },
    elsewhere: () => stores.elsewhere(build?.traffic ?? null, build?.target.kind ?? null),
    close() {
      clearTimeout(retry)
      unwatch()
      closing ??= stores.close()
      return closing
    },
  }
}

function problemOf(error: unknown): Problem {
  const result = failed(error)
  return result.ok ? { code: 'internal', message: 'Unknown.', params: {} } : result.problem
}
