import { expect, test } from 'vitest'
import { INITIAL_OPTIONS, OPTION_NAMES } from '../../../server/protocol/session-options.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import type { Trace } from '../../../server/protocol/trace.js'
import { known, request } from '../../../server/test/lessons/observed.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import {
  AGES,
  durationOf,
  fitSpeed,
  OFFERED_OPTIONS,
  otherStore,
  repeatedTrace,
  runToBe,
  SHORT_AGE_MS,
  seenSettings,
  sideOf,
  sidesOf,
  storyLength,
  valuesOf,
  WIRE_FAULTS,
} from './draft.js'

const [template] = fixtureSnapshot.store.available
if (template === undefined) throw new Error('The fixture has no store.')

const store = (kind: string, shared: boolean, why: string | null = null): StoreDescription => ({
  ...template,
  kind,
  isBadExample: false,
  capabilities: { ...template.capabilities, shared },
  unavailable: why === null ? null : { code: 'store-unreachable', message: '', params: { why } },
})

test('memory is held against the first store that servers can share, also while that is being looked for', () => {
  const others = [store('file', false), store('redis', true)]
  expect(otherStore({ active: 'memory', available: [store('memory', false), store('mongodb', true), ...others] })).toBe('mongodb')
  expect(otherStore({ active: 'memory', available: [store('memory', false), store('mongodb', true, 'still-looked-for'), ...others] })).toBe('mongodb')
  expect(otherStore({ active: 'memory', available: [store('memory', false), store('mongodb', true, 'none-serves'), ...others] })).toBe('redis')
})

test('one that servers share is held against one that a single server has; where there is only one store, against itself', () => {
  expect(otherStore({ active: 'redis', available: [store('mongodb', true), store('redis', true), store('memory', false)] })).toBe('memory')
  expect(otherStore({ active: 'memory', available: [store('memory', false), store('redis', true, 'away')] })).toBe('memory')
})

test('no bad example is taken by itself, nor the store in use', () => {
  const bad = { ...store('lying', true), isBadExample: true }
  expect(otherStore({ active: 'memory', available: [store('memory', false), bad] })).toBe('memory')
  expect(otherStore({ active: 'gone-by-now', available: [store('file', false)] })).toBe('file')
  // None of the other kind is ready.
  expect(otherStore({ active: 'memory', available: [store('memory', false), store('file', false)] })).toBe('file')
})

test('what can be chosen: options that are no free text, lives of the bounds, and what can be done to the wire', () => {
  expect(OPTION_NAMES.filter((name) => !OFFERED_OPTIONS.includes(name))).toContain('name')
  expect(valuesOf('rolling').toSorted()).toEqual(['false', 'true'])
  expect(valuesOf('maxAgeMs')).toEqual(['null', ...AGES.map(String)])
  expect(WIRE_FAULTS.length).toBeGreaterThan(2)
  expect(WIRE_FAULTS.every((fault) => fault.startsWith('wire-'))).toBe(true)
  // As it is seen: a moment's delay, every second call that loses something; the rest as usual.
  expect(seenSettings('wire-delay')).toEqual({ get: 400, set: 400, touch: 400, destroy: 400, jitter: 0 })
  expect(seenSettings('wire-failures')).toEqual({ get: 2, set: 2, touch: 0, destroy: 0 })
})

test('a side holds what was chosen for it, and nothing else', () => {
  expect(sideOf([])).toStrictEqual({ options: {} })
  expect(
    sideOf([
      ['store', 'redis'],
      ['touch', 'withheld'],
      ['shop', 'textbook'],
      ['wire', 'wire-delay'],
      ['maxAgeMs', '3000'],
    ]),
  ).toEqual({
    store: 'redis',
    touch: 'withheld',
    shop: 'textbook',
    faults: { 'wire-delay': seenSettings('wire-delay') },
    options: { maxAgeMs: 3_000 },
  })
  expect(
    sideOf([
      ['touch', 'as-it-is'],
      ['wire', 'none'],
    ]),
  ).toEqual({ faults: {}, options: {} })
  expect(
    sidesOf([
      { what: 'rolling', values: ['true', 'false'] },
      { what: 'store', values: ['memory', 'redis'] },
    ]),
  ).toEqual([
    { store: 'memory', options: { rolling: true } },
    { store: 'redis', options: { rolling: false } },
  ])
})

const visit = { browser: 0, method: 'GET', path: '/', pauseMs: 1_000 } as const
const trace: Trace = {
  version: 2,
  configuration: { store: 'memory', shop: 'standard', options: { resave: true }, faults: { 'wire-cut': {} } },
  browsers: ['Alice'],
  acts: [visit, visit],
}

test('what will stand on each side: what the side says, else the trace, else what a launch begins with', () => {
  const of = (order: Parameters<typeof runToBe>[1][number]) => runToBe(trace, [order]).sides[0]?.configuration
  expect(of({ options: { maxAgeMs: undefined } } as never)).toEqual({
    store: 'memory',
    touch: 'as-it-is',
    shop: 'standard',
    options: { ...INITIAL_OPTIONS, resave: true },
    faults: { 'wire-cut': {} },
  })
  expect(of({ store: 'redis', touch: 'withheld', shop: 'textbook', options: { resave: false, rolling: true }, faults: {} })).toEqual({
    store: 'redis',
    touch: 'withheld',
    shop: 'textbook',
    options: { ...INITIAL_OPTIONS, resave: false, rolling: true },
    faults: {},
  })
})

test('the story of a browser begins where it last came without a good cookie', () => {
  const length = (rows: readonly TimelineRow[]) => storyLength(rows, 'browser:alice')
  expect(length([])).toBe(0)
  expect(length([request(), known('s-1'), known('s-1')])).toBe(3)
  expect(length([request(), known('s-1'), request(), known('s-2')])).toBe(2)
  // Nobody remembers its beginning: all that is there, but for what is long ago.
  expect(length([known('s-1'), known('s-1')])).toBe(2)
  expect(length(Array.from({ length: 80 }, () => known('s-1')))).toBe(50)
  expect(length([request({ actor: 'browser:bob' }), known('s-1')])).toBe(1)
})

test('what is repeated: requests, a trace that is given, or an active user; with the life that was chosen', () => {
  const rows = [request({ path: '/one' }), known('s-1', { path: '/two' })]
  const state = { ...fixtureSnapshot, faults: {}, timeline: rows }
  const of = (repeated: Parameters<typeof repeatedTrace>[1], maxAge: string | null = null, from: Parameters<typeof repeatedTrace>[0] = state) =>
    repeatedTrace(from, repeated, maxAge)
  const last = { kind: 'last', browsers: ['browser:alice'], last: 5 } as const
  expect(of(last)?.acts.map(({ path }) => path)).toEqual(['/one', '/two'])
  expect(of({ ...last, browsers: ['browser:nobody'] }, '3000')).toBeNull()
  expect(of({ kind: 'given', trace })).toBe(trace)
  expect(of({ kind: 'lesson', lesson: 'x', trace, leftOut: 0 })).toBe(trace)
  expect(of({ kind: 'given', trace }, '3000')?.configuration).toEqual({ ...trace.configuration, options: { resave: true, maxAgeMs: 3_000 } })
  expect(of({ kind: 'given', trace }, 'null')?.configuration.options).toEqual({ resave: true, maxAgeMs: null })
  const active = of({ kind: 'active' })
  expect(active?.configuration).toMatchObject({ store: state.store.active, options: { rolling: true, maxAgeMs: SHORT_AGE_MS } })
  expect(of({ kind: 'active' }, 'null')?.configuration.options.maxAgeMs).toBe(SHORT_AGE_MS)
  expect(of({ kind: 'active' }, '5000')?.configuration.options.maxAgeMs).toBe(5_000)
  expect(of({ kind: 'active' }, null, { ...state, instances: {} })?.configuration.shop).toBe('standard')
})

test('the speed is the slowest at which it does not take long, and none at which a session lives too short', () => {
  const long = (pauseMs: number): Trace => ({ ...trace, acts: [visit, { ...visit, pauseMs }] })
  expect(durationOf(long(9_000), 2)).toBe(5_000)
  const speed = (pauseMs: number, ...ages: (number | null | undefined)[]) =>
    fitSpeed(
      long(pauseMs),
      ages.map((maxAgeMs) => (maxAgeMs === undefined ? {} : { options: { maxAgeMs } }) as never),
    )
  expect([speed(1_000), speed(19_000), speed(20_000), speed(99_000), speed(100_000)]).toEqual([1, 1, 2, 5, 10])
  // However long it takes.
  expect([speed(100_000, 5_000), speed(100_000, 2_000, 10_000), speed(100_000, 10_000, 2_000), speed(100_000, null, undefined)]).toEqual([5, 2, 2, 10])
  expect(speed(100_000, 500)).toBe(1)
  expect(speed(10_000_000)).toBe(60)
  const short = { ...long(100_000), configuration: { ...trace.configuration, options: { maxAgeMs: 2_000 } } }
  expect([fitSpeed(short, [{ options: {} }]), fitSpeed(short, [{ options: { maxAgeMs: 10_000 } }])]).toEqual([2, 10])
})
