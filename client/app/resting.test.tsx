/** Nothing can be done in the past: a walk over all controls of the page. */
import { act, cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { setUpTexts } from '../i18n/index.js'
import { loadLaterTexts } from '../i18n/later.js'
import { dashboardStore } from '../state/dashboard-store.js'
import { lookAt } from '../state/look-at.js'
import { showBelow } from '../state/lower-view.js'
import { selectBrowser } from '../state/selection.js'
import { fixtureMoment } from '../test/fixture-moment.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { App } from './app.js'

configure({ asyncUtilTimeout: 15_000 })
vi.setConfig({ testTimeout: 90_000 })

const sent = vi.hoisted(() => [] as string[])
vi.mock('../state/connection.js', () => ({
  launchToken: () => 'token',
  send: async ({ type }: { readonly type: string }) => {
    sent.push(type)
    return { ok: false, problem: { code: 'server-away', message: 'away', params: {} } }
  },
}))
// It draws on a canvas, which there is none of here.
vi.mock('../ui/chart.js', () => ({ GUTTER_PX: 0, PADDING_PX: 0, Chart: () => null }))

// It looks on for three seconds, in whose course this file may be over, and its document gone.
vi.mock('../ui/point-at.js', async (original) => ({ ...(await original<typeof import('../ui/point-at.js')>()), pointAtSoon: () => {} }))

/** They read, are about the page itself, or lead back to now before they do anything. */
const HARMLESS = /^(lessons:read|language:set|server:source|lesson:.*|sessions:(list|read))$/

beforeAll(async () => {
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.open = true
  }
  await setUpTexts('en')
  await loadLaterTexts('moment')
})
afterEach(() => {
  cleanup()
  lookAt(null)
})

const controls = () => [...document.querySelectorAll<HTMLElement>('button, input, select, textarea')]

/** Presses or changes everything that is not the way back to now, nor the page's own language; answers with what was asked of the sandbox. */
async function useEverything(): Promise<readonly string[]> {
  sent.length = 0
  const places = [
    ['requests', null],
    ['crowd', null],
    ['way', 'browser:alice'],
  ] as const
  for (const [place, browser] of places) {
    act(() => {
      showBelow(place)
      selectBrowser(browser)
    })
    await act(async () => {})
    for (const control of controls()) {
      const isElsewhere = control.closest('[data-then], [data-dock], tr') !== null || control.dataset.goBack !== undefined
      if (isElsewhere || !control.isConnected || control.querySelector('option[value="pt-BR"]') !== null) continue
      fireEvent.click(control)
      if (control instanceof HTMLSelectElement) fireEvent.change(control, { target: { value: control.options[control.options.length - 1]?.value } })
      if (control instanceof HTMLInputElement && control.form) fireEvent.submit(control.form)
    }
    await act(async () => {})
  }
  return [...new Set(sent)].filter((type) => !HARMLESS.test(type)).toSorted()
}

function show(): void {
  dashboardStore.setState({ snapshot: fixtureSnapshot, connection: { phase: 'live', since: 0, obstacle: null }, isCrowdOpened: true, isWayOpened: true })
  render(<App />)
}

it('in the past nothing is sent, whatever is pressed; now the same walk sends a lot', async () => {
  show()
  act(() => lookAt(fixtureMoment))
  await screen.findByRole('button', { name: 'Back to now' })
  await waitFor(() => expect(document.querySelector('[data-part="crowd"], [data-control="crowd heap-limit"]')).toBeTruthy())
  expect(await useEverything()).toEqual([])
  act(() => lookAt(null))
  expect((await useEverything()).length).toBeGreaterThan(2)
})

it('a control that rests can be reached, says why, and does what it did when the page is back', async () => {
  show()
  const kill = await screen.findByRole('button', { name: 'Kill' })
  expect(kill.getAttribute('aria-disabled')).toBeNull()
  act(() => lookAt(fixtureMoment))
  expect(kill.isConnected).toBe(true)
  expect(kill.getAttribute('aria-disabled')).toBe('true')
  expect((kill as HTMLButtonElement).disabled).toBe(false)
  expect(kill.title).toMatch(/^You are looking at \d\d:\d\d:\d\d\. Back to now to do this\.$/)
  expect(document.getElementById(kill.getAttribute('aria-describedby')?.split(' ')[0] ?? '')?.textContent).toBe(kill.title)
  const tab = screen.getByRole('tab', { name: /Alice/ })
  expect(tab.getAttribute('aria-disabled')).toBeNull()
  act(() => lookAt(null))
  expect(kill.getAttribute('aria-disabled')).toBeNull()
})

it('what was selected is selected again, and ages stand still meanwhile', () => {
  show()
  act(() => selectBrowser('browser:bob'))
  act(() => lookAt(fixtureMoment, { selectedBrowser: 'browser:alice', selectedSession: null }))
  expect(dashboardStore.getState().selectedBrowser).toBe('browser:alice')
  act(() => lookAt(null))
  expect(dashboardStore.getState().selectedBrowser).toBe('browser:bob')
})

it('a document that nobody had read, and a page that had not been answered, are not recorded', async () => {
  show()
  act(() => selectBrowser(null))
  const unread = { ...fixtureSnapshot, focused: {}, browsers: fixtureSnapshot.browsers.map((browser) => ({ ...browser, page: null })) }
  act(() => lookAt({ ...fixtureMoment, snapshot: unread, before: unread, from: unread }))
  await waitFor(() => expect(document.querySelector('[data-not-recorded]')).toBeTruthy())
  await waitFor(() => expect(document.querySelector('[data-page-then]')?.textContent).toMatch(/^Not recorded/))
})

it('says another moment in every control once the reader rests on it, and not at each step of a drag', async () => {
  dashboardStore.setState({ snapshot: fixtureSnapshot, connection: { phase: 'live', since: 0, obstacle: null } })
  lookAt(fixtureMoment)
  render(<App />)
  const said = () => document.querySelector<HTMLElement>('[data-rests]')?.title
  await waitFor(() => expect(said()).toBeTruthy())
  const before = said()
  act(() => lookAt({ ...fixtureMoment, at: fixtureMoment.at - 90_000 }))
  expect(said()).toBe(before)
  await waitFor(() => expect(said()).not.toBe(before))
})
