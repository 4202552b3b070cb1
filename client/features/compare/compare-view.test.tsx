import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { CompareView } from './compare-view.js'
import { runToBe } from './draft.js'

vi.mock('../../state/connection.js', () => ({ send: async () => ({ ok: false, problem: { code: 'server-away', message: '', params: {} } }) }))

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('compare', 'way', 'problems')
})
afterEach(cleanup)

const side = (index: number) => {
  const found = document.querySelector<HTMLElement>(`[data-side="${index}"]`)
  if (found === null) throw new Error(`There is no side ${index}`)
  return found
}
const differing = (index: number) => [...side(index).querySelectorAll('[data-differs]')].map(({ textContent }) => textContent)

test('before anything was run, both sides are there, with what will differ and all that will be sent', () => {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, sideBySide: null, timeline: [], store: { ...fixtureSnapshot.store, active: 'memory' } } })
  render(<CompareView why={() => null} />)
  expect(screen.getByText(/^The same requests, on two servers of their own/)).toBeTruthy()
  expect(document.querySelector('[data-parting]')).toBeNull()
  expect(side(0).querySelector('h3')?.textContent).toContain('Memory')
  expect(side(1).querySelector('h3')?.textContent).toContain('MongoDB')
  expect([differing(0), differing(1)]).toEqual([['store: Memory'], ['store: MongoDB']])
  expect(within(side(1)).getByText('POST /login')).toBeTruthy()
  // What is chosen shows at once.
  fireEvent.change(screen.getByRole('combobox', { name: 'store, right' }), { target: { value: 'memory' } })
  expect(differing(1)).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: 'another difference' }))
  expect([differing(0), differing(1)]).toEqual([['rolling: false'], ['rolling: true']])
})

test('the sides that will be are those that are asked for: what a side has otherwise counts, the rest is of the trace, or as at the start', () => {
  const trace = { version: 2, configuration: { store: 'memory', shop: 'standard', options: { resave: true }, faults: {} }, browsers: [], acts: [] } as const
  const { sides } = runToBe(trace, [{ options: {} }, { store: 'mongodb', touch: 'withheld', options: { rolling: true } }])
  expect(sides.map(({ configuration: { store, touch, options } }) => [store, touch, options.resave, options.rolling, options.saveUninitialized])).toEqual([
    ['memory', 'as-it-is', true, false, false],
    ['mongodb', 'withheld', true, true, false],
  ])
})

test('what has been run stands in place of it', () => {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, sideBySide: null, timeline: [] } })
  render(<CompareView why={() => null} />)
  const trace = { version: 2, configuration: { store: 'memory', shop: 'standard', options: {}, faults: {} }, browsers: ['Alice'], acts: [] } as const
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, sideBySide: runToBe(trace, [{ options: {} }, { options: {} }]) } }))
  expect(screen.queryByText(/^The same requests, on two servers of their own/)).toBeNull()
  expect(document.querySelector('[data-parting]')).toBeTruthy()
})

test('where it stands below the form, a run that begins is brought into sight, once', () => {
  const scrolled = vi.spyOn(HTMLElement.prototype, 'scrollIntoView').mockImplementation(() => {})
  const place = vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect')
  const trace = { version: 2, configuration: { store: 'memory', shop: 'standard', options: {}, faults: {} }, browsers: ['Alice'], acts: [] } as const
  const begin = () =>
    act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, sideBySide: { ...runToBe(trace, [{ options: {} }, { options: {} }]), ended: null } } }))
  for (const [top, times] of [
    [innerHeight - 10, 1],
    [10, 0],
    [-40, 1],
  ] as const) {
    dashboardStore.setState({ snapshot: { ...fixtureSnapshot, sideBySide: null } })
    place.mockReturnValue({ top, bottom: top + 30 } as DOMRect)
    const { unmount } = render(<CompareView why={() => null} />)
    begin()
    begin()
    expect(scrolled).toHaveBeenCalledTimes(times)
    scrolled.mockClear()
    unmount()
  }
  vi.restoreAllMocks()
})
