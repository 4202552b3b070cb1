/** The lesson server put together: the shop, the switch behind it, the taps around it, and what the supervisor may ask of it. */

import type { Store } from 'express-session'
import { LESSON_SERVER } from '../config.js'
import { headerLimitOf } from '../protocol/faults.js'
import type { LessonServerFunctions, LessonServerStart, SigningSecret, SwitchFigures, SwitchFunctions } from '../protocol/ipc.js'
import { failed, ok, ProblemError, type Result } from '../protocol/problem.js'
import { asParams, why } from '../protocol/why.js'
import { describeError } from '../redact.js'
import type { OpenStore } from '../stores/adapter.js'
import { within } from '../within.js'
import { createShop } from './create-shop.js'
import { listen, type ShopServer } from './http-server.js'
import type { HotApp } from './switching/contract.js'
import { createHotApp } from './switching/hot-app.js'
import type { SwitchPhases } from './switching/phases.js'
import { type FrameChannel, FrameSender } from './taps/frame-sender.js'
import { MemorySampler } from './taps/memory-sampler.js'
import { RequestTap } from './taps/request-tap.js'
import { GaugeReader } from './taps/session-gauges.js'
import type { Connections } from './wire/connections.js'
import { Wire } from './wire/wire.js'

interface Running {
  readonly hotApp: HotApp
  readonly wire: Wire
  readonly server: ShopServer
  readonly sender: FrameSender
  readonly sampler: MemorySampler
  readonly gauges: GaugeReader
  /** Which shop the next build is, and what signs its cookies. */
  readonly made: { variant: string; secrets: readonly SigningSecret[] }
}

/** Everything but the end of the process, which is the entry's. */
export type LessonServer = Omit<LessonServerFunctions, 'stop'> & {
  /** Answers what is under way (bounded), sends the last frame and closes the stores. Idempotent. */
  close(): Promise<void>
}

/**
 * A lesson server that has not started.
 *
 * @param channel where frames go
 * @param connections those that this process makes; left out: it is not the only one in this process, and what is done to its wire is done to its calls
 */
export function createLessonServer(channel: FrameChannel, connections: Connections | null = null): LessonServer {
  let running: Running | null = null
  let starting = false
  let closing: Promise<void> | null = null

  const hotApp = (): HotApp => {
    if (!running) throw new ProblemError('server-away', 'The lesson server has not started yet. Wait a moment and try again.', { state: 'starting' })
    return running.hotApp
  }
  const openStore = (): OpenStore => {
    const { open, kind } = hotApp().active()
    if (!open)
      throw new ProblemError('store-unreachable', 'The store has not answered yet. Wait until it does, or switch to another one.', {
        store: kind,
        ...asParams(why('not-found-yet', {}, 'It has not answered yet.')),
      })
    return open
  }

  /** Before what depends on them is answered; a store that does not tell in time is not waited for. */
  async function readGauges(): Promise<void> {
    await within(running?.gauges.read() ?? Promise.resolve(), LESSON_SERVER.gaugesWithinMs).catch(() => {})
  }

  /**
   * An answer that survives the wire: what is thrown becomes a problem, without credentials. What was seen before it leaves before it,
   * so that the order in which the supervisor hears of things is the order in which they were.
   */
  async function answer<T>(run: () => Promise<T>): Promise<Result<T>> {
    try {
      return ok(await run())
    } catch (thrown) {
      return failed(thrown instanceof ProblemError ? thrown : new Error(describeError(thrown)))
    } finally {
      running?.sender.sendPending()
    }
  }

  return {
    start: (order) =>
      answer(async () => {
        if (starting) throw new ProblemError('busy', 'The lesson server has been started already. Restart it to start it anew.', { what: 'start' })
        starting = true
        const { storeProblem, ...parts } = await build(order, channel, connections)
        running = parts
        return { port: parts.server.port, storeProblem }
      }),
    ...answerPhases(() => hotApp().switching, answer, readGauges),
    configure: (options, variant, secrets) =>
      answer(async () => {
        const current = hotApp()
        const made = running?.made
        const before = { ...made }
        if (made) Object.assign(made, { variant, secrets })
        try {
          await current.configure(options, valuesOf(secrets))
        } catch (error) {
          if (made) Object.assign(made, before)
          throw error
        }
        return null
      }),
    setFaults: (faults) =>
      answer(async () => {
        running?.wire.set(faults)
        running?.server.limitHeaders(headerLimitOf(faults))
        running?.hotApp.rewire()
        return null
      }),
    clearStore: (forGood) =>
      answer(async () => {
        const forgotten = await hotApp().clear(forGood)
        await readGauges()
        return forgotten
      }),
    forgetSession: (id) =>
      answer(async () => {
        const forgotten = await hotApp().forget(id)
        await readGauges()
        return forgotten
      }),
    bringBackSessions: () =>
      answer(async () => {
        const restored = await hotApp().bringBack()
        await readGauges()
        return { restored }
      }),
    listSessions: (query) =>
      answer(async () => {
        const open = openStore()
        return { ...(await open.list(query)), store: open.adapter.kind }
      }),
    readSession: (id) =>
      answer(async () => {
        const open = openStore()
        return { store: open.adapter.kind, stored: await open.read(id) }
      }),
    collect: () =>
      answer(async () => {
        hotApp()
        await readGauges()
        const sample = running?.sampler.collect()
        if (!sample) throw new ProblemError('server-away', 'The lesson server is stopping. Wait until it is back.', { state: 'stopping' })
        return sample
      }),
    close: () => {
      closing ??= closeParts(running)
      return closing
    },
  }
}

/**
 * The phases of a switch as functions over the wire.
 *
 * @param answer makes an answer of what a phase gives back or throws
 * @param onEnd is awaited before the answer of the last phase leaves
 */
export function answerPhases(
  phases: () => SwitchPhases,
  answer: <T>(run: () => Promise<T>) => Promise<Result<T>>,
  onEnd: () => Promise<void> = async () => {},
): SwitchFunctions {
  const done = (work: () => Promise<unknown>) =>
    answer(async () => {
      await work()
      return null
    })
  const last = (work: () => Promise<SwitchFigures>) =>
    answer(async () => {
      const figures = await work()
      await onEnd()
      return figures
    })
  return {
    switchPrepare: (target, carryOver) => answer(() => phases().prepare(target, carryOver)),
    switchCopy: (shares) => done(() => phases().copy(shares)),
    switchChanged: () => answer(() => phases().takeChanged()),
    switchCopyAgain: (ids, others) => done(() => phases().copyAgain(ids, others)),
    switchHold: (untilIdle, othersHaveFlipped) => done(() => phases().hold(untilIdle, othersHaveFlipped)),
    switchFlip: () => answer(() => phases().flip()),
    switchOpen: (marks) => done(() => phases().open(marks)),
    switchFinish: (empties) => last(() => phases().finish(empties)),
    switchGiveUp: () => done(async () => phases().giveUp()),
    switchTakeBack: (ids) => done(() => phases().takeBack(ids)),
    switchCallOff: () => last(() => phases().callOff()),
  }
}

async function build(
  order: LessonServerStart,
  channel: FrameChannel,
  connections: Connections | null,
): Promise<Running & { readonly storeProblem: string | null }> {
  const { instance, boot, internalKey } = order
  const made: Running['made'] = { variant: order.shop, secrets: order.secrets }
  const sender = new FrameSender(channel, { instance, boot })
  const wire = new Wire(connections)
  wire.set(order.faults)
  const tap = new RequestTap({ instance, boot, secrets: () => made.secrets, internalKey, sender, wire, active: () => hotApp.active() })
  const hotApp = createHotApp({
    createApp: (parts) => tap.aroundApp(createShop(parts, made.variant), parts.store, parts.options, made.variant),
    wrapStore: (store, kind) => tap.wrapStore(order.withoutTouch ? withoutTouch(store) : store, kind),
    lineTo: (open) => wire.to(open),
    secrets: valuesOf(order.secrets),
    onSwitching: (progress) => sender.setSwitching(progress),
    onHealth: (health) => sender.setHealth(health),
  })
  const { storeProblem } = await hotApp.start(order.store, order.options)
  const server = await listen(tap.aroundServer((req, res) => hotApp.handle(req, res)))
  server.limitHeaders(headerLimitOf(order.faults))
  const sampler = new MemorySampler(
    (sample) => sender.addMemory(sample),
    () => sender.gauges,
  )
  sampler.start()
  const gauges = new GaugeReader(
    hotApp,
    () => tap.saves,
    (read) => sender.setGauges(read),
  )
  await gauges.read()
  gauges.start()
  return { hotApp, wire, server, sender, sampler, gauges, made, storeProblem }
}

/** The store of this build alone, as one that has no `touch`: express-session looks whether it is a function. */
function withoutTouch(store: Store): Store {
  return Object.defineProperty(store, 'touch', { value: undefined })
}

function valuesOf(secrets: readonly SigningSecret[]): readonly string[] {
  return secrets.map(({ value }) => value)
}

async function closeParts(running: Running | null): Promise<void> {
  if (!running) return
  await running.server.close()
  running.gauges.stop()
  running.sampler.stop()
  await running.hotApp.close()
  running.sender.close()
}
