import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { dashboardStore } from '../../state/dashboard-store.js'
import { lookAt } from '../../state/look-at.js'
import { fixtureMoment } from '../../test/fixture-moment.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { GoBack } from './go-back.js'

const wentBack = vi.hoisted(() => vi.fn(async () => true))
vi.mock('../../state/moment.js', () => ({ goBack: wentBack, readPast: () => {} }))

afterEach(() => {
  cleanup()
  lookAt(null)
})

test('it is pressed in the past, and leads back to now when it is pressed again', async () => {
  dashboardStore.setState({ snapshot: fixtureSnapshot })
  render(<GoBack />)
  fireEvent.click(screen.getByRole('button', { pressed: false }))
  await vi.waitFor(() => expect(wentBack).toHaveBeenCalledOnce())
  lookAt(fixtureMoment)
  fireEvent.click(await screen.findByRole('button', { pressed: true }))
  expect(dashboardStore.getState().moment).toBeNull()
  expect(wentBack).toHaveBeenCalledOnce()
})
