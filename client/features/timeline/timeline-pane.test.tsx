import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { SwitchReport } from '../../../server/protocol/stores.js'
import type { ConfigurationChange, CrowdRow } from '../../../server/protocol/timeline.js'
import { said } from '../../../server/protocol/why.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { crowdRow } from '../../test/fixture-crowd.js'
import { openAt } from '../../test/fixture-lesson.js'
import { fixtureInstance, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { timeSpan } from './event-cells.js'
import { FilterForm } from './filter-form.js'
import { MOST_PINNED, unpinAll } from './pinned-rows.js'
import { TimelinePane } from './timeline-pane.js'

beforeAll(async () => {
  await setUpTexts('en')
  // What the focus has fetched ahead is here before the page of these tests is gone: files share their modules, and a fetch cut off would be the next one's.
  await import('../../state/moment.js')
})
beforeEach(() => dashboardStore.setState({ snapshot: fixtureSnapshot }))
afterEach(() => {
  cleanup()
  history.replaceState(null, '', '/')
  act(unpinAll)
})

const rows = () => screen.getAllByRole('row').slice(1)
const text = (row: HTMLElement | undefined) => row?.textContent ?? ''
/** One more request, as a frame brings it. */
const arrive = (key: string) =>
  act(() => {
    const { snapshot } = dashboardStore.getState()
    const newest = snapshot?.timeline.at(-1)
    if (snapshot && newest?.kind === 'request') dashboardStore.setState({ snapshot: { ...snapshot, timeline: [...snapshot.timeline, { ...newest, key }] } })
  })

test('a row says who, what, the cookie, the store, the answer and why', () => {
  render(<TimelinePane />)
  expect(text(rows()[0])).toMatch(
    /You.*POST \/cart.*Jb8K….*get 0\.9.*set 1\.4.*302 · no cookie.*Saved: cart changed\. No Set-Cookie: same id, rolling is off\./,
  )
  expect(text(rows()[2])).toMatch(/Bob.*GET \/.*none.*nothing.*Not saved: untouched, saveUninitialized is off\./)
  expect(text(rows()[3])).toMatch(/crowd.*19\s204 requests.*6\s401 new ids/)
})

test.each([
  ['a', 'launch', 'the sandbox was started'],
  ['b', 'launch', 'a second server was added'],
  ['b', 'restart', 'it was restarted'],
] as const)('why server %s began to run (%s) is told: %s', (instance, reason, words) => {
  const row = { kind: 'started', key: 'started:1', instance, at: 0, boot: 1, store: 'memory', reason } as const
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: [row] } })
  render(<TimelinePane />)
  expect(text(rows()[0])).toMatch(new RegExp(`Life 1: ${words}\\.`))
})

test('a sample of the times of the store is told of where the store was asked', () => {
  const operations = { get: { count: 150, p95Ms: 1 } } as unknown as CrowdRow['operations']
  const isTold = (over: Partial<CrowdRow>) => {
    dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: [{ ...crowdRow(300), timed: 150, ...over }] } })
    render(<TimelinePane />)
    const told = document.body.textContent?.includes('sampled, 1 in 2')
    cleanup()
    return told
  }
  expect([isTold({ operations }), isTold({})]).toEqual([true, false])
})

test('a program that does not say its name is called one', () => {
  const [newest] = fixtureSnapshot.timeline.slice(-1)
  if (newest?.kind !== 'request') throw new Error('the newest row is no request')
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: [{ ...newest, request: { ...newest.request, actor: 'other', agent: '' } }] } })
  render(<TimelinePane />)
  expect(text(rows()[0])).toContain('a program')
})

test('rows of a browser that is no longer followed keep its name, and can be chosen', async () => {
  await loadLaterTexts('filter')
  const browsers = fixtureSnapshot.browsers.filter(({ id }) => id !== 'browser:bob')
  const formerBrowsers = [{ id: 'browser:bob', name: 'Bob', hue: 165, real: null }] as const
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, browsers, formerBrowsers } })
  render(<TimelinePane />)
  expect(text(rows()[2])).toMatch(/Bob.*GET \//)
  render(<FilterForm />)
  expect(screen.getByRole('option', { name: 'Bob' })).toBeTruthy()
})

test('another real browser is called by its product, its number, and its host name where that is another', () => {
  const [newest] = fixtureSnapshot.timeline.slice(-1)
  const [you] = fixtureSnapshot.browsers
  if (newest?.kind !== 'request' || !you?.real) throw new Error('the fixture has a request and a real browser')
  const visitor = { ...you, id: 'visitor:1', real: { ...you.real, product: 'Firefox', number: 2, host: '127.0.0.1', userAgent: 'x' } } as const
  const timeline = [{ ...newest, request: { ...newest.request, actor: visitor.id } }]
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, browsers: [you, visitor], timeline } })
  render(<TimelinePane />)
  expect(text(rows()[0])).toContain('Firefox 2 at 127.0.0.1')
})

test('a row opens to all that its record holds; newer rows wait meanwhile', async () => {
  render(<TimelinePane />)
  const [button] = screen.getAllByRole('button', { expanded: false })
  if (button === undefined) throw new Error('no row can be opened')
  fireEvent.click(button)
  // It is fetched first, which on a busy machine takes its time.
  expect(await screen.findByText('No Set-Cookie.', {}, { timeout: 15_000 })).toBeTruthy()
  expect(text(rows()[1])).toMatch(/get Jb8Kx2vR….*begun 0\.4 ms after.*180 bytes, found.*cart\[1\]/)
  arrive('new')
  expect(rows()).toHaveLength(7)
  fireEvent.click(screen.getByRole('button', { name: '1 new, go on' }))
  expect(rows()).toHaveLength(7)
  expect(screen.queryByText('No Set-Cookie.')).toBe(null)
  arrive('newer')
  expect(rows()).toHaveLength(8)
})

test('what is open, or held, when a lesson begins does not hold up what it is about', async () => {
  render(<TimelinePane />)
  fireEvent.click(screen.getByRole('button', { name: 'Hold still' }))
  fireEvent.click(screen.getAllByRole('button', { expanded: false })[0] as HTMLElement)
  // It is fetched first, which on a busy machine takes its time.
  expect(await screen.findByText('No Set-Cookie.', {}, { timeout: 15_000 })).toBeTruthy()
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, lesson: openAt(0) } }))
  expect(screen.queryByText('No Set-Cookie.')).toBe(null)
  arrive('new')
  expect(rows()).toHaveLength(7)
})

test('what came since the step before began is being taught, and nothing older', () => {
  const [older, newer] = fixtureSnapshot.timeline.slice(-2)
  if (!older || !newer) throw new Error('the fixture has rows')
  const step = { ...openAt(1), stepSince: newer.at }
  const timeline = [{ ...older, at: newer.at - 1 }, newer]
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline, lesson: step } })
  render(<TimelinePane />)
  const taught = () => rows().map((row) => row.dataset.taught !== undefined)
  expect(taught()).toEqual([true, false])
  // Those of the step before are still being read.
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline, lesson: { ...step, step: 2, stepSince: newer.at + 1 } } }))
  expect(taught()).toEqual([true, false])
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline, lesson: { ...step, step: 3, stepSince: newer.at + 2 } } }))
  expect(taught()).toEqual([false, false])
})

test('what a lesson’s set-up did is one row, which shows the others', () => {
  const ofSetUp = fixtureSnapshot.timeline.map((row, index) => (index < 4 ? { ...row, setUpOf: '02-the-claim-ticket' } : row))
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: ofSetUp } })
  render(<TimelinePane />)
  expect(rows()).toHaveLength(3)
  expect(text(rows()[2])).toMatch(/Set up for “02-the-claim-ticket”.*show 4 rows/)
  fireEvent.click(screen.getByRole('button', { name: /Set up for/ }))
  expect(rows()).toHaveLength(7)
  expect(text(rows()[2])).toContain('hide 4 rows')
})

test('held still, the table stands still until it is let go', () => {
  render(<TimelinePane />)
  fireEvent.click(screen.getByRole('button', { name: 'Hold still' }))
  arrive('new')
  expect(rows()).toHaveLength(6)
  fireEvent.click(screen.getByRole('button', { name: 'Hold still' }))
  expect(rows()).toHaveLength(7)
})

test('a pinned row stays on top, marked, while others come, and is there once', () => {
  render(<TimelinePane />)
  fireEvent.click(screen.getByRole('button', { name: /^Pin this row.*POST \/login/ }))
  arrive('new')
  expect(rows()).toHaveLength(7)
  expect(text(rows()[0])).toContain('POST /login')
  expect(rows()[0]?.dataset.pinned).toBe('true')
  expect(rows().filter((row) => text(row).includes('POST /login'))).toHaveLength(1)
  // Also when the timeline no longer has it, and when a filter hides all others.
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: fixtureSnapshot.timeline.slice(-1) } }))
  expect(rows().map((row) => row.dataset.pinned)).toEqual(['true', undefined])
  fireEvent.click(screen.getByRole('button', { name: /^Let this row go/ }))
  expect(rows()).toHaveLength(1)
})

test('a key pins the row that has the focus; what is learnt of it later stands in it', () => {
  render(<TimelinePane />)
  const [button] = screen.getAllByRole('button', { expanded: false })
  fireEvent.keyDown(button as HTMLElement, { key: 'p' })
  expect(rows()[0]?.dataset.pinned).toBe('true')
  const timeline = fixtureSnapshot.timeline.map((row) =>
    row.key === 'request:3' && row.kind === 'request' ? { ...row, request: { ...row.request, status: 500 } } : row,
  )
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline } }))
  expect(text(rows()[0])).toContain('500')
})

test('the number of pinned rows is bounded: the first one goes', () => {
  const [row] = fixtureSnapshot.timeline.slice(-1)
  if (row === undefined) throw new Error('the fixture has rows')
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: Array.from({ length: 12 }, (_, index) => ({ ...row, key: `request:${index}` })) } })
  render(<TimelinePane />)
  // By its attribute: to be asked for by its role, a name of each button would be made, each time.
  const pins = () => document.querySelectorAll<HTMLElement>('button[aria-label^="Pin this row"]')
  for (let each = 0; each < 12; each++) fireEvent.click([...pins()].at(-1) as HTMLElement)
  expect(rows().filter(({ dataset }) => dataset.pinned)).toHaveLength(MOST_PINNED)
  expect(rows()).toHaveLength(12)
})

test('the arrow keys go from row to row, and only one row is a tab stop', () => {
  render(<TimelinePane />)
  const buttons = screen.getAllByRole('button', { expanded: false })
  expect(buttons.filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1)
  buttons[0]?.focus()
  fireEvent.keyDown(buttons[0] as HTMLElement, { key: 'ArrowDown' })
  expect(document.activeElement).toBe(buttons[1])
})

test('nobody came yet', () => {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: [] } })
  render(<TimelinePane />)
  expect(screen.getByText(/Visit the shop/)).toBeTruthy()
})

test('a span of time says only what is another at its end', () => {
  const at = (minute: number, second: number) => new Date(2026, 0, 1, 5, minute, second).getTime()
  expect(timeSpan('en', at(41, 2), at(41, 10))).toBe('05:41:02–10')
  expect(timeSpan('en', at(41, 59), at(42, 3))).toBe('05:41:59–42:03')
  expect(timeSpan('en', at(41, 2), at(41, 2))).toBe('05:41:02')
})

test('a change of the options says which, from what to what; a change of the shop says to which shop', () => {
  const { options } = fixtureInstance
  const configured = (key: string, changed: readonly ConfigurationChange[]) => ({ kind: 'configured', key, instance: 'a', at: 0, options, changed }) as const
  dashboardStore.setState({
    snapshot: {
      ...fixtureSnapshot,
      timeline: [
        configured('1', []),
        configured('2', [{ option: 'shop', from: 'standard', to: 'objects-with-methods' }]),
        configured('3', [
          { option: 'rolling', from: false, to: true },
          { option: 'maxAgeMs', from: 60_000, to: null },
          { option: 'sameSite', from: 'lax', to: 'strict' },
        ]),
      ],
    },
  })
  render(<TimelinePane />)
  expect(rows().map(text)).toEqual([
    expect.stringMatching(/options set.*rolling off → on.*maxAge 60\ss → not set.*sameSite lax → strict/),
    expect.stringMatching(/shop changed.*the textbook → objects with methods/),
    expect.stringMatching(/options set.*They were like that already/),
  ])
})

test('a session that the sweeper deleted has a row of the store, with its id and how long it was overdue', () => {
  const swept = { kind: 'swept', key: '1', instance: 'a', at: 12_000, store: 'mongodb', sessionId: 'k7Qd9xWvT2', expiredAt: 5_000 } as const
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: [swept] } })
  render(<TimelinePane />)
  expect(text(rows()[0])).toMatch(
    /store.*expired, deleted.*k7Qd.*MongoDB.*sweeper deleted an expired session, 7.0\ss after it had expired\. Nobody had asked for it\./,
  )
})

test('an error of the shop’s own code is told in the row, with its message and its line', () => {
  const [newest] = fixtureSnapshot.timeline.slice(-1)
  if (newest?.kind !== 'request') throw new Error('the newest row is no request')
  const mistake = { message: 'TypeError: basket.add is not a function', place: { file: 'server/lesson-server/shop/variants/x.ts', line: 34 } }
  const request = { ...newest.request, status: 500, outcome: 'failed', problem: said('The shop’s own code threw it'), mistake } as const
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: [{ ...newest, request }] } })
  render(<TimelinePane />)
  expect(text(rows()[0])).toContain('TypeError: basket.add is not a function, thrown by the shop’s own code, server/lesson-server/shop/variants/x.ts:34.')
})

test('emptying a store that held nothing logged nobody out', () => {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: [{ kind: 'cleared', key: '1', instance: 'a', at: 0, store: 'memory', sessions: 0 }] } })
  render(<TimelinePane />)
  expect(text(rows()[0])).toMatch(/store emptied.*There was no session, so nobody lost one\./)
})

test('a switch back tells who is known again, and what stays behind', () => {
  const report = {
    ...fixtureSnapshot.timeline.flatMap((row) => (row.kind === 'switched' ? [row.report] : []))[0],
    carryOver: false,
    carried: 0,
    found: 2,
    left: 1,
  }
  dashboardStore.setState({
    snapshot: { ...fixtureSnapshot, timeline: [{ kind: 'switched', key: '1', instance: 'a', at: 0, report: report as SwitchReport }] },
  })
  render(<TimelinePane />)
  expect(text(rows()[0])).toMatch(/It holds 2 sessions already: whoever has the cookie of one is known again\. 1 session stays in Memory\./)
})
