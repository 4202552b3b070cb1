import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { beforeAll, expect, it, vi } from 'vitest'
import type { ControlName } from '../../server/protocol/lessons.js'
import { setUpTexts } from '../i18n/index.js'
import { dashboardStore } from '../state/dashboard-store.js'
import { selectBrowser } from '../state/selection.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { prepareDom } from '../test/prepare-dom.js'
import { App } from './app.js'

prepareDom()

vi.mock('../state/connection.js', () => ({ send: vi.fn(async () => ({ ok: false, problem: { code: 'server-away', message: 'away', params: {} } })) }))
// It draws on a canvas, which there is none of here.
vi.mock('../ui/chart.js', () => ({ Chart: () => null }))

/** The compiler holds this to the protocol's list: no name may be missing. */
const CONTROLS = Object.keys({
  shop: true,
  'browser-tabs': true,
  'browser-actions': true,
  'new-browser': true,
  cookie: true,
  'cookie-anatomy': true,
  'cookie-editor': true,
  'session-list': true,
  document: true,
  'memory-figures': true,
  'memory-chart': true,
  collect: true,
  crowd: true,
  'heap-limit': true,
  'store-switch': true,
  'carry-over': true,
  'mongo-source': true,
  restart: true,
  kill: true,
  code: true,
  options: true,
  timeline: true,
  way: true,
  wire: true,
} satisfies Record<ControlName, true>)

const names = () => new Set([...document.querySelectorAll<HTMLElement>('[data-control]')].flatMap((each) => each.dataset.control?.split(' ') ?? []))

beforeAll(() => setUpTexts('en'))
it('every control that a lesson can point at is on the page', async () => {
  dashboardStore.setState({ snapshot: fixtureSnapshot, connection: { phase: 'live', since: 0, obstacle: null } })
  render(<App />)
  const found = names()
  act(() => selectBrowser('browser:alice'))
  await waitFor(() => expect(document.querySelector('[data-control~="cookie-editor"]')).toBeTruthy())
  for (const name of names()) found.add(name)
  expect(CONTROLS.filter((name) => !found.has(name))).toEqual([])
})

it('the code and the options can be pointed at in their dialog too', async () => {
  dashboardStore.setState({ snapshot: fixtureSnapshot, connection: { phase: 'live', since: 0, obstacle: null } })
  render(<App />)
  fireEvent.click(screen.getByRole('button', { name: 'The code' }))
  // Fetched when it is opened, which takes its time on a busy machine.
  await waitFor(() => expect(document.querySelector('dialog[open] [data-control~="code"]')).toBeTruthy(), { timeout: 20_000 })
  expect(document.querySelector('dialog[open] [data-control~="options"]')).toBeTruthy()
})

it('a sandbox without sessions has places to point at as well', () => {
  const browsers = fixtureSnapshot.browsers.map((browser) => ({ ...browser, jar: [], sessionId: null }))
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, browsers, store: { ...fixtureSnapshot.store, sessionCount: 0 } }, selectedBrowser: 'you' })
  render(<App />)
  expect(['cookie', 'cookie-anatomy', 'session-list', 'document'].filter((name) => !names().has(name))).toEqual([])
})
