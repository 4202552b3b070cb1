import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Command } from '../../../server/protocol/commands.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { noticeStore, sendOrNotify } from '../../state/notices.js'
import { begunElsewhere } from '../../test/begun-elsewhere.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { SandboxNews } from './sandbox-news.js'

const ASK = { code: 'ask-first', message: 'It was there before.', params: { store: 'Redis', place: '127.0.0.1:6379', why: 'only-own-part' } } as const
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
  render(<SandboxNews />)
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
  render(<SandboxNews />)
  await act(async () => void (await sendOrNotify({ type: 'server:restart', heapLimitMb: 64 })))
  expect(noticeStore.getState().notices).toHaveLength(1)
  expect(screen.queryByRole('button', { name: 'Yes, use it' })).toBe(null)
})

describe('the store that the sandbox was to begin on', () => {
  const params = { store: 'MongoDB', place: 'mongodb://127.0.0.1:27017/', to: 'mongodb', why: 'foreign-documents', collection: 'shop.sessions' }
  const refused = { ...ASK, params }
  const open = () => {
    dashboardStore.setState({
      snapshot: { ...fixtureSnapshot, store: { ...fixtureSnapshot.store, active: 'memory', switching: null, lastSwitch: begunElsewhere('mongodb', refused) } },
    })
    render(<SandboxNews />)
  }

  test('is asked about whenever the page came, and used once its owner has said so', async () => {
    open()
    expect(screen.getByText(/collection shop\.sessions has documents/)).toBeTruthy()
    await click('Yes, use it')
    expect(sent).toEqual([{ type: 'store:switch', to: 'mongodb', carryOver: false, allowFound: true }])
    expect(screen.queryByText(/collection shop\.sessions/)).toBe(null)
  })

  test('is left alone where its owner says no', async () => {
    open()
    await click('No, leave it alone')
    expect(sent).toEqual([])
    expect(screen.queryByText(/collection shop\.sessions/)).toBe(null)
  })
})

test.each([
  [true, 'connect-loki serves, but saves nothing.', /served from the server’s memory/, 'Switch to MongoDB'],
  [false, 'connect-loki does not answer.', /an error page/, 'Switch to Memory'],
])('a store that cannot save is told of for what it does (it answers: %s)', (up, title, text, offer) => {
  const why = { code: 'files-full', message: 'full', params: {} }
  const loki = {
    ...fixtureSnapshot.store.available[0],
    kind: 'loki',
    label: 'connect-loki',
    resource: 'folder',
  } as (typeof fixtureSnapshot.store.available)[number]
  const store = {
    ...fixtureSnapshot.store,
    active: 'loki',
    available: [...fixtureSnapshot.store.available, loki],
    lastSwitch: null,
    health: { up, since: 0, why },
  }
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store } })
  render(<SandboxNews />)
  expect(screen.getByText(title)).toBeTruthy()
  expect(screen.getByText(text)).toBeTruthy()
  expect(screen.getByText(/disk with the folder of the sessions is full/)).toBeTruthy()
  expect(screen.getByRole('button', { name: offer })).toBeTruthy()
})
