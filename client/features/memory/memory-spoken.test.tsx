import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { InstanceState } from '../../../server/protocol/instance-state.js'
import { setUpTexts } from '../../i18n/index.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureInstance, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { MB } from './megabyte.js'
import { MemorySpoken } from './memory-spoken.js'

beforeAll(() => setUpTexts('en'))
beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  dashboardStore.setState({ selectedInstance: null })
})

const server = (heapMb: number): InstanceState => {
  const { memory } = fixtureInstance
  if (memory.latest === null) throw new Error('the fixture has a reading')
  return { ...fixtureInstance, heapLimitBytes: 64 * MB, memory: { ...memory, latest: { ...memory.latest, heapUsedBytes: heapMb * MB } } }
}
const given = (a: number, b: number) => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, instances: { a: server(a), b: server(b) } } })
const later = () => act(() => vi.advanceTimersByTime(10_000))
const said = () => screen.getByRole('status').textContent ?? ''

test('is of the server that was chosen, and says figures again only where they have moved', () => {
  given(20, 40)
  dashboardStore.setState({ selectedInstance: 'b' })
  render(<MemorySpoken />)
  later()
  expect(said()).toContain('Heap 40 of 64')
  act(() => given(20, 41))
  later()
  expect(said()).toContain('Heap 40 of 64')
  act(() => given(20, 50))
  later()
  expect(said()).toContain('Heap 50 of 64')
})
