import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { send } from '../../state/connection.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { BorrowedNote, CopyCookie } from './copy-cookie.js'
import { FromAnotherSite } from './from-another-site.js'

vi.mock('../../state/connection.js', () => ({ send: vi.fn(async () => ({ ok: true, value: { status: 200 } })) }))

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('sites')
})
beforeEach(() => {
  vi.mocked(send).mockClear()
  dashboardStore.setState({ snapshot: fixtureSnapshot })
})
afterEach(cleanup)

const find = (id: BrowserState['id']) => fixtureSnapshot.browsers.find((each) => each.id === id) as BrowserState
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

test('a page of another site has the browser do what it can ask for by each means', async () => {
  render(<FromAnotherSite browser={find('browser:alice')} />)
  press('From another site')
  const [does, asks] = screen.getAllByRole('combobox') as HTMLSelectElement[]
  press('Let it happen')
  expect(send).toHaveBeenLastCalledWith({ type: 'browser:from-another-site', browser: 'browser:alice', act: 'link', do: 'visit' })
  await screen.findByText('The shop has answered with 200.', { exact: false })
  expect(asks?.disabled).toBe(true)
  fireEvent.change(does as HTMLSelectElement, { target: { value: 'form' } })
  expect([...(asks?.options ?? [])].map(({ value }) => value)).toEqual(['add-to-cart', 'log-out'])
  fireEvent.change(asks as HTMLSelectElement, { target: { value: 'log-out' } })
  press('Let it happen')
  expect(send).toHaveBeenLastCalledWith({ type: 'browser:from-another-site', browser: 'browser:alice', act: 'form', do: 'log-out' })
  fireEvent.click(screen.getByRole('checkbox'))
  expect(send).toHaveBeenLastCalledWith({ type: 'browser:third-party-cookies', browser: 'browser:alice', set: 'allowed' })
})

test('a cookie is copied from another browser, and given back', async () => {
  const { unmount } = render(<CopyCookie browser={find('browser:bob')} />)
  press('Copy a cookie here')
  const [from] = screen.getAllByRole('combobox') as HTMLSelectElement[]
  fireEvent.change(from as HTMLSelectElement, { target: { value: 'browser:alice' } })
  press('Copy it into Bob’s browser')
  expect(send).toHaveBeenLastCalledWith({ type: 'browser:copy-cookie', from: 'browser:alice', to: 'browser:bob' })
  // Done, so the form is closed.
  await vi.waitFor(() => expect(screen.queryByRole('combobox')).toBeNull())
  unmount()
  render(<BorrowedNote id="browser:bob" from="browser:alice" />)
  screen.getByText('This cookie is a copy of Alice’s', { exact: false })
  press('Undo the copy')
  expect(send).toHaveBeenLastCalledWith({ type: 'browser:give-back', browser: 'browser:bob' })
})

test('what a copy amounts to depends on whether that session is logged in', () => {
  const alice = find('browser:alice')
  const id = alice.sessionId ?? ''
  const said = (isLoggedIn: boolean) => {
    const known = fixtureSnapshot.focused[id]
    if (!known) throw new Error('The fixture has no document of Alice’s.')
    const document = { session: { isLoggedIn } }
    const focused = { ...fixtureSnapshot.focused, [id]: { ...known, stored: known.stored && { ...known.stored, document } } }
    dashboardStore.setState({ snapshot: { ...fixtureSnapshot, browsers: [alice, find('browser:bob')], focused } as typeof fixtureSnapshot })
    const { container, unmount } = render(<CopyCookie browser={find('browser:bob')} />)
    press('Copy a cookie here')
    const text = container.textContent ?? ''
    unmount()
    return text
  }
  expect(said(true)).toContain('theft of a session')
  expect(said(false)).toContain('session fixation')
})
