import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { ShopSource } from '../../../server/protocol/command-results.js'
import { ok } from '../../../server/protocol/problem.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { lookAt } from '../../state/look-at.js'
import { fixtureMoment } from '../../test/fixture-moment.js'
import { fixtureInstance, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import CodeAndOptions from './code-and-options.js'

const source: ShopSource = {
  code: {
    javascript: 'export function createApp({ store, options }) {\n  app.use(session({\n    store,\n    ...options, // all\n  }))\n}',
    typescript: 'export function createApp({ store, options }: ShopParts): Express {\n  app.use(session({\n    store,\n    ...options, // all\n  }))\n}',
  },
  path: 'server/lesson-server/shop/app.ts',
  variant: null,
  options: fixtureInstance.options,
  secrets: 1,
  store: 'memory',
  storeCode: 'const store = new session.MemoryStore()',
}
const asked = vi.hoisted(() => [] as unknown[])
/** What is answered instead of the source. */
const answer = vi.hoisted(() => ({ problem: null as unknown }))
vi.mock('../../state/connection.js', () => ({
  send: (command: unknown) => {
    asked.push(command)
    return Promise.resolve(answer.problem === null ? ok(source) : { ok: false, problem: answer.problem })
  },
}))

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('code', 'moment', 'problems')
})
beforeEach(() => {
  localStorage.clear()
  dashboardStore.setState({ snapshot: fixtureSnapshot })
})
afterEach(() => {
  cleanup()
  lookAt(null)
  answer.problem = null
})

test('the options stand in the code with their values, in the language that was chosen, also the next time', async () => {
  const { unmount } = render(<CodeAndOptions />)
  const code = await screen.findByRole('region', { name: source.path })
  expect(code.textContent).toContain('resave: false')
  expect(code.textContent).not.toContain('...options')
  expect(code.textContent).not.toContain(': ShopParts')
  fireEvent.click(screen.getByRole('radio', { name: 'TypeScript' }))
  expect(code.textContent).toMatch(/app\.ts.*: ShopParts.*resave: false/s)
  unmount()
  render(<CodeAndOptions />)
  expect((await screen.findByRole('region', { name: source.path })).textContent).toContain(': ShopParts')
})

test('what takes effect at once says so, and does not stand with “Apply”', async () => {
  render(<CodeAndOptions />)
  await screen.findByRole('region', { name: source.path })
  const form = screen.getByRole('button', { name: 'Apply' }).closest('form')
  expect(form?.textContent).toContain('No option changed yet.')
  for (const [selector, words] of [
    ['label', 'Which shop runs (takes effect at once)'],
    ['summary', 'Secrets that sign the cookies (take effect at once)'],
  ] as const) {
    const choice = [...document.querySelectorAll(selector)].find(({ textContent }) => textContent === words)
    expect([words, choice !== undefined, form?.contains(choice ?? null)]).toEqual([words, true, false])
  }
})

test('in the past the code is that of then, with the options of then, and what they were or are now is marked', async () => {
  const then = {
    ...fixtureSnapshot,
    instances: { a: { ...fixtureInstance, shop: 'cart-in-app-locals', options: { ...fixtureInstance.options, resave: true, maxAgeMs: 60_000, proxy: true } } },
    store: { ...fixtureSnapshot.store, active: 'memory' },
  }
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: { ...fixtureSnapshot.store, active: 'mongodb' } } })
  lookAt({ ...fixtureMoment, snapshot: then, before: fixtureSnapshot, from: fixtureSnapshot })
  render(<CodeAndOptions />)
  const code = await screen.findByRole('region', { name: source.path })
  expect(asked.at(-1)).toEqual({ type: 'server:source', shop: 'cart-in-app-locals', store: 'memory' })
  expect(code.textContent).toContain('resave: true')
  const marks = () =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>('[data-option]')].flatMap((field) =>
        [...field.querySelectorAll('ins')].map(({ textContent }) => [field.dataset.option, textContent]),
      ),
    )
  expect(marks()).toEqual({ resave: 'was false', maxAgeMs: 'was none', proxy: 'was not set' })
  // An option that is marked is not folded away.
  expect(document.querySelector('[data-option="proxy"]')?.closest('details')?.open).toBe(true)
  expect(screen.getByText(/^As they were then/)).toBeTruthy()
  act(() => lookAt({ ...fixtureMoment, snapshot: then, before: fixtureSnapshot, from: null, compared: 'now' }))
  expect(marks()).toEqual({ resave: 'now false', maxAgeMs: 'now none', proxy: 'now not set' })
  act(() => lookAt(null))
  expect(marks()).toEqual({})
  expect(asked.at(-1)).toMatchObject({ store: 'mongodb' })
  // What was opened stays so, and what the reader closes as well.
  const folded = document.querySelector('[data-option="proxy"]')?.closest('details')
  expect(folded?.open).toBe(true)
  if (folded) {
    folded.open = false
    fireEvent(folded, new Event('toggle'))
  }
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, store: { ...fixtureSnapshot.store } } }))
  expect(folded?.open).toBe(false)
  act(() => lookAt({ ...fixtureMoment, snapshot: then, before: fixtureSnapshot, from: fixtureSnapshot }))
  expect(folded?.open).toBe(true)
})

test('code that could not be fetched is not taken for what runs: what is wrong stands in its place', async () => {
  render(<CodeAndOptions />)
  await screen.findByRole('region', { name: source.path })
  answer.problem = { code: 'unknown-shop', message: 'There is no such shop.', params: { shop: 'gone' } }
  act(() => dashboardStore.setState({ snapshot: { ...fixtureSnapshot, instances: { a: { ...fixtureInstance, shop: 'gone' } } } }))
  const code = await screen.findByText(/gone/, { selector: 'p' })
  expect(code.textContent).not.toContain('createApp')
  expect(screen.queryByText(/createApp/)).toBeNull()
  expect(screen.queryByText(source.storeCode)).toBeNull()
  answer.problem = null
  act(() => dashboardStore.setState({ snapshot: fixtureSnapshot }))
  expect(await screen.findByRole('region', { name: source.path })).toBeTruthy()
})
