import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { setUpTexts } from '../i18n/index.js'
import { dashboardStore } from '../state/dashboard-store.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { App } from './app.js'

const broken = vi.hoisted(() => ({ now: true }))
// happy-dom has no canvas.
vi.mock('../ui/chart.js', () => ({ Chart: () => null }))
vi.mock('../features/store/store-pane.js', () => ({
  StorePane: () => {
    if (broken.now) throw new Error('a defect of this pane')
    return <p>the pane is well again</p>
  },
}))

beforeAll(() => setUpTexts('en'))
afterEach(cleanup)

test('a part that throws says so and can be tried again, and the others go on', () => {
  // React reports what a boundary caught.
  const report = vi.spyOn(console, 'error').mockImplementation(() => {})
  dashboardStore.setState({ snapshot: fixtureSnapshot, connection: { phase: 'live', since: 0, obstacle: null } })
  render(<App />)
  const alert = screen.getByText('This part of the page has stopped.').closest('[role=alert]')
  expect(alert?.textContent).toContain('a defect of this pane')
  for (const pane of ['browser', 'memory', 'requests']) expect(document.querySelector(`[data-pane=${pane}]`), pane).not.toBeNull()
  expect(document.querySelectorAll('[data-broken]')).toHaveLength(1)

  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(screen.getByText('This part of the page has stopped.')).toBeTruthy()
  broken.now = false
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(screen.getByText('the pane is well again')).toBeTruthy()
  expect(document.querySelectorAll('[data-broken]')).toHaveLength(0)
  report.mockRestore()
})
