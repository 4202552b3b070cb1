import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { setUpTexts } from '../../i18n/index.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { timeSpan } from './event-cells.js'
import { TimelinePane } from './timeline-pane.js'

beforeAll(() => setUpTexts('en'))
beforeEach(() => dashboardStore.setState({ snapshot: fixtureSnapshot }))
afterEach(cleanup)

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

test('a program that does not say its name is called one', () => {
  const [newest] = fixtureSnapshot.timeline.slice(-1)
  if (newest?.kind !== 'request') throw new Error('the newest row is no request')
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, timeline: [{ ...newest, request: { ...newest.request, actor: 'other', agent: '' } }] } })
  render(<TimelinePane />)
  expect(text(rows()[0])).toContain('a program')
})

test('a row opens to all that its record holds; newer rows wait meanwhile', () => {
  render(<TimelinePane />)
  const [button] = screen.getAllByRole('button', { expanded: false })
  if (button === undefined) throw new Error('no row can be opened')
  fireEvent.click(button)
  expect(screen.getByText('No Set-Cookie.')).toBeTruthy()
  expect(text(rows()[1])).toMatch(/get Jb8Kx2vR….*begun 0\.4 ms after.*180 bytes, found.*cart\[1\]/)
  arrive('new')
  expect(screen.getByRole('button', { name: /1 newer row waits/ })).toBeTruthy()
  expect(rows()).toHaveLength(7)
  fireEvent.click(screen.getByRole('button', { name: /1 newer row waits/ }))
  expect(rows()).toHaveLength(8)
})

test('pinned, the table stands still until it is let go', () => {
  render(<TimelinePane />)
  fireEvent.click(screen.getByRole('button', { name: 'Pin' }))
  arrive('new')
  expect(rows()).toHaveLength(6)
  fireEvent.click(screen.getByRole('button', { name: 'Pin' }))
  expect(rows()).toHaveLength(7)
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
