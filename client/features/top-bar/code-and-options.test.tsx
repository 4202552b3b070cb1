import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { ShopSource } from '../../../server/protocol/command-results.js'
import { ok } from '../../../server/protocol/problem.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { dashboardStore } from '../../state/dashboard-store.js'
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
vi.mock('../../state/connection.js', () => ({ send: () => Promise.resolve(ok(source)) }))

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('code')
})
beforeEach(() => {
  localStorage.clear()
  dashboardStore.setState({ snapshot: fixtureSnapshot })
})
afterEach(cleanup)

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
