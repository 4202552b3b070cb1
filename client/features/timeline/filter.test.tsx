import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { closeKeeping, keeping } from '../../state/keeping.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { FilterForm } from './filter-form.js'
import { TimelinePane } from './timeline-pane.js'

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('filter')
})
beforeEach(() => {
  history.replaceState(null, '', '/?lang=en')
  dashboardStore.setState({ snapshot: fixtureSnapshot })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  history.replaceState(null, '', '/')
})

const rows = () => screen.queryAllByRole('row').slice(1)
const chips = () => screen.getByRole('list', { name: 'Filters in force' }).textContent
const chip = (name: string) => screen.getByRole('button', { name: `Take this filter away: ${name}` })

async function show(search = '/?lang=en') {
  history.replaceState(null, '', search)
  render(
    <>
      <TimelinePane />
      <FilterForm />
    </>,
  )
  await act(async () => {})
}

describe('the filter', () => {
  test('is the address’s, and says what it is and how much it hides', async () => {
    await show('/?lang=en&method=POST&did=no-set-cookie')
    expect(rows()).toHaveLength(1)
    expect(rows()[0]?.textContent).toContain('POST /cart')
    expect(await screen.findByText('5 of 6 rows are hidden')).toBeTruthy()
    expect(chips()).toBe('POST sent no Set-Cookie ')
  })
  test('a hostile address hides nothing', async () => {
    await show('/?who=%3Cimg%20onerror%3D1%3E&method=<b>&did=__proto__&cookie=constructor')
    expect(rows()).toHaveLength(6)
    expect(screen.queryByRole('list', { name: 'Filters in force' })).toBe(null)
  })
  test('each choice is in force at once, stands in the address, and can be taken away by itself', async () => {
    await show()
    fireEvent.change(screen.getByRole('combobox', { name: 'Who sent it' }), { target: { value: 'you' } })
    fireEvent.click(screen.getByRole('checkbox', { name: 'saved' }))
    fireEvent.click(screen.getByRole('checkbox', { name: 'get' }))
    expect(rows()).toHaveLength(1)
    expect(location.search).toBe('?lang=en&who=you&did=saved&call=get')
    fireEvent.click(await screen.findByRole('button', { name: 'Take this filter away: store: get' }))
    expect(rows()).toHaveLength(2)
    fireEvent.click(chip('You'))
    expect(location.search).toBe('?lang=en&did=saved')
    fireEvent.click(screen.getAllByRole('button', { name: 'Clear all' })[0] as HTMLElement)
    expect(location.search).toBe('?lang=en')
    expect(rows()).toHaveLength(6)
  })
  test('what is typed counts once one stops, and is one step of the history', async () => {
    await show()
    vi.useFakeTimers()
    const steps = history.length
    const field = screen.getByRole('searchbox', { name: /Search in the requests/ })
    for (const value of ['c', 'ca', 'cart']) {
      fireEvent.change(field, { target: { value } })
      await act(() => vi.advanceTimersByTimeAsync(60))
    }
    expect(rows()).toHaveLength(6)
    await act(() => vi.advanceTimersByTimeAsync(300))
    expect(rows()).toHaveLength(2)
    fireEvent.change(field, { target: { value: 'cart changed' } })
    await act(() => vi.advanceTimersByTimeAsync(300))
    expect(rows()).toHaveLength(1)
    expect(location.search).toBe('?lang=en&find=cart+changed')
    expect(history.length).toBe(steps + 1)
    // What the row says in words is found as well as what it holds.
    fireEvent.change(field, { target: { value: 'rolling is off' } })
    await act(() => vi.advanceTimersByTimeAsync(300))
    expect(rows()).toHaveLength(1)
    fireEvent.keyDown(field, { key: 'Escape' })
    await act(() => vi.advanceTimersByTimeAsync(300))
    expect(rows()).toHaveLength(6)
  })
  test('going back brings the one before, also into the field', async () => {
    await show('/?lang=en&find=login')
    expect(screen.getByRole<HTMLInputElement>('searchbox', { name: /Search in the requests/ }).value).toBe('login')
    await act(async () => {
      history.replaceState(null, '', '/?lang=en&find=cart')
      dispatchEvent(new PopStateEvent('popstate'))
    })
    expect(screen.getByRole<HTMLInputElement>('searchbox', { name: /Search in the requests/ }).value).toBe('cart')
    expect(rows()).toHaveLength(2)
  })
  test('that hides all says so, and what to do', async () => {
    await show('/?who=visitor:77')
    expect(screen.getByText(/The filter hides every row/)).toBeTruthy()
    expect(await screen.findByRole('button', { name: 'Take this filter away: a browser that is not here' })).toBeTruthy()
  })
  test('what is kept and shown is what is shown here', async () => {
    await show('/?who=browser:bob')
    fireEvent.click(screen.getByRole('button', { name: 'Keep and show' }))
    expect(keeping.getState().open?.rows.map(({ key }) => key)).toEqual(['request:1'])
    closeKeeping()
  })
})
