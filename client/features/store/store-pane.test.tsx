import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SessionReading } from '../../../server/protocol/command-results.js'
import type { Command } from '../../../server/protocol/commands.js'
import type { Problem } from '../../../server/protocol/problem.js'
import { hearClock, holdClock } from '../../clock.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { lookAt } from '../../state/look-at.js'
import { fixtureMoment } from '../../test/fixture-moment.js'
import { FIXTURE_NOW, fixtureSnapshot, YOUR_ID } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { DocumentText } from './document-text.js'
import { FourClocks } from './four-clocks.js'
import type { ListEntry } from './list-entries.js'
import { SessionListRow } from './session-list-row.js'
import { StorePane } from './store-pane.js'

const sent: Command[] = []
/** What a search is answered with instead of a page: nothing yet, or a failure. */
let searchAnswer: Promise<unknown> | null = null
/** What forgetting all is answered with, when it takes long. */
let forgetting: Promise<unknown> | null = null
/** Why nothing is brought back. */
let refusal: Problem = { code: 'cannot-undo', message: '', params: { reason: 'undo-taken' } }
/** What a reading of a session is answered with. */
let reading: (id: string) => SessionReading = () => ({ seq: 0, store: 'mongodb', stored: null })
vi.mock('../../state/connection.js', () => ({
  send: async (command: Command) => {
    sent.push(command)
    if (command.type === 'sessions:list' && command.search && searchAnswer) return searchAnswer
    if (command.type === 'store:clear' && forgetting) return forgetting
    if (command.type === 'store:clear') return { ok: true, value: { removed: 3, undoForMs: 10_000 } }
    if (command.type === 'store:bring-back') return { ok: false, problem: refusal }
    if (command.type === 'sessions:read') return { ok: true, value: reading(command.id) }
    const offset = command.type === 'sessions:list' ? (command.offset ?? 0) : 0
    const rows = Array.from({ length: 100 }, (_, i) => ({
      id: `crowd${offset + i}`,
      bytes: 94,
      expiresAt: null,
      isLoggedIn: true,
      name: null,
      cartCount: 2,
    }))
    return { ok: true, value: command.type === 'sessions:list' ? { store: 'mongodb', rows, offset, total: 100_003, seq: 1_000_000 } : null }
  },
}))

beforeAll(() => setUpTextsAndProblems('en'))
beforeEach(() => {
  vi.useFakeTimers()
  sent.length = 0
  searchAnswer = null
  // The virtual list asks for sizes, which a page without layout has not.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(170)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(320)
})
afterEach(() => {
  cleanup()
  dashboardStore.setState({ source: 'live', moment: null })
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function show(over: Partial<typeof fixtureSnapshot> = {}) {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, ...over }, selectedSession: null, selectedBrowser: 'you' })
  render(<StorePane />)
  await act(() => vi.advanceTimersByTimeAsync(300))
}
const crowded = { ...fixtureSnapshot.store, sessionCount: 100_003 }

test('in a recording, behind which there is no store, the sessions are those that are known, at its end as well', async () => {
  dashboardStore.setState({ source: 'recording' })
  await loadLaterTexts('moment')
  await show({ store: crowded })
  vi.useRealTimers()
  expect(await screen.findByText(/more sessions were in the store/)).toBeTruthy()
  expect(screen.queryByRole('listbox')).toBeNull()
  expect(document.querySelector(`[data-part=session-list] [data-session-row="${YOUR_ID}"]`)).toBeTruthy()
  // One that nobody read is not being read.
  act(() => dashboardStore.setState({ selectedSession: 'crowd1' }))
  expect(document.querySelector('[data-not-recorded]')).toBeTruthy()
  expect(sent.some(({ type }) => type === 'sessions:read')).toBe(false)
  // Of what was empty, that is told, and nobody is asked to log in.
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, browsers: [], focused: {}, store: { ...crowded, sessionCount: 0 } } }))
  expect(screen.getByText('Nothing was stored then.')).toBeTruthy()
  expect(screen.queryByText(/log in/)).toBeNull()
})

describe('the session list', () => {
  test('is as high as 100 003 sessions, and holds elements only for what is in sight', async () => {
    await show({ store: crowded })
    const list = screen.getByRole('listbox')
    // Three browsers and a divider above the store's own rows, 28 px each.
    expect(list.querySelector<HTMLElement>('[role="presentation"]')?.style.height).toBe(`${(100_003 + 4) * 28}px`)
    const { length } = list.querySelectorAll('[role="option"]')
    expect(length).toBeGreaterThan(6)
    expect(length).toBeLessThan(30)
  })
  test('is not styled anew with each session of a crowd', async () => {
    await show({ store: crowded })
    const before = screen.getByRole('listbox').getAttribute('style')
    act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: { ...crowded, sessionCount: 100_004 } } }))
    expect(screen.getByRole('listbox').querySelector<HTMLElement>('[role="presentation"]')?.style.height).toBe(`${(100_004 + 4) * 28}px`)
    expect(screen.getByRole('listbox').getAttribute('style')).toBe(before)
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
  test('forgetting very many says how many are left; where it fails, why, and the button is free again', async () => {
    let fail: (answer: unknown) => void = () => undefined
    forgetting = new Promise((resolve) => {
      fail = resolve
    })
    await show({ store: crowded })
    fireEvent.click(screen.getByRole('button', { name: 'Forget all' }))
    fireEvent.click(screen.getByRole('button', { name: 'Forget all sessions' }))
    act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: { ...crowded, sessionCount: 4_000 } } }))
    expect(screen.getByText('Forgetting … 4 000 sessions left.')).toBeTruthy()
    const problem: Problem = { code: 'store-held-up', message: '', params: { store: 'Redis', what: 'store-frozen' } }
    await act(async () => fail({ ok: false, problem }))
    forgetting = null
    expect(screen.getByRole('alert').textContent).toContain('because somebody froze the store')
    fireEvent.click(screen.getByRole('button', { name: 'Forget all' }))
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.getByRole('button', { name: 'Forget all sessions' })).toBeTruthy()
  })
  test('the question of forgetting all closes when one goes back in time, and stays closed', async () => {
    await loadLaterTexts('moment')
    await show({ store: crowded })
    fireEvent.click(screen.getByRole('button', { name: 'Forget all' }))
    expect(screen.getByRole('button', { name: 'Forget all sessions' })).toBeTruthy()
    act(() => lookAt(fixtureMoment))
    expect(screen.queryByRole('button', { name: 'Forget all sessions' })).toBeNull()
    expect(screen.getByRole('button', { name: 'Forget all' }).getAttribute('aria-expanded')).toBe('false')
    act(() => lookAt(null))
    expect(screen.queryByRole('button', { name: 'Forget all sessions' })).toBeNull()
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
  test('a change is strong where it has just happened, and neither in the past nor on the way back from it', () => {
    hearClock(FIXTURE_NOW)
    const { container } = render(<DocumentText stored={stored} previous={{}} changedAt={FIXTURE_NOW} />)
    const isStrong = () => /strong/.test(container.querySelector('pre')?.className ?? '')
    expect(isStrong()).toBe(true)
    act(() => lookAt({ ...fixtureMoment, at: FIXTURE_NOW }))
    expect(isStrong()).toBe(false)
    vi.advanceTimersByTime(2_000)
    act(() => lookAt(null))
    expect(isStrong()).toBe(false)
  })
  test('the cookie part unfolds and is explained', () => {
    const { container } = render(<DocumentText stored={stored} previous={undefined} changedAt={null} />)
    expect(container.textContent).not.toContain('httpOnly')
    const folded = screen.getByRole('button', { expanded: false })
    // Where a mark leaves little room, the comma goes to the next line with it and not alone.
    expect(folded.parentElement?.textContent).toBe('{ originalMaxAge, path, … },')
    fireEvent.click(folded)
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

describe('what has expired and is still there', () => {
  const mark = () => document.querySelector<HTMLElement>('[data-expired]')
  /** One row of the list, which a page without layout does not have. */
  function showRow(entry: ListEntry, over: Partial<typeof fixtureSnapshot> = {}, onExpired = (): void => undefined) {
    hearClock(FIXTURE_NOW)
    dashboardStore.setState({ snapshot: { ...fixtureSnapshot, ...over }, selectedSession: null, selectedBrowser: 'you' })
    render(<SessionListRow elementId="x" top={0} entry={entry} index={899} setSize={1_000} isChosen={false} onChoose={() => undefined} onExpired={onExpired} />)
  }
  const ofStore = (expiresAt: number | null): ListEntry => ({
    kind: 'session',
    id: 'crowd900',
    row: { id: 'crowd900', bytes: 94, expiresAt, isLoggedIn: true, name: null, cartCount: 2 },
  })

  test('is marked, a browser’s own session too, with why it is there', () => {
    const [you] = fixtureSnapshot.browsers
    const focused = fixtureSnapshot.focused[YOUR_ID]
    if (!focused?.stored || !you) throw new Error('the fixture has your session')
    const expired = { ...focused, stored: { ...focused.stored, expiresAt: FIXTURE_NOW - 1 } }
    showRow({ kind: 'browser', id: YOUR_ID, browser: you }, { focused: { [YOUR_ID]: expired } })
    expect(mark()?.textContent).toBe('expired, not swept yet')
    expect(mark()?.title).toBe('Expired and still here: MongoDB’s sweeper passes every 60 s. It opens nothing any more.')
  })
  test.each([
    ['memory', 'expired, nobody asked since'],
    ['mongodb', 'expired, not swept yet'],
  ])('far down the list, in %s', (active, words) => {
    showRow(ofStore(FIXTURE_NOW - 1), { store: { ...fixtureSnapshot.store, active } })
    expect(mark()?.textContent).toBe(words)
  })
  test('turns up while one looks, and is asked for anew then: somebody may have moved it', async () => {
    const onExpired = vi.fn()
    showRow(ofStore(FIXTURE_NOW + 3_000), {}, onExpired)
    expect(mark()).toBe(null)
    expect(onExpired).not.toHaveBeenCalled()
    await act(() => vi.advanceTimersByTimeAsync(5_000))
    expect(mark()).toBeTruthy()
    expect(onExpired).toHaveBeenCalledTimes(1)
  })
  test('one without a date never is', async () => {
    showRow(ofStore(null))
    await act(() => vi.advanceTimersByTimeAsync(5_000))
    expect(mark()).toBe(null)
  })
})

describe('the four clocks', () => {
  afterEach(() => holdClock(null))
  const rows = () => Object.fromEntries([...document.querySelectorAll('[data-clock]')].map((each) => [each.getAttribute('data-clock'), each.textContent]))
  const ending = (at: number) => {
    const focused = fixtureSnapshot.focused[YOUR_ID]
    if (!focused?.stored) throw new Error('the fixture has your session')
    const moved = { document: { from: at - 7_000, to: at, at: FIXTURE_NOW, by: '3' } }
    return { ...fixtureSnapshot.focused, [YOUR_ID]: { ...focused, moved, stored: { ...focused.stored, expiresAt: at } } }
  }
  async function showClocks(standing: number | null, over: Partial<typeof fixtureSnapshot>) {
    hearClock(FIXTURE_NOW)
    dashboardStore.setState({ snapshot: { ...fixtureSnapshot, ...over }, selectedSession: null, selectedBrowser: 'you' })
    const stored = over.focused?.[YOUR_ID]?.stored
    if (!stored) throw new Error('there is a session')
    await loadLaterTexts('clocks')
    holdClock(standing)
    render(<FourClocks stored={stored} />)
  }

  test('say what is left, what moves each, and what has moved it by how much; they tick', async () => {
    await showClocks(null, { focused: ending(FIXTURE_NOW + 65_000), mongo: { ...fixtureSnapshot.mongo, nextPassAt: FIXTURE_NOW + 23_000 } })
    expect(rows().cookie).toMatch(/cookieYou.*with the browser: no Expires.*There is no date to move/)
    expect(rows().session).toMatch(/never by itself: no maxAge/)
    expect(rows().document).toMatch(/in 1\smin 5\ss.*Only a save moves it: this store has no touch.*POST \/cart moved it on by 7\ss/)
    expect(rows().sweeper).toMatch(/next in 23\ss.*Deleted by MongoDB’s sweeper within 60 s/)
    expect(document.querySelector('[data-clock=document] [data-moved]')?.getAttribute('data-moved')).toBe('last')
    await act(() => vi.advanceTimersByTimeAsync(10_000))
    expect(rows().document).toMatch(/in 55\ss/)
    expect(rows().sweeper).toMatch(/next in 13\ss/)
  })
  test('stand still at a moment of the past', async () => {
    await showClocks(FIXTURE_NOW - 5_000, { focused: ending(FIXTURE_NOW + 65_000), mongo: { ...fixtureSnapshot.mongo, nextPassAt: FIXTURE_NOW + 23_000 } })
    await act(() => vi.advanceTimersByTimeAsync(10_000))
    expect(rows().document).toMatch(/in 1\smin 10\ss/)
    expect(rows().sweeper).toMatch(/next in 28\ss/)
  })
  test('one that is over says so', async () => {
    await showClocks(null, { focused: ending(FIXTURE_NOW - 1_000) })
    expect(rows().document).toMatch(/expired/)
  })
})
