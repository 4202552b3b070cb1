import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fixtureMoment } from '../test/fixture-moment.js'
import { dashboardStore } from './dashboard-store.js'
import { lookAt } from './look-at.js'
import { SETTLED_MS, useSettledMoment } from './settled-moment.js'

const at = (request: string | null) => act(() => lookAt(request === null ? null : { ...fixtureMoment, request }))
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  lookAt(null)
  vi.useRealTimers()
})

test('a moment counts at once when the reader comes from now, and later only where they stay', () => {
  const seen: (string | null)[] = []
  renderHook(() => seen.push(useSettledMoment((moment) => moment?.request ?? null)))
  at('one')
  for (const request of ['two', 'three', 'four']) {
    at(request)
    pass(SETTLED_MS - 1)
  }
  expect(seen).toEqual([null, 'one'])
  pass(1)
  expect(seen).toEqual([null, 'one', 'four'])
  at('five')
  at(null)
  // Back at now at once, and nothing comes of where they passed.
  expect(seen).toEqual([null, 'one', 'four', null])
  pass(SETTLED_MS)
  expect(seen).toEqual([null, 'one', 'four', null])
})

test('what else changes meanwhile puts nothing off', () => {
  const { result } = renderHook(() => useSettledMoment((moment) => moment?.request ?? null))
  at('one')
  at('two')
  pass(SETTLED_MS - 1)
  act(() => dashboardStore.setState({ selectedSession: 'another' }))
  pass(1)
  expect(result.current).toBe('two')
  dashboardStore.setState({ selectedSession: null })
})
