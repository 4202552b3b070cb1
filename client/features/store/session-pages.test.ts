import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SessionListing } from '../../../server/protocol/command-results.js'
import { createSessionPages, type ListSessions, PAGE_ROWS, REFRESH_MS, type SessionQuery } from './session-pages.js'

const ok = <T>(value: T) => ({ ok: true, value }) as const
const row = (id: string) => ({ id, bytes: 94, expiresAt: null, isLoggedIn: true, name: null, cartCount: 0 })

/** A list of `count` sessions; each answer waits until the test lets it go. */
function server(count: number) {
  const asked: SessionQuery[] = []
  const answers: (() => void)[] = []
  let version = 0
  let seq = 0
  let store = 'memory'
  const list: ListSessions = (query) => {
    asked.push(query)
    const rows = Array.from({ length: Math.max(0, Math.min(query.limit, count - query.offset)) }, (_, i) =>
      row(`${query.search}${query.offset + i}v${version}`),
    )
    const page: SessionListing = { store, rows, offset: query.offset, total: count, seq }
    return new Promise((resolve) => answers.push(() => resolve(ok(page))))
  }
  const answer = async () => {
    for (const go of answers.splice(0)) go()
    await vi.advanceTimersByTimeAsync(0)
  }
  const move = (to: string) => {
    store = to
  }
  return { list, asked, answers, answer, edit: () => (version += 1), happen: () => (seq += 1), move }
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

describe('session pages', () => {
  test('loads only the pages in sight, each once', async () => {
    const { list, asked, answer } = server(100_000)
    const pages = createSessionPages(list, 'memory')
    pages.show(0, 20)
    pages.show(2, 22)
    await answer()
    pages.show(PAGE_ROWS * 700 + 95, PAGE_ROWS * 700 + 110)
    await answer()
    expect(asked.map((query) => query.offset)).toEqual([0, 70_000, 70_100])
    expect(pages.view().total).toBe(100_000)
    expect(pages.view().rowAt(70_101)?.id).toBe('70101v0')
    expect(pages.view().rowAt(50_000)).toBeUndefined()
  })

  test('refreshes what is in sight at most once a second, and keeps the old rows meanwhile', async () => {
    const { list, asked, answer, edit, happen } = server(300)
    const pages = createSessionPages(list, 'memory')
    pages.show(0, 20)
    await answer()
    edit()
    for (let i = 0; i < 20; i++) {
      pages.refresh(happen())
      await vi.advanceTimersByTimeAsync(100)
      expect(pages.view().rowAt(0)).toBeDefined()
      await answer()
    }
    expect(pages.view().rowAt(0)?.id).toBe('0v1')
    expect(asked.length).toBeLessThanOrEqual(1 + Math.ceil(2_000 / REFRESH_MS) + 1)
    expect(asked.length).toBeGreaterThanOrEqual(3)
  })

  test('what changed while an answer was on its way is asked for again, and what an answer holds already is not', async () => {
    const { list, asked, answers, answer, edit, happen } = server(10)
    const pages = createSessionPages(list, 'memory')
    pages.show(0, 9)
    edit()
    pages.refresh(happen())
    await vi.advanceTimersByTimeAsync(REFRESH_MS)
    await answer()
    expect(pages.view().rowAt(0)?.id).toBe('0v0')
    await vi.advanceTimersByTimeAsync(REFRESH_MS)
    await answer()
    expect(pages.view().rowAt(0)?.id).toBe('0v1')
    pages.refresh(1)
    await vi.advanceTimersByTimeAsync(10 * REFRESH_MS)
    expect(asked).toHaveLength(2)
    expect(answers).toHaveLength(0)
  })

  test('an answer to an earlier search is not shown', async () => {
    const { list, answers } = server(50)
    const pages = createSessionPages(list, 'memory')
    pages.show(0, 10)
    pages.search('b')
    answers[0]?.()
    await vi.advanceTimersByTimeAsync(0)
    expect(pages.view().rowAt(0)).toBeUndefined()
    answers[1]?.()
    await vi.advanceTimersByTimeAsync(0)
    expect(pages.view().rowAt(0)?.id).toBe('b0v0')
  })

  test('rows of another store, to which a switch has led that is not told yet, are not shown as those of this one', async () => {
    const { list, answer, edit, move, happen } = server(3)
    const pages = createSessionPages(list, 'memory')
    pages.show(0, 2)
    move('mongodb')
    pages.show(0, 2)
    await answer()
    expect(pages.view().rowAt(0)).toBeDefined()
    pages.refresh(happen())
    await vi.advanceTimersByTimeAsync(REFRESH_MS)
    const before = pages.view().rowAt(0)
    await answer()
    expect(pages.view().rowAt(0)).toBe(before)
    // It was not: the switch was called off.
    move('memory')
    edit()
    pages.refresh(happen())
    await vi.advanceTimersByTimeAsync(REFRESH_MS)
    await answer()
    expect(pages.view().rowAt(0)?.id).toBe('0v1')
  })

  test('a row that says the same as before is the same one, so that nothing is rendered for it', async () => {
    const cart = { count: 0 }
    const rows = () => [row('a'), { ...row('b'), cartCount: cart.count }]
    const pages = createSessionPages(async ({ offset }) => ok({ store: 'memory', rows: rows(), offset, total: 2, seq: 1 + cart.count }), 'memory')
    pages.show(0, 1)
    await vi.advanceTimersByTimeAsync(0)
    const before = [pages.view().rowAt(0), pages.view().rowAt(1)]
    cart.count = 1
    pages.refresh(2)
    await vi.advanceTimersByTimeAsync(REFRESH_MS)
    expect(pages.view().rowAt(0)).toBe(before[0])
    expect([before[1]?.cartCount, pages.view().rowAt(1)?.cartCount]).toEqual([0, 1])
  })

  test('a refusal is kept to be shown, and goes with the next answer', async () => {
    let down = true
    const problem = { code: 'server-away', message: 'away', params: { state: 'died' } } as const
    const pages = createSessionPages(
      async ({ offset }) => (down ? { ok: false, problem } : ok({ store: 'memory', rows: [row('a')], offset, total: 1, seq: 1 })),
      'memory',
    )
    pages.show(0, 1)
    await vi.advanceTimersByTimeAsync(0)
    expect(pages.view().problem).toBe(problem)
    down = false
    pages.refresh(1)
    await vi.advanceTimersByTimeAsync(REFRESH_MS)
    expect(pages.view().problem).toBeNull()
    expect(pages.view().total).toBe(1)
  })
})
