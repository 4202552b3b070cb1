import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { onlyInstance } from '../../../server/protocol/instance-state.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import { setUpTexts } from '../../i18n/index.js'
import { send } from '../../state/connection.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { openWithoutCookies } from '../../state/own-browser.js'
import { tellLanguage, toldLanguageStore } from '../../state/told-language.js'
import { openAt } from '../../test/fixture-lesson.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { useShopFrame } from './use-shop-frame.js'

vi.mock('../../state/connection.js', () => ({ send: vi.fn() }))
vi.mock('../../state/shop-address.js', () => ({
  useShopAddress: () => ({ host: 'localhost:1', origin: 'http://localhost:1', isBlocked: false }),
  shopAddress: () => ({ host: 'localhost:1', origin: 'http://localhost:1', isBlocked: false }),
}))

const inPortuguese = { ...fixtureSnapshot.launch, language: 'pt-BR' } as const
const settingUp = { ...openAt(0), settingUp: true }
/** What the shop has been asked to forget, each answered when the test says so. */
let forgets: (() => void)[] = []

beforeAll(() => setUpTexts('en'))
beforeEach(() => {
  vi.useFakeTimers()
  vi.mocked(send).mockReset()
  toldLanguageStore.setState({ told: null })
  forgets = []
  vi.stubGlobal('fetch', () => new Promise<void>((resolve) => forgets.push(resolve)))
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const tell = (over: Partial<Snapshot>) => act(async () => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, ...over } }))
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

/** The pane's hook, with something in place of its frame that notes where it is sent. */
async function show(over: Partial<Snapshot> = {}) {
  await tell(over)
  const { result } = renderHook(() => useShopFrame())
  const visits: string[] = []
  const frame = Object.assign(new EventTarget(), { hidden: false })
  Object.defineProperty(frame, 'src', { set: (to: string) => visits.push(to) })
  result.current.frame.current = frame as never
  return { result, visits, load: () => act(async () => void frame.dispatchEvent(new Event('load'))) }
}

describe('the frame with the shop', () => {
  test('is loaded once the shop speaks the language of the page, however late it is told', async () => {
    vi.mocked(send).mockResolvedValue({ ok: true, value: { seq: 42 } })
    const { result, visits } = await show({ launch: inPortuguese })
    await act(async () => void tellLanguage('en'))
    // The command was answered; its event is still on its way.
    await pass(60_000)
    expect(result.current.src).toBeUndefined()
    await tell({ seq: 42 })
    expect(result.current.src).toBe('http://localhost:1/')
    expect(visits).toEqual([])
  })

  test('is loaded as it is where the sandbox does not take the language', async () => {
    vi.mocked(send).mockResolvedValue({ ok: false, problem: { code: 'server-away', message: '', params: { state: 'no-connection' } } })
    const { result } = await show({ launch: inPortuguese })
    await act(async () => void tellLanguage('en'))
    expect(result.current.src).toBe('http://localhost:1/')
  })

  test('visits the shop again where it has loaded a notice before the first life, and not where that visit waits', async () => {
    const starting = { a: { ...onlyInstance(fixtureSnapshot), phase: 'starting' } } as const
    for (const isNoticeLoaded of [true, false]) {
      const { result, visits, load } = await show({ launch: inPortuguese, instances: starting })
      await tell({ instances: starting })
      expect(result.current.src).toBe('http://localhost:1/')
      if (isNoticeLoaded) await load()
      await tell({})
      expect(visits).toEqual(isNoticeLoaded ? ['http://localhost:1/'] : [])
      cleanup()
    }
  })

  test('is visited after a lesson has restarted the shop only where it has loaded a notice meanwhile', async () => {
    const starting = { a: { ...onlyInstance(fixtureSnapshot), phase: 'starting' } } as const
    for (const isNoticeLoaded of [true, false]) {
      const { visits, load } = await show({ lesson: openAt(0) })
      await tell({ lesson: settingUp, instances: starting })
      visits.length = 0
      if (isNoticeLoaded) await load()
      await tell({ lesson: openAt(0), instances: { a: { ...onlyInstance(fixtureSnapshot), boot: 9 } } })
      expect(visits).toEqual(isNoticeLoaded ? ['http://localhost:1/'] : [])
      cleanup()
    }
  })

  test('of two servers, visits again when both were away, and not because there are two, or one of them is another process', async () => {
    const server = onlyInstance(fixtureSnapshot)
    const starting = { ...server, phase: 'starting' } as const
    const { visits } = await show()
    for (const instances of [
      { a: server, b: server },
      { a: { ...starting, boot: 9 }, b: server },
      { a: { ...server, boot: 9 }, b: server },
    ])
      await tell({ instances })
    expect(visits).toEqual([])
    await tell({ instances: { a: starting, b: starting } })
    await tell({ instances: { a: starting, b: server } })
    expect(visits).toHaveLength(1)
    await tell({ instances: { a: server } })
    expect(visits).toHaveLength(1)
  })

  test('has forgotten when the visit after it has loaded, and no earlier one', async () => {
    const { visits, load } = await show()
    const opened = vi.fn(async () => {})
    const opening = openWithoutCookies(opened)
    // The first visit, which was still on its way.
    await load()
    await pass(5_000)
    expect(opened).not.toHaveBeenCalled()
    forgets[0]?.()
    await pass(5_000)
    expect(visits).toEqual(['http://localhost:1/'])
    expect(opened).not.toHaveBeenCalled()
    await load()
    await opening
    expect(opened).toHaveBeenCalledOnce()
  })

  test('forgets once for a lesson that is opened here, however long that takes, and again for one that somebody else opens', async () => {
    const { load } = await show({ lesson: null })
    let setUp = () => {}
    const opening = openWithoutCookies(() => new Promise<void>((resolve) => (setUp = resolve)))
    // The first visit.
    await load()
    forgets[0]?.()
    await pass(0)
    await load()
    await pass(60_000)
    await tell({ lesson: settingUp })
    expect(forgets).toHaveLength(1)
    await tell({ lesson: openAt(0) })
    setUp()
    await opening
    await tell({ lesson: settingUp })
    expect(forgets).toHaveLength(2)
  })
})
