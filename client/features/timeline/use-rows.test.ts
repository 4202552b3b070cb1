import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Snapshot } from '../../../server/protocol/state.js'
import type { CrowdRow, TimelineRow } from '../../../server/protocol/timeline.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { useTimeline } from './use-rows.js'

afterEach(cleanup)

const crowdRow = (until: number): CrowdRow => ({
  kind: 'crowd',
  key: 'crowd:1',
  at: 0,
  instance: 'a',
  until,
  run: 1,
  requests: until,
  timed: 0,
  newSessions: 0,
  errors: 0,
  operations: {},
  gcShare: 0,
})
const others = fixtureSnapshot.timeline.filter(({ kind }) => kind !== 'crowd')
const inRun = (id: number) => ({ ...fixtureSnapshot.crowd, running: { ...fixtureSnapshot.crowd.finished[0], id } }) as Snapshot['crowd']
const running = inRun(1)
const tell = (timeline: readonly TimelineRow[], crowd = running) => act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline, crowd } }))

test('a crowd that grows is no other list; another row is', () => {
  const seen = new Set<unknown>()
  tell([...others, crowdRow(50)])
  renderHook(() => void seen.add(useTimeline()))
  tell([...others, crowdRow(100)])
  tell([...others, crowdRow(900)])
  expect(seen.size).toBe(1)
  tell([...others.slice(1), crowdRow(900)])
  expect(seen.size).toBe(2)
  tell([...others.slice(1), crowdRow(900), { ...crowdRow(950), key: 'crowd:2' }])
  expect(seen.size).toBe(3)
})
