import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { SwitchReport as Report } from '../../../server/protocol/stores.js'
import { setUpTexts } from '../../i18n/index.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { lookAt } from '../../state/look-at.js'
import { fixtureMoment } from '../../test/fixture-moment.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { SwitchReport } from './switch-report.js'

beforeAll(() => setUpTexts('en'))
afterEach(() => {
  cleanup()
  lookAt(null)
  vi.restoreAllMocks()
})

const report: Report = {
  from: 'memory',
  to: 'mongodb',
  carryOver: false,
  at: 5,
  durationMs: 1,
  carried: 0,
  recopied: 0,
  longestWaitMs: 0,
  altered: 0,
  found: 0,
  left: 0,
  refused: null,
}
const switched = () => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: { ...fixtureSnapshot.store, lastSwitch: report } } })

test('where it covers no title, as on a phone, it is as wide as it likes', () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: { ...fixtureSnapshot.store, lastSwitch: null } } })
  render(<SwitchReport />)
  act(switched)
  expect(screen.getByRole('status').textContent).not.toBe('')
  expect(complaints).not.toHaveBeenCalled()
})

test('it tells of now, and not in the past', () => {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: { ...fixtureSnapshot.store, lastSwitch: null } } })
  render(<SwitchReport />)
  act(switched)
  act(() => lookAt(fixtureMoment))
  expect(screen.getByRole('status').textContent).toBe('')
})
