import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Command } from '../../../server/protocol/commands.js'
import { setUpTexts } from '../../i18n/index.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { BrowserTabs } from './browser-tabs.js'

const sent: Command[] = []
vi.mock('../../state/connection.js', () => ({
  send: async (command: Command) => {
    sent.push(command)
    return { ok: true, value: null }
  },
}))

beforeAll(async () => {
  dashboardStore.setState({ snapshot: fixtureSnapshot })
  await setUpTexts('en')
})
afterEach(() => {
  cleanup()
  sent.length = 0
})

test('each tab that can be closed has its own ×; the pane shows what it showed, unless that was closed', () => {
  const onSelect = vi.fn()
  render(<BrowserTabs browsers={fixtureSnapshot.browsers} selected="browser:alice" onSelect={onSelect} />)
  const close = (name: string) => screen.getByRole('tab', { name }).parentElement?.querySelector<HTMLElement>('button:not([role])') ?? null
  expect(close('You')).toBe(null)
  fireEvent.click(close('Bob') as HTMLElement)
  expect(sent).toEqual([{ type: 'browser:remove', browser: 'browser:bob' }])
  expect(onSelect).not.toHaveBeenCalled()
  fireEvent.click(close('Alice') as HTMLElement)
  expect(onSelect).toHaveBeenCalledExactlyOnceWith(null)
})

test('Delete closes the tab that has the focus', () => {
  render(<BrowserTabs browsers={fixtureSnapshot.browsers} selected="browser:bob" onSelect={() => undefined} />)
  fireEvent.keyDown(screen.getByRole('tab', { name: 'Bob' }), { key: 'Delete' })
  expect(sent).toEqual([{ type: 'browser:remove', browser: 'browser:bob' }])
})
