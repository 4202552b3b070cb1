import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fixtureMoment } from '../test/fixture-moment.js'
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
  pass(SETTLED_MS)
  expect(seen).toEqual([null, 'one', 'four', null])
})
