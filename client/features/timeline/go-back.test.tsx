import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type { Moment } from '../../state/dashboard-store.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { lookAt } from '../../state/look-at.js'
import { FIXTURE_NOW, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { GoBack } from './go-back.js'

const wentBack = vi.hoisted(() => vi.fn(async () => true))
vi.mock('../../state/moment.js', () => ({ goBack: wentBack, readPast: () => {} }))

const moment: Moment = {
  seq: fixtureSnapshot.seq,
  at: FIXTURE_NOW,
  snapshot: fixtureSnapshot,
  before: fixtureSnapshot,
  request: null,
  what: null,
  compared: 'request',
  from: fixtureSnapshot,
  leftAt: fixtureSnapshot.seq,
}

afterEach(() => {
  cleanup()
  lookAt(null)
})

test('it is pressed in the past, and leads back to now when it is pressed again', async () => {
  dashboardStore.setState({ snapshot: fixtureSnapshot })
  render(<GoBack />)
  fireEvent.click(screen.getByRole('button', { pressed: false }))
  await vi.waitFor(() => expect(wentBack).toHaveBeenCalledOnce())
  lookAt(moment)
  fireEvent.click(await screen.findByRole('button', { pressed: true }))
  expect(dashboardStore.getState().moment).toBeNull()
  expect(wentBack).toHaveBeenCalledOnce()
})
