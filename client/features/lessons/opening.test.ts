import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { send } from '../../state/connection.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { noticeStore } from '../../state/notices.js'
import { lendForgetting } from '../../state/own-browser.js'
import { tellLanguage } from '../../state/told-language.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { openingStore, openLesson } from './opening.js'

vi.mock('../../state/connection.js', () => ({ send: vi.fn() }))

const sent = () => vi.mocked(send).mock.calls.map(([{ type }]) => type)
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const at = (seq: number) => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, seq } })

beforeEach(() => {
  vi.useFakeTimers()
  vi.mocked(send)
    .mockReset()
    .mockResolvedValue({ ok: true, value: { seq: 50 } })
  openingStore.setState({ id: null, failed: null })
  at(41)
})
afterEach(() => vi.useRealTimers())

test('a lesson is opened as soon as the own browser has forgotten, and not before, however long that takes', async () => {
  let forgotten = () => {}
  const takeBack = lendForgetting(() => new Promise((resolve) => (forgotten = resolve)))
  void openLesson('01-http-forgets')
  await pass(60_000)
  expect(sent()).toEqual([])
  forgotten()
  await pass(0)
  expect(sent()).toEqual(['lesson:open'])
  takeBack()
})

test('it is open when the state of this page says so, however late that is', async () => {
  void openLesson('01-http-forgets')
  await pass(60_000)
  expect(openingStore.getState().id).toBe('01-http-forgets')
  at(49)
  await pass(0)
  expect(openingStore.getState().id).toBe('01-http-forgets')
  at(50)
  await pass(0)
  expect(openingStore.getState()).toEqual({ id: null, failed: null })
})

test('where somebody has to be asked first, the question is put where that of every switch is', async () => {
  const problem = { code: 'ask-first', message: '', params: { store: 'MongoDB', place: 'here', to: 'mongodb' } } as const
  vi.mocked(send).mockResolvedValue({ ok: false, problem })
  void openLesson('01-http-forgets')
  await pass(60_000)
  expect(openingStore.getState().failed).toEqual({ id: '01-http-forgets', problem })
  expect(noticeStore.getState().notices).toMatchObject([{ problem, command: { type: 'store:switch', to: 'mongodb', carryOver: false } }])
})

test('it comes after the visit that another language takes', async () => {
  void tellLanguage('pt-BR')
  void openLesson('01-http-forgets')
  await pass(60_000)
  expect(sent()).toEqual(['language:set'])
  at(50)
  await pass(0)
  expect(sent()).toEqual(['language:set', 'lesson:open'])
})
