import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Command } from '../../../server/protocol/commands.js'
import type { CrowdRun } from '../../../server/protocol/crowd.js'
import type { Death } from '../../../server/protocol/instance-state.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { setCarryOver } from '../../state/store-choice.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { DeathActions } from './death-actions.js'

const sent: Command[] = []
let refused: unknown = null
vi.mock('../../state/connection.js', () => ({
  send: async (command: Command) => {
    sent.push(command)
    return { ok: true, value: { refused } }
  },
}))

const death: Death = {
  instance: 'a',
  boot: 3,
  at: 0,
  cause: 'killed',
  signal: 'SIGKILL',
  exitCode: null,
  lastWords: null,
  lastReading: null,
  store: 'memory',
  held: [{ store: 'memory', sessions: 12, kept: false }],
  sessionsLost: 12,
  sessionsKept: 0,
  requestsCutOff: 0,
  uptimeMs: 1_000,
  backAfterMs: 100,
  heapLimitBytes: 128 * 1024 * 1024,
}
const [aRun] = fixtureSnapshot.crowd.finished

function show(outcome: CrowdRun['outcome']) {
  const finished = aRun ? [{ ...aRun, boot: death.boot, store: 'memory', outcome }] : []
  dashboardStore.setState({
    snapshot: { ...fixtureSnapshot, store: { ...fixtureSnapshot.store, active: 'memory' }, crowd: { running: null, finished } },
  })
  render(<DeathActions death={death} whyOpen={false} onWhy={() => {}} />)
}
const click = (name: string) => act(async () => fireEvent.click(screen.getByRole('button', { name })))

beforeAll(() => setUpTextsAndProblems('en'))
beforeEach(() => {
  sent.length = 0
  refused = null
})
afterEach(cleanup)

test.each([true, false])('the crowd that the death cut off comes again on MongoDB, with the carry-over that is ticked (%s)', async (carryOver) => {
  setCarryOver(carryOver)
  show('server-went-away')
  await click('Do the same on MongoDB')
  expect(sent).toEqual([
    { type: 'store:switch', to: 'mongodb', carryOver },
    { type: 'crowd:start', ...aRun?.order },
  ])
})

test.each(['done', 'cancelled'] as const)('a crowd that had ended before (%s) is not let in again', async (outcome) => {
  setCarryOver(true)
  show(outcome)
  await click('Switch to MongoDB')
  expect(sent).toEqual([{ type: 'store:switch', to: 'mongodb', carryOver: true }])
})

test('no crowd comes on the old store when the switch is refused', async () => {
  refused = { code: 'store-unreachable', message: 'away', params: {} }
  show('server-went-away')
  await click('Do the same on MongoDB')
  expect(sent.map(({ type }) => type)).toEqual(['store:switch'])
})
