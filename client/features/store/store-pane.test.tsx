import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SessionReading } from '../../../server/protocol/command-results.js'
import type { Command } from '../../../server/protocol/commands.js'
import type { Problem } from '../../../server/protocol/problem.js'
import { hearClock } from '../../clock.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { FIXTURE_NOW, fixtureSnapshot, YOUR_ID } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { DocumentText } from './document-text.js'
import { StorePane } from './store-pane.js'

const sent: Command[] = []
/** What a search is answered with instead of a page: nothing yet, or a failure. */
let searchAnswer: Promise<unknown> | null = null
/** Why nothing is brought back. */
let refusal: Problem = { code: 'cannot-undo', message: '', params: { reason: 'undo-taken' } }
/** What a reading of a session is answered with. */
let reading: (id: string) => SessionReading = () => ({ seq: 0, store: 'mongodb', stored: null })
vi.mock('../../state/connection.js', () => ({
  send: async (command: Command) => {
    sent.push(command)
    if (command.type === 'sessions:list' && command.search && searchAnswer) return searchAnswer
    if (command.type === 'store:clear') return { ok: true, value: { removed: 3, undoForMs: 10_000 } }
    if (command.type === 'store:bring-back') return { ok: false, problem: refusal }
    if (command.type === 'sessions:read') return { ok: true, value: reading(command.id) }
    const offset = command.type === 'sessions:list' ? (command.offset ?? 0) : 0
    const rows = Array.from({ length: 100 }, (_, i) => ({ id: `crowd${offset + i}`, bytes: 94, expiresAt: null, isLoggedIn: true, name: null, cartCount: 2 }))
    return { ok: true, value: command.type === 'sessions:list' ? { store: 'mongodb', rows, offset, total: 100_003, seq: 1_000_000 } : null }
  },
}))

beforeAll(() => setUpTextsAndProblems('en'))
beforeEach(() => {
  vi.useFakeTimers()
  sent.length = 0
  searchAnswer = null
  // The virtual list asks for sizes, which a page without layout has not.
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(170)
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(320)
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function show(over: Partial<typeof fixtureSnapshot> = {}) {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, ...over }, selectedSession: null, selectedBrowser: 'you' })
  render(<StorePane />)
  await act(() => vi.advanceTimersByTimeAsync(300))
}
const crowded = { ...fixtureSnapshot.store, sessionCount: 100_003 }

describe('the session list', () => {
  test('is as high as 100 003 sessions, and holds elements only for what is in sight', async () => {
    await show({ store: crowded })
    const list = screen.getByRole('listbox')
    // Three browsers and a divider above the store's own rows, 28 px each.
    expect(list.querySelector<HTMLElement>('[role="presentation"]')?.style.height).toBe(`${(100_003 + 4) * 28}px`)
    expect(list.querySelectorAll('[role="option"]').length).toBeLessThan(30)
  })
  test('the arrow keys choose the next session, across the divider', async () => {
    await show({ store: crowded })
    const list = screen.getByRole('listbox')
    fireEvent.keyDown(list, { key: 'ArrowDown' })
    expect(dashboardStore.getState().selectedBrowser).toBe('browser:alice')
    fireEvent.keyDown(list, { key: 'ArrowDown' })
    fireEvent.keyDown(list, { key: 'ArrowDown' })
    expect(dashboardStore.getState().selectedSession).toBe('crowd0')
  })
  test('a search is sent once the reader stops typing', async () => {
    await show({ store: crowded })
    for (const value of ['c', 'co', 'coo']) fireEvent.change(screen.getByRole('searchbox'), { target: { value } })
    await act(() => vi.advanceTimersByTimeAsync(300))
    expect(sent.flatMap((command) => (command.type === 'sessions:list' && command.search ? [command.search] : []))).toEqual(['coo'])
  })
})

describe('a search in many sessions', () => {
  async function searchFor(value: string) {
    fireEvent.change(screen.getByRole('searchbox'), { target: { value } })
    await act(() => vi.advanceTimersByTimeAsync(300))
  }
  test('that takes a moment says that it is under way', async () => {
    searchAnswer = new Promise(() => {})
    await show({ store: crowded })
    await searchFor('coo')
    expect(screen.getByText('Looking through all sessions …')).toBeTruthy()
    expect(screen.queryByRole('listbox')).toBeNull()
  })
  test('that fails says why', async () => {
    searchAnswer = Promise.resolve({ ok: false, problem: { code: 'without-words', message: 'It took too long.', params: {} } })
    await show({ store: crowded })
    await searchFor('coo')
    expect(screen.getByText('It took too long.')).toBeTruthy()
    expect(screen.queryByText('Looking through all sessions …')).toBeNull()
  })
})

describe('what is said', () => {
  test('an empty store says why and what to do', async () => {
    await show({ store: { ...fixtureSnapshot.store, active: 'memory', sessionCount: 0 }, focused: {}, browsers: [] })
    expect(screen.getByText(/saveUninitialized is off/)).toBeTruthy()
  })
  test('a store that does not answer, since when', async () => {
    await show({
      store: {
        ...fixtureSnapshot.store,
        health: { up: false, since: Date.UTC(2026, 0, 1), why: { code: 'said', message: 'x', params: { words: 'connect ECONNREFUSED' } } },
      },
    })
    expect(screen.getByRole('alert').textContent).toMatch(/MongoDB has not answered since .*connect ECONNREFUSED/)
  })
  test('sessions that stayed in another store', async () => {
    await show({ store: { ...fixtureSnapshot.store, elsewhere: { memory: 12 } } })
    expect(screen.getByText('12 sessions stayed in Memory: switch back, and whoever has the cookie of one that has not expired is known again.')).toBeTruthy()
  })
  test('nothing of sessions that stay elsewhere while a switch copies them: they are on their way', async () => {
    await show({
      store: { ...fixtureSnapshot.store, elsewhere: { memory: 12 }, switching: { to: 'memory', carryOver: true, copied: 12, total: 20 } as never },
    })
    expect(screen.queryByText(/stayed in Memory/)).toBeNull()
  })
  test('forgetting all asks first', async () => {
    await show()
    fireEvent.click(screen.getByRole('button', { name: 'Forget all' }))
    expect(sent.some(({ type }) => type === 'store:clear')).toBe(false)
    fireEvent.click(screen.getByRole('button', { name: 'Forget all sessions' }))
    expect(sent.some(({ type }) => type === 'store:clear')).toBe(true)
  })
  /** As the sandbox tells of it. */
  const tellUndo = (seconds: number | null) =>
    act(async () => {
      hearClock(FIXTURE_NOW)
      const undo = seconds === null ? null : { sessions: 3, until: FIXTURE_NOW + seconds * 1_000 }
      const count = seconds === null ? 3 : 0
      dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: { ...fixtureSnapshot.store, sessionCount: count, undo } } })
    })
  test('forgetting all can be undone for as long as the server says; the focus goes along', async () => {
    await show()
    fireEvent.click(screen.getByRole('button', { name: 'Forget all' }))
    const confirm = screen.getByRole('button', { name: 'Forget all sessions' })
    confirm.focus()
    await act(async () => fireEvent.click(confirm))
    expect(document.activeElement?.textContent).toBe('Forget all')
    await tellUndo(10)
    const undo = screen.getByRole('button', { name: 'Undo (10 s)' })
    expect(document.activeElement).toBe(undo)
    await act(async () => fireEvent.click(undo))
    expect(sent.at(-1)).toEqual({ type: 'store:bring-back' })
    expect(screen.queryByRole('button', { name: /Undo/ })).toBe(null)
    expect(document.activeElement?.tagName).toBe('H2')
    expect(screen.getByRole('alert').textContent).toBe('Nothing was brought back: somebody has a new session by now, and it stays as it is.')
  })
  test('the offer stays where something was in the way that may pass', async () => {
    await show()
    await tellUndo(10)
    const before = refusal
    refusal = { code: 'server-away', message: '', params: { state: 'no-connection' } }
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Undo (10 s)' })))
    refusal = before
    expect(screen.getByRole('alert').textContent).toMatch(/does not answer/)
    expect(screen.getByRole('button', { name: 'Undo (10 s)' })).toBeTruthy()
  })
  test('the offer counts down and is gone, and the focus is not lost with it', async () => {
    await show()
    await tellUndo(2)
    screen.getByRole('button', { name: 'Undo (2 s)' }).focus()
    await act(() => vi.advanceTimersByTimeAsync(1_000))
    expect(screen.getByRole('button', { name: 'Undo (1 s)' })).toBeTruthy()
    await act(() => vi.advanceTimersByTimeAsync(1_000))
    expect(screen.queryByRole('button', { name: /Undo/ })).toBe(null)
    expect(document.activeElement?.tagName).toBe('H2')
  })
  test('one session can be forgotten where its document stands', async () => {
    await show()
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Forget this session' })))
    expect(sent.filter(({ type }) => type === 'sessions:forget')).toEqual([{ type: 'sessions:forget', id: YOUR_ID }])
  })
})

describe('the document', () => {
  const stored = {
    id: 'A',
    document: { cookie: { originalMaxAge: null, path: '/', httpOnly: true }, isLoggedIn: true },
    form: 'json-string',
    bytes: 80,
    expiresAt: null,
  } as const
  test('what is new is inserted text, what is gone is deleted text, each with its word', () => {
    const { container } = render(<DocumentText stored={stored} previous={{ cookie: stored.document.cookie, flash: 'hi' }} changedAt={0} />)
    expect(container.querySelector('ins')?.textContent).toMatch(/isLoggedIn: true\s*new/)
    expect(container.querySelector('del')?.textContent).toMatch(/flash: "hi"\s*removed/)
  })
  test('the cookie part unfolds and is explained', () => {
    const { container } = render(<DocumentText stored={stored} previous={undefined} changedAt={null} />)
    expect(container.textContent).not.toContain('httpOnly')
    fireEvent.click(screen.getByRole('button', { expanded: false }))
    expect(container.textContent).toContain('httpOnly: true')
    expect(container.textContent).toContain('what express-session remembers about the cookie')
  })
})

describe('the document that was read, and the one that the state tells of', () => {
  const told = fixtureSnapshot.focused[YOUR_ID]
  const withName = (name: string) => ({ ...told?.stored, document: { session: { name } } }) as NonNullable<SessionReading['stored']>
  const tell = (seq: number, name: string) =>
    act(() =>
      dashboardStore.setState({
        snapshot: {
          ...fixtureSnapshot,
          focused: { ...fixtureSnapshot.focused, [YOUR_ID]: { ...told, sessionId: YOUR_ID, previous: null, changedAt: 0, seq, stored: withName(name) } },
        },
      }),
    )

  test('the newer one is shown, however late either of them arrives', async () => {
    reading = () => ({ seq: 60, store: 'mongodb', stored: withName('read at 60') })
    await show()
    expect(document.body.textContent).toContain('read at 60')
    // Older than what was read, and told later: its frame was held up.
    await tell(55, 'told at 55')
    expect(document.body.textContent).toContain('read at 60')
    await tell(61, 'told at 61')
    expect(document.body.textContent).toContain('told at 61')
    // Read before that, and answered later.
    await act(() => vi.advanceTimersByTimeAsync(3_000))
    expect(document.body.textContent).toContain('told at 61')
    reading = () => ({ seq: 0, store: 'mongodb', stored: null })
  })

  test('what another store holds is not shown as what this one does', async () => {
    reading = () => ({ seq: 60, store: 'memory', stored: withName('in memory') })
    await show()
    expect(document.body.textContent).not.toContain('in memory')
    reading = () => ({ seq: 0, store: 'mongodb', stored: null })
  })
})
