import { describe, expect, test } from 'vitest'
import type { CrowdOrder, CrowdRun } from '../../../server/protocol/crowd.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { estimateCrowd } from './crowd-estimate.js'
import { parseCount, readCrowdForm } from './crowd-input.js'

describe('what people type', () => {
  test.each([
    ['10000', 10_000],
    [' 10 000 ', 10_000],
    ['10\u202f000', 10_000],
    ['1.000.000', 1_000_000],
    ['10,000', 10_000],
    ['0', 0],
  ])('%j is %d', (text, count) => expect(parseCount(text)).toBe(count))
  test.each(['', 'many', '-5', '1.5', '1e6', '10 00', '0x10'])('%j is no count', (text) => expect(parseCount(text)).toBeNull())

  test('an order within its bounds', () => {
    expect(readCrowdForm({ users: '10 000', cartItems: '10', usersPerSecond: null }).order).toEqual({
      users: 10_000,
      cartItems: 10,
      usersPerSecond: null,
      behaviour: 'shop',
    })
  })
  test('each field that does not fit is named with its bounds', () => {
    expect(readCrowdForm({ users: '0', cartItems: '201', usersPerSecond: 10 }).problems).toEqual([
      { field: 'users', min: 1, max: 1_000_000 },
      { field: 'cartItems', min: 0, max: 200 },
    ])
    expect(readCrowdForm({ users: '1000001', cartItems: '0', usersPerSecond: 10 }).problems).toHaveLength(1)
  })
})

const MB = 1024 * 1024
const capabilities = { touch: true, all: true, length: true, clear: true, expiry: 'on-read', survivesRestart: false, shared: false, inHeap: true } as const
const memoryStore: Pick<StoreDescription, 'kind' | 'capabilities'> = { kind: 'memory', capabilities }
const mongoStore: typeof memoryStore = { kind: 'mongodb', capabilities: { ...capabilities, survivesRestart: true, shared: true, inHeap: false } }
const basis = { store: memoryStore, finished: [], memory: { heapUsedBytes: 20 * MB, heapLiveBytes: 10 * MB }, heapLimitBytes: 64 * MB }
const order: CrowdOrder = { users: 10_000, cartItems: 10, usersPerSecond: null, behaviour: 'shop' }
const run = (more: Partial<CrowdRun>): CrowdRun => ({
  id: 1,
  instance: 'a',
  curveSpacingMs: 0,
  order,
  store: 'memory',
  boot: 1,
  heapLimitBytes: null,
  lesson: null,
  startedAt: 0,
  endedAt: 1,
  outcome: 'done',
  usersDone: 10_000,
  requests: 30_000,
  errors: 0,
  errorKinds: [],
  usersPerSecond: 2_000,
  remainingMs: null,
  latency: null,
  sessionsBefore: 0,
  sessionsAfter: 10_000,
  bytesPerSession: 1_600,
  heapBeforeBytes: 0,
  heapGrowthBytes: 0,
  curve: [],
  ...more,
})

describe('the estimate', () => {
  test('10 000 carts of ten take about 9 MB of heap on the memory store', () => {
    const estimate = estimateCrowd(order, basis)
    expect(estimate.totalBytes / MB).toBeCloseTo(8.7, 1)
    expect(estimate).toMatchObject({ inHeap: true, overflows: false, durationMs: null, rateFrom: null })
  })
  test('warns of the overflow, and says how many there is room for', () => {
    const estimate = estimateCrowd({ ...order, users: 100_000 }, basis)
    expect(estimate.overflows).toBe(true)
    expect(estimate.room).toBeGreaterThan(60_000)
    expect(estimate.room).toBeLessThan(65_000)
  })
  test('MongoDB keeps them outside of the heap', () => {
    expect(estimateCrowd({ ...order, users: 1_000_000 }, { ...basis, store: mongoStore })).toMatchObject({ inHeap: false, overflows: false, room: null })
  })
  test('a run of the same kind gives measured bytes and a rate', () => {
    const finished = [run({}), run({ store: 'mongodb', usersPerSecond: 500, bytesPerSession: 1_119 })]
    expect(estimateCrowd(order, { ...basis, finished })).toMatchObject({ sessionBytes: 1_600, durationMs: 5_000, rateFrom: 'run' })
    expect(estimateCrowd({ ...order, cartItems: 0 }, { ...basis, finished }).sessionBytes).toBe(300)
  })
  test('a pace decides when it is the slower one', () => {
    expect(estimateCrowd({ ...order, usersPerSecond: 100 }, { ...basis, finished: [run({})] })).toMatchObject({ durationMs: 100_000, rateFrom: 'pace' })
    expect(estimateCrowd({ ...order, usersPerSecond: 1_000 }, { ...basis, finished: [run({ usersPerSecond: 500 })] })).toMatchObject({
      durationMs: 20_000,
      rateFrom: 'run',
    })
  })
})
