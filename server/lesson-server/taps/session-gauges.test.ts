import { afterEach, expect, it, vi } from 'vitest'
import { STORES } from '../../config.js'
import type { OpenStore } from '../../stores/adapter.js'
import type { SessionGauges } from './frame-sender.js'
import { GaugeReader } from './session-gauges.js'

/** A store whose counts are answered when the test says so. */
function slowStore() {
  const answers: ((count: number) => void)[] = []
  const store = {
    count: () => new Promise<number>((resolve) => answers.push(resolve)),
    bytesPerSession: () => Promise.resolve(250),
    ttlIndex: () => Promise.resolve(null),
  } as unknown as OpenStore
  return { answers, hotApp: { active: () => ({ kind: 'memory', open: store, options: {} as never }), elsewhere: () => Promise.resolve({}) } }
}

const noSaves = () => 0

afterEach(() => {
  vi.useRealTimers()
})

it('does not tell a count that was begun before everything was forgotten, however late it comes', async () => {
  const { answers, hotApp } = slowStore()
  const told: (number | null)[] = []
  const reader = new GaugeReader(hotApp, noSaves, ({ sessionCount }) => told.push(sessionCount))
  const before = reader.read()
  const after = reader.read()
  answers[1]?.(0)
  await after
  answers[0]?.(100)
  await before
  expect(told).toContain(0)
  expect(told).not.toContain(100)
})

it('tells what the active store holds while another one, which was left, does not answer', async () => {
  const { answers, hotApp } = slowStore()
  const told: SessionGauges[] = []
  const read = new GaugeReader({ ...hotApp, elsewhere: () => new Promise<never>(() => {}) }, noSaves, (gauges) => told.push(gauges)).read()
  answers[0]?.(7)
  await read
  expect(told.at(-1)).toEqual({ counted: 'memory', sessionCount: 7, bytesPerSession: 250, ttlIndex: null, elsewhere: {} })
})

it('knows nothing of a store that is away', async () => {
  const told: SessionGauges[] = []
  const away = { active: () => ({ kind: 'mongodb', open: null, options: {} as never }), elsewhere: () => Promise.reject(new Error('away')) }
  await new GaugeReader(away, noSaves, (gauges) => told.push(gauges)).read()
  expect(told.at(-1)).toEqual({ counted: 'mongodb', sessionCount: null, bytesPerSession: null, ttlIndex: null, elsewhere: {} })
})

/** A store whose figures are set by the test, on a clock of its own. Counts how often it is asked for each. */
function watchedStore() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  const now = { count: 3, bytes: 250, index: true, saves: 0, isAway: false }
  const asked = { count: 0, bytes: 0, index: 0 }
  const answer = async <T>(what: keyof typeof asked, figure: T): Promise<T> => {
    asked[what] += 1
    if (now.isAway) throw new Error('away')
    return figure
  }
  const makeStore = () =>
    ({
      count: () => answer('count', now.count),
      bytesPerSession: () => answer('bytes', now.bytes),
      ttlIndex: () => answer('index', now.index),
    }) as unknown as OpenStore
  const active = { open: makeStore() }
  const told: SessionGauges[] = []
  const reader = new GaugeReader(
    { active: () => ({ kind: 'mongodb', open: active.open, options: {} as never }), elsewhere: () => Promise.resolve({}) },
    () => now.saves,
    (gauges) => told.push(gauges),
  )
  reader.start()
  const pass = async (ms: number) => {
    for (const end = performance.now() + ms; performance.now() < end; ) await vi.advanceTimersByTimeAsync(STORES.countIntervalMs)
  }
  return { now, asked, told, pass, reader, change: () => Object.assign(active, { open: makeStore() }) }
}

it('counts a store in which nothing happens, but asks it for nothing else until long after', async () => {
  const { asked, pass, reader, now, told } = watchedStore()
  await reader.read()
  Object.assign(now, { bytes: 900, index: false })
  await pass(STORES.seldomReadMs - STORES.countIntervalMs)
  expect(asked).toEqual({ count: STORES.seldomReadMs / STORES.countIntervalMs, bytes: 1, index: 1 })
  expect(told.at(-1)).toMatchObject({ bytesPerSession: 250, ttlIndex: true })
  await pass(STORES.countIntervalMs)
  expect(told.at(-1)).toMatchObject({ bytesPerSession: 900, ttlIndex: false })
  reader.stop()
})

it.each([
  ['another number of sessions', { count: 4 }],
  ['a save', { saves: 1 }],
])('asks for the bytes again after %s', async (_what, change) => {
  const { asked, pass, reader, now, told } = watchedStore()
  await reader.read()
  Object.assign(now, change, { bytes: 900 })
  await pass(STORES.readAgainMs)
  expect(told.at(-1)).toMatchObject({ bytesPerSession: 900 })
  expect(asked).toMatchObject({ bytes: 2, index: 1 })
  reader.stop()
})

it('asks for the bytes once in STORES.readAgainMs however much is saved', async () => {
  const { asked, pass, reader, now } = watchedStore()
  await reader.read()
  for (let tick = 0; tick < 8; tick += 1) {
    now.saves += 100
    await pass(STORES.countIntervalMs)
  }
  expect(asked.bytes).toBe(1 + (8 * STORES.countIntervalMs) / STORES.readAgainMs)
  reader.stop()
})

it('looks for the index again once the store is empty, and once it no longer is', async () => {
  const { asked, pass, reader, now, told } = watchedStore()
  await reader.read()
  Object.assign(now, { count: 0, index: false })
  await pass(STORES.readAgainMs)
  expect(told.at(-1)).toMatchObject({ sessionCount: 0, ttlIndex: false })
  Object.assign(now, { count: 1, index: true })
  await pass(STORES.readAgainMs)
  expect(told.at(-1)).toMatchObject({ sessionCount: 1, ttlIndex: true })
  expect(asked.index).toBe(3)
  reader.stop()
})

it.each([
  ['after a switch', async ({ change, pass }: ReturnType<typeof watchedStore>) => [change(), await pass(STORES.countIntervalMs)]],
  ['when it is asked to', async ({ reader }: ReturnType<typeof watchedStore>) => await reader.read()],
  [
    'when a store answers that was away',
    async ({ now, pass }: ReturnType<typeof watchedStore>) => {
      now.isAway = true
      await pass(STORES.countIntervalMs)
      now.isAway = false
      await pass(STORES.countIntervalMs)
    },
  ],
])('asks for everything %s', async (_when, happen) => {
  const watched = watchedStore()
  const { now, told, reader } = watched
  await reader.read()
  Object.assign(now, { bytes: 900, index: false })
  await happen(watched)
  expect(told.at(-1)).toMatchObject({ bytesPerSession: 900, ttlIndex: false })
  reader.stop()
})
