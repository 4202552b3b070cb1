import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { LIMITS, SIDE_BY_SIDE } from '../../config.js'
import { activeUser } from '../../protocol/active-user.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import { ProblemError } from '../../protocol/problem.js'
import { INITIAL_OPTIONS } from '../../protocol/session-options.js'
import type { Trace } from '../../protocol/trace.js'
import { sideAnswer } from '../../test/support/side-answer.js'
import { temporaryFolder } from '../../test/support/temporary-folder.js'
import { type SideBySideOrder, SideBySideRuns, type SideBySideSurroundings } from './side-by-side-runs.js'
import type { SideOrder, SideRun } from './side-run.js'

type Play = Parameters<SideRun['play']>
/** What is done with sides, in its order, and how they behave. */
const seen = vi.hoisted(() => ({
  removed: [] as unknown[],
  /** Addresses that cannot be removed. */
  stuck: [] as unknown[],
  story: [] as string[],
  orders: [] as unknown[],
  spareBytes: Number.POSITIVE_INFINITY,
  open: async (_order: unknown) => {},
  play: async (_order: unknown, ..._play: unknown[]) => {},
  stop: () => {},
}))
const { removed } = seen
vi.mock('../comparison/tidy.js', () => ({
  tidy: async (_label: string, places: readonly StoreTarget[]) => {
    seen.story.push('tidied')
    const left = places.filter(({ address }) => seen.stuck.includes((address as unknown as { space: string }).space))
    seen.removed.push(...places.filter((place) => !left.includes(place)).map(({ address }) => address))
    return left
  },
}))
vi.mock('../children/machine-memory.js', () => ({ spareMachineMemory: () => seen.spareBytes }))
vi.mock('./side-run.js', () => ({
  SideRun: class {
    readonly order: unknown
    constructor(order: unknown) {
      this.order = order
      seen.orders.push(order)
    }
    open = () => seen.open(this.order)
    play = (...play: unknown[]) => seen.play(this.order, ...play)
    async stop() {
      seen.story.push('stopped')
      seen.stop()
    }
    kill() {
      seen.story.push('killed')
    }
  },
}))
beforeEach(() => {
  for (const list of [seen.removed, seen.stuck, seen.story, seen.orders]) list.length = 0
  seen.spareBytes = Number.POSITIVE_INFINITY
  seen.open = async () => {}
  seen.play = async () => {}
  seen.stop = () => {}
})

test('what a launch that was killed has left goes once its database is there, also where that is first wanted for a comparison', async () => {
  const dataFolder = temporaryFolder()
  writeFileSync(join(dataFolder, 'sides'), 'redis 5\n')
  let phase = 'idle'
  const appended: string[] = []
  const around = {
    dataFolder,
    options: INITIAL_OPTIONS,
    origin: 'http://localhost:4100',
    log: {
      state: { launch: { shops: [{ name: 'standard' }], language: 'en' } },
      subscribe: () => () => {},
      append: ({ kind }: { readonly kind: string }) => appended.push(kind),
    },
    stores: {
      describe: (kind: string) => ({ kind, label: kind, capabilities: { survivesRestart: true } }),
      // It is found, and nobody has said that it may be used.
      prepare: async () => {
        phase = 'up'
        throw new ProblemError('ask-first', 'It was there before.')
      },
    },
    targets: { of: (kind: string) => ({ kind, address: { url: 'redis://x', space: 'shop' } }), resourceOf: () => ({ state: { phase } }) },
  } as unknown as SideBySideSurroundings
  const runs = new SideBySideRuns(around)
  const trace = activeUser({ store: 'redis', shop: 'standard', options: {}, faults: {} }, 3_000)
  const side = { options: {}, touch: 'as-it-is' } as const
  runs.start({ trace, sides: [side, side], speed: 1, agesToo: true, allowFound: false })
  await vi.waitFor(() => expect(appended).toContain('side-by-side-ended'))
  await runs.stop()
  expect(removed).toEqual([{ url: 'redis://x', space: 'shop_side_5' }])
  expect(existsSync(join(dataFolder, 'sides'))).toBe(false)
})

/** A launch in which stores are kept but for `memory`, and where all are there. */
function launched(dataFolder = temporaryFolder()) {
  const listeners: ((event: { readonly kind: string }) => void)[] = []
  const appended: { readonly kind: string; readonly [more: string]: unknown }[] = []
  const around = {
    dataFolder,
    options: { ...INITIAL_OPTIONS, resave: true },
    origin: 'http://localhost:4100',
    log: {
      state: { launch: { shops: [{ name: 'standard' }, { name: 'textbook' }], language: 'en' } },
      subscribe: (listener: (typeof listeners)[number]) => {
        listeners.push(listener)
        return () => listeners.splice(0)
      },
      append: (event: (typeof appended)[number]) => {
        appended.push(event)
        seen.story.push(event.kind === 'side-changed' ? `${event.side} ${event.phase}` : event.kind)
      },
    },
    stores: { describe: (kind: string) => ({ kind, label: kind, capabilities: { survivesRestart: kind !== 'memory' } }), prepare: async () => {} },
    targets: {
      of: (kind: string) => ({ kind, address: kind === 'memory' ? null : { url: 'redis://x', space: 'shop' } }),
      resourceOf: (kind: string) => {
        if (kind === 'unheard-of') throw new Error('There is no such store.')
        return { state: { phase: 'up' } }
      },
    },
  } as unknown as SideBySideSurroundings
  const runs = new SideBySideRuns(around)
  const ended = async () => {
    await vi.waitFor(() => expect(seen.story).toContain('side-by-side-ended'))
    return appended.findLast(({ kind }) => kind === 'side-by-side-ended')?.outcome
  }
  return { runs, ended, appended, kept: join(dataFolder, 'sides'), tell: (kind: string) => listeners.forEach((listener) => void listener({ kind })) }
}
const active = (over: Partial<Trace['configuration']> = {}, maxAgeMs = 3_000) =>
  activeUser({ store: 'redis', shop: 'standard', options: {}, faults: {}, ...over }, maxAgeMs)
const order = (sides: readonly Partial<SideBySideOrder['sides'][number]>[], over: Partial<SideBySideOrder> = {}): SideBySideOrder => ({
  trace: active(),
  sides: sides.map((side) => ({ options: {}, touch: 'as-it-is', ...side })),
  speed: 1,
  agesToo: true,
  allowFound: false,
  ...over,
})
const refusal = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    if (error instanceof ProblemError) return [error.problem.code, error.problem.params]
    throw error
  }
  return null
}

test('nothing is sent before all sides are open, and what they wrote is removed once their processes have ended', async () => {
  const { runs, ended, appended, kept } = launched()
  seen.open = async () => void seen.story.push(`written down: ${readFileSync(kept, 'utf8').trim()}`)
  seen.play = async (_order, ...play) => {
    const [, , , onAnswer] = play as unknown as Play
    onAnswer(sideAnswer(0))
  }
  runs.start(order([{}, { store: 'memory' }]))
  expect(await ended()).toBe('done')
  const { story } = seen
  const last = (what: string) => story.lastIndexOf(what)
  expect(Math.max(last('0 ready'), last('1 ready'))).toBeLessThan(Math.min(story.indexOf('0 running'), story.indexOf('1 running')))
  expect(Math.max(last('0 tidying'), last('1 tidying'))).toBeLessThan(story.indexOf('stopped'))
  expect(last('stopped')).toBeLessThan(story.indexOf('tidied'))
  expect(last('tidied')).toBeLessThan(story.indexOf('0 ended'))
  expect(story.slice(-3)).toEqual(['0 ended', '1 ended', 'side-by-side-ended'])
  // Before anything is written there; what is in the heap needs nobody.
  expect(story.filter((what) => what.startsWith('written down'))).toEqual(['written down: redis 0', 'written down: redis 0'])
  expect([removed, existsSync(kept)]).toEqual([[{ url: 'redis://x', space: 'shop_side_0' }], false])
  expect(appended.filter(({ kind }) => kind === 'side-answered').map(({ side }) => side)).toEqual([0, 1])
})

test('what could not be removed stays written down, and goes when what it lies in is told to be there', async () => {
  const { runs, ended, kept, tell } = launched()
  seen.stuck.push('shop_side_1')
  runs.start(order([{}, {}]))
  await ended()
  await vi.waitFor(() => expect(readFileSync(kept, 'utf8')).toBe('redis 1\n'))
  seen.stuck.length = 0
  removed.length = 0
  tell('request')
  await new Promise(setImmediate)
  expect(removed).toEqual([])
  tell('resource-found')
  await vi.waitFor(() => expect([removed, existsSync(kept)]).toEqual([[{ url: 'redis://x', space: 'shop_side_1' }], false]))
  await runs.stop()
})

test('what a store that is not known has left stays where it is, and hinders nothing', async () => {
  const dataFolder = temporaryFolder()
  writeFileSync(join(dataFolder, 'sides'), 'unheard-of 3\nredis 4\n')
  const { tell, kept } = launched(dataFolder)
  tell('server-listening')
  await vi.waitFor(() => expect(readFileSync(kept, 'utf8')).toBe('unheard-of 3\n'))
  expect(removed).toEqual([{ url: 'redis://x', space: 'shop_side_4' }])
})

test('each side is as the order says, else as the trace, else as the launch began; where all is faster, sessions live as much shorter', async () => {
  const { runs, ended } = launched()
  const trace = active({ options: { rolling: true }, faults: { 'wire-cut': {} } }, 8_000)
  runs.start(
    order([{}, { store: 'file', shop: 'textbook', touch: 'withheld', options: { rolling: false, resave: undefined }, faults: {} }], { trace, speed: 2 }),
  )
  await ended()
  const [left, right] = seen.orders as SideOrder[]
  expect(left).toMatchObject({ configuration: { store: 'redis', shop: 'standard', touch: 'as-it-is', faults: { 'wire-cut': {} } } })
  expect(left?.options).toEqual({ ...INITIAL_OPTIONS, resave: true, rolling: true, maxAgeMs: 4_000 })
  // What is said of it is what was asked for.
  expect(left?.configuration.options.maxAgeMs).toBe(8_000)
  expect(right).toMatchObject({ configuration: { store: 'file', shop: 'textbook', touch: 'withheld', faults: {} } })
  expect(right?.options).toEqual({ ...INITIAL_OPTIONS, resave: true, rolling: false, maxAgeMs: 4_000 })
  expect([left, right].map((side) => side?.place.address)).toEqual([
    { url: 'redis://x', space: 'shop_side_0' },
    { url: 'redis://x', space: 'shop_side_1' },
  ])
  const again = launched()
  seen.orders.length = 0
  seen.story.length = 0
  again.runs.start(order([{}, { options: { maxAgeMs: null } }], { trace, speed: 2, agesToo: false }))
  await again.ended()
  expect((seen.orders as SideOrder[]).map(({ options }) => options.maxAgeMs)).toEqual([8_000, null])
})

test('a side that cannot be opened, or fails, says why, and the others go on', async () => {
  const problems = (appended: ReturnType<typeof launched>['appended']) =>
    appended.flatMap(({ kind, side, problem }) => (kind === 'side-changed' && problem !== null ? [[side, (problem as { code: string }).code]] : []))
  const { runs, ended, appended } = launched()
  seen.open = async (given) => {
    if ((given as SideOrder).configuration.store === 'file') throw new ProblemError('store-unreachable', 'It does not answer.')
  }
  seen.play = async (given) => {
    if ((given as SideOrder).configuration.store === 'sqlite') throw new ProblemError('server-away', 'It is gone.')
  }
  runs.start(order([{}, { store: 'file' }, { store: 'sqlite' }]))
  expect(await ended()).toBe('done')
  expect(problems(appended)).toEqual([
    [1, 'store-unreachable'],
    [2, 'server-away'],
  ])
  expect(seen.story.filter((what) => what === 'stopped')).toHaveLength(3)
  expect(seen.story.filter((what) => what.endsWith('running'))).toEqual(['0 running', '2 running'])
  expect(removed).toHaveLength(3)
})

test('one at a time; called off, it ends at once, tidies, and is nobody’s fault', async () => {
  const { runs, appended, ended } = launched()
  await expect(runs.cancel()).rejects.toMatchObject({ problem: { code: 'not-found' } })
  seen.play = async (_order, ...play) => {
    const [, , signal] = play as unknown as Play
    seen.story.push('playing')
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('called off')))
    })
  }
  runs.start(order([{}, {}]))
  expect(refusal(() => runs.start(order([{}, {}])))).toEqual(['busy', { what: 'compare:start' }])
  await vi.waitFor(() => expect(seen.story.filter((what) => what === 'playing')).toHaveLength(2))
  await runs.cancel()
  expect(await ended()).toBe('cancelled')
  expect(appended.filter(({ kind, problem }) => kind === 'side-changed' && problem !== null)).toEqual([])
  expect([seen.story.filter((what) => what === 'killed').length, removed.length]).toEqual([2, 2])
  // And then the next one.
  seen.play = async () => {}
  seen.story.length = 0
  runs.start(order([{}, {}]))
  expect(await ended()).toBe('done')
})

test('called off while it opens, nothing is sent; called off once all was done, it was done', async () => {
  const opening = launched()
  seen.open = async () => {
    opening.runs.killNow()
    throw new Error('killed')
  }
  opening.runs.start(order([{}, {}]))
  expect(await opening.ended()).toBe('cancelled')
  expect(seen.story.some((what) => what.endsWith('running'))).toBe(false)
  expect(opening.appended.filter(({ kind, problem }) => kind === 'side-changed' && problem !== null)).toEqual([])
  seen.open = async () => {}
  seen.story.length = 0
  const done = launched()
  seen.stop = () => done.runs.killNow()
  done.runs.start(order([{}, {}]))
  expect(await done.ended()).toBe('done')
})

test('no more at once than the machine has room for, and none of the rest once it is called off', async () => {
  seen.spareBytes = 2.5 * SIDE_BY_SIDE.sideBytes
  const { runs, ended } = launched()
  runs.start(order([{}, {}, {}]))
  expect(await ended()).toBe('done')
  expect(seen.story.indexOf('1 opening')).toBeLessThan(seen.story.indexOf('0 ended'))
  expect(seen.story.indexOf('2 opening')).toBeGreaterThan(seen.story.indexOf('1 ended'))
  // However little it has.
  seen.spareBytes = 0
  seen.story.length = 0
  const called = launched()
  seen.stop = () => called.runs.killNow()
  called.runs.start(order([{}, {}]))
  expect(await called.ended()).toBe('cancelled')
  expect(seen.story.filter((what) => what.endsWith('opening'))).toEqual(['0 opening'])
})

test('what would be too much, or too fast, is refused before anything begins', () => {
  const { runs } = launched()
  const [act] = active().acts
  if (act === undefined) throw new Error('no act')
  const acts = (count: number, pauseMs = 0): Trace => ({ ...active(), acts: Array.from({ length: count }, () => ({ ...act, pauseMs })) })
  const tooMany = Math.floor(LIMITS.sideAnswers / 2) + 1
  expect(refusal(() => runs.start(order([{}, {}], { trace: acts(tooMany) })))).toEqual(['limit-reached', { what: 'answers', limit: LIMITS.sideAnswers }])
  expect(refusal(() => runs.start(order([{}, {}], { trace: acts(2, LIMITS.sideBySideMs) })))).toEqual([
    'limit-reached',
    { what: 'seconds', limit: LIMITS.sideBySideMs / 1_000 },
  ])
  expect(refusal(() => runs.start(order([{}, { shop: 'another' }])))).toEqual(['unknown-shop', { shop: 'another' }])
  expect(refusal(() => runs.start(order([{}, { options: { maxAgeMs: 1_900 } }], { speed: 2 })))).toEqual(['bad-input', { reason: 'speed' }])
  expect(seen.story).toEqual([])
  for (const fits of [
    order([{ options: { maxAgeMs: 2_000 } }, {}], { speed: 2 }),
    order([{ options: { maxAgeMs: null } }, {}], { speed: 2 }),
    order([{ options: { maxAgeMs: 1_900 } }, {}], { speed: 2, agesToo: false }),
  ])
    expect(refusal(() => launched().runs.start(fits))).toBeNull()
})
