import { expect, it } from 'vitest'
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

it('does not tell a count that was begun before everything was forgotten, however late it comes', async () => {
  const { answers, hotApp } = slowStore()
  const told: (number | null)[] = []
  const reader = new GaugeReader(hotApp, ({ sessionCount }) => told.push(sessionCount))
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
  const read = new GaugeReader({ ...hotApp, elsewhere: () => new Promise<never>(() => {}) }, (gauges) => told.push(gauges)).read()
  answers[0]?.(7)
  await read
  expect(told.at(-1)).toEqual({ counted: 'memory', sessionCount: 7, bytesPerSession: 250, ttlIndex: null, elsewhere: {} })
})

it('knows nothing of a store that is away', async () => {
  const told: SessionGauges[] = []
  const away = { active: () => ({ kind: 'mongodb', open: null, options: {} as never }), elsewhere: () => Promise.reject(new Error('away')) }
  await new GaugeReader(away, (gauges) => told.push(gauges)).read()
  expect(told.at(-1)).toEqual({ counted: 'mongodb', sessionCount: null, bytesPerSession: null, ttlIndex: null, elsewhere: {} })
})
