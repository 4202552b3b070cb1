/** Does what a trace says, in this sandbox, by the commands that everybody has: first the configuration, then virtual browsers, then act by act. */
import { FAULT_IDS } from '../../../server/protocol/faults.js'
import type { Problem, Result } from '../../../server/protocol/problem.js'
import { INITIAL_OPTIONS, type SessionOptions } from '../../../server/protocol/session-options.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import { awaitedBy, type Trace } from '../../../server/protocol/trace.js'
import type { send as Send } from '../../state/connection.js'

/** How long it waits between two acts: as long as they did, at most two seconds, or not at all. */
export const PACES = ['short', 'same', 'none'] as const
export type Pace = (typeof PACES)[number]
const SHORT_MS = 2_000

export interface RunOptions {
  readonly pace: Pace
  /** Names of the browsers that act, as the reader sees them. */
  readonly names: readonly string[]
  readonly state: () => Snapshot
  readonly send: typeof Send
  /** Waits. @throws what the signal was aborted with */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal
  /** How many acts have begun; -1: the configuration is being made. */
  readonly onAct: (begun: number) => void
}

/** How it ended: `stopped` where an act could not be done, with the number of those that were, and why. */
export type RunEnd =
  | { readonly kind: 'done'; readonly done: number }
  | { readonly kind: 'cancelled'; readonly done: number }
  | { readonly kind: 'stopped'; readonly done: number; readonly problem: Problem }

class Stop extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

/** Never throws. */
export async function runTrace(trace: Trace, options: RunOptions): Promise<RunEnd> {
  let done = 0
  try {
    options.onAct(-1)
    await configure(trace, options)
    const browsers = await browsersFor(options)
    const underWay: Promise<void>[] = []
    for (const [place, { browser, method, path, form, pauseMs, forgets }] of trace.acts.entries()) {
      await Promise.all(awaitedBy(trace.acts, place).map((before) => underWay[before]))
      await options.wait(pauseOf(pauseMs, options.pace), options.signal)
      options.onAct(place)
      const id = browsers[browser] as `browser:${string}`
      if (forgets) await must(options.send({ type: 'browser:forget-cookies', browser: id }))
      const sent = must(options.send({ type: 'browser:send', browser: id, method, path, ...(form === undefined ? {} : { form }) })).then(() => {
        done += 1
      })
      // A failure is told below, where it is awaited.
      sent.catch(() => {})
      underWay.push(sent)
    }
    await Promise.all(underWay)
    return { kind: 'done', done }
  } catch (thrown) {
    if (thrown instanceof Stop) return { kind: 'stopped', done, problem: thrown.problem }
    return { kind: 'cancelled', done }
  }
}

function pauseOf(pauseMs: number, pace: Pace): number {
  return pace === 'none' ? 0 : pace === 'short' ? Math.min(pauseMs, SHORT_MS) : pauseMs
}

/** @throws Stop with the problem, where it holds one */
async function must<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer
  if (!result.ok) throw new Stop(result.problem)
  return result.value
}

/** What is as in the trace already is left alone. */
async function configure({ configuration: { store, shop, options, faults } }: Trace, { send, state, signal }: RunOptions): Promise<void> {
  signal.throwIfAborted()
  if (Object.keys(state().faults).length > 0) await must(send({ type: 'fault:undo-all' }))
  if (state().store.active !== store) {
    const { refused } = await must(send({ type: 'store:switch', to: store, carryOver: false }))
    if (refused !== null) throw new Stop(refused)
  }
  signal.throwIfAborted()
  if (Object.values(state().instances).some((instance) => instance.shop !== shop)) await must(send({ type: 'server:shop', shop }))
  // The name of the cookie holds the shop's port here, unless the trace has one of its own.
  const { name: _name, ...initial }: SessionOptions = INITIAL_OPTIONS
  await must(send({ type: 'server:configure', options: { ...initial, ...options } }))
  for (const fault of FAULT_IDS) {
    const settings = faults[fault]
    if (settings !== undefined) await must(send({ type: 'fault:set', fault, settings }))
  }
}

/** Virtual browsers of these names, each with an empty jar. @returns their ids */
async function browsersFor({ names, state, send, signal }: RunOptions): Promise<readonly string[]> {
  const ids: string[] = []
  for (const name of names) {
    signal.throwIfAborted()
    const there = state().browsers.find((browser) => browser.id.startsWith('browser:') && browser.name === name && !ids.includes(browser.id))
    if (there === undefined) ids.push((await must(send({ type: 'browser:create', name }))).browser)
    else {
      await must(send({ type: 'browser:forget-cookies', browser: there.id as `browser:${string}` }))
      ids.push(there.id)
    }
  }
  return ids
}
