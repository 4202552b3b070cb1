import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { setUpTexts } from '../i18n/index.js'
import { dashboardStore } from '../state/dashboard-store.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { App } from './app.js'

// happy-dom has no canvas.
vi.mock('../ui/chart.js', () => ({ Chart: () => null }))

beforeAll(() => setUpTexts('en'))
beforeEach(() => {
  localStorage.clear()
  const [memory] = fixtureSnapshot.store.available
  if (!memory) throw new Error('the fixture has stores')
  const available = [...fixtureSnapshot.store.available, { ...memory, kind: 'redis', label: 'Redis', place: 'more' as const }]
  dashboardStore.setState({
    snapshot: { ...fixtureSnapshot, store: { ...fixtureSnapshot.store, available } },
    connection: { phase: 'live', since: 0, obstacle: null },
  })
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const isWide = (wide: boolean) =>
  vi
    .spyOn(globalThis, 'matchMedia')
    .mockImplementation((query) => Object.assign(new EventTarget(), { matches: wide, media: query }) as unknown as MediaQueryList)

test('the first screen is simple: what else there is stands behind names, and opens when somebody asks for it', () => {
  isWide(true)
  render(<App />)
  expect(screen.getAllByRole('radio', { name: /./ })).toHaveLength(2)
  expect(screen.getByRole('button', { name: 'More stores' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'All stores' })).toBe(null)
  expect(screen.queryByRole('group', { name: 'What stands below' })).toBe(null)
  expect([...document.querySelectorAll('details')].filter(({ open }) => open)).toEqual([])
})

test('where the lessons lie over the panes, whoever comes for the first time is welcomed, and nobody after that', async () => {
  isWide(false)
  const title = () => screen.queryByRole('heading', { name: 'What happens when you log in?' })
  render(<App />)
  expect(title()).toBeTruthy()
  cleanup()
  localStorage.setItem('sessionscope:door', 'sandbox')
  render(<App />)
  expect(title()).toBe(null)
  expect(await screen.findByRole('button', { name: 'Lessons' }, { timeout: 20_000 })).toBeTruthy()
})

test('Escape closes the lessons where they lie over the panes, and the focus goes to what opens them', async () => {
  const close = () => document.querySelector<HTMLElement>('[data-dock] button[title="Fold the lessons away"]')
  const press = async (target: Element) => act(async () => fireEvent.keyDown(target, { key: 'Escape' }))
  isWide(false)
  render(<App />)
  await press(screen.getByRole('button', { name: 'The code' }))
  expect(close()).toBeTruthy()
  close()?.focus()
  await press(document.activeElement as Element)
  expect(close()).toBe(null)
  const opener = screen.getByRole('button', { name: 'Open the lessons' })
  expect(document.activeElement).toBe(opener)
  await act(async () => fireEvent.click(opener))
  expect(document.activeElement).toBe(close())
  // Whoever has no focus yet means what lies over all else.
  await press(document.body)
  expect(close()).toBe(null)
  const strip = await screen.findByRole('button', { name: 'Lessons' }, { timeout: 20_000 })
  await act(async () => fireEvent.click(strip))
  // Where there is a strip, the bar's button is not displayed, and takes no focus.
  const { focus } = HTMLElement.prototype
  vi.spyOn(HTMLElement.prototype, 'focus').mockImplementation(function (this: HTMLElement, options) {
    if (this.title !== 'Open the lessons') focus.call(this, options)
  })
  await press(document.activeElement as Element)
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Lessons' }))
  cleanup()
  isWide(true)
  render(<App />)
  close()?.focus()
  await press(document.activeElement as Element)
  expect(close()).toBeTruthy()
})

test('while the lessons lie over the page, nothing under them can be reached; beside the panes they leave all of it free', () => {
  const covered = () => [...document.querySelectorAll('[data-guide="code"], #panes, a[href="#pane-store"]')].map((part) => part.closest('[inert]') !== null)
  isWide(false)
  render(<App />)
  expect(covered()).toEqual([true, true, true])
  expect(screen.getByRole('heading', { name: 'What happens when you log in?' }).closest('[inert]')).toBe(null)
  fireEvent.keyDown(document.body, { key: 'Escape' })
  expect(covered()).toEqual([false, false, false])
  cleanup()
  isWide(true)
  render(<App />)
  expect(covered()).toEqual([false, false, false])
})
