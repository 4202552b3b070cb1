import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Problem } from '../../../server/protocol/problem.js'
import type { SideAnswer, SideBySide } from '../../../server/protocol/side-by-side.js'
import { sideAnswer } from '../../../server/test/support/side-answer.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureRun, fixtureSide } from '../../test/fixture-run.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { rememberOrder } from './last-order.js'
import { SideProblems } from './side-problems.js'
import { TableResult } from './table-result.js'
import { TwoSides } from './two-sides.js'

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('compare', 'way', 'problems')
  dashboardStore.setState({ snapshot: fixtureSnapshot })
})
afterEach(cleanup)

const runOf = (problems: readonly (Problem | null)[]) =>
  fixtureRun(problems.map((problem, index) => fixtureSide([], problem, { store: index === 0 ? 'memory' : 'mongodb' })))

const LATE: Problem = { code: 'server-away', message: 'late', params: { state: 'running' } }
const DIED: Problem = {
  code: 'server-away',
  message: 'gone',
  params: { state: 'died', why: 'trial-ended', how: 'signal', detail: 'SIGKILL', reason: 'the process with it ended (signal SIGKILL).' },
}

test('sides that could not begin are told as sides, with a way to run them again', () => {
  const run = runOf([LATE, DIED])
  rememberOrder({
    type: 'compare:start',
    trace: { version: 2, configuration: { store: 'memory', shop: 'standard', options: {}, faults: {} }, browsers: run.browsers, acts: run.acts },
    sides: [{ options: {} }, { options: {} }],
  })
  const { container } = render(
    <>
      <SideProblems run={run} />
      <TwoSides run={run} why={() => null} />
    </>,
  )
  const text = container.textContent ?? ''
  expect(text).toContain('Its own server did not answer in time.')
  expect(text).toContain('Its own server is gone: the process with it ended (signal SIGKILL). Try again.')
  expect(text).toContain('There is nothing to compare')
  expect(text).not.toContain('comes back by itself')
  expect(text).not.toContain('They have not parted')
  expect(screen.getByRole('button', { name: 'Run again' })).toBeTruthy()
})

test('a store that does not answer is called by its name, and why', () => {
  const away: Problem = { code: 'store-unreachable', message: 'x', params: { store: 'mongodb', reason: 'it took too long to start.' } }
  const { container } = render(<SideProblems run={runOf([null, away])} />)
  expect(container.textContent).toContain('The store MongoDB does not answer: it took too long to start.')
})

test('a run that goes on has parted nowhere so far', () => {
  const { container } = render(<TwoSides run={{ ...runOf([null, null]), ended: null }} why={() => null} />)
  expect(container.textContent).toContain('They have not parted so far.')
})

test('what could not be read makes a cell uncertain, and says after which request', () => {
  const saved = { kind: 'save', yes: true, reason: 'asked' } as SideAnswer['decisions'][number]
  const side = (more: Partial<SideAnswer> = {}) =>
    fixtureSide([sideAnswer(0, { decisions: [saved], storedLeft: 4_000, ...more }), sideAnswer(1, { storedLeft: 4_000 })])
  const run = fixtureRun([side(), side({ storedLeft: null, unread: true })], 2)
  const { container } = render(<TableResult run={run} why={() => null} />)
  const [first, second] = screen.getAllByRole('button', { name: /stays|certain/ })
  expect(first?.textContent).toBe('✓ stays logged in')
  expect([first, second].map((each) => each?.closest('tr')?.dataset.stays)).toEqual(['true', undefined])
  expect(second?.textContent).toBe('? not certain: what request 1 left could not be read; run again')
  fireEvent.click(second as HTMLElement)
  expect(container.querySelector('[data-doubt=""] b, b[data-doubt]')?.textContent).toContain('could not be read in time')
  cleanup()
  render(<TwoSides run={run} why={() => null} />)
  expect(screen.getByText(/^Not certain: what was stored after request 1 \(Right\) could not be read in time/)).toBeTruthy()
})

test('a cell says who stays logged in only once all was done there', () => {
  const words = (visits: number, ended: SideBySide['ended'], problem: Problem | null = null) => {
    cleanup()
    render(<TableResult run={fixtureRun([fixtureSide([sideAnswer(0)], problem)], visits, { ended })} why={() => null} />)
    return screen.getByRole('button').textContent
  }
  const cancelled = { at: 1, outcome: 'cancelled' } as const
  expect(words(2, null)).toBe('under way …')
  expect(words(2, cancelled)).toBe('not run to its end')
  expect(words(1, cancelled)).toBe('✓ stays logged in')
  expect(words(1, cancelled, DIED)).toBe('could not be run')
  expect(document.querySelector('[data-cell]')?.hasAttribute('data-stays')).toBe(false)
})
