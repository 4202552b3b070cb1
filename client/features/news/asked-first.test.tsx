import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Command } from '../../../server/protocol/commands.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { noticeStore, sendOrNotify } from '../../state/notices.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { News } from './news.js'

const ASK = { code: 'ask-first', message: 'It was there before.', params: { store: 'Redis', place: '127.0.0.1:6379' } } as const
const sent: Command[] = []
vi.mock('../../state/connection.js', () => ({
  send: async (command: Command) => {
    sent.push(command)
    if (command.type !== 'store:switch') return { ok: false, problem: { code: 'busy', message: 'Busy.', params: { what: 'server:restart' } } }
    return command.allowFound ? { ok: true, value: { refused: null } } : { ok: false, problem: ASK }
  },
}))

beforeAll(() => setUpTextsAndProblems('en'))
afterEach(() => {
  cleanup()
  sent.length = 0
  noticeStore.setState({ notices: [] })
})

async function refusedSwitch() {
  dashboardStore.setState({ snapshot: fixtureSnapshot })
  render(<News />)
  await act(async () => void (await sendOrNotify({ type: 'store:switch', to: 'redis', carryOver: true })))
}
const click = (name: string) => act(async () => fireEvent.click(screen.getByRole('button', { name })))

test('a database that was found is used once its owner has said so, as the switch was asked for', async () => {
  await refusedSwitch()
  expect(screen.getByText(/Redis at 127\.0\.0\.1:6379/)).toBeTruthy()
  await click('Yes, use it')
  expect(sent).toEqual([
    { type: 'store:switch', to: 'redis', carryOver: true },
    { type: 'store:switch', to: 'redis', carryOver: true, allowFound: true },
  ])
  expect(noticeStore.getState().notices).toEqual([])
})

test('it is left alone where its owner says no', async () => {
  await refusedSwitch()
  await click('No, leave it alone')
  expect(sent).toHaveLength(1)
  expect(noticeStore.getState().notices).toEqual([])
})

test('no other refusal offers to go on', async () => {
  dashboardStore.setState({ snapshot: fixtureSnapshot })
  render(<News />)
  await act(async () => void (await sendOrNotify({ type: 'server:restart', heapLimitMb: 64 })))
  expect(noticeStore.getState().notices).toHaveLength(1)
  expect(screen.queryByRole('button', { name: 'Yes, use it' })).toBe(null)
})
