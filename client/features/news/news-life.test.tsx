/** News ends in time, whatever a crowd brings meanwhile, and not while somebody reads it. */
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Death } from '../../../server/protocol/instance-state.js'
import { onlyInstance } from '../../../server/protocol/instance-state.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { noticeStore, notify } from '../../state/notices.js'
import { begunElsewhere } from '../../test/begun-elsewhere.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { SandboxNews } from './sandbox-news.js'

vi.mock('../../state/connection.js', () => ({ send: vi.fn() }))

const problem = (message: string) => ({ code: 'busy', message, params: { what: message } }) as const
const calm: Snapshot = {
  ...fixtureSnapshot,
  instances: { a: { ...onlyInstance(fixtureSnapshot), lastDeath: null } },
  store: { ...fixtureSnapshot.store, lastSwitch: null, health: { ...fixtureSnapshot.store.health, up: true } },
}
const shown = () => screen.queryAllByRole('status').length + screen.queryAllByRole('alert').length

/** Just now. */
const aDeath = (): Death => ({
  instance: 'a',
  boot: 1,
  at: Date.now(),
  cause: 'killed',
  signal: 'SIGKILL',
  exitCode: null,
  lastWords: null,
  lastReading: null,
  store: 'memory',
  held: [],
  sessionsLost: 0,
  sessionsKept: 0,
  requestsCutOff: 0,
  uptimeMs: 1,
  backAfterMs: null,
  heapLimitBytes: 1,
})

beforeAll(() => setUpTextsAndProblems('en'))
beforeEach(() => {
  vi.useFakeTimers()
  dashboardStore.setState({ snapshot: calm })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  noticeStore.setState({ notices: [] })
})

/** Two snapshots a second, each with everything in it made anew, as a busy crowd brings them. */
async function underACrowd(seconds: number): Promise<void> {
  for (let half = 0; half < seconds * 2; half += 1) {
    await act(async () => {
      const { snapshot } = dashboardStore.getState()
      dashboardStore.setState({ snapshot: structuredClone(snapshot) })
      await vi.advanceTimersByTimeAsync(500)
    })
  }
}

test('a notice goes in time under a crowd, and several stand one below the other', async () => {
  render(<SandboxNews />)
  act(() => notify(problem('one')))
  await underACrowd(10)
  act(() => notify(problem('two')))
  expect(shown()).toBe(2)
  await underACrowd(11)
  expect(shown()).toBe(1)
  await underACrowd(10)
  expect(shown()).toBe(0)
})

test('it waits while somebody reads it', async () => {
  render(<SandboxNews />)
  act(() => notify(problem('one')))
  fireEvent.mouseEnter(screen.getByRole('status').parentElement as HTMLElement)
  await underACrowd(30)
  expect(shown()).toBe(1)
  fireEvent.mouseLeave(screen.getByRole('status').parentElement as HTMLElement)
  expect(shown()).toBe(0)
})

test('a question about somebody’s database stays until it is answered', async () => {
  render(<SandboxNews />)
  act(() =>
    notify(
      { code: 'ask-first', message: '', params: { store: 'Redis', place: 'here', why: 'only-own-part' } },
      { type: 'store:switch', to: 'redis', carryOver: false },
    ),
  )
  await underACrowd(30)
  expect(shown()).toBe(1)
})

test('a store that the launch was to begin on is told of until its packages are there, whenever the page came', async () => {
  const missing = { code: 'package-missing', message: '', params: { package: 'left-pad', command: 'npm install left-pad' } } as const
  const [, second] = calm.store.available
  const begun = (unavailable: typeof missing | null) => ({
    ...calm,
    store: {
      ...calm.store,
      lastSwitch: begunElsewhere(second?.kind ?? '', missing),
      available: calm.store.available.map((each) => (each === second ? { ...each, unavailable } : each)),
    },
  })
  dashboardStore.setState({ snapshot: begun(missing) })
  render(<SandboxNews />)
  await underACrowd(90)
  expect(screen.getByRole('status').textContent).toContain('npm install left-pad')
  act(() => dashboardStore.setState({ snapshot: begun(null) }))
  expect(shown()).toBe(0)
})

test('a death goes a minute after the server is back, however busy it is', async () => {
  const death = aDeath()
  const withDeath = (backAfterMs: number | null) =>
    act(() => dashboardStore.setState({ snapshot: { ...calm, instances: { a: { ...onlyInstance(calm), lastDeath: { ...death, backAfterMs } } } } }))
  withDeath(null)
  render(<SandboxNews />)
  await underACrowd(5)
  expect(shown()).toBe(1)
  withDeath(100)
  await underACrowd(61)
  expect(shown()).toBe(0)
})

test('of two servers, that which died last is told by its name, whichever the page is about', () => {
  const server = onlyInstance(calm)
  const [first, last] = [aDeath(), { ...aDeath(), at: aDeath().at + 1, instance: 'b' }]
  dashboardStore.setState({ snapshot: { ...calm, instances: { a: { ...server, lastDeath: first }, b: { ...server, lastDeath: last } } } })
  render(<SandboxNews />)
  expect(screen.getByText(/^Server B: /)).toBeTruthy()
})
