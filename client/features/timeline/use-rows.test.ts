import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { crowdRow, inRun, rowsOfOthers } from '../../test/fixture-crowd.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { useTimeline } from './use-rows.js'

afterEach(cleanup)

const running = inRun(1)
const tell = (timeline: readonly TimelineRow[], crowd = running) => act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline, crowd } }))

test('a crowd that grows is no other list; another row is', () => {
  const seen = new Set<unknown>()
  tell([...rowsOfOthers, crowdRow(50)])
  renderHook(() => void seen.add(useTimeline()))
  tell([...rowsOfOthers, crowdRow(100)])
  tell([...rowsOfOthers, crowdRow(900)])
  expect(seen.size).toBe(1)
  tell([...rowsOfOthers.slice(1), crowdRow(900)])
  expect(seen.size).toBe(2)
  tell([...rowsOfOthers.slice(1), crowdRow(900), { ...crowdRow(950), key: 'crowd:2' }])
  expect(seen.size).toBe(3)
})
