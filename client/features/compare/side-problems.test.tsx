import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Problem } from '../../../server/protocol/problem.js'
import type { Side, SideBySide } from '../../../server/protocol/side-by-side.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureOptions, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { rememberOrder } from './last-order.js'
import { SideProblems } from './side-problems.js'
import { TwoSides } from './two-sides.js'

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('compare', 'way', 'problems')
  dashboardStore.setState({ snapshot: fixtureSnapshot })
})
afterEach(cleanup)

const side = (store: string, problem: Problem | null): Side => ({
  configuration: { store, touch: 'as-it-is', shop: 'standard', options: fixtureOptions, faults: {} },
  phase: 'ended',
  problem,
  answers: [],
})

const runOf = (problems: readonly (Problem | null)[]): SideBySide => ({
  browsers: ['Alice'],
  acts: [{ browser: 0, method: 'GET', path: '/', pauseMs: 0 }],
  pace: { speed: 1, agesToo: true },
  sides: problems.map((problem, index) => side(index === 0 ? 'memory' : 'mongodb', problem)),
  startedAt: 0,
  ended: { at: 1, outcome: 'done' },
})

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
    trace: { version: 1, configuration: { store: 'memory', shop: 'standard', options: {}, faults: {} }, browsers: run.browsers, acts: run.acts },
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

test('a run that goes on has parted nowhere so far', () => {
  const { container } = render(<TwoSides run={{ ...runOf([null, null]), ended: null }} why={() => null} />)
  expect(container.textContent).toContain('They have not parted so far.')
})
